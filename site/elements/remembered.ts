import { decodeBase64, encodeBase64 } from '../../functions/domain/ledger/base64.ts';
import type { Hash } from '../../functions/domain/ledger/hash.ts';
import { countMember, member, textMember } from './answer-shape.ts';
import type { Shelf } from './shelf.ts';

/** The largest consistent log this browser has seen, and the keys that signed it. Nothing in it is personal. */
export type Remembered = { readonly size: number; readonly root: Hash; readonly keys: readonly string[] };

/** Reads what was kept about a log; nothing at a first visit. */
export function recall(shelf: Shelf, origin: string): Remembered | undefined {
  try {
    const value: unknown = JSON.parse(shelf.getItem(nameOf(origin)) ?? 'null');
    const [size, root, keys] = [countMember(value, 'size'), decodeBase64(textMember(value, 'root') ?? ''), member(value, 'keys')];
    if (size === undefined || root?.length !== 32 || !Array.isArray(keys)) return undefined;
    return { size, root, keys: keys.filter((key) => typeof key === 'string') };
  } catch {
    return undefined; // somebody else's text under our name
  }
}

/** Keeps what was seen, for the next visit. */
export function remember(shelf: Shelf, origin: string, seen: Remembered): void {
  shelf.setItem(nameOf(origin), JSON.stringify({ size: seen.size, root: encodeBase64(seen.root), keys: seen.keys }));
}

/** Forgets a log, as after a demonstration was set up anew. */
export function forget(shelf: Shelf, origin: string): void {
  shelf.removeItem(nameOf(origin));
}

const nameOf = (origin: string): string => `daylight:checkpoint:${origin}`;
