import type { Frontier } from './frontier.ts';
import { EMPTY_ROOT, type Hash, hashNode } from './hash.ts';
import { formatTilePath, TILE_WIDTH, type TilePath } from './tile.ts';

/** Gives the hash at a level of tiles: hash `index` of level L covers the entries `[index·256^L, (index+1)·256^L)`; nothing where its tile was not loaded. */
export type TileSource = (level: number, index: number) => Hash | undefined;

/** A tile that the calculation needed and nobody had loaded. */
export class MissingTile extends Error {}

/** Reads hashes out of tiles that were loaded under their paths, for a tree of `size`; a wider tile stands in for a partial one that is gone. */
export function tileSource(size: number, tiles: ReadonlyMap<string, Uint8Array>): TileSource {
  return (level, index) => {
    const tile = findTile(tileOf(size, { level, index }), tiles);
    const at = (index % TILE_WIDTH) * 32;
    return tile === undefined || tile.length < at + 32 ? undefined : tile.subarray(at, at + 32);
  };
}

/** Root of a tree whose leaves are all at hand. */
export function rootOf(leaves: readonly Hash[]): Hash {
  return leaves.length === 0 ? EMPTY_ROOT : rangeHash({ from: 0, to: leaves.length }, (level, index) => (level === 0 ? leaves[index] : undefined));
}

/** Root of the tree of `size`, from its edge tiles; throws `MissingTile`. */
export function rootFromTiles(size: number, source: TileSource): Hash {
  return size === 0 ? EMPTY_ROOT : rangeHash({ from: 0, to: size }, source);
}

/** The full subtrees that the tree of `size` is made of, from its edge tiles; throws `MissingTile`. */
export function frontierFromTiles(size: number, source: TileSource): Frontier {
  const subtrees: Hash[] = [];
  for (let from = 0; from < size; ) {
    const to = from + largestPower(size - from);
    subtrees.push(rangeHash({ from, to }, source));
    from = to;
  }
  return { size, subtrees };
}

/** Inclusion proof of an entry, leaf's sibling first (RFC 6962 section 2.1.1); throws `MissingTile`, and `RangeError` outside the tree. */
export function proveInclusion(place: { readonly index: number; readonly size: number }, source: TileSource): readonly Hash[] {
  if (place.index < 0 || place.index >= place.size) throw new RangeError(`no entry ${place.index} in a tree of ${place.size}`);
  const path: Hash[] = [];
  let range = { from: 0, to: place.size };
  while (range.to - range.from > 1) {
    const middle = range.from + splitPoint(range.to - range.from);
    const goesLeft = place.index < middle;
    path.unshift(rangeHash(goesLeft ? { from: middle, to: range.to } : { from: range.from, to: middle }, source));
    range = goesLeft ? { from: range.from, to: middle } : { from: middle, to: range.to };
  }
  return path;
}

/** Consistency proof between two sizes, deepest first (RFC 6962 section 2.1.2); empty for equal sizes and for an empty old tree. Throws `MissingTile`. */
export function proveConsistency(sizes: { readonly oldSize: number; readonly newSize: number }, source: TileSource): readonly Hash[] {
  if (sizes.oldSize > sizes.newSize) throw new RangeError(`a tree of ${sizes.newSize} does not begin with one of ${sizes.oldSize}`);
  if (sizes.oldSize === 0 || sizes.oldSize === sizes.newSize) return [];
  return subProof(sizes.oldSize, { from: 0, to: sizes.newSize }, { whole: true, source });
}

/** The tiles that a proof over `[0, size)` for this entry touches. */
export function tilesForInclusion(index: number, size: number): readonly TilePath[] {
  return touched(size, (source) => proveInclusion({ index, size }, source));
}

/** The tiles that a consistency proof touches. */
export function tilesForConsistency(oldSize: number, newSize: number): readonly TilePath[] {
  return touched(newSize, (source) => proveConsistency({ oldSize, newSize }, source));
}

/** The tiles that the root of a tree of `size` is computed from. */
export function tilesForRoot(size: number): readonly TilePath[] {
  return touched(size, (source) => rootFromTiles(size, source));
}

/** The tile that holds a hash in a tree of `size`, with the width it has there. */
export function tileOf(size: number, at: { readonly level: number; readonly index: number }): TilePath {
  const hashes = Math.floor(size / TILE_WIDTH ** at.level);
  const index = Math.floor(at.index / TILE_WIDTH);
  return { kind: 'hash', level: at.level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) };
}

function findTile(tile: TilePath, tiles: ReadonlyMap<string, Uint8Array>): Uint8Array | undefined {
  for (let width = tile.width; width <= TILE_WIDTH; width++) {
    const bytes = tiles.get(formatTilePath({ ...tile, width }));
    if (bytes !== undefined) return bytes;
  }
  return undefined;
}

function touched(size: number, calculate: (source: TileSource) => unknown): readonly TilePath[] {
  const tiles = new Map<string, TilePath>();
  calculate((level, index) => {
    const tile = tileOf(size, { level, index });
    tiles.set(formatTilePath(tile), tile);
    return EMPTY_ROOT;
  });
  return [...tiles.values()];
}

function subProof(old: number, range: { from: number; to: number }, how: { whole: boolean; source: TileSource }): readonly Hash[] {
  const size = range.to - range.from;
  if (old === size) return how.whole ? [] : [rangeHash(range, how.source)];
  const split = splitPoint(size);
  const middle = range.from + split;
  if (old <= split) return [...subProof(old, { from: range.from, to: middle }, how), rangeHash({ from: middle, to: range.to }, how.source)];
  return [
    ...subProof(old - split, { from: middle, to: range.to }, { whole: false, source: how.source }),
    rangeHash({ from: range.from, to: middle }, how.source),
  ];
}

/** Hash of a range that is a node of the tree, taken from the highest tile level that holds it. */
function rangeHash(range: { from: number; to: number }, source: TileSource): Hash {
  const size = range.to - range.from;
  const stored = storedHash(range, source);
  if (stored !== undefined) return stored;
  if (size === 1) throw new MissingTile(`no tile holds leaf ${range.from}`);
  const middle = range.from + splitPoint(size);
  return hashNode(rangeHash({ from: range.from, to: middle }, source), rangeHash({ from: middle, to: range.to }, source));
}

function storedHash(range: { from: number; to: number }, source: TileSource): Hash | undefined {
  const size = range.to - range.from;
  for (let level = 0, span = 1; span <= size; level++, span *= TILE_WIDTH) if (span === size) return source(level, range.from / span);
  return undefined;
}

/** The largest power of two that is not above `size`. */
const largestPower = (size: number): number => splitPoint(size + 1);

/** The largest power of two strictly below `size`; no bit operations, since sizes pass 32 bits. */
function splitPoint(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
