import * as z from 'zod/mini';
import { money } from '../domain/money.ts';
import { parseInstant } from '../domain/time.ts';
import type { Payment } from './gateway.ts';
import { instantAs, parseJson, words } from './message-shapes.ts';

const instant = instantAs(parseInstant, { longest: 40, wanted: 'not an instant with its offset' });

/** The order number is not held to our own form: a payment to us is entered whatever it was paid for (M7). */
const paymentShape = z.object({
  serial: words(64),
  orderNo: words(128),
  amount: z.object({ minor: z.int().check(z.positive()), currency: z.enum(['CNY', 'USD', 'EUR', 'GBP', 'HKD']) }),
  paidAt: instant,
});

const envelopeShape = z.object({ id: words(64), merchant: words(64), type: words(64) });
const paidShape = z.object({ payment: paymentShape });
const refundShape = z.object({ refundNo: words(64) });

const orderShape = z.object({
  merchant: words(64),
  orderNo: words(128),
  state: z.enum(['open', 'expired', 'paid']),
  payUrl: z.optional(z.string().check(z.maxLength(512), z.regex(/^https?:\/\/\S+$/))),
  expiresAt: z.optional(instant),
  payment: z.optional(paymentShape),
});

const refusalShape = z.object({ code: words(64) });

export type SandboxNotice =
  | { readonly kind: 'paid'; readonly merchant: string; readonly payment: Payment }
  | { readonly kind: 'refund'; readonly merchant: string; readonly refundNo: string }
  | { readonly kind: 'other'; readonly merchant: string; readonly type: string };

/** What the sandbox says of an order. */
export type SandboxOrder = {
  readonly kind: 'order';
  readonly merchant: string;
  readonly orderNo: string;
  readonly state: 'open' | 'expired' | 'paid';
  readonly payUrl?: string;
  readonly expiresAtMs?: number;
  readonly payment?: Payment;
};

/** Reads a notice whose signature held; nothing where it is not UTF-8, not JSON or not a notice. */
export function parseNotice(body: Uint8Array): SandboxNotice | undefined {
  const said = parseJson(body);
  const envelope = envelopeShape.safeParse(said);
  if (!envelope.success) return undefined;
  const { merchant, type } = envelope.data;
  const refund = type === 'refund.changed' ? refundShape.safeParse(said) : undefined;
  if (refund !== undefined) return refund.success ? { kind: 'refund', merchant, refundNo: refund.data.refundNo } : undefined;
  if (type !== 'payment.paid') return { kind: 'other', merchant, type };
  const paid = paidShape.safeParse(said);
  return paid.success ? { kind: 'paid', merchant, payment: paymentOf(paid.data.payment) } : undefined;
}

/** Reads an answer whose signature held, which is an order or a refusal with its code. */
export function parseAnswer(body: Uint8Array): SandboxOrder | { readonly kind: 'refusal'; readonly code: string } | undefined {
  const said = parseJson(body);
  const refusal = refusalShape.safeParse(said);
  if (refusal.success) return { kind: 'refusal', code: refusal.data.code };
  const order = orderShape.safeParse(said);
  if (!order.success) return undefined;
  const { payUrl, expiresAt, payment, ...rest } = order.data;
  return {
    kind: 'order',
    ...rest,
    ...(payUrl === undefined ? {} : { payUrl }),
    ...(expiresAt === undefined ? {} : { expiresAtMs: expiresAt }),
    ...(payment === undefined ? {} : { payment: paymentOf(payment) }),
  };
}

function paymentOf(said: z.infer<typeof paymentShape>): Payment {
  const { serial, orderNo, amount, paidAt } = said;
  return { gateway: 'sandbox', serial, orderNo, amount: money(amount.currency, amount.minor), paidAtMs: paidAt };
}
