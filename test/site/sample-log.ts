import { getPublicKey, hashes, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import type { AfterFile } from '../../functions/disclosure/after.ts';
import type { GiftRow, OpenFile } from '../../functions/disclosure/row.ts';
import type { Entry, EntryPointer, GiftEntry, WithdrawEntry } from '../../functions/domain/entry.ts';
import { encodeBase64, encodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { canonicalBytes } from '../../functions/domain/ledger/canonical.ts';
import { formatCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { commit, fieldSalt } from '../../functions/domain/ledger/commitment.ts';
import { growTree } from '../../functions/domain/ledger/grow.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { ED25519, formatNote, formatVerifierKey, signatureLine, verifierKey } from '../../functions/domain/ledger/note.ts';
import { encodeBundle, formatTilePath, newBundles, TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import { rootFromTiles, tileSource } from '../../functions/domain/ledger/tree.ts';
import { day, shownText } from './sample.ts';

hashes.sha512 = sha512;

/** Public files of a log by their path from the root of the site. */
export type PublicFiles = Map<string, Uint8Array>;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Salt of the entry at an index; a real one is random. */
export const entrySalt = (index: number): Uint8Array => new Uint8Array(32).fill(index % 251);

/** The gift that stands in a row, as the log keeps it: nothing but digests of name and message. */
export function giftEntry(row: GiftRow, shown = shownText(row)): GiftEntry {
  const salt = entrySalt(row.index);
  const of = (field: keyof GiftEntry['c'], value: string) => commit(fieldSalt(salt, field), field, value);
  return {
    v: 1,
    k: 'gift',
    id: row.index.toString(16).padStart(20, '0'),
    on: row.on,
    branch: row.branch,
    campaign: row.campaign,
    ...(row.place === undefined ? {} : { place: row.place }),
    ...(row.restricted ? { restricted: true as const } : {}),
    ch: row.channel,
    cur: 'CNY',
    amt: row.money.minor,
    c: {
      at: of('at', '2026-11-23T09:15:02+08:00'),
      intent: of('intent', ''),
      name: of('name', shown),
      note: of('note', row.message ?? ''),
      ref: of('ref', `S${row.index}`),
      shown: of('shown', shown),
    },
  };
}

/** A log that begins with entries of no money and goes on with the gifts of these rows, whose first index is `first`. */
export function logEntries(rows: readonly GiftRow[], first = 21): readonly Entry[] {
  const before = Array.from(
    { length: first },
    (_, at): Entry => ({
      v: 1,
      k: 'gap',
      id: at.toString(16).padStart(20, '0'),
      on: day('2026-11-22'),
      from: day('2026-11-20'),
      through: day('2026-11-21'),
      cause: 'downtime',
    }),
  );
  return [...before, ...rows.map((row) => giftEntry(row))];
}

/** The entry by which the name in a row was taken back. */
export function withdrawEntry(row: GiftRow): WithdrawEntry & { readonly of: readonly EntryPointer[] } {
  const leaf = encodeBase64(hashLeaf(canonicalBytes({ ...giftEntry(row) })));
  return { v: 1, k: 'withdraw', id: 'ab'.repeat(10), on: row.on, fields: ['note', 'shown'], of: [{ index: row.index, leaf }] };
}

/** `/after/<bundle>.json`: by index of a gift, the later entry that is said to point at it. */
export function afterFile(later: { readonly [index: number]: number }, size: number): Uint8Array {
  const after = Object.fromEntries(Object.entries(later).map(([index, by]) => [index, [{ index: by, k: 'withdraw' as const }]]));
  const file: AfterFile = { size, after };
  return utf8(JSON.stringify(file));
}

/** Who signs: 32 bytes and the log's name. */
export type SampleSigner = { readonly origin: string; readonly seed: Uint8Array };

/** Publishes entries as the portal does: bundles, tiles, key list and a signed checkpoint. */
export function publishEntries(entries: readonly Entry[], { origin, seed }: SampleSigner): PublicFiles {
  const files: PublicFiles = new Map();
  const bytes = entries.map((entry) => canonicalBytes({ ...entry }));
  const { tiles, size } = growTree({ size: 0, tiles: new Map() }, bytes.map(hashLeaf));
  for (const { path, bytes: tile } of tiles) files.set(`/log/1/${path}`, tile);
  for (const bundle of newBundles(0, size)) {
    const from = bundle.index * TILE_WIDTH;
    files.set(`/log/1/${formatTilePath(bundle)}`, encodeBundle(bytes.slice(from, from + bundle.width)));
  }
  const key = verifierKey(origin, ED25519, getPublicKey(seed));
  const root = rootFromTiles(size, tileSource(size, new Map(tiles.map((tile) => [tile.path, tile.bytes]))));
  const text = formatCheckpoint({ origin, size, root });
  files.set('/log/1/checkpoint', utf8(formatNote(text, [signatureLine(key, sign(utf8(text), seed))])));
  files.set('/log/1/log.json', utf8(JSON.stringify({ v: 1, origin, generation: 1, vkeys: [{ vkey: formatVerifierKey(key), from: 0 }] })));
  files.set('/log/1/policy.txt', utf8(`log ${formatVerifierKey(key)}\nquorum none\n`));
  files.set('/after/index.json', utf8(JSON.stringify({ size, bundles: [0] })));
  return files;
}

/** Openings of the shown names of rows whose names are public, in one file, made from a log of `size`. */
export function openNames(rows: readonly GiftRow[], size: number): Uint8Array {
  const openings = rows
    .filter((row) => row.shown.state === 'named' || row.shown.state === 'anonymous')
    .map((row) => [row.index, { shown: { salt: shownSalt(row.index), value: shownText(row) } }] as const);
  const held = rows.filter((row) => row.shown.state === 'held').map((row) => row.index);
  const file: OpenFile = { size, openings: Object.fromEntries(openings), held };
  return utf8(JSON.stringify(file));
}

/** Salt that opens the shown name of the entry at an index, as a document's code carries it. */
export function shownSalt(index: number): string {
  return encodeBase64Url(fieldSalt(entrySalt(index), 'shown'));
}
