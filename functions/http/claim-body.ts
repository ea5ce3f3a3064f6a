import * as z from 'zod/mini';

const key = z.string().check(z.regex(/^[A-Za-z0-9_-]{22,64}$/));
const amount = z.strictObject({ currency: z.enum(['CNY']), minor: z.int().check(z.gte(1), z.lte(999_999_999_999)) });
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
const gift = z.union([
  z.strictObject({ by: z.literal('number'), number: z.string().check(z.regex(/^[0-9A-Za-z_-]{4,64}$/)), amount, day }),
  z.strictObject({
    by: z.literal('account'),
    payer: z.string().check(z.minLength(1), z.maxLength(400)),
    digits: z.string().check(z.regex(/^\d{4,6}$/)),
    amount,
    day,
  }),
]);
const donor = z.strictObject({
  kind: z.enum(['person', 'organisation', 'anonymous']),
  name: z.optional(z.string().check(z.maxLength(1000))),
  display: z.enum(['named', 'masked', 'anonymous']),
});
const consent = z.optional(z.strictObject({ version: z.string().check(z.maxLength(32)) }));

/** `POST /api/claims`: which gift, and who says that it is theirs. */
export const claimBody = z.strictObject({ key, gift, donor, consent });

/** `POST /api/claims/asked`: the same for staff, with how to reach whoever asks. */
export const claimAskedBody = z.strictObject({
  key,
  gift,
  donor,
  consent,
  contact: z.string().check(z.minLength(1), z.maxLength(100)),
  words: z.string().check(z.maxLength(500)),
});

/** `POST /api/donations/{id}/name`: how a gift without a name shall be named. */
export const nameBody = z.strictObject({ key, donor, consent });
