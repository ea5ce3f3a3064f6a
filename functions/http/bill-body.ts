import * as z from 'zod/mini';

/** `POST /api/donations/{id}/bill`: whom the bill is made out to; without a title it is the name of the gift. */
export const billBody = z.strictObject({
  title: z.optional(z.string().check(z.maxLength(1000))),
  taxId: z.optional(z.string().check(z.maxLength(64))),
});
