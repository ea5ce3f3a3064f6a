import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod/mini';
import { dayOf, parseDay, previousDay, shanghaiTime } from '../../../functions/domain/time.ts';
import type { Book } from '../acquirer/book.ts';
import type { Order } from '../acquirer/records.ts';
import { isFromMerchant, type Merchant, type PlatformKey, signedHeaders } from './signing.ts';
import { statePayment, stateRefund, writeBill } from './statements.ts';

export type MerchantDesk = {
  readonly book: Book;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly merchant: Merchant;
  readonly platformKeys: readonly PlatformKey[];
  /** Absolute address of this stand-in, without a slash at its end. */
  readonly address: string;
  /** The same as browsers reach it. */
  readonly publicAddress: string;
  /** What may still be refunded from; `Infinity` where the account is never empty. */
  readonly balanceFen: () => number;
  /** Sends what is due. */
  readonly wake: () => void;
  /** Tells whether one more order is taken this second. */
  readonly admits: () => boolean;
};

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
const words = (limit: number) => z.string().check(z.minLength(1), z.maxLength(limit));
/** https, or this very machine. */
const notifyUrl = z.string().check(z.maxLength(255), z.regex(/^(?:https:\/\/|http:\/\/127\.0\.0\.1[:/])[^\s?#]+$/));

const orderShape = z.object({
  appid: words(32),
  mchid: words(32),
  description: words(127),
  out_trade_no: z.string().check(z.regex(/^[0-9A-Za-z_\-|*]{6,32}$/)),
  time_expire: z.iso.datetime({ offset: true }),
  notify_url: notifyUrl,
  amount: z.object({ total: z.int().check(z.positive()), currency: z.literal('CNY') }),
  payer: z.optional(z.object({ openid: words(128) })),
  scene_info: z.optional(z.object({ payer_client_ip: words(45), h5_info: z.object({ type: words(32) }) })),
});
const refundShape = z.object({
  out_trade_no: words(64),
  out_refund_no: z.string().check(z.regex(/^[0-9A-Za-z_\-|*@]{1,64}$/)),
  reason: z.optional(z.string().check(z.maxLength(80))),
  notify_url: z.optional(notifyUrl),
  amount: z.object({ refund: z.int().check(z.positive()), total: z.int().check(z.positive()), currency: z.literal('CNY') }),
});
const closeShape = z.strictObject({ mchid: words(32) });

type Refused = readonly [status: ContentfulStatusCode, code: string];

/** Interfaces of a merchant of its own (API v3). A request that is not signed by the merchant is told nothing; every other answer is signed. */
export function merchantRoutes(desk: MerchantDesk): Hono {
  const app = new Hono();
  app.use('*', async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const body = await c.req.text();
    if (!isFromMerchant({ method: c.req.method, path: pathname + search, headers: c.req.raw.headers, body }, desk.merchant, desk.clock()))
      return c.json({ code: 'SIGN_ERROR', message: '签名错误' }, 401);
    if (!desk.platformKeys.some(({ serial }) => serial === c.req.header('wechatpay-serial')))
      return answer(desk, c, [400, { code: 'PARAM_ERROR', message: 'Wechatpay-Serial' }]);
    await next();
    return undefined;
  });
  app.post('/v3/pay/transactions/:type{native|jsapi|h5}', async (c) => answerOr(desk, c, placeOrder(desk, c.req.param('type'), await c.req.json())));
  app.get('/v3/pay/transactions/out-trade-no/:orderNo', (c) => answerOr(desk, c, queryOrder(desk, c.req.param('orderNo'), c.req.query('mchid'))));
  app.post('/v3/pay/transactions/out-trade-no/:orderNo/close', async (c) => closeOrder(desk, c, await c.req.json()));
  app.post('/v3/refund/domestic/refunds', async (c) => answerOr(desk, c, refund(desk, await c.req.json())));
  app.get('/v3/refund/domestic/refunds/:refundNo', (c) => answerOr(desk, c, queryRefund(desk, c.req.param('refundNo'))));
  app.get('/v3/bill/tradebill', (c) => answerOr(desk, c, placeOfBill(desk, c.req.query('bill_date') ?? '')));
  app.get('/v3/billdownload/file', (c) => {
    const text = billOf(desk, c.req.query('token') ?? '');
    return text === undefined ? c.json({ code: 'INVALID_REQUEST' }, 400) : c.body(text, 200, { 'content-type': 'text/plain; charset=utf-8' });
  });
  return app;
}

function placeOrder(desk: MerchantDesk, type: string, said: unknown): object | Refused {
  const { book, merchant } = desk;
  const wish = orderShape.safeParse(said);
  if (!wish.success) return [400, 'PARAM_ERROR'];
  const { appid, mchid, out_trade_no: orderNo, amount, description, notify_url, time_expire, payer, scene_info } = wish.data;
  if (appid !== merchant.appid || mchid !== merchant.mchid) return [400, 'APPID_MCHID_NOT_MATCH'];
  if ((type === 'jsapi') !== (payer !== undefined) || (type === 'h5') !== (scene_info !== undefined)) return [400, 'PARAM_ERROR'];
  const [expiresAtMs, nowMs] = [Date.parse(time_expire), desk.clock()];
  const known = book.orders.get(orderNo);
  const content = JSON.stringify([type, amount, description, notify_url, time_expire, payer?.openid ?? null]);
  const state = book.stateOf(orderNo, nowMs);
  if (state === 'paid') return [400, 'ORDERPAID'];
  if (known !== undefined && known.content !== content) return [400, 'INVALID_REQUEST'];
  if (state === 'closed') return [400, 'ORDER_CLOSED'];
  if (expiresAtMs - nowMs < MINUTE_MS || expiresAtMs - nowMs > 90 * DAY_MS) return [400, 'PARAM_ERROR'];
  if (!desk.admits()) return [429, 'FREQUENCY_LIMITED'];
  const order: Order = known ?? {
    ...{ is: 'order', orderNo, type, amountFen: amount.total, subject: description, expiresAtMs, notifyUrl: notify_url, content, atMs: nowMs },
    ...(payer === undefined ? {} : { payer: payer.openid }),
    handle: Buffer.from(desk.random(18)).toString('base64url'),
  };
  if (known === undefined) book.record(order);
  const page = `${desk.publicAddress}/pay/${order.handle}`;
  return type === 'native' ? { code_url: page } : type === 'h5' ? { h5_url: page } : { prepay_id: `wx${order.handle}` };
}

function queryOrder({ book, merchant, clock }: MerchantDesk, orderNo: string, mchid: string | undefined): object | Refused {
  if (mchid !== merchant.mchid) return [400, 'PARAM_ERROR'];
  const [order, paid] = [book.orders.get(orderNo), book.paymentOf(orderNo)];
  if (paid !== undefined) return statePayment(merchant, paid, { order, refunded: book.refundsOf(orderNo).length > 0 });
  if (order === undefined) return [404, 'ORDER_NOT_EXIST'];
  const closed = book.stateOf(orderNo, clock()) === 'closed';
  return {
    ...{ mchid, appid: merchant.appid, out_trade_no: orderNo },
    trade_state: closed ? 'CLOSED' : 'NOTPAY',
    trade_state_desc: closed ? '订单已关闭' : '订单未支付',
  };
}

function closeOrder(desk: MerchantDesk, c: Context, said: unknown): Response {
  const orderNo = c.req.param('orderNo') ?? '';
  const state = desk.book.stateOf(orderNo, desk.clock());
  if (!closeShape.safeParse(said).success) return answerOr(desk, c, [400, 'PARAM_ERROR']);
  if (state === undefined) return answerOr(desk, c, [404, 'ORDER_NOT_EXIST']);
  if (state === 'paid') return answerOr(desk, c, [400, 'ORDERPAID']);
  if (state === 'open') desk.book.record({ is: 'closed', orderNo, atMs: desk.clock() });
  return c.body(null, 204, signed(desk, c, new Uint8Array()));
}

function refund({ book, clock, random, balanceFen, wake }: MerchantDesk, said: unknown): object | Refused {
  const wish = refundShape.safeParse(said);
  if (!wish.success) return [400, 'PARAM_ERROR'];
  const { out_trade_no: orderNo, out_refund_no: refundNo, amount, notify_url: url } = wish.data;
  const paid = book.paymentOf(orderNo);
  if (paid === undefined) return [404, 'RESOURCE_NOT_EXISTS'];
  const known = book.refunds.get(refundNo);
  if (known !== undefined) return known.orderNo === orderNo && known.amountFen === amount.refund ? stateRefund(paid, known) : [400, 'INVALID_REQUEST'];
  const before = book.refundsOf(orderNo);
  const gone = before.reduce((total, { amountFen }) => total + amountFen, 0);
  if (amount.total !== paid.amountFen || gone + amount.refund > paid.amountFen || before.length >= 50) return [400, 'INVALID_REQUEST'];
  if (clock() - paid.atMs > 365 * DAY_MS) return [400, 'INVALID_REQUEST'];
  if (amount.refund > balanceFen()) return [403, 'NOT_ENOUGH'];
  const serial = `503${Array.from(random(25), (byte) => byte % 10).join('')}`;
  const told = url === undefined ? {} : { notifyUrl: url };
  const made = { is: 'refund' as const, orderNo, refundNo, serial, amountFen: amount.refund, atMs: clock(), ...told };
  book.record(made);
  wake();
  return stateRefund(paid, made);
}

function queryRefund({ book }: MerchantDesk, refundNo: string): object | Refused {
  const found = book.refunds.get(refundNo);
  const paid = book.paymentOf(found?.orderNo ?? '');
  return found === undefined || paid === undefined ? [404, 'RESOURCE_NOT_EXISTS'] : stateRefund(paid, found);
}

/** Yesterday's bill is made by ten in the morning. */
function placeOfBill(desk: MerchantDesk, said: string): object | Refused {
  const [day, nowMs] = [parseDay(said), desk.clock()];
  if (day === undefined || day >= dayOf(nowMs)) return [400, 'INVALID_REQUEST'];
  if (day === previousDay(dayOf(nowMs)) && shanghaiTime(nowMs) < '10:00:00') return [400, 'STATEMENT_CREATING'];
  const text = billOf(desk, day);
  if (text === undefined) return [400, 'NO_STATEMENT_EXIST'];
  return { hash_type: 'SHA1', hash_value: createHash('sha1').update(text).digest('hex'), download_url: `${desk.address}/v3/billdownload/file?token=${day}` };
}

function billOf({ book, merchant }: MerchantDesk, said: string): string | undefined {
  const day = parseDay(said);
  return day === undefined ? undefined : writeBill(book, merchant, day);
}

function answerOr(desk: MerchantDesk, c: Context, said: object | Refused): Response {
  return Array.isArray(said) ? answer(desk, c, [said[0], { code: said[1], message: said[1] }]) : answer(desk, c, [200, said]);
}

function answer(desk: MerchantDesk, c: Context, [status, said]: readonly [ContentfulStatusCode, object]): Response {
  const body = new TextEncoder().encode(JSON.stringify(said));
  return c.body(body, status, { 'content-type': 'application/json', ...signed(desk, c, body) });
}

/** Answers are signed by the key that the request asks for. */
function signed({ platformKeys, clock, random }: MerchantDesk, c: Context, body: Uint8Array): Record<string, string> {
  const key = platformKeys.find(({ serial }) => serial === c.req.header('wechatpay-serial')) ?? platformKeys[0];
  return key === undefined ? {} : signedHeaders(key, body, { nowMs: clock(), nonce: Buffer.from(random(16)).toString('hex') });
}
