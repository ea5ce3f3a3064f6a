import type { Deps } from '../deps.ts';
import type { RefundEntry } from '../domain/entry-moves.ts';
import { fundOf } from '../domain/movements.ts';
import { isTimely, openStatement, type RefundAsk } from '../domain/staff-statement.ts';
import type { Write } from '../store/database.ts';
import { BOOK_KEY, donationKey, openRefundKey, refundKey, staffKey } from '../store/tables.ts';
import { takeBookTurn } from './book-turn.ts';
import { type GiftRefusal, judgeRefund } from './judge-refund.ts';
import { judgeWish, type RecordRefusal } from './judge-wish.ts';
import { readBook } from './read-book.ts';
import { type Refund, refundByNumber } from './refunds.ts';
import { readRegister, signerOf } from './staff-keys.ts';
import { type Step, stepFields } from './step-refund.ts';
import { refundEntryId } from './tokens.ts';

export type ConfirmRefusal = GiftRefusal | RecordRefusal | 'role_missing' | 'same_person' | 'asker_gone' | 'ask_lapsed' | 'state_wrong';

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'society' | 'gateways' | 'now' | 'random' | 'secret'>;

type Confirmed = { readonly ok: true; readonly state: 'done' | 'known' } | { readonly ok: false; readonly code: ConfirmRefusal };

const ATTEMPTS = 4;
const refuse = (code: ConfirmRefusal): Confirmed => ({ ok: false, code });

/**
 * Lets a refund begin that another person asked for, and holds its money in the fund from this moment: after it has left,
 * the entry has to come (M7), so that whether the fund can bear it is found now. Nothing else takes it meanwhile, since
 * whoever enters something counts what is held and takes the same turns.
 */
export async function confirmRefund(deps: Needs, refund: Refund, step: Step): Promise<Confirmed> {
  const ask = openStatement({ bytes: refund.ask, key: refund.askKey, signature: refund.askSignature })?.statement;
  if (ask?.k !== 'refund') throw new Error(`the ask of refund ${refund.refundNo} does not hold`);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const tried = await tryConfirm(deps, { refund, step, ask });
    if (tried?.ok === true) return tried;
    // What refuses it may be its own hold: somebody else was quicker.
    const isMoved = (await refundByNumber(deps, refund.refundNo))?.state !== 'asked';
    if (tried !== undefined && (!isMoved || tried.code === 'state_wrong')) return tried;
  }
  return refuse('busy');
}

type Job = { readonly refund: Refund; readonly step: Step; readonly ask: RefundAsk };

async function tryConfirm(deps: Needs, { refund, step, ask }: Job): Promise<Confirmed | undefined> {
  const nowMs = deps.now();
  const stored = await deps.db.get('records', refundKey(refund.refundNo));
  if (stored?.state !== 'asked') return stored?.confirmKey === step.signed.key ? { ok: true, state: 'known' } : refuse('state_wrong');
  const register = await readRegister(deps); // what is ended before the transaction below no longer counts in it
  const [asker, confirmer] = [signerOf(register, refund.askKey, nowMs), signerOf(register, step.signed.key, nowMs)];
  if (asker === undefined) return refuse('asker_gone');
  if (confirmer?.role !== 'confirms') return refuse('role_missing');
  if (confirmer.person === asker.person) return refuse('same_person');
  if (!isTimely(ask, nowMs)) return refuse('ask_lapsed');
  const turn = await deps.db.get('ledger', BOOK_KEY); // before the book, as for everything that staff enter
  const gift = await judgeRefund(deps, ask);
  if (!gift.ok) return gift;
  const book = await readBook(deps);
  if (book === undefined) return refuse('busy');
  if (book.refunding.has(gift.index)) return refuse('refund_under_way');
  const wish = { key: refund.refundNo, k: 'refund', of: [ask.number], amt: ask.amt, why: ask.why, private: { ref: refund.refundNo } };
  const judged = await judgeWish(deps, { wish, id: refundEntryId(deps.secret, refund.refundNo), book });
  if (!judged.ok) return refuse(judged.code);
  const entry = judged.entry as RefundEntry; // of the kind that was wished
  const fund = fundOf(entry);
  const writes: readonly Write[] = [
    takeBookTurn(turn),
    {
      table: 'records',
      update: refundKey(refund.refundNo),
      set: { state: 'confirmed', tries: 0, leaf: gift.leaf, ...fund, confirmedBy: confirmer.person, confirmedAtMs: nowMs, ...stepFields(step) },
      when: { is: { state: 'asked' } },
    },
    { table: 'records', put: { ...openRefundKey(refund.refundNo), index: gift.index, amt: ask.amt, holds: true, dueAtMs: nowMs, ...fund }, when: 'present' },
    { table: 'records', check: staffKey(register.count + 1), when: 'absent' },
    { table: 'records', update: donationKey(refund.donation), set: { refundingFen: ask.amt }, when: 'present' },
  ];
  return (await deps.db.write(writes)).ok ? { ok: true, state: 'done' } : undefined;
}
