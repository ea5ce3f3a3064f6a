import { openJournal } from '../sandbox/journal.ts';
import { type JournalRecord, type Order, type Paid, parseRecord, type Refund } from './records.ts';

/** A notice that has not been accepted yet; `attempts` were made. */
export type Waiting = { readonly serial: string; readonly attempts: number; readonly dueAtMs: number };

/** What an acquirer remembers of one merchant. */
export type Book = {
  readonly orders: ReadonlyMap<string, Order>;
  readonly byHandle: ReadonlyMap<string, Order>;
  readonly payments: ReadonlyMap<string, Paid>;
  readonly refunds: ReadonlyMap<string, Refund>;
  readonly waiting: ReadonlyMap<string, Waiting>;
  /** The first payment of an order. */
  readonly paymentOf: (orderNo: string) => Paid | undefined;
  readonly refundsOf: (orderNo: string) => readonly Refund[];
  /** What has become of an order; nothing where there is none and no payment of it. */
  readonly stateOf: (orderNo: string, nowMs: number) => 'open' | 'closed' | 'paid' | undefined;
  readonly record: (record: JournalRecord) => void;
  readonly close: () => void;
};

/** Opens a book in a file that survives a kill. `repeatsMs` are the pauses between the attempts of a notice. */
export function openBook(file: string, repeatsMs: readonly number[]): Book {
  const [orders, byHandle] = [new Map<string, Order>(), new Map<string, Order>()];
  const [payments, refunds, waiting] = [new Map<string, Paid>(), new Map<string, Refund>(), new Map<string, Waiting>()];
  const closed = new Set<string>();
  const paidBy = new Map<string, string>();
  const take = (record: JournalRecord): void => {
    if (record.is === 'order') {
      orders.set(record.orderNo, record);
      byHandle.set(record.handle, record);
    } else if (record.is === 'closed') closed.add(record.orderNo);
    else if (record.is === 'refund') {
      refunds.set(record.refundNo, record);
      if (record.notifyUrl !== undefined) waiting.set(record.serial, { serial: record.serial, attempts: 0, dueAtMs: record.atMs });
    } else if (record.is === 'tried') afterAttempt(waiting, record, repeatsMs);
    else {
      payments.set(record.serial, record);
      if (!paidBy.has(record.orderNo)) paidBy.set(record.orderNo, record.serial);
      if (record.dueAtMs !== null) waiting.set(record.serial, { serial: record.serial, attempts: 0, dueAtMs: record.dueAtMs });
    }
  };
  const journal = openJournal(file, (said) => take(parseRecord(said)));
  const paymentOf = (orderNo: string) => payments.get(paidBy.get(orderNo) ?? '');
  return {
    orders,
    byHandle,
    payments,
    refunds,
    waiting,
    paymentOf,
    refundsOf: (orderNo) => [...refunds.values()].filter((one) => one.orderNo === orderNo),
    stateOf: (orderNo, nowMs) => {
      if (paymentOf(orderNo) !== undefined) return 'paid';
      const order = orders.get(orderNo);
      if (order === undefined) return undefined;
      return closed.has(orderNo) || nowMs >= order.expiresAtMs ? 'closed' : 'open';
    },
    record: (record) => {
      journal.append(record);
      take(record);
    },
    close: journal.close,
  };
}

function afterAttempt(waiting: Map<string, Waiting>, tried: { serial: string; atMs: number; accepted: boolean }, repeatsMs: readonly number[]): void {
  const before = waiting.get(tried.serial);
  if (before === undefined) return;
  const pauseMs = repeatsMs[before.attempts];
  if (tried.accepted || pauseMs === undefined) waiting.delete(tried.serial);
  else waiting.set(tried.serial, { serial: tried.serial, attempts: before.attempts + 1, dueAtMs: tried.atMs + pauseMs });
}
