import { decodeBase64Url, encodeBase64Url } from './base64.ts';
import { joinBytes } from './hash.ts';

/** Stands before 32 raw bytes that are a digest in quotes; canonical JSON never has it. */
const DIGEST = 0;

/** Writes an entry with each digest in it as its 32 bytes instead of 45 characters; throws for an entry with a zero byte, which is none of ours. */
export function packEntry(entry: Uint8Array): Uint8Array {
  if (entry.includes(DIGEST)) throw new RangeError('an entry with a zero byte cannot be packed');
  const parts: Uint8Array[] = [];
  let plain = 0;
  for (let at = 0; at < entry.length; at++) {
    const digest = digestAt(entry, at);
    if (digest === undefined) continue;
    parts.push(entry.subarray(plain, at), Uint8Array.of(DIGEST), digest);
    plain = at + TEXT_BYTES;
    at = plain - 1;
  }
  return joinBytes([...parts, entry.subarray(plain)]);
}

/** Reads the entry's own bytes back; nothing where a digest is cut. */
export function unpackEntry(packed: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < packed.length) {
    const next = packed.indexOf(DIGEST, at);
    const end = next < 0 ? packed.length : next;
    parts.push(packed.subarray(at, end));
    if (next < 0) break;
    if (next + 1 + DIGEST_BYTES > packed.length) return undefined;
    parts.push(new TextEncoder().encode(`"${encodeBase64Url(packed.subarray(next + 1, next + 1 + DIGEST_BYTES))}"`));
    at = next + 1 + DIGEST_BYTES;
  }
  return joinBytes(parts);
}

const DIGEST_BYTES = 32;
const TEXT_BYTES = 45;
const QUOTE = 0x22;

function digestAt(entry: Uint8Array, at: number): Uint8Array | undefined {
  if (entry[at] !== QUOTE || entry[at + TEXT_BYTES - 1] !== QUOTE) return undefined;
  return decodeBase64Url(String.fromCharCode(...entry.subarray(at + 1, at + TEXT_BYTES - 1)));
}
