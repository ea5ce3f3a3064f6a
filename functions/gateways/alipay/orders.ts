import * as z from 'zod/mini';
import { plainMinor } from '../../domain/money.ts';
import { formatInstant } from '../../domain/time.ts';
import type { Order, OrderPlaced, OrderState, Pay } from '../gateway.ts';
import { ask, content, type Line, type Said } from './client.ts';
import { parsePaidAnswer } from './messages.ts';
import { signedRequest, wallClock } from './signature.ts';

export type OrderDesk = Line & { readonly callbackUrl: string; readonly publicUrl: string; readonly pageAddress: string };

const CODE_GOOD_FOR_MS = 2 * 3_600_000;
const codeShape = z.object({ out_trade_no: z.string(), qr_code: z.string().check(z.minLength(1), z.maxLength(1024)) });
const tradeShape = z.object({ out_trade_no: z.string(), trade_no: z.string().check(z.regex(/^\d{16,64}$/)) });
const statusShape = z.object({ out_trade_no: z.string(), trade_status: z.string(), send_pay_date: z.optional(z.string()) });

/** Places an order: a code to scan, an address for a phone's browser, or a trade for the app's own bridge. */
export async function placeOrder(desk: OrderDesk, order: Order): Promise<OrderPlaced> {
  if (order.amount.currency !== 'CNY') return { ok: false, reason: 'gateway_refused' };
  if (order.method === 'alipay-wap') return { ok: true, pay: pageOf(desk, order) };
  if (order.method === 'alipay-qr') return precreate(desk, order);
  if (order.method === 'alipay-jsapi' && order.payer !== undefined) return create(desk, order, order.payer);
  return { ok: false, reason: 'gateway_refused' };
}

/** Alipay takes no `/`, `=` and `&` in a subject. */
const facts = (order: Order) => ({
  out_trade_no: order.orderNo,
  total_amount: plainMinor(order.amount.minor),
  subject: order.subject.replace(/[/=&]/g, ' '),
  time_expire: wallClock(order.expiresAtMs),
});

async function precreate(desk: OrderDesk, order: Order): Promise<OrderPlaced> {
  const said = await ask(desk, 'alipay.trade.precreate', { notify_url: desk.callbackUrl, ...content(facts(order)) });
  const found = said?.ok === true ? codeShape.safeParse(said.said) : undefined;
  if (found?.success !== true || found.data.out_trade_no !== order.orderNo) return refusalOf(said);
  const expiresAt = formatInstant(Math.min(order.expiresAtMs, desk.clock() + CODE_GOOD_FOR_MS));
  return { ok: true, pay: { kind: 'qr', text: found.data.qr_code, expiresAt } };
}

async function create(desk: OrderDesk, order: Order, payer: string): Promise<OrderPlaced> {
  const wish = { ...facts(order), product_code: 'JSAPI_PAY', op_app_id: desk.keys.appId, buyer_open_id: payer };
  const said = await ask(desk, 'alipay.trade.create', { notify_url: desk.callbackUrl, ...content(wish) });
  const found = said?.ok === true ? tradeShape.safeParse(said.said) : undefined;
  if (found?.success !== true || found.data.out_trade_no !== order.orderNo) return refusalOf(said);
  return { ok: true, pay: { kind: 'jsapi', app: 'alipay', call: { tradeNO: found.data.trade_no }, expiresAt: formatInstant(order.expiresAtMs) } };
}

/** The browser itself brings the signed order to Alipay; nobody is asked here. */
function pageOf(desk: OrderDesk, order: Order): Pay {
  const wish = {
    method: 'alipay.trade.wap.pay',
    notify_url: desk.callbackUrl,
    return_url: new URL(order.returnUrl, desk.publicUrl).href,
    ...content({ ...facts(order), product_code: 'QUICK_WAP_WAY' }),
  };
  const query = new URLSearchParams(signedRequest(desk.keys, wish, desk.clock()));
  return { kind: 'redirect', url: `${desk.pageAddress}?${query}`, expiresAt: formatInstant(order.expiresAtMs) };
}

function refusalOf(said: Said): OrderPlaced {
  if (said === undefined || said.ok) return { ok: false, reason: 'gateway_unavailable' };
  // The gate before the platform: `isv.app-call-limited`, `aop.app-call-limited` and their like.
  if (/call-limited/.test(said.code)) return { ok: false, reason: 'gateway_busy' };
  return { ok: false, reason: said.code === 'ACQ.TRADE_HAS_SUCCESS' ? 'already_paid' : 'gateway_refused' };
}

/** Asks what became of an order. Before somebody scans its code there is no trade, and so it is unknown. */
export async function findOrder(line: Line, orderNo: string): Promise<OrderState> {
  const said = await ask(line, 'alipay.trade.query', content({ out_trade_no: orderNo }));
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok) return { state: said.code === 'ACQ.TRADE_NOT_EXIST' ? 'unknown' : 'unavailable' };
  const found = statusShape.safeParse(said.said);
  if (!found.success || found.data.out_trade_no !== orderNo) return { state: 'unavailable' };
  const { trade_status: status, send_pay_date: paidAt } = found.data;
  if (status === 'WAIT_BUYER_PAY') return { state: 'open' };
  // Closed is said of what ran out and of what was paid and wholly given back; only the second was paid at some time.
  if (status === 'TRADE_CLOSED' && (paidAt ?? '') === '') return { state: 'expired' };
  const payment = parsePaidAnswer(said.said);
  return payment === undefined ? { state: 'unavailable' } : { state: 'paid', payment };
}

/** Ends an unpaid order. */
export async function closeOrder(line: Line, orderNo: string): Promise<'closed' | 'paid' | 'unknown' | 'unavailable'> {
  const said = await ask(line, 'alipay.trade.close', content({ out_trade_no: orderNo }));
  if (said?.ok === true) return 'closed';
  if (said?.code === 'ACQ.TRADE_NOT_EXIST') return 'unknown';
  if (said?.code !== 'ACQ.TRADE_STATUS_ERROR') return 'unavailable';
  const { state } = await findOrder(line, orderNo); // paid, or closed before
  return state === 'paid' ? 'paid' : state === 'expired' ? 'closed' : 'unavailable';
}
