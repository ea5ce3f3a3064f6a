import * as z from 'zod/mini';

/** `POST /api/payers/{method}`: the code with which a browser came back from the gateway. */
export const payerBody = z.strictObject({ code: z.string().check(z.regex(/^[0-9A-Za-z_-]{1,256}$/)) });

/** `POST …/documents/{kind}`: the file, or a picture of it for browsers that cannot keep files; and whether the picture for sharing says the dedication too. */
export const documentBody = z.strictObject({ format: z.optional(z.enum(['pdf', 'png'])), dedication: z.optional(z.boolean()) });
