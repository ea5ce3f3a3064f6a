import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256, 32 bytes. */
export type Hash = Uint8Array;

/** Root of the tree without entries: SHA-256 of nothing (RFC 6962 section 2.1). */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array());

/** Hash of an entry's bytes as a leaf: `SHA256(0x00 || entry)` (RFC 6962 section 2.1). */
export function hashLeaf(entry: Uint8Array): Hash {
  return sha256(joinBytes([Uint8Array.of(0), entry]));
}

/** Hash of two neighbours: `SHA256(0x01 || left || right)` (RFC 6962 section 2.1). */
export function hashNode(left: Hash, right: Hash): Hash {
  return sha256(joinBytes([Uint8Array.of(1), left, right]));
}

/** Puts byte strings one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Tells whether two byte strings are equal. Not for secrets: it stops at the first difference. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
