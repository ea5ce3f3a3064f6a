import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { EntryPointer, ForgettingEntry } from '../domain/entry.ts';
import { encodeBase64 } from '../domain/ledger/base64.ts';
import { canonicalBytes, ENTRY_LIMIT, type Json, parseCanonical } from '../domain/ledger/canonical.ts';
import { sameBytes } from '../domain/ledger/hash.ts';
import type { Item, Value } from '../store/database.ts';
import { bytesOf, numberOf, textOf } from '../store/item.ts';
import { entryKey, identityKey } from '../store/tables.ts';

type Needs = Pick<Deps, 'db' | 'log'>;

/**
 * Of what waits in the outbox, what can be admitted now, with its final bytes: an entry that points at others gets
 * their indices and leaf hashes, and waits itself while one of them has none. Doing it again gives the same bytes,
 * since an index is given once.
 */
export async function pointEntries(deps: Needs, waiting: readonly Item[]): Promise<readonly Item[]> {
  const pointed = await Promise.all(waiting.map((item) => (item.points === undefined ? item : pointEntry(deps, item, item.points))));
  return pointed.filter((item) => item !== undefined);
}

async function pointEntry(deps: Needs, item: Item, points: Value): Promise<Item | undefined> {
  if (!Array.isArray(points)) throw new TypeError(`outbox item ${textOf(item, 'id')} points at nothing`);
  const of = await findEntries(deps, points.map(String));
  if (of === undefined) return undefined;
  const { list: _, of: __, ...said } = parseObject(bytesOf(item, 'bytes'));
  const whole = canonicalBytes({ ...said, of });
  if (whole.length <= ENTRY_LIMIT) return { ...item, bytes: whole };
  const list = canonicalBytes({ v: 1, of });
  await storeList(deps, listKey(textOf(item, 'id')), list);
  return { ...item, bytes: canonicalBytes({ ...said, list: { count: of.length, sha256: digest(list) } }) };
}

/** Where the entries with these ids stand; nothing while one of them has no index. At most 100. */
async function findEntries(deps: Pick<Deps, 'db'>, ids: readonly string[]): Promise<readonly EntryPointer[] | undefined> {
  const places = await deps.db.getMany('ledger', ids.map(identityKey));
  if (places.length < ids.length) return undefined;
  const indices = places.map((place) => numberOf(place, 'index')).sort((a, b) => a - b);
  const entries = await deps.db.getMany('ledger', indices.map(entryKey));
  const leaves = new Map(entries.map((entry) => [numberOf(entry, 'index'), encodeBase64(bytesOf(entry, 'leaf'))]));
  return indices.map((index) => ({ index, leaf: leaves.get(index) ?? missing(index) }));
}

/** Reads which entries a published one points at, from the file beside the log where they did not fit. Throws where that file is not the one named. */
export async function readPointers(deps: Pick<Deps, 'log'>, entry: ForgettingEntry): Promise<readonly EntryPointer[]> {
  if ('of' in entry) return entry.of;
  const stored = await deps.log.get(listKey(entry.id));
  if (stored === undefined || digest(stored.bytes) !== entry.list.sha256) throw new Error(`${listKey(entry.id)} is not the list that its entry names`);
  const { of } = parseObject(stored.bytes);
  return of as unknown as readonly EntryPointer[]; // its digest is in the log
}

/** Key of the canonical file that holds what an entry points at. */
export const listKey = (entryId: string): string => `lists/${entryId}.json`;

async function storeList(deps: Pick<Deps, 'log'>, key: string, bytes: Uint8Array): Promise<void> {
  const put = await deps.log.put(key, bytes, { when: 'absent', contentType: 'application/json; charset=utf-8' });
  if (put.ok) return;
  const there = await deps.log.get(key);
  if (there === undefined || !sameBytes(there.bytes, bytes)) throw new Error(`another list lies at ${key}`);
}

function parseObject(bytes: Uint8Array): { readonly [name: string]: Json } {
  const value = parseCanonical(bytes);
  if (typeof value !== 'object' || Array.isArray(value)) throw new TypeError('not a canonical object');
  return value as { readonly [name: string]: Json };
}

function missing(index: number): never {
  throw new Error(`entry ${index} has an identity and no place`);
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
