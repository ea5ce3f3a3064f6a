import * as z from 'zod/mini';
import { DEDICATION_KINDS } from '../domain/dedication.ts';
import { BILL_STATES } from '../domain/fiscal-bill.ts';
import type { Pay } from '../gateways/gateway.ts';

const instant = z.iso.datetime({ offset: true });
const preview = z.strictObject({ shown: z.string(), held: z.boolean() });

const account = z.strictObject({ holder: z.string(), bank: z.string(), number: z.string() });

const pay = z.union([
  z.strictObject({ kind: z.literal('qr'), text: z.string(), expiresAt: instant }),
  z.strictObject({ kind: z.literal('redirect'), url: z.string(), expiresAt: instant }),
  z.strictObject({ kind: z.literal('jsapi'), app: z.enum(['wechat', 'alipay']), call: z.record(z.string(), z.string()), expiresAt: instant }),
  z.strictObject({ kind: z.literal('transfer'), account, reference: z.string(), expiresAt: instant }),
  z.strictObject({ kind: z.literal('wait'), waitMs: z.int(), expiresAt: instant }),
]) satisfies z.ZodMiniType<Pay>;

/** Who pays, as the gateway calls them; for the method inside its app. */
export const payerAnswer = z.strictObject({ payer: z.string() });

const withdrawal = z.union([z.strictObject({ state: z.enum(['possible', 'nothing_shown']) }), z.strictObject({ state: z.literal('done'), at: instant })]);

/** What became of a name that was taken back. */
export const withdrawnAnswer = z.strictObject({ withdrawal });

/** A gift that was begun: `token` is shown once, and whoever holds it is the donor. */
export const startedAnswer = z.strictObject({ id: z.string(), token: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)), pay, preview });

/** A gift as its donor sees it; `entry` is there once the gift is published. */
export const donationAnswer = z.strictObject({
  id: z.string(),
  state: z.enum(['pending', 'expired', 'paid', 'published']),
  amount: z.strictObject({ currency: z.string(), minor: z.int() }),
  campaign: z.string(),
  place: z.optional(z.string()),
  orderedAt: z.optional(instant),
  paidAt: z.optional(instant),
  settledAt: z.optional(instant),
  dedication: z.optional(z.enum(DEDICATION_KINDS)),
  preview,
  withdrawal,
  refund: z.optional(z.strictObject({ done: z.int(), underWay: z.int() })),
  entry: z.nullable(z.strictObject({ number: z.string(), index: z.int(), row: z.int(), issue: z.int(), page: z.int(), publishedAt: instant })),
  claim: z.optional(z.strictObject({ number: z.string(), index: z.int(), publishedAt: instant })),
  recoveredAt: z.optional(instant),
});

const billNumbers = { code: z.string(), number: z.string(), day: z.string() };

/** How far a fiscal bill is; `bill` once it is issued, `file` the form of its file once that is here, `red` once it was taken back. */
export const billAnswer = z.strictObject({
  state: z.enum(['not_offered', 'none', 'too_late', ...BILL_STATES]),
  askUntil: z.optional(z.string()),
  title: z.optional(z.string()),
  taxId: z.optional(z.string()),
  field: z.optional(z.string()),
  words: z.optional(z.string()),
  bill: z.optional(z.strictObject({ ...billNumbers, checkCode: z.string() })),
  file: z.optional(z.string()),
  red: z.optional(z.strictObject(billNumbers)),
});

/** Where a document can be fetched by whoever has the address, for five minutes. */
export const documentAnswer = z.strictObject({ address: z.string().check(z.regex(/^\/api\/files\/[A-Za-z0-9_.-]+$/)), expiresAt: instant });

const dated = { v: z.literal(1), at: instant, log: z.string(), cur: z.string(), amt: z.int() };
const standing = { state: z.literal('published'), number: z.string(), index: z.int(), size: z.int() };
const signed = { note: z.string(), key: z.string() };
const query = { ...dated, k: z.literal('query'), query: z.string(), order: z.string() };
const lookup = { ...dated, k: z.literal('lookup'), serial: z.string() };

/** Where a gift is, dated and signed: `note` is the signed note, `key` the one that signed it. */
export const queryAnswer = z.strictObject({
  answer: z.union([z.strictObject({ ...query, ...standing }), z.strictObject({ ...query, state: z.enum(['settled', 'unpaid', 'unknown']) })]),
  ...signed,
});

/** Whether a payment is in the log; `proof` is a proof file where it is. */
export const lookupAnswer = z.strictObject({
  answer: z.union([z.strictObject({ ...lookup, ...standing }), z.strictObject({ ...lookup, state: z.enum(['settled', 'not_found']) })]),
  ...signed,
  proof: z.optional(z.string()),
});

const link = { id: z.string(), token: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)) };

/** What became of a claim: the link of the gift, or one answer for everything else, dated and signed. */
export const claimAnswer = z.union([
  z.strictObject({ state: z.literal('granted'), ...link }),
  z.strictObject({
    state: z.literal('undecided'),
    answer: z.strictObject({ ...dated, k: z.literal('claim'), on: z.string(), by: z.enum(['number', 'account']), state: z.literal('undecided') }),
    ...signed,
  }),
]);

/** A claim that was left to staff: the link under which whoever made it looks again. */
export const claimOpenedAnswer = z.strictObject(link);

/** Where such a claim stands; `gift` is the link of the gift. */
export const claimStateAnswer = z.union([
  z.strictObject({ state: z.enum(['waiting', 'refused']) }),
  z.strictObject({ state: z.literal('granted'), gift: z.strictObject(link) }),
]);

/** Whether a gift is named from now on. */
export const namedAnswer = z.strictObject({ state: z.enum(['named', 'fixed']) });
