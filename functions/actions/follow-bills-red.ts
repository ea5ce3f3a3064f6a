import { moneyLine, totalOf } from '../domain/bill-lines.ts';
import { billNumber } from '../domain/fiscal-bill.ts';
import { type Day, dayOf } from '../domain/time.ts';
import type { RedAnswer, RedWish } from '../gateways/fiscal-bill/fiscal-bill.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { billNumbersOf, keptWords, moveBill } from './bills.ts';
import { type BillingNeeds, lookLater, type Round } from './follow-bills.ts';
import { LEASE_MS } from './follow-bills-issue.ts';
import { publishedPlace } from './read-donation.ts';
import { recordEntry } from './record-entry.ts';

const REASONS: { readonly [why: string]: string } = { refunded: '捐赠款退回', corrected: '更正', issued_wrongly: '开具有误' };

/** Takes back at once a bill that came although it was called off meanwhile. */
export async function endByRed(deps: BillingNeeds, bill: Item): Promise<void> {
  const redNo = billNumber('red', textOf(bill, 'id'), numberOf(bill, 'attempt'));
  await moveBill(deps, bill, { to: 'red_wanted', dueAt: deps.now(), set: { redNo, tries: 0 } });
}

/** Asks for the red bill; where it may have been asked for before, what became of it first. */
export async function reverseOne(deps: BillingNeeds, bill: Item, round: Round): Promise<'reversed' | undefined> {
  const isFirst = bill.state === 'red_wanted';
  const redDay = typeof bill.redAskedDay === 'string' ? bill.redAskedDay : dayOf(deps.now());
  const held = await moveBill(deps, bill, { to: 'red_submitted', dueAt: deps.now() + LEASE_MS, set: { redAskedDay: redDay } });
  if (held === undefined) return undefined;
  if (!isFirst) {
    const found = await deps.fiscalBills.find({ billNo: textOf(held, 'billNo'), redNo: textOf(held, 'redNo'), bill: billNumbersOf(held) });
    if (found.state === 'reversed') return takeRed(deps, held, { round, answer: found });
    if (found.state !== 'issued') return takeRed(deps, held, { round, answer: { state: found.state === 'under_way' ? 'under_way' : 'unavailable' } });
  }
  return takeRed(deps, held, { round, answer: await deps.fiscalBills.reverse(redWishOf(held)) });
}

async function takeRed(
  deps: BillingNeeds,
  bill: Item,
  { round, answer }: { readonly round: Round; readonly answer: RedAnswer },
): Promise<'reversed' | undefined> {
  round.silent = answer.state === 'unavailable' ? round.silent + 1 : 0;
  if (answer.state === 'refused') {
    deps.alarm('bill_not_reversed', { bill: textOf(bill, 'billNo') });
    return void (await moveBill(deps, bill, {
      to: 'red_refused',
      dueAt: deps.now(),
      parked: true,
      set: { words: keptWords(answer.words) },
    }));
  }
  if (answer.state !== 'reversed') return void (await lookLater(deps, bill));
  const { code, number, day } = answer.red;
  const set = { redCode: code, redNumber: number, redDay: day, reversedAtMs: deps.now(), tries: 0 };
  const reversed = await moveBill(deps, bill, { to: 'reversed', dueAt: deps.now(), set });
  if (reversed === undefined) return undefined;
  await announceReversal(deps, reversed);
  return 'reversed';
}

/** Says in the public record that the gift's bill counts no longer; neither its number nor anything of its payer. */
export async function announceReversal(deps: BillingNeeds, bill: Item): Promise<void> {
  const gift = await deps.db.get('records', donationKey(textOf(bill, 'id')));
  const place = gift === undefined ? undefined : await publishedPlace(deps, textOf(gift, 'entryId'));
  if (place === undefined) return lookLater(deps, bill);
  // A key that nobody can type at the desk; the same red bill is entered once.
  const said = await recordEntry(deps, { key: `bill|${textOf(bill, 'redNo')}`, k: 'void', of: [place.number], what: 'bill', why: textOf(bill, 'why') });
  if (said.ok || said.faults.some(({ problem }) => problem === 'void_repeated') || said.code === 'void_repeated') {
    await moveBill(deps, bill, { to: 'reversed' });
    return;
  }
  await lookLater(deps, bill);
}

function redWishOf(bill: Item): RedWish {
  const lines = [moneyLine(numberOf(bill, 'fen'))];
  return {
    redNo: textOf(bill, 'redNo'),
    billNo: textOf(bill, 'billNo'),
    bill: billNumbersOf(bill),
    lines,
    totalFen: totalOf(lines),
    reason: REASONS[textOf(bill, 'why')] ?? '其他',
    day: textOf(bill, 'redAskedDay') as Day,
  };
}
