import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64Url } from './base64.ts';
import { joinBytes } from './hash.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Salt of one field, from the 32 random bytes of the entry: it opens this field and no other. */
export function fieldSalt(entrySalt: Uint8Array, field: string): Uint8Array {
  return sha256(joinBytes([utf8('giving-log/v1/salt'), Uint8Array.of(0), entrySalt, utf8(field)]));
}

/** Commitment to a value as it is stored, never normalised; an absent value is the empty text. base64url without padding. */
export function commit(salt: Uint8Array, field: string, value: string): string {
  return encodeBase64Url(sha256(joinBytes([utf8('giving-log/v1/commit'), Uint8Array.of(0), salt, utf8(field), Uint8Array.of(0), utf8(value)])));
}
