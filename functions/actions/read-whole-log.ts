import type { Deps } from '../deps.ts';
import type { Entry } from '../domain/entry.ts';
import { parseCanonical } from '../domain/ledger/canonical.ts';
import { growTree } from '../domain/ledger/grow.ts';
import { type Hash, hashLeaf, sameBytes } from '../domain/ledger/hash.ts';
import { decodeBundle, formatTilePath, newBundles, TILE_WIDTH, type TilePath } from '../domain/ledger/tile.ts';
import { rootFromTiles, rootOf, tileSource } from '../domain/ledger/tree.ts';
import { type Day, nextDay } from '../domain/time.ts';
import { readHead } from './read-head.ts';

/** Where an entry stands: its index, its issue, and its row in it from 1 on. */
export type Standing = { readonly index: number; readonly issue: number; readonly row: number };

/**
 * The log as its files have it: `size` entries are published, and up to `next` they were staged by a publisher that died
 * or still lives before its checkpoint. `open` is the issue that the entry `next` belongs to.
 */
export type WholeLog = {
  readonly size: number;
  readonly next: number;
  readonly places: ReadonlyMap<string, Standing>;
  readonly open: OpenIssue;
  readonly leaves: readonly Hash[];
};

type OpenIssue = { readonly issue: number; readonly first: number; readonly from: Day };

/** `files_differ`: `path` is missing, is not what the tree says, or holds an entry twice. */
export type WholeLogRead =
  | { readonly ok: true; readonly log: WholeLog }
  | { readonly ok: false; readonly reason: 'checkpoint_unreadable' | 'nothing_published' }
  | { readonly ok: false; readonly reason: 'files_differ'; readonly path: string };

/**
 * Reads and verifies everything that is published, from the files alone: signature, every bundle, every tile, and the
 * root by two ways. What was staged beyond is taken along: a bundle is never replaced, so the log can go on in no other
 * way at these widths.
 */
export async function readWholeLog(deps: Pick<Deps, 'log' | 'logKey'>): Promise<WholeLogRead> {
  const head = await readHead(deps);
  if (head === undefined) return { ok: false, reason: 'checkpoint_unreadable' };
  const { size, root } = head.checkpoint;
  if (size === 0) return { ok: false, reason: 'nothing_published' };
  const whole = collect();
  for (const bundle of newBundles(0, size)) {
    const entries = await readBundle(deps, bundle);
    if (entries?.every((bytes) => whole.add(bytes)) !== true) return { ok: false, reason: 'files_differ', path: formatTilePath(bundle) };
  }
  const differs = await findDifferent(deps, { leaves: whole.leaves, root });
  if (differs !== undefined) return { ok: false, reason: 'files_differ', path: differs };
  for (const bytes of await readStaged(deps, whole.leaves)) if (!whole.add(bytes)) break;
  return { ok: true, log: { size, next: whole.leaves.length, places: whole.places, open: whole.open(), leaves: whole.leaves } };
}

/** Gives each entry its place in turn; false where it is no entry of ours, or stands there twice. */
function collect() {
  const leaves: Hash[] = [];
  const places = new Map<string, Standing>();
  let open: OpenIssue | undefined;
  const add = (bytes: Uint8Array): boolean => {
    const entry = parseEntry(bytes);
    if (entry === undefined || places.has(entry.id)) return false;
    const index = leaves.push(hashLeaf(bytes)) - 1;
    open ??= { issue: 1, first: 0, from: entry.on };
    places.set(entry.id, { index, issue: open.issue, row: index - open.first + 1 });
    if (entry.k === 'close') open = { issue: entry.number + 1, first: index + 1, from: nextDay(entry.through) };
    return true;
  };
  const opened = (): OpenIssue => {
    if (open === undefined) throw new RangeError('a log without entries has no issue');
    return open;
  };
  return { leaves, places, add, open: opened };
}

/** Entries behind the published ones in the widest bundle that goes on where they end, and in the bundles after it. */
async function readStaged(deps: Pick<Deps, 'log'>, leaves: readonly Hash[]): Promise<readonly Uint8Array[]> {
  const staged: Uint8Array[] = [];
  for (let index = Math.floor(leaves.length / TILE_WIDTH); ; index++) {
    const known = leaves.slice(index * TILE_WIDTH);
    const widest = await findWidest(deps, index, known);
    staged.push(...widest.slice(known.length));
    if (widest.length < TILE_WIDTH) return staged;
  }
}

async function findWidest(deps: Pick<Deps, 'log'>, index: number, known: readonly Hash[]): Promise<readonly Uint8Array[]> {
  for (let width = TILE_WIDTH; width > known.length; width--) {
    const entries = await readBundle(deps, { kind: 'entries', index, width });
    if (entries !== undefined && known.every((leaf, at) => sameBytes(leaf, hashLeaf(entries[at] ?? leaf)))) return entries;
  }
  return [];
}

/** The entries of one published bundle; nothing where it is not there in its full width. */
export async function readBundle(deps: Pick<Deps, 'log'>, bundle: TilePath): Promise<readonly Uint8Array[] | undefined> {
  const stored = await deps.log.get(formatTilePath(bundle));
  const entries = stored === undefined ? undefined : decodeBundle(stored.bytes);
  return entries?.length === bundle.width ? entries : undefined;
}

function parseEntry(bytes: Uint8Array): Entry | undefined {
  const value = parseCanonical(bytes);
  if (typeof value !== 'object' || !('id' in value) || typeof value.id !== 'string') return undefined;
  return value as unknown as Entry; // our own bundles, which the tree is about to vouch for
}

/** Path of the first tile that is not what the leaves make of it, or of the checkpoint if its root is another one. */
async function findDifferent(deps: Pick<Deps, 'log'>, tree: { leaves: readonly Hash[]; root: Hash }): Promise<string | undefined> {
  const { size, tiles } = growTree({ size: 0, tiles: new Map() }, tree.leaves);
  for (const tile of tiles) {
    const stored = await deps.log.get(tile.path);
    if (stored === undefined || !sameBytes(stored.bytes, tile.bytes)) return tile.path;
  }
  const fromTiles = rootFromTiles(size, tileSource(size, new Map(tiles.map((tile) => [tile.path, tile.bytes]))));
  return sameBytes(rootOf(tree.leaves), tree.root) && sameBytes(fromTiles, tree.root) ? undefined : 'checkpoint';
}

/** Number of the bundle that a path names. */
export const firstOf = (bundle: TilePath): number => bundle.index * TILE_WIDTH;
