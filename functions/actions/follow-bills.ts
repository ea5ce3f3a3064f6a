import type { Deps } from '../deps.ts';
import type { FiscalBills } from '../gateways/fiscal-bill/fiscal-bill.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { billShard, SHARDS } from '../store/tables.ts';
import { moveBill, stateOfBill } from './bills.ts';
import { keepBillFile } from './follow-bills-file.ts';
import { issueBill, settleBill } from './follow-bills-issue.ts';
import { announceReversal, reverseOne } from './follow-bills-red.ts';
import { watchStock } from './follow-bills-stock.ts';
import { lookPause } from './look-pause.ts';

/** What the biller works with; `fiscalBills` is the way to the platform. */
export type BillingNeeds = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'log' | 'logKey' | 'publicFiles' | 'privateFiles' | 'secret' | 'alarm'> & {
  readonly fiscalBills: FiscalBills;
};

/** What became of the bills of one round. */
export type Followed = { readonly looked: number; readonly issued: number; readonly reversed: number };

const AT_ONCE = 10;
const MOST_PAGES = 20;
/** A function that follows bills has a minute. */
const LONGEST_MS = 35_000;
/** Bills in a row that the platform may leave without an answer before the round leaves it alone. */
const PATIENCE = 4;

/**
 * Looks at every bill that is due: asks for it once its gift is published, asks what became of it before it is ever asked
 * for again, keeps its file, and takes it back where that was asked for. Each step is stored before the platform is called,
 * so that a round may die anywhere and be repeated by any other (M6, M20). One bill after the other: platforms are slow.
 */
export async function followBills(world: Omit<BillingNeeds, 'fiscalBills'> & { readonly fiscalBills: FiscalBills | undefined }): Promise<Followed> {
  const followed = { looked: 0, issued: 0, reversed: 0 };
  const { fiscalBills } = world;
  if (fiscalBills === undefined) return followed;
  const deps = { ...world, fiscalBills };
  const round: Round = { silent: 0, isEmpty: (await watchStock(deps)) === 'empty', endMs: deps.now() + LONGEST_MS };
  for (const shard of SHARDS) {
    for (let page = 0, moved = AT_ONCE; page < MOST_PAGES && moved === AT_ONCE; page++) {
      moved = 0;
      for (const key of await deps.db.due(billShard(shard), deps.now(), AT_ONCE)) {
        if (round.silent >= PATIENCE || deps.now() > round.endMs) return followed;
        const bill = await deps.db.get('records', { pk: key.pk, sk: key.sk });
        if (bill === undefined || typeof bill.dueAt !== 'number' || bill.dueAt > deps.now()) continue; // the index lags
        moved += 1;
        followed.looked += 1;
        const now = await followOne(deps, bill, round);
        if (now === 'issued' || now === 'reversed') followed[now] += 1;
      }
    }
  }
  return followed;
}

/** What a round has seen of the platform. */
export type Round = { silent: number; isEmpty: boolean; readonly endMs: number };

async function followOne(deps: BillingNeeds, bill: Item, round: Round): Promise<'issued' | 'reversed' | undefined> {
  const state = stateOfBill(bill);
  if (state === 'wanted' || state === 'out_of_stock') return issueBill(deps, bill, round);
  if (state === 'submitted') return settleBill(deps, bill, round);
  if (state === 'issued') return void (await keepBillFile(deps, bill));
  if (state === 'red_wanted' || state === 'red_submitted') return reverseOne(deps, bill, round);
  if (state === 'reversed') return void (await announceReversal(deps, bill));
  await moveBill(deps, bill, { to: state }); // nothing is owed to it
  return undefined;
}

/** After how many looks without an end a person is told. */
const MANY_TRIES = 16;

/** Looks again later, and later each time; tells a person once where it does not end. */
export async function lookLater(deps: Pick<Deps, 'db' | 'now' | 'alarm'>, bill: Item): Promise<void> {
  const tries = numberOf(bill, 'tries') + 1;
  if (tries === MANY_TRIES) deps.alarm('bill_unanswered', { bill: textOf(bill, 'billNo'), state: stateOfBill(bill) });
  await moveBill(deps, bill, { to: stateOfBill(bill), dueAt: deps.now() + lookPause(tries - 1), set: { tries } });
}
