import * as z from 'zod/mini';
import { money, plainMinor } from '../../domain/money.ts';
import type { RefundState, RefundWish } from '../gateway.ts';
import { ask, content, type Line } from './client.ts';
import { yuan } from './messages.ts';

const doneShape = z.object({ out_trade_no: z.string(), trade_no: z.string().check(z.maxLength(64)), fund_change: z.string() });
const foundShape = z.object({
  out_trade_no: z.string(),
  trade_no: z.string().check(z.maxLength(64)),
  out_request_no: z.string(),
  refund_status: z.optional(z.string()),
  refund_amount: z.optional(yuan),
});

/** Asks for money to go back. `fund_change` N says only that this very call moved nothing, so then it is asked for. */
export async function refund(line: Line, wish: RefundWish): Promise<RefundState> {
  const asked = {
    out_trade_no: wish.orderNo,
    out_request_no: wish.refundNo,
    refund_amount: plainMinor(wish.refund.minor),
    refund_reason: wish.reason,
  };
  const said = await ask(line, 'alipay.trade.refund', content(asked));
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok) return { state: STATES[said.code] ?? 'refused' };
  const done = doneShape.safeParse(said.said);
  if (!done.success || done.data.out_trade_no !== wish.orderNo) return { state: 'unavailable' };
  if (done.data.fund_change !== 'Y') return findRefund(line, wish);
  return { state: 'done', serial: serialOf(done.data.trade_no, wish.refundNo), refund: wish.refund };
}

/** Asks what became of a refund. */
export async function findRefund(line: Line, asked: Pick<RefundWish, 'orderNo' | 'refundNo'>): Promise<RefundState> {
  const wish = content({ out_trade_no: asked.orderNo, out_request_no: asked.refundNo });
  const said = await ask(line, 'alipay.trade.fastpay.refund.query', wish);
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok) return { state: STATES[said.code] ?? 'unavailable' };
  const found = foundShape.safeParse(said.said);
  // Of a refund that never was, Alipay answers with success and no more.
  if (!found.success) return { state: 'unknown' };
  const { trade_no, out_request_no, refund_status, refund_amount } = found.data;
  if (found.data.out_trade_no !== asked.orderNo || out_request_no !== asked.refundNo) return { state: 'unavailable' };
  if (refund_status !== 'REFUND_SUCCESS' || refund_amount === undefined) return { state: 'under_way' };
  return { state: 'done', serial: serialOf(trade_no, asked.refundNo), refund: money('CNY', refund_amount) };
}

const STATES: { readonly [code: string]: 'not_enough' | 'unknown' | undefined } = {
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': 'not_enough',
  'ACQ.TRADE_NOT_EXIST': 'unknown',
  TRADE_NOT_EXIST: 'unknown',
};

/** Alipay gives a refund no number of its own. */
const serialOf = (tradeNo: string, refundNo: string): string => `${tradeNo}-${refundNo}`;
