import type { Book } from './book.ts';
import type { Answered, Callbacks } from './callbacks.ts';
import { noticeOf, oneMore } from './notice.ts';
import type { JournalRecord, Manner, Paid } from './records.ts';
import type { Merchant } from './signing.ts';

/** How somebody pays; everything left out is as ordered, now, and called back at once. */
export type PayWish = {
  readonly serial?: string | undefined;
  readonly paidAtMs?: number | undefined;
  /** Minor units really paid; needed where there is no such order. */
  readonly amountMinor?: number | undefined;
  readonly callbacks?: Manner | undefined;
  /** How long after now the first callback of `delayed` comes; a minute unless said otherwise. */
  readonly delayMs?: number | undefined;
};

/** `amount_missing`: no such order, so somebody must say how much. `serial_used`: by another payment. */
export type PayOutcome = { readonly ok: true; readonly answers: readonly Answered[] } | { readonly ok: false; readonly code: 'amount_missing' | 'serial_used' };

export type Till = {
  readonly book: Book;
  readonly record: (record: JournalRecord) => void;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly callbacks: Pick<Callbacks, 'deliver' | 'send' | 'wakeAt'>;
  readonly letter: () => Parameters<typeof noticeOf>[1];
  readonly merchant: Merchant;
};

const DELAY_MS = 60_000;

/**
 * Pays whatever it is told to: expired, paid and unknown orders too. The same payment again (serial, order, amount) is
 * not made twice; its notice is sent once more. What is `forged` was never paid: one notice goes out and nothing is kept.
 */
export async function payOrder(till: Till, orderNo: string, wish: PayWish): Promise<PayOutcome> {
  const ordered = till.book.orders.get(orderNo);
  const amount = amountOf(ordered?.amount, wish);
  if (amount === undefined) return { ok: false, code: 'amount_missing' };
  const manner = wish.callbacks ?? 'normal';
  const paid = paymentFor(till, { orderNo, amount, wish, manner });
  if (manner === 'forged') {
    const url = ordered?.notifyUrl ?? till.merchant.notifyUrl;
    return { ok: true, answers: [await till.callbacks.send(url, noticeOf(paid, till.letter(), manner))] };
  }
  const known = till.book.payments.get(paid.serial);
  if (known !== undefined && !isSamePayment(known, paid)) return { ok: false, code: 'serial_used' };
  if (known === undefined) till.record(paid);
  if (paid.dueAtMs === null) return { ok: true, answers: [] };
  if (paid.dueAtMs <= till.clock()) return { ok: true, answers: await till.callbacks.deliver(paid.serial) };
  till.callbacks.wakeAt(paid.dueAtMs);
  return { ok: true, answers: [] };
}

/** A serial of 28 digits that no other payment has. */
export function newSerial(random: (bytes: number) => Uint8Array): string {
  return Array.from(random(28), (byte) => byte % 10).join('');
}

function amountOf(ordered: Paid['amount'] | undefined, wish: PayWish): Paid['amount'] | undefined {
  const asked = wish.amountMinor === undefined ? ordered : { currency: ordered?.currency ?? 'CNY', minor: wish.amountMinor };
  return asked !== undefined && wish.callbacks === 'wrong-amount' ? oneMore(asked) : asked;
}

function paymentFor(till: Till, job: { orderNo: string; amount: Paid['amount']; wish: PayWish; manner: Manner }): Paid {
  const { orderNo, amount, wish, manner } = job;
  const nowMs = till.clock();
  const dueAtMs = manner === 'none' ? null : nowMs + (manner === 'delayed' ? (wish.delayMs ?? DELAY_MS) : 0);
  return { is: 'paid', serial: wish.serial ?? newSerial(till.random), orderNo, amount, paidAtMs: wish.paidAtMs ?? nowMs, manner, dueAtMs };
}

function isSamePayment(known: Paid, again: Paid): boolean {
  return known.orderNo === again.orderNo && known.amount.minor === again.amount.minor && known.amount.currency === again.amount.currency;
}
