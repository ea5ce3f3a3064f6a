import * as z from 'zod/mini';

/** `POST /api/lookup`: the payment as the payer's statement shows it. */
export const lookupBody = z.strictObject({
  serial: z.string().check(z.regex(/^[0-9A-Za-z_-]{4,64}$/)),
  amount: z.strictObject({ currency: z.enum(['CNY']), minor: z.int().check(z.gte(1), z.lte(999_999_999_999)) }),
});
