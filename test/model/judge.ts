import { createHash } from 'node:crypto';
import { closeTotals } from '../../functions/domain/close.ts';
import type { Entry } from '../../functions/domain/entry.ts';
import { canonicalBytes, parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import { parseCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { growTree } from '../../functions/domain/ledger/grow.ts';
import { type Hash, hashLeaf, sameBytes } from '../../functions/domain/ledger/hash.ts';
import { parseNote } from '../../functions/domain/ledger/note.ts';
import { decodeBundle, formatTilePath, newBundles } from '../../functions/domain/ledger/tile.ts';
import { rootOf } from '../../functions/domain/ledger/tree.ts';
import type { Objects } from './memory-files.ts';

/** A promise of the log that was broken. */
export class Broken extends Error {}

/** Watches what the public sees: every checkpoint that is put, and every index that is told. */
export type Judge = {
  /** Ids of the published entries, by index. */
  readonly published: () => readonly string[];
  /** Texts of all checkpoints that were ever published. */
  readonly texts: ReadonlySet<string>;
  readonly sawCheckpoint: (bytes: Uint8Array) => void;
  readonly told: (entryId: string, index: number) => void;
  /** A witness has cosigned this tree, and so vouches that the log continues it. */
  readonly witnessed: (size: number, root: Hash) => void;
  /** While files are set back to an earlier state a checkpoint may be smaller and a statement be gone, and it must still tell the same history. */
  readonly wentBack: (is: boolean) => void;
  /** Entries of the largest log that was ever published. */
  readonly largest: () => number;
  /** Everything once more, at the end. */
  readonly finish: () => void;
};

/** Judges the log in `objects` by rules of its own: it shares hashing and formats with the product, and no step of the protocol. */
export function createJudge(objects: Objects): Judge {
  let entries: readonly Uint8Array[] = [];
  let ids: readonly string[] = [];
  const texts = new Set<string>();
  const vouched = new Map<number, Hash>();
  let isBack = false;
  const told = new Map<string, number>();
  const sawCheckpoint = (bytes: Uint8Array) => {
    const text = parseNote(bytes)?.text ?? '';
    const checkpoint = parseCheckpoint(text) ?? broken('a checkpoint is no checkpoint');
    if (checkpoint.size < entries.length && !isBack) broken(`the size falls from ${entries.length} to ${checkpoint.size}`);
    const now = readEntries(objects, checkpoint.size);
    if (!entries.slice(0, now.length).every((entry, at) => sameBytes(entry, now[at] ?? new Uint8Array())))
      broken('a fork: the new log does not begin with the old one');
    judgeTree(objects, now.map(leafOf), checkpoint.root);
    const parsed = now.map((entry) => parseCanonical(entry) as unknown as Entry);
    ids = parsed.map((entry) => entry.id);
    if (new Set(ids).size !== ids.length) broken('an entry stands in the log twice');
    if (!isBack) judgeCloses(objects, parsed);
    for (const [id, index] of told) if (index < ids.length && ids[index] !== id) broken(`index ${index} was told of ${id}`);
    for (const [size, root] of vouched)
      if (size <= now.length && !sameBytes(rootOf(now.slice(0, size).map(leafOf)), root))
        broken('a fork: a witness holds a tree that the log does not continue');
    if (now.length > entries.length) entries = now;
    texts.add(text);
  };
  return {
    published: () => ids,
    texts,
    sawCheckpoint,
    told: (id, index) => {
      if (ids[index] !== id) broken(`index ${index} is told of ${id}, and another entry stands there`);
      told.set(id, index);
    },
    witnessed: (size, root) => vouched.set(size, root),
    wentBack: (is) => {
      isBack = is;
    },
    largest: () => entries.length,
    finish: () => sawCheckpoint(objects.get('checkpoint') ?? broken('there is no checkpoint')),
  };
}

function readEntries(objects: Objects, size: number): readonly Uint8Array[] {
  return newBundles(0, size).flatMap((bundle) => {
    const path = formatTilePath(bundle);
    const decoded = decodeBundle(objects.get(path) ?? broken(`a checkpoint without ${path}`));
    return decoded?.length === bundle.width ? decoded : broken(`${path} is cut`);
  });
}

function judgeTree(objects: Objects, leaves: readonly Hash[], root: Hash): void {
  if (!sameBytes(rootOf(leaves), root)) broken('the root is not that of the bundles');
  for (const { path, bytes } of growTree({ size: 0, tiles: new Map() }, leaves).tiles) {
    const there = objects.get(path) ?? broken(`a checkpoint without ${path}`);
    if (!sameBytes(there, bytes)) broken(`${path} is not that of the bundles`);
  }
}

/** Closes follow one another without a hole, and each says what its range comes to. */
function judgeCloses(objects: Objects, entries: readonly Entry[]): void {
  let [first, number] = [0, 1];
  for (const [index, entry] of entries.entries()) {
    if (entry.k !== 'close') continue;
    if (entry.number !== number || entry.first !== first) broken(`close ${entry.number} at ${index} begins at ${entry.first}, not as ${number} at ${first}`);
    const totals = closeTotals(entries.slice(first, index));
    if (!sameBytes(canonicalBytes(totals.map((total) => ({ ...total }))), canonicalBytes(entry.totals.map((total) => ({ ...total })))))
      broken(`close ${number} has wrong sums`);
    const statement = objects.get(`close/${number}.json`) ?? broken(`close ${number} without its statement`);
    if (createHash('sha256').update(statement).digest('hex') !== entry.sha256) broken(`the statement of close ${number} is not the one its entry names`);
    [first, number] = [index + 1, number + 1];
  }
}

const leaves = new Map<string, Hash>();

/** Hashing 256 entries again at each checkpoint would be most of a run. */
function leafOf(entry: Uint8Array): Hash {
  const key = Buffer.from(entry).toString('latin1');
  const known = leaves.get(key);
  if (known !== undefined) return known;
  const leaf = hashLeaf(entry);
  leaves.set(key, leaf);
  return leaf;
}

function broken(promise: string): never {
  throw new Broken(promise);
}
