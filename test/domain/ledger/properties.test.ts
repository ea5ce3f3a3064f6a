import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeHex } from '../../../functions/domain/ledger/base64.ts';
import { growTree } from '../../../functions/domain/ledger/grow.ts';
import { EMPTY_ROOT, type Hash, hashNode } from '../../../functions/domain/ledger/hash.ts';
import { verifyConsistency, verifyInclusion } from '../../../functions/domain/ledger/proof.ts';
import { edgeTiles, formatTilePath, type TilePath } from '../../../functions/domain/ledger/tile.ts';
import {
  MissingTile,
  proveConsistency,
  proveInclusion,
  rootFromTiles,
  rootOf,
  type TileSource,
  tileSource,
  tilesForConsistency,
  tilesForInclusion,
  tilesForRoot,
} from '../../../functions/domain/ledger/tree.ts';
import { growThrough, leafSource, plainLeaves, present } from './vector-bytes.ts';

const leaves = plainLeaves(1800);
const leafAt = (index: number): Hash => present(leaves[index], `leaf ${index}`);
const rootAt = (size: number): Hash => rootOf(leaves.slice(0, size));

/** Exactly these tiles out of all, as a reader would fetch them. */
function fetched(all: ReadonlyMap<string, Uint8Array>, tiles: readonly TilePath[]): Map<string, Uint8Array> {
  return new Map(tiles.map(formatTilePath).map((path) => [path, present(all.get(path), path)]));
}

/** The same hashes with one bit turned over. */
function flipped(hashes: readonly Hash[], flip: number): readonly Hash[] {
  const bit = flip % (hashes.length * 256);
  return hashes.map((hash, at) =>
    hash.map((byte, place) => (at === Math.floor(bit / 256) && place === Math.floor((bit % 256) / 8) ? byte ^ (1 << (bit % 8)) : byte)),
  );
}

test('M14: batches added to nothing but the edge give the same tree as one go, and each proves itself against the one before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }), (batches) => {
      const published = new Map<string, Uint8Array>();
      let size = 0;
      for (const batch of batches) {
        const edge = fetched(published, [...edgeTiles(size), ...(size === 0 ? [] : tilesForRoot(size))]);
        const growth = growTree({ size, tiles: edge }, leaves.slice(size, size + batch));
        const source = tileSource(growth.size, new Map([...edge, ...growth.tiles.map((tile) => [tile.path, tile.bytes] as const)]));
        const newRoot = rootFromTiles(growth.size, source);
        expect(encodeHex(newRoot)).toBe(encodeHex(rootAt(growth.size)));
        const proof = proveConsistency({ oldSize: size, newSize: growth.size }, source);
        expect(verifyConsistency({ oldSize: size, oldRoot: rootAt(size), newSize: growth.size, newRoot, proof })).toBe(true);
        for (const tile of growth.tiles) published.set(tile.path, tile.bytes);
        size = growth.size;
      }
      for (const [path, bytes] of growThrough(leaves, [size])) expect(published.get(path)).toEqual(bytes);
    }),
    { numRuns: 40 },
  );
});

test('an edge tile that is missing or cut is never taken for an empty one', () => {
  const tiles = growThrough(leaves, [300]);
  const edge = fetched(tiles, edgeTiles(300));
  expect(() => growTree({ size: 300, tiles: new Map() }, leaves.slice(300, 301))).toThrow(RangeError);
  const cut = new Map([...edge].map(([path, bytes]) => [path, bytes.slice(0, -32)]));
  expect(() => growTree({ size: 300, tiles: cut }, leaves.slice(300, 301))).toThrow(RangeError);
  expect(() => rootFromTiles(300, tileSource(300, cut))).toThrow(MissingTile);
});

test('every inclusion proof verifies from the tiles it names, and none does with one bit changed, at another index or with a hash more or less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), fc.nat(), fc.nat(), (size, at, flip) => {
      const index = at % size;
      const tiles = fetched(growThrough(leaves, [size]), tilesForInclusion(index, size));
      const proof = proveInclusion({ index, size }, tileSource(size, tiles));
      const claim = { leaf: leafAt(index), index, size, proof, root: rootAt(size) };
      expect(verifyInclusion(claim)).toBe(true);
      const [leaf = EMPTY_ROOT, root = EMPTY_ROOT, ...path] = flipped([claim.leaf, claim.root, ...proof], flip);
      expect(verifyInclusion({ ...claim, leaf, root, proof: path })).toBe(false);
      expect(verifyInclusion({ ...claim, proof: [...proof, EMPTY_ROOT] })).toBe(false);
      if (size > 1) {
        expect(verifyInclusion({ ...claim, index: (index + 1) % size })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
      }
    }),
    { numRuns: 150 },
  );
});

test('every consistency proof verifies from the tiles it names, and none does with one bit changed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 600 }), fc.nat(), fc.nat(), (newSize, at, flip) => {
      const oldSize = 1 + (at % (newSize - 1));
      const tiles = fetched(growThrough(leaves, [newSize]), tilesForConsistency(oldSize, newSize));
      const proof = proveConsistency({ oldSize, newSize }, tileSource(newSize, tiles));
      const claim = { oldSize, oldRoot: rootAt(oldSize), newSize, newRoot: rootAt(newSize), proof };
      expect(verifyConsistency(claim)).toBe(true);
      const [oldRoot = EMPTY_ROOT, newRoot = EMPTY_ROOT, ...path] = flipped([claim.oldRoot, claim.newRoot, ...proof], flip);
      expect(verifyConsistency({ ...claim, oldRoot, newRoot, proof: path })).toBe(false);
      expect(verifyConsistency({ ...claim, proof: [...proof, EMPTY_ROOT] })).toBe(false);
      expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false);
    }),
    { numRuns: 150 },
  );
});

test('a partial tile that was collected is read from the wider one', () => {
  const later = growThrough(leaves, [600]);
  const earlier = tileSource(300, later);
  expect(later.has('tile/0/001.p/44')).toBe(false);
  expect(rootFromTiles(300, earlier)).toEqual(rootAt(300));
  const proof = proveInclusion({ index: 299, size: 300 }, earlier);
  expect(verifyInclusion({ leaf: leafAt(299), index: 299, size: 300, proof, root: rootAt(300) })).toBe(true);
});

test('a proof that cannot exist is not made', () => {
  expect(() => proveInclusion({ index: 7, size: 7 }, leafSource(leaves))).toThrow(RangeError);
  expect(() => proveInclusion({ index: 0, size: 0 }, leafSource(leaves))).toThrow(RangeError);
  expect(() => proveConsistency({ oldSize: 8, newSize: 7 }, leafSource(leaves))).toThrow(RangeError);
});

test('an empty old tree has the empty root and no other', () => {
  const claim = { oldSize: 0, oldRoot: EMPTY_ROOT, newSize: 7, newRoot: rootAt(7), proof: [] };
  expect(verifyConsistency(claim)).toBe(true);
  expect(verifyConsistency({ ...claim, oldRoot: rootAt(1) })).toBe(false);
});

test('sizes above 32 bits are exact: a log of 2^33 + 5 equal leaves', () => {
  const size = 2 ** 33 + 5;
  const doubled = [leafAt(0)];
  for (let at = 0; at < 40; at++) doubled.push(hashNode(present(doubled[at], 'half'), present(doubled[at], 'half')));
  const perfect = (power: number) => present(doubled[power], `2^${power}`);
  const source: TileSource = (level) => perfect(8 * level);
  const root = hashNode(perfect(33), hashNode(perfect(2), perfect(0)));
  expect(rootFromTiles(size, source)).toEqual(root);
  for (const index of [0, 2 ** 31, 2 ** 32, 2 ** 33 - 1, 2 ** 33, size - 1]) {
    const proof = proveInclusion({ index, size }, source);
    expect(verifyInclusion({ leaf: leafAt(0), index, size, proof, root })).toBe(true);
    expect(tilesForInclusion(index, size).length).toBeLessThan(12);
  }
  for (const oldSize of [2 ** 31, 2 ** 32 + 1, 2 ** 33, size - 1]) {
    const proof = proveConsistency({ oldSize, newSize: size }, source);
    expect(verifyConsistency({ oldSize, oldRoot: rootFromTiles(oldSize, source), newSize: size, newRoot: root, proof })).toBe(true);
  }
});

test('the root of a part is not the root of the whole, however well the path leads to it', () => {
  const half = hashNode(leafAt(0), leafAt(1));
  expect(verifyInclusion({ leaf: leafAt(0), index: 0, size: 2, proof: [leafAt(1)], root: half })).toBe(true);
  expect(verifyInclusion({ leaf: leafAt(0), index: 0, size: 4, proof: [leafAt(1)], root: half })).toBe(false);
  expect(verifyConsistency({ oldSize: 1, oldRoot: leafAt(0), newSize: 2, newRoot: half, proof: [leafAt(1)] })).toBe(true);
  expect(verifyConsistency({ oldSize: 1, oldRoot: leafAt(0), newSize: 4, newRoot: half, proof: [leafAt(1)] })).toBe(false);
});
