import type { Deps } from '../deps.ts';
import { agreedRoot } from '../domain/ledger/check-growth.ts';
import { type Checkpoint, formatCheckpoint } from '../domain/ledger/checkpoint.ts';
import { growTree } from '../domain/ledger/grow.ts';
import { EMPTY_ROOT, type Hash, hashLeaf, sameBytes } from '../domain/ledger/hash.ts';
import { decodeBundle, edgeTiles, encodeBundle, formatTilePath, newBundles, TILE_WIDTH } from '../domain/ledger/tile.ts';
import { rootFromTiles, tileSource, tilesForRoot } from '../domain/ledger/tree.ts';
import { bytesOf, numberOf } from '../store/item.ts';
import { bundlePartition, haltKey } from '../store/tables.ts';
import { readCounter } from './admit-entries.ts';
import { admitFiller } from './fill-place.ts';
import { haltPublication } from './halts.ts';
import { noteSigning } from './note-signing.ts';
import { type Contradiction, contradictionOf, keepPublication, type Publication, readNewestPublication } from './publications.ts';
import { type Head, readHead } from './read-head.ts';
import { signCheckpoint } from './sign-checkpoint.ts';

/** `stopped` is for good: the stores contradict each other, and only `recover` may go on (M20). */
export type Published =
  | { readonly outcome: 'published' | 'nothing' | 'lost_race'; readonly size: number }
  | { readonly outcome: 'stopped'; readonly reason: StopReason };

/** `halted`: an earlier run stopped, for the reason that its note holds. */
export type StopReason =
  | 'halted'
  | 'checkpoint_unreadable'
  | Contradiction
  | 'edge_differs'
  | 'table_shorter'
  | 'prefix_differs'
  | 'entry_damaged'
  | 'roots_differ'
  | 'tile_differs';

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'signer' | 'now' | 'random' | 'secret' | 'alarm'>;

const TILE_HEADERS = { contentType: 'application/octet-stream', cache: 'public, max-age=31536000, immutable' };
const CHECKPOINT_HEADERS = { contentType: 'text/plain; charset=utf-8', cache: 'public, max-age=1' };

/**
 * Publishes every admitted entry: tiles and bundles first, then the signed checkpoint, put only if it is still the one
 * read at the start. That put is the commit. Any number of workers may run it at once, and be killed anywhere.
 */
export async function publishLog(deps: Needs): Promise<Published> {
  for (let attempt = 1; ; attempt++) {
    const published = await publishOnce(deps);
    if (published.outcome !== 'blocked') return published;
    if (attempt === SIZES_PASSED || !(await admitFiller(deps, published.size))) return { outcome: 'nothing', size: published.size };
  }
}

/** `blocked`: no tree of the next size can be published, since a bundle that was staged for another history lies in its place. */
type PublishedOnce = Published | { readonly outcome: 'blocked'; readonly size: number };

const SIZES_PASSED = 5;

async function publishOnce(deps: Needs): Promise<PublishedOnce> {
  // What was published before comes ahead of the head, which others may move on meanwhile.
  const [halt, newest] = await Promise.all([deps.db.get('ledger', haltKey('publication')), readNewestPublication(deps)]);
  if (halt !== undefined) return { outcome: 'stopped', reason: 'halted' };
  const head = await readHead(deps);
  if (head === undefined) return stop(deps, 'checkpoint_unreadable', [newest?.signed, (await deps.log.get('checkpoint'))?.bytes]);
  const contradiction = contradictionOf(head, newest, deps.logKey);
  if (contradiction !== undefined) return stop(deps, contradiction, [newest?.signed, head.signed]);
  const { size } = head.checkpoint;
  const counter = await readCounter(deps);
  if (counter === undefined || counter.next < size) return size === 0 ? { outcome: 'nothing', size } : stop(deps, 'table_shorter');
  if (counter.next === size) return finishLast(deps, head, newest);
  const edge = await readEdge(deps, head.checkpoint);
  if (edge === undefined) return stop(deps, 'edge_differs');
  const entries = await readEntries(deps, size, counter.next);
  if (entries === undefined) return stop(deps, 'entry_damaged');
  if (!(await continuesPublished(deps, size, entries.bundle))) return stop(deps, 'prefix_differs');
  return commit(deps, { head, edge, ...entries });
}

/**
 * Nothing is to be added. The prefix is checked all the same: an older table may have caught up with the size by other
 * entries, whose gifts would wait unseen for the next one. Where the note of the last publication is missing, a crash
 * behind the commit left it out.
 */
async function finishLast(deps: Needs, { checkpoint: { size }, signed }: Head, newest: Publication | undefined): Promise<Published> {
  if (signed === undefined) return { outcome: 'nothing', size };
  const entries = await readEntries(deps, size, size);
  if (entries === undefined) return stop(deps, 'entry_damaged');
  if (!(await continuesPublished(deps, size, entries.bundle))) return stop(deps, 'prefix_differs');
  if (newest?.size !== size) await keepPublication(deps, size, signed);
  return { outcome: 'nothing', size };
}

/** Loads the rightmost tiles and holds their root against the checkpoint's. */
async function readEdge(deps: Needs, checkpoint: Checkpoint): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const paths = new Set([...edgeTiles(checkpoint.size), ...tilesForRoot(checkpoint.size)].map(formatTilePath));
  const stored = await Promise.all([...paths].map(async (path) => ({ path, object: await deps.log.get(path) })));
  if (stored.some(({ object }) => object === undefined)) return undefined;
  const tiles = new Map(stored.map(({ path, object }) => [path, object?.bytes ?? EMPTY_ROOT]));
  return sameBytes(rootFromTiles(checkpoint.size, tileSource(checkpoint.size, tiles)), checkpoint.root) ? tiles : undefined;
}

type Entries = {
  /** All entries from the beginning of the bundle in which the published log ends. */
  readonly bundle: { readonly first: number; readonly entries: readonly Uint8Array[] };
  readonly added: readonly Uint8Array[];
  /** Leaf hashes of the added entries as admission noted them. */
  readonly noted: readonly Hash[];
};

/** Reads the admitted entries from the start of the last published bundle; nothing where one is missing or does not fit its leaf hash. */
async function readEntries(deps: Needs, size: number, next: number): Promise<Entries | undefined> {
  const from = Math.floor(Math.max(0, size - 1) / TILE_WIDTH);
  const to = Math.floor((next - 1) / TILE_WIDTH);
  const partitions = await Promise.all(Array.from({ length: to - from + 1 }, (_, at) => deps.db.query('ledger', { pk: bundlePartition(from + at) })));
  const items = partitions.flat().slice(0, next - from * TILE_WIDTH);
  const first = from * TILE_WIDTH;
  const whole = items.every((item, at) => numberOf(item, 'index') === first + at && sameBytes(hashLeaf(bytesOf(item, 'bytes')), bytesOf(item, 'leaf')));
  if (!whole || items.length !== next - first) return undefined;
  const entries = items.map((item) => bytesOf(item, 'bytes'));
  const noted = items.slice(size - first).map((item) => bytesOf(item, 'leaf'));
  return { bundle: { first, entries }, added: entries.slice(size - first), noted };
}

/** The prefix check: the table goes on where the published log ends, entry for entry. Without it a restored table forks the log. */
async function continuesPublished(deps: Needs, size: number, bundle: Entries['bundle']): Promise<boolean> {
  if (size === 0) return true;
  const width = size - bundle.first;
  const path = formatTilePath({ kind: 'entries', index: bundle.first / TILE_WIDTH, width });
  const stored = await deps.log.get(path);
  const published = stored === undefined ? undefined : decodeBundle(stored.bytes);
  return published?.length === width && published.every((entry, at) => sameBytes(entry, bundle.entries[at] ?? EMPTY_ROOT));
}

type Work = Entries & { readonly head: Head; readonly edge: ReadonlyMap<string, Uint8Array> };

async function commit(deps: Needs, { head, edge, ...entries }: Work): Promise<PublishedOnce> {
  const old = head.checkpoint;
  const growth = growTree({ size: old.size, tiles: edge }, entries.added.map(hashLeaf));
  const root = agreedRoot({ old, edge, growth, noted: entries.noted });
  if (root === undefined) return stop(deps, 'roots_differ');
  // Bundles one after the other and before the tiles: whatever a crash leaves here, `recover` finds the entries that belong to it.
  for (const bundle of newBundlesOf(old.size, entries.bundle)) {
    if (await putOnce(deps, bundle)) continue;
    return (await isDead(deps, bundle.path, { old, entries })) ? { outcome: 'blocked', size: old.size } : stop(deps, 'tile_differs');
  }
  const [stored] = await Promise.all([Promise.all(growth.tiles.map((tile) => putOnce(deps, tile))), noteSigning(deps, { size: growth.size, root })]);
  if (stored.includes(false)) return stop(deps, 'tile_differs');
  const text = formatCheckpoint({ origin: old.origin, size: growth.size, root });
  const signed = await signCheckpoint(deps, { text, size: growth.size });
  const put = await deps.log.put('checkpoint', signed, { when: head.etag === undefined ? 'absent' : { etag: head.etag }, ...CHECKPOINT_HEADERS });
  if (!put.ok) {
    deps.alarm('signing_race_lost', { size: growth.size }); // each signature that was not published is accounted for
    return { outcome: 'lost_race', size: old.size };
  }
  await keepPublication(deps, growth.size, signed);
  return { outcome: 'published', size: growth.size };
}

/**
 * Whether the bundle that lies in a place belongs to no history that can still be published: its beginning is not that
 * of the published log. A publisher that slept through a restore of the tables leaves such a one. A tree of this size
 * is then past hope, and the next one is not, unless the bundle is full.
 */
async function isDead(deps: Needs, path: string, { old, entries }: { old: Checkpoint; entries: Entries }): Promise<boolean> {
  const stored = await deps.log.get(path);
  const there = stored === undefined ? undefined : decodeBundle(stored.bytes);
  const { first } = entries.bundle;
  if (there === undefined || there.length === TILE_WIDTH || !path.startsWith(formatTilePath({ kind: 'entries', index: first / TILE_WIDTH, width: TILE_WIDTH })))
    return false;
  return there.slice(0, old.size - first).some((entry, at) => !sameBytes(entry, entries.bundle.entries[at] ?? EMPTY_ROOT));
}

function newBundlesOf(oldSize: number, bundle: Entries['bundle']): readonly { path: string; bytes: Uint8Array }[] {
  return newBundles(oldSize, bundle.first + bundle.entries.length).map((one) => {
    const from = one.index * TILE_WIDTH - bundle.first;
    return { path: formatTilePath(one), bytes: encodeBundle(bundle.entries.slice(from, from + one.width)) };
  });
}

/** Stores an object that never changes; false where another one stands there. */
async function putOnce(deps: Needs, object: { path: string; bytes: Uint8Array }): Promise<boolean> {
  const put = await deps.log.put(object.path, object.bytes, { when: 'absent', ...TILE_HEADERS });
  if (put.ok) return true;
  const there = await deps.log.get(object.path);
  return there !== undefined && sameBytes(there.bytes, object.bytes);
}

async function stop(deps: Needs, reason: StopReason, files: readonly (Uint8Array | undefined)[] = []): Promise<Published> {
  await haltPublication(deps, { reason, files });
  return { outcome: 'stopped', reason };
}
