import { dayOf, formatInstant, parseDay } from '../../../functions/domain/time.ts';
import type { Book } from './book.ts';
import { newSerial } from './payments.ts';
import { type JournalRecord, type Refund, refundWishShape } from './records.ts';

/** How the sandbox treats the next refunds; a merchant's account that is emptied daily has `not_enough`. */
export type RefundManner = 'normal' | 'under_way' | 'not_enough' | 'failed';

/** What is said of a refund, or why there is none. */
export type RefundOutcome =
  | { readonly ok: true; readonly said: object }
  | { readonly ok: false; readonly code: 'PARAM_ERROR' | 'ORDER_NOT_PAID' | 'AMOUNT_EXCEEDS' | 'REFUND_CONFLICT' | 'NOT_ENOUGH' | 'REFUND_NOT_EXIST' };

type Till = {
  readonly book: Book;
  readonly record: (record: JournalRecord) => void;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly merchant: { readonly id: string };
};

/** Sends money of a paid order back, at most what was paid, once for each number; one that failed may be asked for again under its number. */
export function refundOrder(till: Till, said: unknown, manner: RefundManner): RefundOutcome {
  const { book, clock, random } = till;
  const wish = refundWishShape.safeParse(said);
  if (!wish.success || wish.data.merchant !== till.merchant.id) return { ok: false, code: 'PARAM_ERROR' };
  const { orderNo, refundNo, refund, total } = wish.data;
  const paid = book.paymentOf(orderNo);
  if (paid === undefined) return { ok: false, code: 'ORDER_NOT_PAID' };
  if (total.minor !== paid.amount.minor) return { ok: false, code: 'PARAM_ERROR' };
  const known = book.refunds.get(refundNo);
  if (known !== undefined && (known.orderNo !== orderNo || known.amount.minor !== refund.minor)) return { ok: false, code: 'REFUND_CONFLICT' };
  if (known !== undefined && known.state !== 'failed') return { ok: true, said: stateRefund(known) };
  const gone = [...book.refunds.values()].filter((one) => one.orderNo === orderNo && one.state !== 'failed');
  if (gone.reduce((sum, { amount }) => sum + amount.minor, refund.minor) > paid.amount.minor) return { ok: false, code: 'AMOUNT_EXCEEDS' };
  if (manner === 'not_enough') return { ok: false, code: 'NOT_ENOUGH' };
  const state = manner === 'normal' ? 'done' : manner;
  const made: Refund = { is: 'refund', refundNo, orderNo, serial: known?.serial ?? newSerial(random), amount: refund, atMs: clock(), state };
  till.record(made);
  return { ok: true, said: stateRefund(made) };
}

/** What became of a refund. */
export function findRefund(book: Book, refundNo: string): RefundOutcome {
  const found = book.refunds.get(refundNo);
  return found === undefined ? { ok: false, code: 'REFUND_NOT_EXIST' } : { ok: true, said: stateRefund(found) };
}

/** What came and went on a Shanghai day, for nothing; not ready before the day is over. Nothing where it is no day. */
export function billOf(book: Book, said: string, nowMs: number): object | undefined {
  const day = parseDay(said);
  if (day === undefined) return undefined;
  if (dayOf(nowMs) <= day) return { ready: false, sumFen: 0, rows: [] };
  const came = [...book.payments.values()].filter(({ paidAtMs }) => dayOf(paidAtMs) === day);
  const went = [...book.refunds.values()].filter(({ state, atMs }) => state === 'done' && dayOf(atMs) === day);
  const rows = [
    ...came.map(({ serial, orderNo, amount, paidAtMs }) => ({
      kind: 'payment',
      serial,
      orderNo,
      amountFen: amount.minor,
      feeFen: 0,
      at: formatInstant(paidAtMs),
    })),
    ...went.map(({ serial, orderNo, refundNo, amount, atMs }) => ({
      ...{ kind: 'refund', serial, orderNo, refundNo, amountFen: amount.minor, feeFen: 0, at: formatInstant(atMs) },
    })),
  ];
  const sumFen = came.reduce((sum, { amount }) => sum + amount.minor, 0) - went.reduce((sum, { amount }) => sum + amount.minor, 0);
  return { ready: true, sumFen, rows };
}

const stateRefund = ({ orderNo, refundNo, serial, state, amount }: Refund) => ({ orderNo, refundNo, serial, state, refund: amount });
