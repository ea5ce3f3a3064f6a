import type { Files } from './files.ts';

const MARKS = [/<meta name="log-size" content="(\d+)"/, /"size":\s?(\d+)/];
const ATTEMPTS = 5;

/** The log size that a live file says it was made from; nothing where it says none. */
export function logSizeOf(bytes: Uint8Array): number | undefined {
  const text = new TextDecoder().decode(bytes);
  for (const mark of MARKS) {
    const match = mark.exec(text);
    if (match !== null) return Number(match[1]);
  }
  return undefined;
}

/**
 * Puts a live file, unless one made from a larger log stands there (M13): a publisher that was frozen and wakes up
 * minutes later changes nothing. One of the same size is replaced, because its shell may be newer.
 */
export async function putLive(
  files: Files,
  key: string,
  file: { readonly bytes: Uint8Array; readonly size: number; readonly contentType: string },
): Promise<'put' | 'newer_there'> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const there = await files.get(key);
    if (there !== undefined && (logSizeOf(there.bytes) ?? -1) > file.size) return 'newer_there';
    const when = there === undefined ? ('absent' as const) : { etag: there.etag };
    if ((await files.put(key, file.bytes, { when, contentType: file.contentType })).ok) return 'put';
  }
  throw new Error(`${key} changed under every attempt to put it`);
}
