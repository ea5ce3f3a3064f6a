import { type Hash, hashNode, joinBytes } from './hash.ts';
import { edgeTiles, formatTilePath, newTiles, TILE_WIDTH } from './tile.ts';

/** The rightmost tiles of a published tree: every partial tile, under its path. */
export type Edge = { readonly size: number; readonly tiles: ReadonlyMap<string, Uint8Array> };

/** Tiles as they are to be stored, paths without a leading slash. */
export type Growth = { readonly size: number; readonly tiles: readonly { readonly path: string; readonly bytes: Uint8Array }[] };

/**
 * Adds leaves to a published tree: every tile completed and the partial tile of each level. The work is that of the
 * new leaves and of one tile a level, whatever the size (M14). Throws where a tile of the edge is missing.
 */
export function growTree(edge: Edge, leaves: readonly Hash[]): Growth {
  const size = edge.size + leaves.length;
  const levels = growLevels(edge, leaves);
  const tiles = newTiles(edge.size, size).map((tile) => {
    if (tile.kind !== 'hash') throw new TypeError('a bundle among the tiles');
    const level = levels[tile.level];
    const from = tile.index * TILE_WIDTH - (level?.first ?? 0);
    return { path: formatTilePath(tile), bytes: joinBytes((level?.hashes ?? []).slice(from, from + tile.width)) };
  });
  return { size, tiles };
}

type Level = { readonly first: number; readonly hashes: readonly Hash[] };

/** Hashes of each level from the beginning of its rightmost partial tile on. */
function growLevels(edge: Edge, leaves: readonly Hash[]): readonly Level[] {
  const levels: Level[] = [];
  let added = leaves;
  for (let level = 0, span = 1; Math.floor((edge.size + leaves.length) / span) > 0; level++, span *= TILE_WIDTH) {
    const before = Math.floor(edge.size / span);
    const hashes = [...partialTile(edge, level), ...added];
    const first = before - (before % TILE_WIDTH);
    levels.push({ first, hashes });
    added = fullTileRoots(hashes);
  }
  return levels;
}

function partialTile(edge: Edge, level: number): readonly Hash[] {
  const tile = edgeTiles(edge.size).find((one) => one.kind === 'hash' && one.level === level);
  if (tile === undefined) return [];
  const bytes = edge.tiles.get(formatTilePath(tile));
  if (bytes === undefined || bytes.length !== tile.width * 32) throw new RangeError(`edge tile ${formatTilePath(tile)} is missing or cut`);
  return Array.from({ length: tile.width }, (_, at) => bytes.slice(at * 32, at * 32 + 32));
}

function fullTileRoots(hashes: readonly Hash[]): readonly Hash[] {
  const roots: Hash[] = [];
  for (let at = 0; at + TILE_WIDTH <= hashes.length; at += TILE_WIDTH) roots.push(fullRoot(hashes.slice(at, at + TILE_WIDTH)));
  return roots;
}

function fullRoot(hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, at) => pair(row, at));
  const [root] = row;
  if (root === undefined) throw new RangeError('a tile without hashes has no root');
  return root;
}

function pair(row: readonly Hash[], at: number): Hash {
  const [left, right] = [row[2 * at], row[2 * at + 1]];
  if (left === undefined || right === undefined) throw new RangeError('a full tile has an even number of hashes');
  return hashNode(left, right);
}
