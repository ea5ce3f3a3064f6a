import { createHash } from 'node:crypto';
import type { Live } from '../../disclosure/live.ts';
import type { Uses } from '../../disclosure/uses.ts';
import type { CloseEntry, PointingKind } from '../../domain/entry.ts';
import type { GivenLine } from '../../domain/entry-moves.ts';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { type Hash, sameBytes } from '../../domain/ledger/hash.ts';
import { decodeBundle, edgeTiles, formatTilePath, TILE_WIDTH, type TilePath } from '../../domain/ledger/tile.ts';
import { inOrder } from './in-order.ts';
import { judgePointers, readLinesBeside } from './judge-pointers.ts';
import { type Differing, judgeRoot, judgeTile } from './judge-tiles.ts';
import type { Notebook } from './notebook.ts';
import { type RecomputedTree, recomputeTree } from './recomputed-tree.ts';
import { type FollowedRecord, followRecord, isPointing } from './record-rules.ts';
import { failureCode } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, type ReadFailure, readFile } from './source.ts';

/** Everything that the entries read so far come to; a later checkpoint is reached from here without reading them again. */
export type WalkedLog = {
  readonly tree: RecomputedTree;
  readonly record: FollowedRecord;
  /** Roots at sizes that somebody asks about: kept checkpoints, closes, what an earlier run saw. */
  readonly roots: Map<number, Hash>;
  /** The record at sizes that live files were made from. */
  readonly snapshots: Map<number, Live>;
  readonly usesAt: Map<number, Uses>;
  /** Lines of goods that lie beside the log, by index. */
  readonly beside: Map<number, readonly GivenLine[]>;
  /** Entries that later ones point at, by index, with those that do, in order. */
  readonly pointed: Map<number, readonly { readonly by: number; readonly k: PointingKind }[]>;
};

/** What to note on the way: `roots` at which sizes, `isSnapshot` of which sizes live files may be; `told` hears each bundle. */
export type Wanted = { readonly roots: ReadonlySet<number>; readonly isSnapshot: (size: number) => boolean; readonly told: (size: number) => void };

/** Begins at the empty log. */
export function beginWalk(): WalkedLog {
  return { tree: recomputeTree(), record: followRecord(), roots: new Map(), snapshots: new Map(), usesAt: new Map(), pointed: new Map(), beside: new Map() };
}

const AHEAD = 8;

type Needs = { readonly source: PublicSource; readonly notes: Notebook };

/**
 * Reads every entry up to a checkpoint, bundle by bundle, and holds against it what lies there: canonical bundles, every
 * full tile of every level, every partial tile of this size, the root, the rules of the record. False where a bundle
 * cannot be read, since nothing behind it can be computed.
 */
export async function walkLog(needs: Needs, walked: WalkedLog, to: { readonly checkpoint: Checkpoint; readonly wanted: Wanted }): Promise<boolean> {
  const { tree } = walked;
  const { size, root } = to.checkpoint;
  const differing: Differing = { tiles: [], bundles: [] };
  const bundles = bundlesOf(tree.size(), size);
  const read = async (path: BundlePath) => {
    const tile: TilePath = { ...path, kind: 'hash', level: 0 };
    const [bundle, leaves] = await Promise.all([readTile(needs.source, path), path.width === TILE_WIDTH ? readTile(needs.source, tile) : undefined]);
    return { path, bundle, leaves };
  };
  for await (const { path, bundle, leaves } of inOrder(bundles, AHEAD, read)) {
    const file = `log/1/${formatTilePath(path)}`;
    const entries = isFailure(bundle) ? undefined : decodeBundle(bundle);
    if (isFailure(bundle)) needs.notes.find({ code: failureCode(bundle), file, index: path.index * TILE_WIDTH });
    else if (entries?.length !== path.width)
      needs.notes.find({ code: 'bundle_malformed', file, index: path.index * TILE_WIDTH, detail: `${entries?.length ?? 0} entries of ${path.width}` });
    if (entries?.length !== path.width) return false;
    needs.notes.count('bundles');
    const filled = await takeEntries(needs, walked, { file, first: path.index * TILE_WIDTH, entries, wanted: to.wanted });
    for (const tile of filled) {
      const stored = tile.kind === 'hash' && tile.level === 0 && leaves !== undefined ? leaves : await readTile(needs.source, tile);
      judgeTile(needs.notes, { tree, tile, stored, differing });
    }
    to.wanted.told(tree.size());
  }
  for (const tile of edgeTiles(size)) judgeTile(needs.notes, { tree, tile, stored: await readTile(needs.source, tile), differing });
  judgeRoot(needs.notes, { tree, root, differing });
  return true;
}

type BundlePath = Extract<TilePath, { kind: 'entries' }>;

function bundlesOf(from: number, to: number): readonly BundlePath[] {
  const first = Math.floor(from / TILE_WIDTH);
  if (from >= to) return [];
  return Array.from({ length: Math.ceil(to / TILE_WIDTH) - first }, (_, at) => {
    const index = first + at;
    return { kind: 'entries', index, width: Math.min(TILE_WIDTH, to - index * TILE_WIDTH) };
  });
}

/** Reads a tile or bundle; where the partial one is gone, the full one stands in for it, cut to its width. */
export async function readTile(source: PublicSource, tile: TilePath): Promise<Uint8Array | ReadFailure> {
  const limit = tile.kind === 'hash' ? LIMITS.tile : LIMITS.bundle;
  const read = await readFile(source, `log/1/${formatTilePath(tile)}`, limit);
  if (read !== 'missing' || tile.width === TILE_WIDTH) return read;
  const full = await readFile(source, `log/1/${formatTilePath({ ...tile, width: TILE_WIDTH })}`, limit);
  if (isFailure(full)) return full;
  return tile.kind === 'hash' ? full.subarray(0, 32 * tile.width) : cutBundle(full, tile.width);
}

function cutBundle(bytes: Uint8Array, width: number): Uint8Array {
  const entries = decodeBundle(bytes)?.slice(0, width) ?? [];
  return bytes.subarray(
    0,
    entries.reduce((sum, entry) => sum + 2 + entry.length, 0),
  );
}

type Bundle = { readonly file: string; readonly first: number; readonly entries: readonly Uint8Array[]; readonly wanted: Wanted };

/** Adds the entries that are new; those that were read before, under a smaller checkpoint, must be the same. */
async function takeEntries({ source, notes }: Needs, walked: WalkedLog, { file, first, entries, wanted }: Bundle): Promise<readonly TilePath[]> {
  const { tree, record } = walked;
  const filled: TilePath[] = [];
  for (const [at, bytes] of entries.entries()) {
    const index = first + at;
    if (index < tree.size()) {
      if (!tree.isEntry(index, bytes)) notes.find({ code: 'entry_differs', file, index });
      continue;
    }
    filled.push(...tree.add(bytes));
    const beside = await readLinesBeside({ source, notes }, { bytes, index });
    if (beside !== undefined) walked.beside.set(index, beside.lines);
    const { entry, broken, statement } = record.follow(bytes, beside);
    notes.count('entries');
    notes.find(...broken.map((one) => ({ ...one, file, index })));
    if (entry?.k === 'close' && statement !== undefined) await judgeStatement({ source, notes }, { close: entry, statement, index });
    if (entry !== undefined && isPointing(entry)) {
      for (const earlier of await judgePointers({ source, notes }, walked, { entry, file, index })) {
        walked.pointed.set(earlier, [...(walked.pointed.get(earlier) ?? []), { by: index, k: entry.k }]);
      }
    }
    if (entry?.k === 'close' || wanted.roots.has(index + 1)) walked.roots.set(index + 1, tree.root());
    if (wanted.isSnapshot(index + 1)) {
      walked.snapshots.set(index + 1, record.soFar().live);
      walked.usesAt.set(index + 1, record.uses());
    }
  }
  return filled;
}

/** Holds a close's statement, to the byte, against the one that the entries make. */
async function judgeStatement(
  { source, notes }: Needs,
  closed: { readonly close: CloseEntry; readonly statement: Uint8Array; readonly index: number },
): Promise<void> {
  const file = `log/1/close/${closed.close.number}.json`;
  const stored = await readFile(source, file, LIMITS.statement);
  notes.count('closes');
  if (isFailure(stored)) notes.find({ code: failureCode(stored), file, index: closed.index });
  else if (!sameBytes(stored, closed.statement)) notes.find({ code: 'statement_differs', file, index: closed.index, detail: sha256(stored) });
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
