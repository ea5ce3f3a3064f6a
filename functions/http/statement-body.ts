import * as z from 'zod/mini';

// Apart from the other schemas, which the function that begins gifts reads before its first answer.

/** `POST /api/statements`: a year, and for each gift the two halves of the link that its donor kept. */
export const statementBody = z.strictObject({
  year: z.int().check(z.gte(2000), z.lte(2200)),
  gifts: z
    .array(z.strictObject({ id: z.string().check(z.regex(/^d_[0-9A-Z]{26}$/)), token: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)) }))
    .check(z.minLength(1), z.maxLength(200)),
});
