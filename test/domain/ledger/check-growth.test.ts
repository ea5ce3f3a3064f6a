import { describe, expect, test } from 'vitest';
import { agreedRoot, type GrownTree } from '../../../functions/domain/ledger/check-growth.ts';
import { growTree } from '../../../functions/domain/ledger/grow.ts';
import { type Hash, hashLeaf } from '../../../functions/domain/ledger/hash.ts';
import { edgeTiles, formatTilePath } from '../../../functions/domain/ledger/tile.ts';
import { rootOf, tilesForRoot } from '../../../functions/domain/ledger/tree.ts';

const leaves: readonly Hash[] = Array.from({ length: 66_000 }, (_, at) => hashLeaf(new TextEncoder().encode(`entry ${at}`)));

/** The tree of the first `from` leaves, grown to `to`. */
function grown(from: number, to: number): GrownTree {
  const before = new Map(growTree({ size: 0, tiles: new Map() }, leaves.slice(0, from)).tiles.map(({ path, bytes }) => [path, bytes]));
  const edge = new Map([...edgeTiles(from), ...tilesForRoot(from)].map(formatTilePath).map((path) => [path, before.get(path) ?? expect.unreachable(path)]));
  const noted = leaves.slice(from, to);
  return { old: { size: from, root: rootOf(leaves.slice(0, from)) }, edge, growth: growTree({ size: from, tiles: edge }, noted), noted };
}

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8)));

describe('M20: before a root is signed, every way to it agrees', () => {
  test.each([
    [0, 1],
    [0, 300],
    [1, 2],
    [255, 256],
    [255, 257],
    [256, 257],
    [300, 1100],
    [65_535, 65_537],
  ])('from %d entries to %d', (from, to) => {
    expect(agreedRoot(grown(from, to))).toEqual(rootOf(leaves.slice(0, to)));
  });

  test.each([
    [0, 2],
    [250, 260],
    [65_530, 65_540],
  ])('from %d to %d, one wrong bit in any hash of any new tile is found', (from, to) => {
    const tree = grown(from, to);
    for (const [position, tile] of tree.growth.tiles.entries()) {
      for (let at = 5; at < tile.bytes.length; at += 32) {
        const tiles = tree.growth.tiles.with(position, { ...tile, bytes: flipped(tile.bytes, at) });
        expect(agreedRoot({ ...tree, growth: { ...tree.growth, tiles } }), `${tile.path}, byte ${at}`).toBeUndefined();
      }
    }
  });

  test('a leaf hash other than the one noted at admission is found, and so are an edge and an old root that do not belong together', () => {
    const tree = grown(250, 260);
    const [first = new Uint8Array(32), ...rest] = tree.noted;
    expect(agreedRoot({ ...tree, noted: [flipped(first, 7), ...rest] })).toBeUndefined();
    expect(agreedRoot({ ...tree, noted: rest })).toBeUndefined();
    expect(agreedRoot({ ...tree, old: { ...tree.old, root: flipped(tree.old.root, 0) } })).toBeUndefined();
  });
});
