import { moneyLine, totalOf } from '../domain/bill-lines.ts';
import { warnOfBill } from '../domain/fiscal-bill.ts';
import { type Day, dayOf } from '../domain/time.ts';
import type { BillAnswer, BillWish, IssuedBill } from '../gateways/fiscal-bill/fiscal-bill.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { keptWords, moveBill, stateOfBill } from './bills.ts';
import { type BillingNeeds, lookLater, type Round } from './follow-bills.ts';
import { keepBillFile } from './follow-bills-file.ts';
import { endByRed } from './follow-bills-red.ts';
import { isErased } from './opened-values.ts';
import { readTarget } from './read-book.ts';
import { publishedPlace } from './read-donation.ts';
import { readHead } from './read-head.ts';

type Done = 'issued' | undefined;

/** While a call is under way no other round looks at the bill; longer than any call may take. */
export const LEASE_MS = 3 * 60_000;
const MINUTE_MS = 60_000;
const SOON_MS = 5_000;
/** How long a call that was never answered may still be on its way to the platform. */
const GHOST_MS = 15 * 60_000;
const STOCK_AGAIN_MS = 10 * MINUTE_MS;

/** Asks the platform for a bill whose gift is published. What it will be asked is stored before, under a number that stays. */
export async function issueBill(deps: BillingNeeds, bill: Item, round: Round): Promise<Done> {
  if (bill.stop === true) return void (await submit(deps, bill, {})); // the next look asks what the platform knows
  if (round.isEmpty) return void (await moveBill(deps, bill, { to: 'out_of_stock', dueAt: deps.now() + STOCK_AGAIN_MS }));
  const frozen = typeof bill.fen === 'number' ? {} : await freezeWish(deps, bill);
  if (frozen === 'not_yet') return void (await moveBill(deps, bill, { to: stateOfBill(bill), dueAt: deps.now() + SOON_MS }));
  if (frozen === 'never') return void (await moveBill(deps, bill, { to: 'cancelled', set: { endedAtMs: deps.now() } }));
  const isFirst = typeof bill.askedAtMs !== 'number';
  const submitted = await submit(deps, bill, frozen);
  if (submitted === undefined) return undefined; // another round has it
  return isFirst ? takeAnswer(deps, submitted, round, await deps.fiscalBills.issue(wishOf(submitted))) : ask(deps, submitted, round);
}

/** Looks at a bill that the platform was asked for: its word first, and asked again only where it knows none of that number. */
export async function settleBill(deps: BillingNeeds, bill: Item, round: Round): Promise<Done> {
  const held = await moveBill(deps, bill, { to: 'submitted', dueAt: deps.now() + LEASE_MS });
  return held === undefined ? undefined : ask(deps, held, round);
}

async function ask(deps: BillingNeeds, bill: Item, round: Round): Promise<Done> {
  const found = await deps.fiscalBills.find({ billNo: textOf(bill, 'billNo') });
  if (found.state !== 'unknown') return takeAnswer(deps, bill, round, found);
  const askedAtMs = typeof bill.askedAtMs === 'number' ? bill.askedAtMs : 0;
  if (bill.stop === true) {
    const isOver = deps.now() > askedAtMs + GHOST_MS;
    return void (await (isOver ? moveBill(deps, bill, { to: 'cancelled', set: { endedAtMs: deps.now() } }) : lookLater(deps, bill)));
  }
  const again = await submit(deps, bill, {});
  return again === undefined ? undefined : takeAnswer(deps, again, round, await deps.fiscalBills.issue(wishOf(again)));
}

/** Stores that the platform is asked now, before it is. */
function submit(deps: BillingNeeds, bill: Item, frozen: Frozen): Promise<Item | undefined> {
  const asked = bill.stop === true ? {} : { askedAtMs: deps.now() };
  return moveBill(deps, bill, { to: 'submitted', dueAt: bill.stop === true ? deps.now() : deps.now() + LEASE_MS, set: { ...frozen, ...asked } });
}

async function takeAnswer(deps: BillingNeeds, bill: Item, round: Round, answer: BillAnswer): Promise<Done> {
  round.silent = answer.state === 'unavailable' ? round.silent + 1 : 0;
  if (answer.state === 'issued' || answer.state === 'reversed') return takeIssued(deps, bill, answer.bill);
  if (answer.state === 'out_of_stock') {
    round.isEmpty = true;
    return void (await moveBill(deps, bill, { to: 'out_of_stock', dueAt: deps.now() + STOCK_AGAIN_MS }));
  }
  if (answer.state === 'rejected') {
    const { field, words } = answer;
    deps.alarm('bill_refused', { bill: textOf(bill, 'billNo'), field });
    return void (await moveBill(deps, bill, {
      to: 'rejected',
      dueAt: deps.now(),
      parked: true,
      set: { field, words: keptWords(words) },
    }));
  }
  return void (await lookLater(deps, bill));
}

async function takeIssued(deps: BillingNeeds, bill: Item, given: IssuedBill): Promise<Done> {
  const { code, number, checkCode, day, qr } = given;
  const warnings = warnOfBill(given);
  const set = { code, number, checkCode, billDay: day, warnings, issuedAtMs: deps.now(), tries: 0, ...(qr === undefined ? {} : { qr }) };
  const issued = await moveBill(deps, bill, { to: 'issued', dueAt: deps.now(), set });
  if (issued === undefined) return undefined;
  if (warnings.length > 0) deps.alarm('bill_odd', { bill: textOf(bill, 'billNo'), odd: warnings.join(' ') });
  if (issued.stop === true) await endByRed(deps, issued);
  else await keepBillFile(deps, issued);
  return 'issued';
}

type Frozen = { readonly fen?: number; readonly day?: string; readonly remark?: string };

/** What is left of the gift, as the record has it now; asked for again under this number it stays the same. */
async function freezeWish(deps: BillingNeeds, bill: Item): Promise<Frozen | 'not_yet' | 'never'> {
  const gift = await deps.db.get('records', donationKey(textOf(bill, 'id')));
  if (gift === undefined || isErased(gift)) return 'never';
  const place = gift.state === 'paid' ? await publishedPlace(deps, textOf(gift, 'entryId')) : undefined;
  const size = (await readHead(deps))?.checkpoint.size ?? 0;
  const target = place === undefined ? undefined : await readTarget(deps, place.index, size);
  if (place === undefined || target === undefined) return 'not_yet';
  if (target.k !== 'gift') return 'never'; // goods need a value that somebody proved; a clerk issues those
  const fen = target.facts.amt - target.refunded;
  if (fen <= 0) return 'never';
  const campaign = deps.society.campaigns.find((one) => one.id === target.facts.campaign)?.name.zh ?? target.facts.campaign;
  return { fen, day: dayOf(deps.now()), remark: `${campaign}；公示编号 ${place.number}；订单号 ${textOf(gift, 'orderNo')}` };
}

/** The wish as it was stored. */
export function wishOf(bill: Item): BillWish {
  const lines = [moneyLine(numberOf(bill, 'fen'))];
  const taxId = typeof bill.taxId === 'string' ? { taxId: bill.taxId } : {};
  const payer = { kind: bill.kind === 'organisation' ? ('organisation' as const) : ('person' as const), title: textOf(bill, 'title'), ...taxId };
  return { billNo: textOf(bill, 'billNo'), day: textOf(bill, 'day') as Day, payer, lines, totalFen: totalOf(lines), remark: textOf(bill, 'remark') };
}
