import type { Deps } from '../deps.ts';
import { billNumber } from '../domain/fiscal-bill.ts';
import type { Item } from '../store/database.ts';
import { numberOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { type BillEnd, cancelledBill, findBill, moveBill, stateOfBill } from './bills.ts';

/**
 * Where the fiscal bill of a gift stands against a refund. `none`: there is no bill, and there will be none. `reversed`:
 * its red bill is issued. `waiting`: ask again, the biller is at it. `refused`: the platform takes no red bill, and a person must look.
 */
export type Reversal = { readonly state: 'none' | 'reversed' | 'waiting' | 'refused' };

type Needs = Pick<Deps, 'db' | 'now'>;

const ATTEMPTS = 4;

/**
 * Takes the fiscal bill of a gift back, red bill first (冲红), and lets none be issued afterwards; to be called before
 * money moves, and again until it says `none` or `reversed`. It asks no platform itself: the biller's next round does.
 */
export async function reverseBill(deps: Needs, { donationId, why }: { readonly donationId: string; readonly why: BillEnd }): Promise<Reversal> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const bill = await findBill(deps, donationId);
    const reversal = bill === undefined ? await preventBill(deps, donationId, why) : await reverseOne(deps, bill, { donationId, why });
    if (reversal !== undefined) return reversal;
  }
  return { state: 'waiting' }; // the biller was quicker every time: it is at work on this very bill
}

/** What is not asked for yet can then not be asked for later; a gift that is not there has no bill either. */
async function preventBill(deps: Needs, donationId: string, why: BillEnd): Promise<Reversal | undefined> {
  const written = await deps.db.write([{ table: 'records', check: donationKey(donationId), when: 'present' }, cancelledBill(donationId, why, deps.now())]);
  if (written.ok) return { state: 'none' };
  return written.failed.some(({ at }) => at === 0) ? { state: 'none' } : undefined;
}

async function reverseOne(deps: Needs, bill: Item, { donationId, why }: { donationId: string; why: BillEnd }): Promise<Reversal | undefined> {
  const state = stateOfBill(bill);
  const nowMs = deps.now();
  const waiting = (moved: Item | undefined): Reversal | undefined => (moved === undefined ? undefined : { state: 'waiting' });
  if (state === 'cancelled') return { state: 'none' };
  if (state === 'reversed') return { state: 'reversed' };
  if (state === 'red_refused') return { state: 'refused' };
  if (state === 'red_wanted' || state === 'red_submitted') return { state: 'waiting' };
  if (state === 'wanted' || state === 'rejected') {
    const moved = await moveBill(deps, bill, { to: 'cancelled', set: { why, endedAtMs: nowMs } });
    return moved === undefined ? undefined : { state: 'none' };
  }
  if (state === 'issued') {
    const redNo = billNumber('red', donationId, numberOf(bill, 'attempt'));
    return waiting(await moveBill(deps, bill, { to: 'red_wanted', dueAt: nowMs, set: { why, redNo, tries: 0 } }));
  }
  // The platform was asked and may have issued it: only its own word that it did not lets this end without a red bill.
  if (bill.stop === true) return { state: 'waiting' };
  return waiting(await moveBill(deps, bill, { to: state, dueAt: nowMs, set: { why, stop: true } }));
}
