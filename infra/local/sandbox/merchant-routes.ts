import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Book, stateOf } from './book.ts';
import { statePayment } from './notice.ts';
import { type JournalRecord, type Order, orderWishShape } from './records.ts';
import type { RefundOutcome } from './refunds.ts';
import { isFromMerchant, isNonce, type Merchant, type OwnKey, signBytes } from './signing.ts';

export type MerchantDesk = {
  readonly book: Book;
  readonly record: (record: JournalRecord) => void;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly key: OwnKey;
  readonly merchant: Merchant;
  readonly publicUrl: string;
  readonly refund: (said: unknown) => RefundOutcome;
  readonly findRefund: (refundNo: string) => RefundOutcome;
  readonly bill: (day: string) => object | undefined;
};

/** A refusal's stable code; `SIGN_ERROR` is also said of a clock that is more than 5 minutes off. */
type Code = 'SIGN_ERROR' | 'PARAM_ERROR' | 'ORDER_CONFLICT' | 'ORDER_NOT_EXIST' | 'ORDER_PAID' | Extract<RefundOutcome, { readonly ok: false }>['code'];

const LARGEST_REQUEST = 16 * 1024;
const LONGEST_LIFE_MS = 90 * 86_400_000;

/**
 * What a merchant asks: `POST /orders` makes an order, or finds it again where number and content are those of an
 * earlier one; `GET /orders/:no` says what became of it, and `POST /orders/:no/close` ends it. `POST /refunds` and
 * `GET /refunds/:no` send money back, once for each number; `GET /bills/:day` lists what came and went. Requests are signed by the merchant; every answer is signed
 * over its bytes and the nonce of the request.
 */
export function merchantRoutes(desk: MerchantDesk): Hono {
  const app = new Hono();
  app.post('/orders', bodyLimit({ maxSize: LARGEST_REQUEST }), async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    if (!isAuthentic(desk, c, body)) return refuse(desk, c, [401, 'SIGN_ERROR']);
    const wish = readWish(desk, body);
    if (wish === undefined) return refuse(desk, c, [400, 'PARAM_ERROR']);
    const known = desk.book.orders.get(wish.orderNo);
    if (known !== undefined && !isSameOrder(known, wish)) return refuse(desk, c, [409, 'ORDER_CONFLICT']);
    if (known === undefined && !isFuture(wish.expiresAtMs, desk.clock())) return refuse(desk, c, [400, 'PARAM_ERROR']);
    if (known === undefined) desk.record(wish);
    return answer(desk, c, { status: known === undefined ? 201 : 200, said: stateOrder(desk, wish.orderNo) });
  });
  app.get('/orders/:orderNo', (c) => {
    if (!isAuthentic(desk, c, new Uint8Array())) return refuse(desk, c, [401, 'SIGN_ERROR']);
    const said = stateOrder(desk, c.req.param('orderNo'));
    return said.state === undefined ? refuse(desk, c, [404, 'ORDER_NOT_EXIST']) : answer(desk, c, { status: 200, said });
  });
  app.post('/orders/:orderNo/close', bodyLimit({ maxSize: LARGEST_REQUEST }), async (c) => {
    const orderNo = c.req.param('orderNo');
    if (!isAuthentic(desk, c, new Uint8Array(await c.req.arrayBuffer()))) return refuse(desk, c, [401, 'SIGN_ERROR']);
    const state = stateOf(desk.book, orderNo, desk.clock());
    if (state === undefined) return refuse(desk, c, [404, 'ORDER_NOT_EXIST']);
    if (state === 'paid') return refuse(desk, c, [409, 'ORDER_PAID']);
    if (state === 'open') desk.record({ is: 'closed', orderNo, atMs: desk.clock() });
    return answer(desk, c, { status: 200, said: { merchant: desk.merchant.id, orderNo, closed: true } });
  });
  app.post('/refunds', bodyLimit({ maxSize: LARGEST_REQUEST }), async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    return isAuthentic(desk, c, body) ? answerRefund(desk, c, desk.refund(parseJson(body))) : refuse(desk, c, [401, 'SIGN_ERROR']);
  });
  app.get('/refunds/:refundNo', (c) =>
    isAuthentic(desk, c, new Uint8Array()) ? answerRefund(desk, c, desk.findRefund(c.req.param('refundNo'))) : refuse(desk, c, [401, 'SIGN_ERROR']),
  );
  app.get('/bills/:day', (c) => {
    if (!isAuthentic(desk, c, new Uint8Array())) return refuse(desk, c, [401, 'SIGN_ERROR']);
    const said = desk.bill(c.req.param('day'));
    return said === undefined ? refuse(desk, c, [400, 'PARAM_ERROR']) : answer(desk, c, { status: 200, said: { merchant: desk.merchant.id, ...said } });
  });
  return app;
}

function answerRefund(desk: MerchantDesk, c: Context, outcome: RefundOutcome): Response {
  return outcome.ok ? answer(desk, c, { status: 200, said: { merchant: desk.merchant.id, ...outcome.said } }) : refuse(desk, c, [409, outcome.code]);
}

function isAuthentic(desk: MerchantDesk, c: Context, body: Uint8Array): boolean {
  const { pathname, search } = new URL(c.req.url);
  return isFromMerchant({ method: c.req.method, path: pathname + search, headers: c.req.raw.headers, body }, desk.merchant, desk.clock());
}

function readWish(desk: MerchantDesk, body: Uint8Array): Order | undefined {
  const wish = orderWishShape.safeParse(parseJson(body));
  if (!wish.success || wish.data.merchant !== desk.merchant.id) return undefined;
  const { merchant: _, expiresAt, ...order } = wish.data;
  return { is: 'order', ...order, expiresAtMs: Date.parse(expiresAt) };
}

function isSameOrder(known: Order, wish: Order): boolean {
  const content = ({ amount, subject, method, returnUrl, notifyUrl, expiresAtMs }: Order) =>
    JSON.stringify([amount.minor, amount.currency, subject, method, returnUrl, notifyUrl, expiresAtMs]);
  return content(known) === content(wish);
}

const isFuture = (atMs: number, nowMs: number): boolean => atMs > nowMs && atMs - nowMs <= LONGEST_LIFE_MS;

function stateOrder(desk: MerchantDesk, orderNo: string) {
  const order = desk.book.orders.get(orderNo);
  const paid = desk.book.paymentOf(orderNo);
  return {
    merchant: desk.merchant.id,
    orderNo,
    state: stateOf(desk.book, orderNo, desk.clock()),
    ...(order === undefined ? {} : { payUrl: `${desk.publicUrl}/sandbox/pay/${orderNo}`, expiresAt: new Date(order.expiresAtMs).toISOString() }),
    ...(paid === undefined ? {} : { payment: statePayment(paid) }),
  };
}

function refuse(desk: MerchantDesk, c: Context, [status, code]: readonly [ContentfulStatusCode, Code]): Response {
  return answer(desk, c, { status, said: { code } });
}

function answer(desk: MerchantDesk, c: Context, { status, said }: { readonly status: ContentfulStatusCode; readonly said: object }): Response {
  const asked = c.req.header('sandbox-nonce') ?? '';
  const nonce = isNonce(asked) ? asked : Buffer.from(desk.random(16)).toString('hex');
  const body = new TextEncoder().encode(JSON.stringify(said));
  const signed = signBytes(desk.key, body, { nowMs: desk.clock(), nonce });
  return c.body(body, status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...signed });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined; // no shape fits it
  }
}
