import * as z from 'zod/mini';

const words = (limit: number) => z.string().check(z.minLength(1), z.maxLength(limit));
const webAddress = z.string().check(z.maxLength(255), z.regex(/^https?:\/\/[^\s?#]+$/));

export const amountShape = z.object({ minor: z.int().check(z.positive()), currency: z.string().check(z.regex(/^[A-Z]{3}$/)) });

const orderFields = {
  orderNo: z.string().check(z.regex(/^[0-9A-Za-z_|*-]{1,64}$/)),
  amount: amountShape,
  subject: words(127),
  method: words(32),
  /** An absolute address, or a path on the cashier's own host. */
  returnUrl: z.string().check(z.maxLength(512), z.regex(/^(?:https?:\/\/|\/(?![/\\]))\S*$/)),
  notifyUrl: webAddress,
};

/** An order as a merchant sends it. */
export const orderWishShape = z.object({ ...orderFields, merchant: words(64), expiresAt: z.iso.datetime({ offset: true }) });

/** How the callbacks of a payment behave; `controlRoutes` says what each does. */
const manners = ['normal', 'doubled', 'delayed', 'none', 'altered', 'forged', 'wrong-amount', 'stale', 'other-order-signature'] as const;
export const mannerShape = z.enum(manners);
export type Manner = z.infer<typeof mannerShape>;

const orderShape = z.object({ is: z.literal('order'), ...orderFields, expiresAtMs: z.int() });

const paidShape = z.object({
  is: z.literal('paid'),
  serial: words(48),
  orderNo: words(64),
  amount: amountShape,
  paidAtMs: z.int(),
  manner: mannerShape,
  /** When the first callback is due; `null` if none ever is. */
  dueAtMs: z.nullable(z.int()),
});

const triedShape = z.object({ is: z.literal('tried'), serial: words(48), atMs: z.int(), status: z.int() });

const closedShape = z.object({ is: z.literal('closed'), orderNo: words(64), atMs: z.int() });

/** How far a refund is: one that is `under_way` is ended by whoever steers the sandbox. */
const stages = ['done', 'under_way', 'failed'] as const;
export const stageShape = z.enum(stages);

const refundShape = z.object({
  is: z.literal('refund'),
  refundNo: words(64),
  orderNo: words(64),
  serial: words(48),
  amount: amountShape,
  atMs: z.int(),
  state: stageShape,
});

const recordShape = z.discriminatedUnion('is', [orderShape, paidShape, triedShape, closedShape, refundShape]);

/** A refund as a merchant asks for it. */
export const refundWishShape = z.object({
  merchant: words(64),
  orderNo: words(64),
  refundNo: z.string().check(z.regex(/^[0-9A-Za-z_-]{1,64}$/)),
  refund: amountShape,
  total: amountShape,
  reason: words(80),
});

/** An order as it is kept. */
export type Order = z.infer<typeof orderShape>;
/** A payment that somebody made. */
export type Paid = z.infer<typeof paidShape>;
/** Money that goes back; a later line of the same number says what became of it. */
export type Refund = z.infer<typeof refundShape>;
/** One line of the journal; `tried` says how a callback was answered, 0 for not at all. */
export type JournalRecord = z.infer<typeof recordShape>;

/** Reads a line of the journal; throws where it is not ours. */
export function parseRecord(said: unknown): JournalRecord {
  return recordShape.parse(said);
}
