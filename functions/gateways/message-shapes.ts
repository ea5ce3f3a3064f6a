import * as z from 'zod/mini';

/** A text of 1 to `limit` characters. */
export const words = (limit: number) => z.string().check(z.minLength(1), z.maxLength(limit));

/** An instant in the writing of a gateway, as milliseconds since 1970; `read` gives nothing where it is none, and `wanted` says so. */
export const instantAs = (read: (text: string) => number | undefined, { longest, wanted }: { readonly longest: number; readonly wanted: string }) =>
  z.pipe(
    z.string().check(z.maxLength(longest)),
    z.transform((text, context) => {
      const atMs = read(text);
      if (atMs === undefined) context.issues.push({ code: 'custom', message: wanted, input: text });
      return atMs ?? 0;
    }),
  );

/** Reads JSON in UTF-8; nothing where it is none, so that no shape fits it. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined; // no shape fits it
  }
}
