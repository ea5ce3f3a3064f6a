import { encodeHex } from '../../domain/ledger/base64.ts';
import { type Hash, sameBytes } from '../../domain/ledger/hash.ts';
import { formatTilePath, TILE_WIDTH, type TilePath } from '../../domain/ledger/tile.ts';
import type { Notebook } from './notebook.ts';
import type { RecomputedTree } from './recomputed-tree.ts';
import { CHECKPOINT, failureCode } from './signed-log.ts';
import { isFailure, type ReadFailure } from './source.ts';

/** What did not fit so far: tiles, and the bundles beneath those of the lowest level. */
export type Differing = { readonly tiles: TilePath[]; readonly bundles: { readonly file: string; readonly index: number; readonly tile: string }[] };

/** A tile as it lies there, and the tree that the entries make. */
export type JudgedTile = { readonly tree: RecomputedTree; readonly tile: TilePath; readonly stored: Uint8Array | ReadFailure; readonly differing: Differing };

/** Holds a tile, byte by byte, against the one computed; which of the two is wrong is known with the root. */
export function judgeTile(notes: Notebook, { tree, tile, stored, differing }: JudgedTile): void {
  if (tile.kind !== 'hash') return;
  const file = `log/1/${formatTilePath(tile)}`;
  const wanted = tree.tile(tile) ?? new Uint8Array();
  if (isFailure(stored)) {
    notes.find({ code: failureCode(stored), file, index: firstOf(tile) });
    return;
  }
  notes.count('tiles');
  if (sameBytes(stored, wanted)) return;
  differing.tiles.push(tile);
  const at = Math.max(
    0,
    Array.from({ length: tile.width }, (_, place) => place).findIndex((place) => !sameBytes(part(stored, place), part(wanted, place))),
  );
  if (tile.level === 0)
    differing.bundles.push({ file: `log/1/${formatTilePath({ ...tile, kind: 'entries' })}`, index: tile.index * TILE_WIDTH + at, tile: file });
}

const part = (hashes: Uint8Array, at: number): Uint8Array => hashes.subarray(32 * at, 32 * at + 32);
const firstOf = (tile: Extract<TilePath, { kind: 'hash' }>): number => tile.index * TILE_WIDTH ** (tile.level + 1);

/**
 * Holds the signed root against the one that the entries make. Where they agree, a tile that differs is itself wrong;
 * where they do not, the entries are, and the tile that was signed tells which.
 */
export function judgeRoot(
  notes: Notebook,
  { tree, root, differing }: { readonly tree: RecomputedTree; readonly root: Hash; readonly differing: Differing },
): void {
  const holds = sameBytes(tree.root(), root);
  if (holds) {
    for (const tile of differing.tiles)
      if (tile.kind === 'hash') notes.find({ code: 'tile_differs', file: `log/1/${formatTilePath(tile)}`, index: firstOf(tile) });
    return;
  }
  notes.find({ code: 'root_differs', file: CHECKPOINT, detail: `${encodeHex(root)} signed, ${encodeHex(tree.root())} computed` });
  for (const { file, index, tile } of differing.bundles) notes.find({ code: 'entry_differs', file, index, detail: tile });
}
