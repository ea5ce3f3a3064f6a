import { formatInstant } from '../domain/time.ts';
import type { Fetch } from './bounded-fetch.ts';
import type { Gateway, Notice, Order, OrderPlaced, OrderState } from './gateway.ts';
import { askSandbox } from './sandbox-asking.ts';
import { parseAnswer, parseNotice } from './sandbox-messages.ts';
import { judgeSignature, readSandboxKey, type SandboxKey } from './sandbox-signature.ts';

/** Method that leads the browser to the cashier; `QR_METHOD` shows the cashier's address as a code. */
const REDIRECT_METHOD = 'sandbox';
const QR_METHOD = 'sandbox-qr';
const LARGEST_NOTICE = 16 * 1024;

export type SandboxSettings = {
  /** What the society's profile says of itself. */
  readonly demonstration: boolean;
  /** Where the sandbox answers, without a slash at its end, such as `http://127.0.0.1:8787/sandbox`. */
  readonly address: string;
  readonly merchant: string;
  /** The sandbox's Ed25519 key, 32 raw bytes or SPKI DER. */
  readonly publicKey: Uint8Array;
  /** Secret that the sandbox knows too, at least 32 bytes. */
  readonly merchantKey: Uint8Array;
  /** Absolute address that the sandbox calls when somebody has paid. */
  readonly callbackUrl: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly fetch: Fetch;
};

/**
 * Is paid through the stand-in gateway of a demonstration, which moves no money. Throws unless the profile says
 * demonstration (M18). An order's `returnUrl` may be a path: the cashier takes it as one on its own host.
 */
export function sandboxGateway(settings: SandboxSettings): Gateway {
  if (settings.demonstration !== true) throw new Error('the sandbox gateway is only for a profile with demonstration: true');
  if (settings.merchantKey.length < 32) throw new RangeError('the merchant key has at least 32 bytes');
  const key = readSandboxKey(settings.publicKey);
  const treasury = async () => (await import('./sandbox-treasury.ts')).sandboxTreasury(settings, key);
  return {
    id: 'sandbox',
    methods: [REDIRECT_METHOD, QR_METHOD],
    placeOrder: (order) => placeOrder(settings, key, order),
    findOrder: (orderNo) => findOrder(settings, key, orderNo),
    readNotice: async (request) => readNotice(settings, key, request),
    answer: (accepted) => ({ status: accepted ? 200 : 400, body: accepted ? '{"code":"SUCCESS"}' : '{"code":"FAIL"}', contentType: 'application/json' }),
    treasury: {
      // A treasurer's affair: a function that takes callbacks does not read its code.
      closeOrder: async (orderNo) => (await treasury()).closeOrder(orderNo),
      refund: async (wish) => (await treasury()).refund(wish),
      findRefund: async (asked) => (await treasury()).findRefund(asked),
      readBill: async (day) => (await treasury()).readBill(day),
    },
  };
}

async function placeOrder(settings: SandboxSettings, key: SandboxKey, order: Order): Promise<OrderPlaced> {
  const { orderNo, amount, subject, method, returnUrl } = order;
  const wish = { merchant: settings.merchant, orderNo, amount, subject, method, returnUrl, notifyUrl: settings.callbackUrl };
  const body = JSON.stringify({ ...wish, expiresAt: formatInstant(order.expiresAtMs) });
  const said = await askSandbox(settings, key, { method: 'POST', url: `${settings.address}/v1/orders`, body });
  const answer = said === undefined ? undefined : parseAnswer(said);
  if (answer === undefined) return { ok: false, reason: 'gateway_unavailable' };
  if (answer.kind === 'refusal' || answer.orderNo !== orderNo) return { ok: false, reason: 'gateway_refused' };
  if (answer.state !== 'open') return { ok: false, reason: answer.state === 'paid' ? 'already_paid' : 'gateway_refused' };
  const { payUrl, expiresAtMs } = answer;
  if (payUrl === undefined || expiresAtMs === undefined) return { ok: false, reason: 'gateway_unavailable' };
  const expiresAt = formatInstant(expiresAtMs);
  return { ok: true, pay: method === QR_METHOD ? { kind: 'qr', text: payUrl, expiresAt } : { kind: 'redirect', url: payUrl, expiresAt } };
}

async function findOrder(settings: SandboxSettings, key: SandboxKey, orderNo: string): Promise<OrderState> {
  const said = await askSandbox(settings, key, { method: 'GET', url: `${settings.address}/v1/orders/${encodeURIComponent(orderNo)}`, body: '' });
  const answer = said === undefined ? undefined : parseAnswer(said);
  if (answer?.kind === 'refusal') return { state: answer.code === 'ORDER_NOT_EXIST' ? 'unknown' : 'unavailable' };
  if (answer === undefined || answer.merchant !== settings.merchant || answer.orderNo !== orderNo) return { state: 'unavailable' };
  if (answer.state !== 'paid') return { state: answer.state };
  return answer.payment?.orderNo === orderNo ? { state: 'paid', payment: answer.payment } : { state: 'unavailable' };
}

function readNotice(settings: SandboxSettings, key: SandboxKey, request: { readonly headers: Headers; readonly body: Uint8Array }): Notice {
  if (request.body.length > LARGEST_NOTICE) return { kind: 'refused', reason: 'too_large' };
  const judged = judgeSignature(key, request, settings.clock());
  if (judged !== 'held') return { kind: 'refused', reason: judged };
  const notice = parseNotice(request.body);
  if (notice === undefined) return { kind: 'refused', reason: 'malformed' };
  if (notice.merchant !== settings.merchant) return { kind: 'refused', reason: 'wrong_merchant' };
  if (notice.kind === 'refund') return { kind: 'refund', refundNo: notice.refundNo };
  return notice.kind === 'paid' ? { kind: 'paid', payment: notice.payment } : { kind: 'ignored', why: `event of type ${notice.type}` };
}
