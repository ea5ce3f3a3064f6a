import * as z from 'zod/mini';
import { money } from '../../domain/money.ts';
import type { RefundState, RefundWish } from '../gateway.ts';
import { ask, BUSY, type Line, type Said } from './client.ts';

const refundShape = z.object({
  refund_id: z.string().check(z.minLength(1), z.maxLength(32)),
  out_refund_no: z.string(),
  out_trade_no: z.string(),
  status: z.enum(['SUCCESS', 'PROCESSING', 'CLOSED', 'ABNORMAL']),
  amount: z.object({ refund: z.int().check(z.positive()), total: z.int(), currency: z.literal('CNY') }),
});

/** Asks for money to go back; the same `refundNo` again moves nothing more ("退款申请"). */
export async function refund(line: Line & { readonly callbackUrl: string }, wish: RefundWish): Promise<RefundState> {
  const body = {
    out_trade_no: wish.orderNo,
    out_refund_no: wish.refundNo,
    reason: wish.reason,
    notify_url: line.callbackUrl,
    amount: { refund: wish.refund.minor, total: wish.total.minor, currency: 'CNY' },
  };
  return stateOf(wish, await ask(line, 'POST', '/v3/refund/domestic/refunds', body));
}

/** Asks what became of a refund. */
export async function findRefund(line: Line, asked: Pick<RefundWish, 'orderNo' | 'refundNo'>): Promise<RefundState> {
  return stateOf(asked, await ask(line, 'GET', `/v3/refund/domestic/refunds/${encodeURIComponent(asked.refundNo)}`));
}

const STATES = { PROCESSING: 'under_way', CLOSED: 'failed', ABNORMAL: 'failed' } as const;

function stateOf(asked: Pick<RefundWish, 'orderNo' | 'refundNo'>, said: Said): RefundState {
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok && said.code === 'NOT_ENOUGH') return { state: 'not_enough' };
  if (!said.ok && said.code === 'RESOURCE_NOT_EXISTS') return { state: 'unknown' };
  if (!said.ok) return { state: said.code === 'SYSTEM_ERROR' || said.code === BUSY ? 'unavailable' : 'refused' };
  const found = refundShape.safeParse(said.said);
  if (!found.success || found.data.out_refund_no !== asked.refundNo || found.data.out_trade_no !== asked.orderNo) return { state: 'unavailable' };
  const { status, refund_id, amount } = found.data;
  return status === 'SUCCESS' ? { state: 'done', serial: refund_id, refund: money('CNY', amount.refund) } : { state: STATES[status] };
}
