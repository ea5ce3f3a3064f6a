import type { Checkpoint } from './checkpoint.ts';
import { addLeaf, EMPTY_FRONTIER, frontierRoot } from './frontier.ts';
import type { Growth } from './grow.ts';
import { type Hash, sameBytes } from './hash.ts';
import { verifyConsistency } from './proof.ts';
import { parseTilePath, TILE_WIDTH } from './tile.ts';
import { frontierFromTiles, proveConsistency, rootFromTiles, type TileSource, tileSource } from './tree.ts';

/** A tree that is about to be signed: what was published, what it grew to, and the leaf hashes as they were noted when each entry got its index. */
export type GrownTree = {
  readonly old: Pick<Checkpoint, 'size' | 'root'>;
  readonly edge: ReadonlyMap<string, Uint8Array>;
  readonly growth: Growth;
  readonly noted: readonly Hash[];
};

/**
 * The root to be signed, if every way to it agrees: from the new tiles; from the old tree's subtrees and the noted
 * leaf hashes, which knows no new tile; and along the consistency path from the old root. A full tile must also have
 * the hash that stands for it one level up, since no root is computed from it again. Nothing where one bit differs: a
 * wrong hash that was signed can never be mended.
 */
export function agreedRoot({ old, edge, growth, noted }: GrownTree): Hash | undefined {
  const source = tileSource(growth.size, new Map([...edge, ...growth.tiles.map((tile) => [tile.path, tile.bytes] as const)]));
  const root = rootFromTiles(growth.size, source);
  const before = frontierFromTiles(old.size, tileSource(old.size, edge));
  if (!sameBytes(frontierRoot(before), old.root) || !sameBytes(frontierRoot(noted.reduce(addLeaf, before)), root)) return undefined;
  const proof = proveConsistency({ oldSize: old.size, newSize: growth.size }, source);
  if (!verifyConsistency({ oldSize: old.size, oldRoot: old.root, newSize: growth.size, newRoot: root, proof })) return undefined;
  return growth.tiles.every((tile) => isNotedAbove(tile, source)) ? root : undefined;
}

function isNotedAbove({ path, bytes }: Growth['tiles'][number], source: TileSource): boolean {
  const tile = parseTilePath(path);
  if (tile?.kind !== 'hash') return false;
  if (tile.width < TILE_WIDTH) return true;
  const hashes = Array.from({ length: TILE_WIDTH }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
  const above = source(tile.level + 1, tile.index);
  return above !== undefined && sameBytes(above, frontierRoot(hashes.reduce(addLeaf, EMPTY_FRONTIER)));
}
