import { encodeBase64 } from '../../../functions/domain/ledger/base64.ts';
import {
  decodeBundle,
  encodeBundle,
  formatTilePath,
  newBundles,
  newTiles,
  parseTilePath,
  TILE_WIDTH,
  type TilePath,
  tilesOfSize,
} from '../../../functions/domain/ledger/tile.ts';
import { rootFromTiles, tileSource } from '../../../functions/domain/ledger/tree.ts';
import { differing, digest, growThrough, hex, plainEntry, plainLeaves, present, smallLeaves, utf8 } from './vector-bytes.ts';
import type { Check, Topic, Vectors } from './vector-shape.ts';

/** Topics on paths, tiles and bundles. */
export const tileTopics = {
  tilePath: (vectors) =>
    differing(
      vectors.tilePath,
      ({ path }) => path,
      (one) => {
        const place = { index: Number(one.index), width: one.width };
        const tile: TilePath = one.level === 'entries' ? { kind: 'entries', ...place } : { kind: 'hash', level: Number(one.level), ...place };
        return formatTilePath(tile) === one.path && JSON.stringify(sorted(parseTilePath(one.path))) === JSON.stringify(sorted(tile));
      },
    ),
  tilePathParse: (vectors) =>
    differing(
      vectors.tilePathParse,
      ({ path }) => path,
      ({ path, accept }) => (parseTilePath(path) !== undefined) === accept,
    ),
  newTiles: (vectors) =>
    differing(
      vectors.newTiles,
      (one) => `${one.old} to ${one.new}`,
      (one) => newTiles(one.old, one.new).map(formatTilePath).join() === one.paths.join(),
    ),
  tiles,
  large,
} satisfies Partial<Record<Topic, Check>>;

const sorted = (tile: TilePath | undefined): unknown => Object.entries(tile ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));

type Made = readonly { readonly path: string; readonly width: number; readonly sha256: string }[];

const madeTiles = (size: number, all: ReadonlyMap<string, Uint8Array>): Made =>
  tilesOfSize(size).map((tile) => {
    const path = formatTilePath(tile);
    return { path, width: tile.width, sha256: digest(present(all.get(path), path)) };
  });

const madeBundles = (size: number, entry: (index: number) => Uint8Array): Made =>
  newBundles(0, size).map((bundle) => {
    const entries = Array.from({ length: bundle.width }, (_, at) => entry(bundle.index * TILE_WIDTH + at));
    const bytes = encodeBundle(entries);
    if (decodeBundle(bytes)?.length !== bundle.width) throw new Error(`${formatTilePath(bundle)} does not come back`);
    return { path: formatTilePath(bundle), width: bundle.width, sha256: digest(bytes) };
  });

const listing = (made: Made): string => made.map(({ path, width, sha256 }) => `${path} ${width} ${sha256}\n`).join('');

function tiles(vectors: Vectors): readonly string[] {
  const all = smallLeaves(vectors);
  const entry = (index: number) => hex(present(vectors.entriesHex[index], 'entry'));
  return differing(
    vectors.tiles,
    ({ size }) => `size ${size}`,
    (one) =>
      listing(madeTiles(one.size, growThrough(all, [one.size]))) === listing(one.tiles) && listing(madeBundles(one.size, entry)) === listing(one.bundles),
  );
}

function large(vectors: Vectors): readonly string[] {
  const all = plainLeaves(Math.max(...vectors.large.map(({ size }) => size)));
  return differing(
    vectors.large,
    ({ size }) => `size ${size}`,
    (one) => {
      const grown = growThrough(all, [...[1, 255, 513].filter((size) => size < one.size), one.size]);
      const root = rootFromTiles(one.size, tileSource(one.size, grown));
      const hashTiles = madeTiles(one.size, grown);
      const bundles = madeBundles(one.size, plainEntry);
      const counted = hashTiles.length === one.tileCount && bundles.length === one.bundleCount;
      const edge = one.edge.every((tile) => listing([...hashTiles, ...bundles]).includes(listing([tile])));
      return encodeBase64(root) === one.root && counted && edge && digest(utf8(listing([...hashTiles, ...bundles]))) === one.listingSHA256;
    },
  );
}
