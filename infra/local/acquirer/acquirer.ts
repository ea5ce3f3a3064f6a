import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fetch, Timer } from '../sandbox/callbacks.ts';
import { type Book, openBook } from './book.ts';
import { createNotices, type Message, type Post } from './notices.ts';
import type { Order, Paid, Refund } from './records.ts';

/** What every stand-in of an acquirer is opened with. */
export type AcquirerOptions = {
  readonly folder: string;
  /** Path under which it is mounted, without a slash at its end. */
  readonly path: string;
  /** Host at which the portal reaches it, and at which browsers do; neither ends in a slash. */
  readonly ownUrl: string;
  readonly publicUrl: string;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly fetch: Fetch;
  /** Absent where `tick` is called by hand. */
  readonly timer?: Timer;
  readonly balanceFen?: () => number;
};

/** How somebody pays: what is left out is as ordered. `notified: false` is a payment that only a query or the bill finds. */
export type PayWish = { readonly serial?: string; readonly amountFen?: number; readonly notified?: boolean };

/** What every acquirer can do, whatever it speaks. */
export type Acquirer = {
  readonly book: Book;
  /** Pays any order number, also one that is closed, paid or unknown. */
  readonly pay: (orderNo: string, wish?: PayWish) => Paid;
  /** Sends what is due by the clock. */
  readonly tick: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** In what one acquirer differs from the others: its notices, and how it numbers payments and calls payers. */
export type Manners = {
  readonly repeatsMs: readonly number[];
  readonly compose: (book: Book, told: Paid | Refund) => Message;
  readonly accepts: Post['accepts'];
  readonly serialOf: (book: Book, order: Order | undefined) => string;
  /** Who pays where no order says it. */
  readonly anybody: string;
};

/** Opens the books of an acquirer, takes payments and sends notices of them. State survives a kill. */
export function openAcquirer({ folder, clock, fetch, timer }: AcquirerOptions, manners: Manners): Acquirer & { readonly wake: () => void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const book = openBook(join(folder, 'journal.jsonl'), manners.repeatsMs);
  const addressOf = (told: Paid | Refund): string => (told.is === 'refund' ? (told.notifyUrl ?? '') : ordered(told.orderNo));
  const ordered = (orderNo: string): string => book.orders.get(orderNo)?.notifyUrl ?? [...book.orders.values()].at(-1)?.notifyUrl ?? '';
  const notices = createNotices({ book, clock, fetch, timer, compose: (told) => manners.compose(book, told), addressOf, accepts: manners.accepts });
  const pay = (orderNo: string, wish: PayWish = {}): Paid => {
    const order = book.orders.get(orderNo);
    const amountFen = wish.amountFen ?? order?.amountFen;
    if (amountFen === undefined) throw new RangeError('there is no such order: say how much is paid');
    const serial = wish.serial ?? manners.serialOf(book, order);
    const dueAtMs = wish.notified === false ? null : clock();
    const paid: Paid = { is: 'paid', orderNo, serial, amountFen, payer: order?.payer ?? manners.anybody, atMs: clock(), dueAtMs };
    book.record(paid);
    notices.wake();
    return paid;
  };
  const stop = async (): Promise<void> => {
    await notices.stop();
    book.close();
  };
  return { book, pay, tick: notices.tick, stop, wake: notices.wake };
}
