import { Hono } from 'hono';
import { type Acquirer, type AcquirerOptions, openAcquirer } from '../acquirer/acquirer.ts';
import type { Book } from '../acquirer/book.ts';
import type { Message } from '../acquirer/notices.ts';
import type { Paid, Refund } from '../acquirer/records.ts';
import { walletRoutes } from '../acquirer/wallet-page.ts';
import { accountRoutes } from './account-routes.ts';
import { merchantRoutes } from './merchant-routes.ts';
import { noticeOf, probeOf } from './notice.ts';
import type { Merchant, PlatformKey } from './signing.ts';
import { statePayment, stateRefundNotice } from './statements.ts';

export type StandInOptions = AcquirerOptions & {
  readonly merchant: Merchant;
  /** Keys it signs with; the first is the one that notices are signed with. */
  readonly platformKeys: readonly PlatformKey[];
  readonly admits?: () => boolean;
};

export type WeChatPayStandIn = Acquirer & {
  readonly app: Hono;
  /** The notice of a payment as it would be sent now. */
  readonly write: (paid: Paid) => Message;
  readonly probe: (paid: Paid) => Message;
};

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/** Pauses between the attempts of a notice: 15 repeats in 24 hours and 4 minutes ("支付通知"). */
export const REPEATS_MS: readonly number[] = [
  ...[15 * SECOND, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE],
  ...[HOUR, 3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR],
];

/** How a notice of a refund differs from one of a payment. */
const REFUNDED = { eventType: 'REFUND.SUCCESS', associatedData: 'refund' } as const;

/** Stands in for WeChat Pay: same interfaces, signatures, refusals and repeats, no money. State survives a kill. */
export function createWeChatPay(options: StandInOptions): WeChatPayStandIn {
  const { merchant, path, clock, random } = options;
  const key = options.platformKeys[0];
  if (key === undefined) throw new RangeError('without a key nothing can be signed');
  const compose = (book: Book, told: Paid | Refund): Message => {
    const letter = { merchant, key, nowMs: clock(), random };
    if (told.is === 'refund') return noticeOf(stateRefundNotice(merchant, told, book.paymentOf(told.orderNo)), { ...letter, ...REFUNDED });
    return noticeOf(statePayment(merchant, told, { order: book.orders.get(told.orderNo), refunded: false }), letter);
  };
  const { wake, ...acquirer } = openAcquirer(options, {
    repeatsMs: REPEATS_MS,
    compose,
    accepts: ({ status }) => status === 200 || status === 204,
    serialOf: () => `4200${Array.from(random(24), (byte) => byte % 10).join('')}`,
    anybody: 'oPAYER',
  });
  const { book, pay } = acquirer;
  const write = (paid: Paid): Message => compose(book, paid);
  const payNow = ({ orderNo }: { readonly orderNo: string }): void => void pay(orderNo);
  const desk = {
    ...{ book, clock, random, merchant, platformKeys: options.platformKeys, wake },
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
  wake();
  return { ...acquirer, app, write, probe: (paid) => probeOf(write(paid)) };
}
