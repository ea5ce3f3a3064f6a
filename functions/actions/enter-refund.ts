import type { Deps } from '../deps.ts';
import type { RefundEntry } from '../domain/entry-moves.ts';
import { canonicalBytes, type Json } from '../domain/ledger/canonical.ts';
import { commit, fieldSalt } from '../domain/ledger/commitment.ts';
import { dayOf, formatInstant } from '../domain/time.ts';
import type { Item, Write } from '../store/database.ts';
import { BOOK_KEY, donationKey, enteredKey, outboxKey } from '../store/tables.ts';
import { takeBookTurn } from './book-turn.ts';
import { moveRefund, type Refund } from './refunds.ts';
import { refundEntryId } from './tokens.ts';

type Needs = Pick<Deps, 'db' | 'now' | 'random' | 'secret'>;

/**
 * Lays the entry of a refund whose money is back into the outbox, and frees what was held for it, in one transaction: at
 * every moment it is counted once. Nothing is judged any more, since it was held. Tells whether it was this call.
 */
export async function enterRefund(deps: Needs, refund: Refund): Promise<boolean> {
  const { serial, doneAtMs, refundNo } = refund;
  if (serial === undefined || doneAtMs === undefined) throw new TypeError(`refund ${refundNo} is done without a number`);
  const id = refundEntryId(deps.secret, refundNo);
  const salt = deps.random(32);
  const values = { at: formatInstant(doneAtMs), ref: serial };
  const bytes = canonicalBytes(entryOf(refund, { id, salt, values, onMs: doneAtMs }) as unknown as Json);
  const nowMs = deps.now();
  const [turn, gift] = [await deps.db.get('ledger', BOOK_KEY), await deps.db.get('records', donationKey(refund.donation))];
  const also: readonly Write[] = [
    takeBookTurn(turn), // the hold goes and the entry comes
    { table: 'ledger', put: { ...outboxKey(id, nowMs), id, bytes, donation: '', amt: 0, settledAtMs: nowMs, entered: 'refund' }, when: 'absent' },
    { table: 'records', put: { ...enteredKey(id), id, entryId: id, wish: refund.digest, settledAtMs: nowMs, ...values, salt }, when: 'absent' },
    ...(gift === undefined ? [] : [refunded(gift, refund)]),
  ];
  return moveRefund(deps, refund, { to: 'entered', ends: true, set: { entryId: id }, also });
}

function entryOf(
  { index, leaf, fund, ch, amountFen, why }: Refund,
  {
    id,
    salt,
    values,
    onMs,
  }: { readonly id: string; readonly salt: Uint8Array; readonly values: { readonly at: string; readonly ref: string }; readonly onMs: number },
): RefundEntry {
  const of = (field: 'at' | 'ref') => commit(fieldSalt(salt, field), field, values[field]);
  const c = { at: of('at'), ref: of('ref') };
  return { v: 1, k: 'refund', id, on: dayOf(onMs), ...fund, of: [{ index, leaf }], ch, cur: 'CNY', amt: amountFen, why, c };
}

/** The gift as its donor sees it: so much of it has come back. */
function refunded(gift: Item, { amountFen }: Refund): Write {
  const before = typeof gift.refundedFen === 'number' ? gift.refundedFen : undefined;
  const set = { refundedFen: (before ?? 0) + amountFen };
  return { table: 'records', update: donationKey(String(gift.id)), set, remove: ['refundingFen'], when: { is: { refundedFen: before } } };
}
