import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { type Book, openBook } from '../acquirer/book.ts';
import { createNotices, type Message } from '../acquirer/notices.ts';
import type { Paid } from '../acquirer/records.ts';
import { walletRoutes } from '../acquirer/wallet-page.ts';
import type { Fetch, Timer } from '../sandbox/callbacks.ts';
import { accountRoutes } from './account-routes.ts';
import { merchantRoutes } from './merchant-routes.ts';
import { noticeOf, probeOf } from './notice.ts';
import type { Merchant, PlatformKey } from './signing.ts';
import { statePayment } from './statements.ts';

export type StandInOptions = {
  readonly folder: string;
  readonly merchant: Merchant;
  /** Keys it signs with; the first is the one that notices are signed with. */
  readonly platformKeys: readonly PlatformKey[];
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
  readonly admits?: () => boolean;
};

/** How somebody pays: what is left out is as ordered. `notified: false` is a payment that only a query or the bill finds. */
export type PayWish = { readonly serial?: string; readonly amountFen?: number; readonly notified?: boolean };

export type WeChatPayStandIn = {
  readonly app: Hono;
  readonly book: Book;
  /** Pays any order number, also one that is closed, paid or unknown. */
  readonly pay: (orderNo: string, wish?: PayWish) => Paid;
  /** Sends what is due by the clock. */
  readonly tick: () => Promise<void>;
  /** The notice of a payment as it would be sent now. */
  readonly write: (paid: Paid) => Message;
  readonly probe: (paid: Paid) => Message;
  readonly stop: () => Promise<void>;
};

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/** Pauses between the attempts of a notice: 15 repeats in 24 hours and 4 minutes ("支付通知"). */
export const REPEATS_MS: readonly number[] = [
  ...[15 * SECOND, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE],
  ...[HOUR, 3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR],
];

/** Stands in for WeChat Pay: same interfaces, signatures, refusals and repeats, no money. State survives a kill. */
export function createWeChatPay(options: StandInOptions): WeChatPayStandIn {
  const { folder, merchant, path, clock, random, fetch } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const book = openBook(join(folder, 'journal.jsonl'), REPEATS_MS);
  const key = options.platformKeys[0];
  if (key === undefined) throw new RangeError('without a key nothing can be signed');
  const write = (paid: Paid): Message =>
    noticeOf(statePayment(merchant, paid, { order: book.orders.get(paid.orderNo), refunded: false }), { merchant, key, nowMs: clock(), random });
  const addressOf = (paid: Paid): string => book.orders.get(paid.orderNo)?.notifyUrl ?? [...book.orders.values()].at(-1)?.notifyUrl ?? '';
  const notices = createNotices({
    book,
    clock,
    fetch,
    timer: options.timer,
    compose: write,
    addressOf,
    accepts: ({ status }) => status === 200 || status === 204,
  });
  const pay = (orderNo: string, wish: PayWish = {}): Paid => {
    const order = book.orders.get(orderNo);
    const amountFen = wish.amountFen ?? order?.amountFen;
    if (amountFen === undefined) throw new RangeError('there is no such order: say how much is paid');
    const serial = wish.serial ?? `4200${Array.from(random(24), (byte) => byte % 10).join('')}`;
    const paid: Paid = {
      is: 'paid',
      orderNo,
      serial,
      amountFen,
      payer: order?.payer ?? 'oPAYER',
      atMs: clock(),
      dueAtMs: wish.notified === false ? null : clock(),
    };
    book.record(paid);
    notices.wake();
    return paid;
  };
  const payNow = ({ orderNo }: { readonly orderNo: string }): void => void pay(orderNo);
  const desk = {
    ...{ book, clock, random, merchant, platformKeys: options.platformKeys },
    ...{ address: `${options.ownUrl}${path}`, publicAddress: `${options.publicUrl}${path}` },
    ...{ balanceFen: options.balanceFen ?? (() => Number.POSITIVE_INFINITY), admits: options.admits ?? (() => true) },
  };
  const app = new Hono()
    .use(`${path}/pay/:handle`, async (c, next) => {
      const order = book.byHandle.get(c.req.param('handle'));
      const cameFrom = c.req.header('referer') ?? '';
      // The page for browsers opens only for who comes from the merchant's registered domain ("H5支付").
      if (c.req.method === 'GET' && order?.type === 'h5' && !`${cameFrom}/`.startsWith(`${options.publicUrl}/`))
        return c.text('商家参数格式有误，请联系商家解决', 403);
      return next();
    })
    .route(path, walletRoutes({ book, clock, path, name: { zh: '微信支付（演示替身）', en: 'Stand-in for WeChat Pay' }, payee: merchant.name, pay: payNow }))
    .route(path, accountRoutes({ book, clock, random, merchant, pay: payNow }))
    .route(path, merchantRoutes(desk));
  notices.wake();
  return {
    ...{ app, book, pay, tick: notices.tick, write, probe: (paid) => probeOf(write(paid)) },
    stop: async () => {
      await notices.stop();
      book.close();
    },
  };
}
