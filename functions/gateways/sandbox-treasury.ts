import * as z from 'zod/mini';
import { money } from '../domain/money.ts';
import { parseInstant } from '../domain/time.ts';
import type { Bill, BillRow, RefundState, RefundWish, Treasury } from './gateway.ts';
import { instantAs, parseJson, words } from './message-shapes.ts';
import type { SandboxSettings } from './sandbox.ts';
import { askSandbox } from './sandbox-asking.ts';
import type { Request, SandboxKey } from './sandbox-signature.ts';

const refusal = z.object({ code: words(64) });
const closedShape = z.object({ merchant: words(64), orderNo: words(128), closed: z.literal(true) });
const refundShape = z.object({
  merchant: words(64),
  orderNo: words(128),
  refundNo: words(64),
  serial: words(64),
  state: z.enum(['done', 'under_way', 'failed']),
  refund: z.object({ minor: z.int().check(z.positive()), currency: z.literal('CNY') }),
});
const instant = instantAs(parseInstant, { longest: 40, wanted: 'not an instant with its offset' });
const rowShape = z.object({
  kind: z.enum(['payment', 'refund']),
  serial: words(64),
  orderNo: words(128),
  refundNo: z.optional(words(64)),
  amountFen: z.int().check(z.positive()),
  feeFen: z.int(),
  at: instant,
});
const billShape = z.object({ merchant: words(64), ready: z.boolean(), sumFen: z.int(), rows: z.array(rowShape) });

/** What a treasurer does at the sandbox; each answer counts only if the sandbox signed it for this request. */
export function sandboxTreasury(settings: SandboxSettings, key: SandboxKey): Treasury {
  const { address, merchant } = settings;
  const ask = (method: Request['method'], path: string, body: object = {}) =>
    askSandbox(settings, key, { method, url: `${address}/v1/${path}`, body: method === 'GET' ? '' : JSON.stringify({ merchant, ...body }) });
  return {
    closeOrder: async (orderNo) => closingOf(await ask('POST', `orders/${encodeURIComponent(orderNo)}/close`), { merchant, orderNo }),
    refund: async ({ orderNo, refundNo, refund, total, reason }) =>
      refundOf(await ask('POST', 'refunds', { orderNo, refundNo, refund, total, reason }), { merchant, orderNo, refundNo }),
    findRefund: async ({ orderNo, refundNo }) => refundOf(await ask('GET', `refunds/${encodeURIComponent(refundNo)}`), { merchant, orderNo, refundNo }),
    readBill: async (day) => billOf(await ask('GET', `bills/${day}`), merchant),
  };
}

type Ours = { readonly merchant: string; readonly orderNo: string };

function closingOf(answer: Uint8Array | undefined, { merchant, orderNo }: Ours): 'closed' | 'paid' | 'unknown' | 'unavailable' {
  const said = answer === undefined ? undefined : parseJson(answer);
  const refused = refusal.safeParse(said);
  if (refused.success) return refused.data.code === 'ORDER_PAID' ? 'paid' : refused.data.code === 'ORDER_NOT_EXIST' ? 'unknown' : 'unavailable';
  const closed = closedShape.safeParse(said);
  return closed.success && closed.data.merchant === merchant && closed.data.orderNo === orderNo ? 'closed' : 'unavailable';
}

const REFUSALS: { readonly [code: string]: 'not_enough' | 'unknown' | 'unavailable' | undefined } = {
  NOT_ENOUGH: 'not_enough',
  REFUND_NOT_EXIST: 'unknown',
  SIGN_ERROR: 'unavailable',
};

function refundOf(answer: Uint8Array | undefined, asked: Ours & Pick<RefundWish, 'refundNo'>): RefundState {
  const said = answer === undefined ? undefined : parseJson(answer);
  const refused = refusal.safeParse(said);
  if (refused.success) return { state: REFUSALS[refused.data.code] ?? 'refused' };
  const found = refundShape.safeParse(said);
  if (!found.success) return { state: 'unavailable' };
  const { merchant, orderNo, refundNo, state, serial, refund } = found.data;
  if (merchant !== asked.merchant || orderNo !== asked.orderNo || refundNo !== asked.refundNo) return { state: 'unavailable' };
  return state === 'done' ? { state, serial, refund: money(refund.currency, refund.minor) } : { state };
}

function billOf(answer: Uint8Array | undefined, merchant: string): Bill {
  const found = billShape.safeParse(answer === undefined ? undefined : parseJson(answer));
  if (answer === undefined || !found.success || found.data.merchant !== merchant) return { state: 'unavailable' };
  if (!found.data.ready) return { state: 'not_ready' };
  const rows = found.data.rows.map(({ at, refundNo, ...row }): BillRow => ({ ...row, ...(refundNo === undefined ? {} : { refundNo }), atMs: at }));
  const sum = rows.reduce((total, { kind, amountFen }) => total + (kind === 'payment' ? amountFen : -amountFen), 0);
  if (sum !== found.data.sumFen) return { state: 'damaged' };
  return rows.length === 0 ? { state: 'none' } : { state: 'ready', rows, bytes: answer };
}
