import type { Deps } from '../deps.ts';
import { money } from '../domain/money.ts';
import { parseOrderNumber } from '../domain/number.ts';
import { type Day, previousDay } from '../domain/time.ts';
import type { BillRow, Gateway } from '../gateways/gateway.ts';
import { donationKey } from '../store/tables.ts';
import { sumUp } from './compare-bill.ts';
import { beginDay, comparedDays, endDay } from './compared-days.ts';
import type { EntryWish } from './form-entry.ts';
import { type BillDay, type NotCompared, readBillDay } from './read-bill-day.ts';
import { recordEntry } from './record-entry.ts';
import { settlePayment } from './settle-payment.ts';
import { someAtOnce } from './some-at-once.ts';
import { paymentEntryId, unclaimedDonationId } from './tokens.ts';

/** A comparison that came about. */
export type ReadBill = Extract<BillDay, { readonly ok: true }>;

/**
 * What became of a day. `compared`: its statement is entered. `known`: it was before. `settled`: payments that were
 * missing here are gifts now, and the day is compared once they are published. `waits`: it is asked for again.
 */
export type DayReconciled =
  | { readonly is: 'compared' | 'known'; readonly bill: ReadBill }
  | { readonly is: 'settled'; readonly found: readonly BillRow[] }
  | { readonly is: 'waits'; readonly why: NotCompared | 'unpublished' | 'busy' };

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'privateFiles' | 'society' | 'secret' | 'now' | 'random' | 'alarm'>;

const ATTEMPTS = 3;

/**
 * Compares a gateway's bill of a day with the record and enters the result as a public `statement`. A payment that the
 * record lacks is a verified one and becomes a gift first (M7). Killed anywhere and repeated, it comes to the same: gift,
 * statement and fees have keys made of serial, gateway and day (M6).
 */
export async function reconcileDay(deps: Needs, asked: { readonly gateway: Gateway; readonly day: Day }): Promise<DayReconciled> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const done = await reconcileOnce(deps, asked);
    if (done !== 'moved') return done;
  }
  return { is: 'waits', why: 'busy' };
}

async function reconcileOnce(deps: Needs, { gateway, day }: { readonly gateway: Gateway; readonly day: Day }): Promise<DayReconciled | 'moved'> {
  const around = await comparedDays(deps, gateway.id, previousDay(day));
  const bill = await readBillDay(deps, { gateway, day, around });
  if (!bill.ok) {
    if (bill.why === 'damaged') deps.alarm('bill_damaged', { gateway: gateway.id, day });
    return { is: 'waits', why: bill.why };
  }
  const { missingHere } = bill.compared;
  if (missingHere.length > 0) return settleMissing(deps, { gateway: gateway.id, day, rows: missingHere });
  if (around.get(day)?.state === 'ended') return { is: 'known', bill };
  const recorded = await recordEntry(deps, statementOf({ gateway: gateway.id, day, bill }));
  // Under its key another one stands where an earlier run was killed behind it, and something came to the record since.
  if (!recorded.ok && recorded.code === 'bill_differs') return 'moved';
  if (!recorded.ok && recorded.code !== 'key_reused') return { is: 'waits', why: 'busy' };
  if (bill.explained.unexplained) deps.alarm('bill_differs', { gateway: gateway.id, day, ...wantingOf(bill) });
  const elsewhere = bill.compared.otherDay.map(({ gift }) => gift.id);
  const found = around.get(day)?.found ?? { count: 0, amt: 0 };
  const ended = { gateway: gateway.id, day, found, elsewhere, expected: bill.expected, feeFen: bill.compared.feeFen, atMs: deps.now() };
  await endDay(deps, ended, deps.society.fees !== undefined);
  return { is: 'compared', bill };
}

/** The number under which a day's statement is entered, once. */
export const statementKey = (gateway: string, day: Day): string => `bill:${gateway}:${day}`;

function statementOf({ gateway, day, bill }: { readonly gateway: string; readonly day: Day; readonly bill: ReadBill }): EntryWish {
  const differences = bill.explained.differences.map(({ why, count, amt, note }) => ({
    why,
    count,
    amt,
    ...(note === undefined ? {} : { note: { ...note } }),
  }));
  return {
    ...{ key: statementKey(gateway, day), k: 'statement', ch: gateway, from: day, through: day, cur: 'CNY' },
    ...{ bill: { ...bill.compared.bill }, differences },
    ...(bill.file === undefined ? {} : bill.file),
  };
}

/** Noted first, settled second: a run that is killed in between finds the rest, and the statement still says how many there were. */
async function settleMissing(deps: Needs, missing: { readonly gateway: string; readonly day: Day; readonly rows: readonly BillRow[] }): Promise<DayReconciled> {
  const { gateway, day } = missing;
  const settled = await someAtOnce(missing.rows, (row) => isSettled(deps, gateway, row));
  const rows = missing.rows.filter((_, at) => settled[at] !== true);
  if (rows.length === 0) return { is: 'waits', why: 'unpublished' };
  await beginDay(deps, { gateway, day, found: sumUp(rows) });
  await someAtOnce(rows, ({ serial, orderNo, amountFen, atMs }) =>
    settlePayment(deps, { gateway, serial, orderNo, amount: money('CNY', amountFen), paidAtMs: atMs }),
  );
  deps.alarm('payment_missed', { gateway, day, count: rows.length });
  return { is: 'settled', found: rows };
}

/** Whether a payment is a gift already that only waits for its publication. */
async function isSettled({ db, secret }: Pick<Needs, 'db' | 'secret'>, gateway: string, { serial, orderNo }: BillRow): Promise<boolean> {
  const ordered = parseOrderNumber(orderNo);
  const [gift, unclaimed] = await Promise.all([
    ordered === undefined ? undefined : db.get('records', donationKey(ordered.donationId)),
    db.get('records', donationKey(unclaimedDonationId(secret, { gateway, serial }))),
  ]);
  return unclaimed !== undefined || gift?.entryId === paymentEntryId(secret, { gateway, serial });
}

/** What wants a person, without a serial. */
function wantingOf({ explained }: ReadBill): { readonly differences: string } {
  return { differences: explained.differences.map(({ why, count, amt }) => `${why} ${count} ${amt}`).join(', ') };
}
