import * as z from 'zod/mini';
import { formatInstant } from '../../domain/time.ts';
import type { Order, OrderPlaced, OrderState, Pay } from '../gateway.ts';
import { signRsa } from '../rsa.ts';
import { ask, BUSY, type Line, type Said } from './client.ts';
import type { WeChatPayKeys } from './keys.ts';
import { parseState, parseTransaction } from './messages.ts';
import { newNonce, payText } from './signature.ts';

export type OrderDesk = Line & { readonly callbackUrl: string; readonly publicUrl: string };

const HOUR_MS = 3_600_000;
const answerShape = z.object({ code_url: z.optional(z.string()), prepay_id: z.optional(z.string()), h5_url: z.optional(z.string()) });
type OrderAnswer = z.infer<typeof answerShape>;

/** What each of our methods is called there, and how long its answer is good ("Native下单", "JSAPI下单", "H5下单"). */
const TYPES: { readonly [method: string]: { readonly path: string; readonly goodForMs: number } | undefined } = {
  'wechat-native': { path: 'native', goodForMs: 2 * HOUR_MS },
  'wechat-jsapi': { path: 'jsapi', goodForMs: 2 * HOUR_MS },
  'wechat-h5': { path: 'h5', goodForMs: 5 * 60_000 },
};

/** Places an order; the same number and content again gives a fresh way to pay the same order. */
export async function placeOrder(desk: OrderDesk, order: Order): Promise<OrderPlaced> {
  const type = TYPES[order.method];
  if (type === undefined || order.amount.currency !== 'CNY') return { ok: false, reason: 'gateway_refused' };
  if (type.path === 'jsapi' && order.payer === undefined) return { ok: false, reason: 'gateway_refused' };
  const said = await ask(desk, 'POST', `/v3/pay/transactions/${type.path}`, orderBody(desk, order));
  if (said === undefined) return { ok: false, reason: 'gateway_unavailable' };
  if (!said.ok) return { ok: false, reason: REFUSALS[said.code] ?? 'gateway_refused' };
  const answer = answerShape.safeParse(said.said);
  const expiresAt = formatInstant(Math.min(order.expiresAtMs, desk.clock() + type.goodForMs));
  const pay = answer.success ? payOf(desk, order, { answer: answer.data, expiresAt }) : undefined;
  return pay === undefined ? { ok: false, reason: 'gateway_unavailable' } : { ok: true, pay };
}

const REFUSALS: { readonly [code: string]: 'already_paid' | 'gateway_busy' | 'gateway_unavailable' | undefined } = {
  ORDERPAID: 'already_paid',
  [BUSY]: 'gateway_busy',
  SYSTEM_ERROR: 'gateway_unavailable',
};

function orderBody({ keys, callbackUrl }: OrderDesk, order: Order): object {
  return {
    mchid: keys.merchant,
    appid: keys.appid,
    description: order.subject,
    out_trade_no: order.orderNo,
    time_expire: formatInstant(order.expiresAtMs),
    notify_url: callbackUrl,
    amount: { total: order.amount.minor, currency: 'CNY' },
    ...(order.method === 'wechat-jsapi' ? { payer: { openid: order.payer } } : {}),
    ...(order.method === 'wechat-h5' ? { scene_info: { payer_client_ip: addressOf(order.browserIp), h5_info: { type: 'Wap' } } } : {}),
  };
}

/** IPv4 or IPv6; a server that sees no address, as in a trial, names this machine's. */
const addressOf = (ip: string | undefined): string => (ip !== undefined && /^[0-9a-fA-F.:]{3,45}$/.test(ip) ? ip : '127.0.0.1');

function payOf(desk: OrderDesk, order: Order, { answer, expiresAt }: { answer: OrderAnswer; expiresAt: string }): Pay | undefined {
  if (order.method === 'wechat-native' && answer.code_url !== undefined) return { kind: 'qr', text: answer.code_url, expiresAt };
  if (order.method === 'wechat-jsapi' && answer.prepay_id !== undefined)
    return { kind: 'jsapi', app: 'wechat', call: bridgeCall(desk.keys, answer.prepay_id, desk.clock()), expiresAt };
  if (order.method !== 'wechat-h5' || answer.h5_url === undefined || !URL.canParse(answer.h5_url)) return undefined;
  const url = new URL(answer.h5_url);
  url.searchParams.set('redirect_url', new URL(order.returnUrl, desk.publicUrl).href);
  return { kind: 'redirect', url: url.href, expiresAt };
}

/** What `getBrandWCPayRequest` takes; all members are texts, seconds included. */
function bridgeCall(keys: WeChatPayKeys, prepayId: string, nowMs: number): { readonly [member: string]: string } {
  const call = { appId: keys.appid, timeStamp: String(Math.floor(nowMs / 1000)), nonceStr: newNonce(), package: `prepay_id=${prepayId}` };
  return { ...call, signType: 'RSA', paySign: signRsa(keys.merchantKey, payText(call)) };
}

/** Asks what became of an order. Money that went back was paid all the same, and is entered as paid (M7). */
export async function findOrder(line: Line, orderNo: string): Promise<OrderState> {
  const said = await ask(line, 'GET', `/v3/pay/transactions/out-trade-no/${encodeURIComponent(orderNo)}?mchid=${line.keys.merchant}`);
  return said === undefined ? { state: 'unavailable' } : stateOf(line, orderNo, said);
}

const OPEN = ['NOTPAY', 'USERPAYING', 'ACCEPT'];
const ENDED = ['CLOSED', 'REVOKED', 'PAYERROR'];

function stateOf({ keys }: Line, orderNo: string, said: Exclude<Said, undefined>): OrderState {
  if (!said.ok) return { state: said.code === 'ORDER_NOT_EXIST' || said.code === 'ORDERNOTEXIST' ? 'unknown' : 'unavailable' };
  const found = parseState(said.said);
  if (found === undefined || found.merchant !== keys.merchant || found.orderNo !== orderNo) return { state: 'unavailable' };
  if (OPEN.includes(found.state)) return { state: 'open' };
  if (ENDED.includes(found.state)) return { state: 'expired' };
  const transaction = parseTransaction(said.said);
  return transaction?.appid === keys.appid ? { state: 'paid', payment: transaction.payment } : { state: 'unavailable' };
}

/** Ends an unpaid order. */
export async function closeOrder(line: Line, orderNo: string): Promise<'closed' | 'paid' | 'unknown' | 'unavailable'> {
  const said = await ask(line, 'POST', `/v3/pay/transactions/out-trade-no/${encodeURIComponent(orderNo)}/close`, { mchid: line.keys.merchant });
  if (said === undefined) return 'unavailable';
  if (said.ok || said.code === 'ORDER_CLOSED') return 'closed';
  if (said.code === 'ORDERPAID') return 'paid';
  return said.code === 'ORDER_NOT_EXIST' ? 'unknown' : 'unavailable';
}
