import { sha256 } from '@noble/hashes/sha2.js';
import { decodeBase64, decodeHex, encodeHex } from '../../../functions/domain/ledger/base64.ts';
import { growTree } from '../../../functions/domain/ledger/grow.ts';
import { type Hash, hashLeaf } from '../../../functions/domain/ledger/hash.ts';
import { parseVerifierKey, type VerifierKey } from '../../../functions/domain/ledger/note.ts';
import type { TileSource } from '../../../functions/domain/ledger/tree.ts';
import type { Vectors } from './vector-shape.ts';

/** Reads base64 of the vectors; throws where our reader refuses it. */
export const base64 = (text: string): Uint8Array => present(decodeBase64(text), text);

/** Reads hexadecimal of the vectors; throws where our reader refuses it. */
export const hex = (text: string): Uint8Array => present(decodeHex(text), text);

/** Reads a verifier key of the vectors; throws where our reader refuses it. */
export const key = (text: string): VerifierKey => present(parseVerifierKey(text), text);

/** SHA-256 in lower-case hex. */
export const digest = (bytes: Uint8Array): string => encodeHex(sha256(bytes));

/** UTF-8. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Entry of the large trees. */
export const plainEntry = (index: number): Uint8Array => utf8(`entry-${index}`);

/** Leaf hashes of the small tree of 300 entries. */
export const smallLeaves = (vectors: Vectors): readonly Hash[] => vectors.entriesHex.map((entry) => hashLeaf(hex(entry)));

/** Leaf hashes of a large tree. */
export const plainLeaves = (size: number): readonly Hash[] => Array.from({ length: size }, (_, index) => hashLeaf(plainEntry(index)));

/** A source that has leaves only. */
export const leafSource =
  (leaves: readonly Hash[]): TileSource =>
  (level, index) =>
    level === 0 ? leaves[index] : undefined;

/** The log of the vectors. */
export const logOf = (vectors: Vectors): { origin: string; keys: VerifierKey[] } => ({ origin: vectors.keys.log.name, keys: [key(vectors.keys.log.vkey)] });

/** Every tile written while a tree grows from nothing through these sizes. */
export function growThrough(leaves: readonly Hash[], sizes: readonly number[]): Map<string, Uint8Array> {
  const tiles = new Map<string, Uint8Array>();
  let size = 0;
  for (const next of sizes) {
    for (const tile of growTree({ size, tiles }, leaves.slice(size, next)).tiles) tiles.set(tile.path, tile.bytes);
    size = next;
  }
  return tiles;
}

/** Names of the cases for which the product says something else. */
export function differing<T>(cases: readonly T[], name: (one: T) => string, agrees: (one: T) => boolean): readonly string[] {
  return cases.filter((one) => !agrees(one)).map(name);
}

/** The value; throws where there is none. */
export function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`nothing for ${name}`);
  return value;
}
