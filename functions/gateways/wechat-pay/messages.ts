import * as z from 'zod/mini';
import { money } from '../../domain/money.ts';
import { parseInstant } from '../../domain/time.ts';
import type { Payment } from '../gateway.ts';
import { instantAs, parseJson, words } from '../message-shapes.ts';

/** An instant as WeChat Pay writes it, RFC 3339 with its offset. */
export const instant = instantAs(parseInstant, { longest: 40, wanted: 'not an instant with its offset' });

const envelopeShape = z.object({
  event_type: words(64),
  resource: z.object({
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: words(1_048_576),
    nonce: words(16),
    associated_data: z.optional(z.string().check(z.maxLength(16))),
  }),
});

/** The order number is not held to our own form: a payment to us is entered whatever it was paid for (M7). */
const transactionShape = z.object({
  mchid: words(32),
  appid: words(32),
  out_trade_no: words(64),
  transaction_id: words(32),
  trade_state: z.enum(['SUCCESS', 'REFUND']),
  success_time: instant,
  amount: z.object({ total: z.int().check(z.positive()), currency: z.literal('CNY') }),
});

const refundShape = z.object({ mchid: words(32), out_refund_no: words(64) });
const stateShape = z.object({ mchid: words(32), out_trade_no: words(64), trade_state: words(32) });

export type Envelope = z.infer<typeof envelopeShape>;

/** A payment with whom it was made to. */
export type Transaction = { readonly merchant: string; readonly appid: string; readonly payment: Payment };

/** Reads a notice whose signature held; nothing where it is not UTF-8, not JSON or not a notice. */
export function parseEnvelope(body: Uint8Array): Envelope | undefined {
  const parsed = envelopeShape.safeParse(parseJson(body));
  return parsed.success ? parsed.data : undefined;
}

/** Reads a paid transaction, of a notice or of an answer: it is paid also where some of it went back later. */
export function parseTransaction(said: unknown): Transaction | undefined {
  const parsed = transactionShape.safeParse(said);
  if (!parsed.success) return undefined;
  const { mchid, appid, out_trade_no, transaction_id, success_time, amount } = parsed.data;
  const payment = { gateway: 'wechat-pay', serial: transaction_id, orderNo: out_trade_no, amount: money('CNY', amount.total), paidAtMs: success_time };
  return { merchant: mchid, appid, payment };
}

/** Reads of which refund a notice is; what it says of it is not read, since it is asked for. */
export function parseRefundNotice(said: unknown): { readonly merchant: string; readonly refundNo: string } | undefined {
  const parsed = refundShape.safeParse(said);
  return parsed.success ? { merchant: parsed.data.mchid, refundNo: parsed.data.out_refund_no } : undefined;
}

/** Reads the state of an order that may not be paid. */
export function parseState(said: unknown): { readonly merchant: string; readonly orderNo: string; readonly state: string } | undefined {
  const parsed = stateShape.safeParse(said);
  return parsed.success ? { merchant: parsed.data.mchid, orderNo: parsed.data.out_trade_no, state: parsed.data.trade_state } : undefined;
}
