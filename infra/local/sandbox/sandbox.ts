import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { createBook } from './book.ts';
import { type Answered, createCallbacks, type Fetch, type Timer } from './callbacks.ts';
import { cashierRoutes } from './cashier-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { openJournal } from './journal.ts';
import { merchantRoutes } from './merchant-routes.ts';
import { noticeOf, probeOf, refundNoticeOf } from './notice.ts';
import { type PayOutcome, type PayWish, payOrder } from './payments.ts';
import { type JournalRecord, type Order, parseRecord, type Refund } from './records.ts';
import { billOf, findRefund, type RefundManner, refundOrder } from './refunds.ts';
import { keepSecret, type Merchant, openOwnKey } from './signing.ts';

export type SandboxOptions = {
  /** Folder of the key, the control key and the journal. */
  readonly folder: string;
  readonly merchant: Merchant;
  /** Under which address browsers reach this host, without a slash at its end, such as `http://192.168.0.2:8787`. */
  readonly publicUrl: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly fetch: Fetch;
  /** Absent where `tick` is called by hand; `systemTimer` otherwise. */
  readonly timer?: Timer;
};

/** A gateway that moves no money; `app` answers under `/sandbox` and is mounted at `/`. */
export type Sandbox = {
  readonly app: Hono;
  /** 32 bytes, Ed25519. */
  readonly publicKey: Uint8Array;
  /** What `Sandbox-Control` holds in requests to the control routes. */
  readonly controlKey: string;
  readonly orders: ReadonlyMap<string, Order>;
  readonly refunds: ReadonlyMap<string, Refund>;
  /** Says how refunds are treated from here on. */
  readonly treatRefunds: (manner: RefundManner) => void;
  /** Says what became of a refund, and tells the merchant; nothing where there is none. */
  readonly endRefund: (refundNo: string, state: Refund['state']) => Promise<Answered | undefined>;
  /** Callbacks that still have to be answered. */
  readonly waiting: () => number;
  /** Pays and, unless it is to come later or never, sends the callback; throws where `payOrder` refuses. */
  readonly pay: (orderNo: string, wish?: PayWish) => Promise<readonly Answered[]>;
  /** Sends the merchant a signed notice of a type that says nothing of a payment. */
  readonly probe: (type: string) => Promise<Answered>;
  /** Sends what is due by the clock. */
  readonly tick: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** A merchant asks it for orders, a person pays at its cashier, and it calls the merchant back. State survives a kill. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { folder, merchant, clock, random, fetch } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = openOwnKey(join(folder, 'sandbox.key'));
  const controlKey = openControlKey(join(folder, 'control.key'), random);
  const book = createBook();
  const journal = openJournal(join(folder, 'journal.jsonl'), (said) => book.take(parseRecord(said)));
  const record = (one: JournalRecord): void => {
    journal.append(one);
    book.take(one);
  };
  const letter = () => ({ key, merchant: merchant.id, nowMs: clock(), nonce: hex(random(16)) });
  const callbacks = createCallbacks({
    book,
    record,
    clock,
    fetch,
    timer: options.timer,
    compose: (paid, manner) => noticeOf(paid, letter(), manner),
    addressOf: (paid) => book.orders.get(paid.orderNo)?.notifyUrl ?? merchant.notifyUrl,
  });
  const tryPay = (orderNo: string, wish: PayWish): Promise<PayOutcome> => payOrder({ book, record, clock, random, callbacks, letter, merchant }, orderNo, wish);
  const probe = (type: string) => callbacks.send(merchant.notifyUrl, probeOf(type, letter()));
  let manner: RefundManner = 'normal';
  const treatRefunds = (next: RefundManner): void => {
    manner = next;
  };
  const endRefund = async (refundNo: string, state: Refund['state']): Promise<Answered | undefined> => {
    const found = book.refunds.get(refundNo);
    if (found === undefined) return undefined;
    record({ ...found, state, atMs: clock() });
    return callbacks.send(book.orders.get(found.orderNo)?.notifyUrl ?? merchant.notifyUrl, refundNoticeOf(refundNo, letter()));
  };
  const refunding = {
    refund: (said: unknown) => refundOrder({ book, record, clock, random, merchant }, said, manner),
    findRefund: (refundNo: string) => findRefund(book, refundNo),
    bill: (day: string) => billOf(book, day, clock()),
  };
  const app = new Hono()
    .route('/sandbox/v1', merchantRoutes({ book, record, clock, random, key, merchant, publicUrl: options.publicUrl, ...refunding }))
    .route('/sandbox/control', controlRoutes({ controlKey, pay: tryPay, probe, treatRefunds, endRefund }))
    .route('/sandbox', cashierRoutes({ book, record, clock, random, merchant, wakeAt: callbacks.wakeAt }));
  for (const one of book.waiting.values()) callbacks.wakeAt(one.dueAtMs);
  return {
    app,
    publicKey: key.publicKey,
    controlKey,
    orders: book.orders,
    refunds: book.refunds,
    treatRefunds,
    endRefund,
    waiting: () => book.waiting.size,
    pay: async (orderNo, wish = {}) => {
      const outcome = await tryPay(orderNo, wish);
      if (!outcome.ok) throw new Error(`not paid: ${outcome.code}`);
      return outcome.answers;
    },
    probe,
    tick: callbacks.tick,
    stop: async () => {
      await callbacks.stop();
      journal.close();
    },
  };
}

/** The machine's own timer; it does not keep a process alive. */
export const systemTimer: Timer = (run, afterMs) => {
  const timer = setTimeout(run, afterMs).unref();
  return () => clearTimeout(timer);
};

function openControlKey(file: string, random: (bytes: number) => Uint8Array): string {
  if (!existsSync(file)) keepSecret(file, hex(random(32)));
  return readFileSync(file, 'utf8');
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
