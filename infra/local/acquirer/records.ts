import * as z from 'zod/mini';

const words = (limit: number) => z.string().check(z.minLength(1), z.maxLength(limit));

const orderShape = z.object({
  is: z.literal('order'),
  orderNo: words(64),
  /** How it is paid, in the gateway's own word. */
  type: words(32),
  amountFen: z.int().check(z.positive()),
  subject: words(256),
  expiresAtMs: z.int(),
  notifyUrl: words(512),
  returnUrl: z.optional(z.string().check(z.maxLength(1024))),
  payer: z.optional(words(128)),
  /** What the address or code holds by which a payer finds the order; nobody guesses it. */
  handle: words(64),
  /** What must be the same when the order is asked for again. */
  content: words(4096),
  atMs: z.int(),
});

const closedShape = z.object({ is: z.literal('closed'), orderNo: words(64), atMs: z.int() });

const paidShape = z.object({
  is: z.literal('paid'),
  orderNo: words(64),
  serial: words(32),
  amountFen: z.int().check(z.positive()),
  payer: words(128),
  atMs: z.int(),
  /** `null` where no notice is ever sent. */
  dueAtMs: z.nullable(z.int()),
});

const refundShape = z.object({
  is: z.literal('refund'),
  orderNo: words(64),
  refundNo: words(64),
  serial: words(40),
  amountFen: z.int().check(z.positive()),
  atMs: z.int(),
  /** Where its merchant is told of it; nobody is where it is absent. */
  notifyUrl: z.optional(words(512)),
});

const triedShape = z.object({ is: z.literal('tried'), serial: words(32), atMs: z.int(), accepted: z.boolean() });

const recordShape = z.discriminatedUnion('is', [orderShape, closedShape, paidShape, refundShape, triedShape]);

export type Order = z.infer<typeof orderShape>;
export type Paid = z.infer<typeof paidShape>;
export type Refund = z.infer<typeof refundShape>;
/** One line of the journal. */
export type JournalRecord = z.infer<typeof recordShape>;

/** Reads a line of the journal; throws where it is not ours. */
export function parseRecord(said: unknown): JournalRecord {
  return recordShape.parse(said);
}
