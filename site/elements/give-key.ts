import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { countMember, textMember } from './answer-shape.ts';
import type { Shelf } from './shelf.ts';

const NAME = 'daylight:gift-key';
/** Shorter than the life of an order, so that a kept key never meets an order that has expired. */
const LIFE_MS = 25 * 60_000;
const KEY_BYTES = 18;

/** Gives the key of a wish: the kept one while the wish is the same, so that a double click or a reload is one gift. Only a digest of the wish is kept. */
export function keyOf(shelf: Shelf, wish: string, how: { readonly nowMs: number; readonly random: (bytes: number) => Uint8Array }): string {
  const digest = encodeBase64Url(sha256(new TextEncoder().encode(wish)));
  const kept = readKept(shelf);
  if (kept?.digest === digest && how.nowMs >= kept.madeAtMs && how.nowMs < kept.madeAtMs + LIFE_MS) return kept.key;
  const key = encodeBase64Url(how.random(KEY_BYTES));
  shelf.setItem(NAME, JSON.stringify({ key, digest, madeAtMs: how.nowMs }));
  return key;
}

/** Forgets the key, so that the same wish is a new gift. */
export function forgetKey(shelf: Shelf): void {
  shelf.removeItem(NAME);
}

function readKept(shelf: Shelf): { readonly key: string; readonly digest: string; readonly madeAtMs: number } | undefined {
  try {
    const value: unknown = JSON.parse(shelf.getItem(NAME) ?? 'null');
    const [key, digest, madeAtMs] = [textMember(value, 'key'), textMember(value, 'digest'), countMember(value, 'madeAtMs')];
    return key === undefined || digest === undefined || madeAtMs === undefined ? undefined : { key, digest, madeAtMs };
  } catch {
    return undefined; // somebody else's text under our name
  }
}
