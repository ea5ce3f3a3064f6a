import * as z from 'zod/mini';
import { decodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import type { Signed } from '../../functions/domain/staff-statement.ts';

const bytes = (most: number) =>
  z.pipe(
    z.string().check(z.maxLength(most)),
    z.transform((text, context) => {
      const read = decodeBase64Url(text);
      if (read === undefined) context.issues.push({ code: 'custom', message: 'not base64url', input: text });
      return read ?? new Uint8Array();
    }),
  );

/** A signed statement as a command sends it; what it says, and whether it was signed, is judged by the action. */
export const signedShape = z.strictObject({
  bytes: bytes(4096),
  key: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  signature: bytes(86),
}) satisfies z.ZodMiniType<Signed>;
