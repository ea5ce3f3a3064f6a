import type { JournalRecord, Order, Paid, Refund } from './records.ts';

/** A callback that has not been answered 2xx yet; `attempts` were made. */
export type Waiting = { readonly serial: string; readonly attempts: number; readonly dueAtMs: number };

/** What the journal adds up to. */
export type Book = {
  readonly orders: ReadonlyMap<string, Order>;
  readonly payments: ReadonlyMap<string, Paid>;
  readonly waiting: ReadonlyMap<string, Waiting>;
  readonly refunds: ReadonlyMap<string, Refund>;
  readonly closed: ReadonlySet<string>;
  /** The first payment of an order; there may be further ones. */
  readonly paymentOf: (orderNo: string) => Paid | undefined;
  readonly take: (record: JournalRecord) => void;
};

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/** How long after one attempt the next is made, in milliseconds: 15 times in 24 hours and 4 minutes, as WeChat Pay repeats its notices. */
export const REPEATS_MS: readonly number[] = [
  ...[15 * SECOND, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE],
  ...[HOUR, 3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR],
];

/** An empty book; a record makes the same of it when it is read again as when it was written. */
export function createBook(): Book {
  const orders = new Map<string, Order>();
  const payments = new Map<string, Paid>();
  const waiting = new Map<string, Waiting>();
  const refunds = new Map<string, Refund>();
  const closed = new Set<string>();
  const paidBy = new Map<string, string>();
  const take = (record: JournalRecord): void => {
    if (record.is === 'order') orders.set(record.orderNo, record);
    else if (record.is === 'tried') afterAttempt(waiting, record);
    else if (record.is === 'closed') closed.add(record.orderNo);
    else if (record.is === 'refund') refunds.set(record.refundNo, record);
    else {
      payments.set(record.serial, record);
      if (!paidBy.has(record.orderNo)) paidBy.set(record.orderNo, record.serial);
      if (record.dueAtMs !== null) waiting.set(record.serial, { serial: record.serial, attempts: 0, dueAtMs: record.dueAtMs });
    }
  };
  return { orders, payments, waiting, refunds, closed, paymentOf: (orderNo) => payments.get(paidBy.get(orderNo) ?? ''), take };
}

/** What has become of an order at an instant; nothing where there is no such order and no payment of it. */
export function stateOf(book: Book, orderNo: string, nowMs: number): 'open' | 'expired' | 'paid' | undefined {
  if (book.paymentOf(orderNo) !== undefined) return 'paid';
  const order = book.orders.get(orderNo);
  if (order === undefined) return undefined;
  return nowMs < order.expiresAtMs && !book.closed.has(orderNo) ? 'open' : 'expired';
}

/** Tells whether a callback was accepted. */
export function isAccepted(status: number): boolean {
  return status >= 200 && status < 300;
}

function afterAttempt(waiting: Map<string, Waiting>, tried: { serial: string; atMs: number; status: number }): void {
  const before = waiting.get(tried.serial);
  if (before === undefined) return;
  const pauseMs = REPEATS_MS[before.attempts];
  if (isAccepted(tried.status) || pauseMs === undefined) waiting.delete(tried.serial);
  else waiting.set(tried.serial, { serial: tried.serial, attempts: before.attempts + 1, dueAtMs: tried.atMs + pauseMs });
}
