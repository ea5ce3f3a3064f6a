import { formatInstant } from '../domain/time.ts';
import { type Fetch, fetchBounded } from './bounded-fetch.ts';
import type { Gateway, Notice, Order, OrderPlaced, OrderState } from './gateway.ts';
import { parseAnswer, parseNotice, type SandboxOrder } from './sandbox-messages.ts';
import { judgeSignature, type Request, readSandboxKey, type SandboxKey, signRequest } from './sandbox-signature.ts';

/** Method that leads the browser to the cashier; `QR_METHOD` shows the cashier's address as a code. */
const REDIRECT_METHOD = 'sandbox';
const QR_METHOD = 'sandbox-qr';
const LARGEST_NOTICE = 16 * 1024;
const TRIES = 2;

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
  return {
    id: 'sandbox',
    methods: [REDIRECT_METHOD, QR_METHOD],
    placeOrder: (order) => placeOrder(settings, key, order),
    findOrder: (orderNo) => findOrder(settings, key, orderNo),
    readNotice: async (request) => readNotice(settings, key, request),
    answer: (accepted) => ({ status: accepted ? 200 : 400, body: accepted ? '{"code":"SUCCESS"}' : '{"code":"FAIL"}', contentType: 'application/json' }),
  };
}

async function placeOrder(settings: SandboxSettings, key: SandboxKey, order: Order): Promise<OrderPlaced> {
  const { orderNo, amount, subject, method, returnUrl } = order;
  const wish = { merchant: settings.merchant, orderNo, amount, subject, method, returnUrl, notifyUrl: settings.callbackUrl };
  const body = JSON.stringify({ ...wish, expiresAt: formatInstant(order.expiresAtMs) });
  const answer = await ask(settings, key, { method: 'POST', url: `${settings.address}/v1/orders`, body });
  if (answer === undefined) return { ok: false, reason: 'gateway_unavailable' };
  if (answer.kind === 'refusal' || answer.orderNo !== orderNo) return { ok: false, reason: 'gateway_refused' };
  if (answer.state !== 'open') return { ok: false, reason: answer.state === 'paid' ? 'already_paid' : 'gateway_refused' };
  const { payUrl, expiresAtMs } = answer;
  if (payUrl === undefined || expiresAtMs === undefined) return { ok: false, reason: 'gateway_unavailable' };
  const expiresAt = formatInstant(expiresAtMs);
  return { ok: true, pay: method === QR_METHOD ? { kind: 'qr', text: payUrl, expiresAt } : { kind: 'redirect', url: payUrl, expiresAt } };
}

async function findOrder(settings: SandboxSettings, key: SandboxKey, orderNo: string): Promise<OrderState> {
  const answer = await ask(settings, key, { method: 'GET', url: `${settings.address}/v1/orders/${encodeURIComponent(orderNo)}`, body: '' });
  if (answer?.kind === 'refusal') return { state: answer.code === 'ORDER_NOT_EXIST' ? 'unknown' : 'unavailable' };
  if (answer === undefined || answer.merchant !== settings.merchant || answer.orderNo !== orderNo) return { state: 'unavailable' };
  if (answer.state !== 'paid') return { state: answer.state };
  return answer.payment?.orderNo === orderNo ? { state: 'paid', payment: answer.payment } : { state: 'unavailable' };
}

type Said = SandboxOrder | { readonly kind: 'refusal'; readonly code: string };

/** Asks at most twice, with the same content: an order that was stored but not answered is found again by its number. */
async function ask(settings: SandboxSettings, key: SandboxKey, request: Request): Promise<Said | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const said = await askOnce(settings, key, request);
    if (said !== undefined) return said;
  }
  return undefined;
}

async function askOnce(settings: SandboxSettings, key: SandboxKey, request: Request): Promise<Said | undefined> {
  const { fetch, merchant, merchantKey, clock } = settings;
  const signed = signRequest(request, { id: merchant, key: merchantKey }, clock());
  const body = request.method === 'POST' ? { body: request.body } : {};
  const answer = await fetchBounded(fetch, request.url, { method: request.method, headers: { 'content-type': 'application/json', ...signed }, ...body });
  // An answer is the sandbox's word only if signed, and ours only if it repeats our nonce; its status is not signed and says nothing.
  if (answer === undefined || answer.headers.get('sandbox-nonce') !== signed['sandbox-nonce']) return undefined;
  return judgeSignature(key, answer, clock()) === 'held' ? parseAnswer(answer.body) : undefined;
}

function readNotice(settings: SandboxSettings, key: SandboxKey, request: { readonly headers: Headers; readonly body: Uint8Array }): Notice {
  if (request.body.length > LARGEST_NOTICE) return { kind: 'refused', reason: 'too_large' };
  const judged = judgeSignature(key, request, settings.clock());
  if (judged !== 'held') return { kind: 'refused', reason: judged };
  const notice = parseNotice(request.body);
  if (notice === undefined) return { kind: 'refused', reason: 'malformed' };
  if (notice.merchant !== settings.merchant) return { kind: 'refused', reason: 'wrong_merchant' };
  return notice.kind === 'paid' ? { kind: 'paid', payment: notice.payment } : { kind: 'ignored', why: `event of type ${notice.type}` };
}
