import * as z from 'zod/mini';
import { DEDICATION_KINDS, MEMBERS } from '../domain/dedication.ts';

const text = (most: number) => z.string().check(z.maxLength(most));

/** `POST /api/donations`: a bound on every string; what the values mean is judged by the action. */
export const donationBody = z.strictObject({
  key: z.string().check(z.regex(/^[A-Za-z0-9_-]{22,64}$/)),
  campaign: text(64),
  place: z.optional(text(64)),
  amount: z.strictObject({ currency: z.enum(['CNY', 'USD', 'EUR', 'GBP', 'HKD']), minor: z.int().check(z.gte(0), z.lte(999_999_999_999)) }),
  method: text(32),
  donor: z.strictObject({
    kind: z.enum(['person', 'organisation', 'anonymous']),
    name: z.optional(text(1000)),
    display: z.enum(['named', 'masked', 'anonymous']),
  }),
  consent: z.optional(z.strictObject({ version: text(32) })),
  adult: z.union([z.literal(true), z.literal('guardian')]),
  restricted: z.optional(text(500)),
  message: z.optional(text(200)),
  dedication: z.optional(
    z.strictObject({
      kind: z.enum(DEDICATION_KINDS),
      text: z.string().check(z.minLength(1), z.maxLength(1000)),
      members: z.optional(z.int().check(z.gte(MEMBERS.least), z.lte(MEMBERS.most))),
    }),
  ),
  receipt: z.optional(z.strictObject({ wanted: z.boolean(), title: z.optional(text(200)), taxId: z.optional(text(32)) })),
  payer: z.optional(z.string().check(z.regex(/^[0-9A-Za-z_-]{1,128}$/))),
});
