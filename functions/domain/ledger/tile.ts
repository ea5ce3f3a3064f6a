import { joinBytes } from './hash.ts';

/** Hashes in a full tile, entries in a full bundle (c2sp.org/tlog-tiles). */
export const TILE_WIDTH = 256;

/** One tile of hashes at a level, or one bundle of entries; `width` is 1 to 256. */
export type TilePath =
  | { readonly kind: 'hash'; readonly level: number; readonly index: number; readonly width: number }
  | { readonly kind: 'entries'; readonly index: number; readonly width: number };

/** The path of a tile, such as `tile/0/x001/x234/067.p/5`, without a leading slash. */
export function formatTilePath(tile: TilePath): string {
  const level = tile.kind === 'hash' ? String(tile.level) : 'entries';
  const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
  return `tile/${level}/${formatIndex(tile.index)}${partial}`;
}

/** Reads a path; nothing where it is not the one canonical form. */
export function parseTilePath(path: string): TilePath | undefined {
  const match = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (match === null) return undefined;
  const index = Number((match[2] ?? '').replace(/[x/]/g, ''));
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3]);
  const tile: TilePath = match[1] === 'entries' ? { kind: 'entries', index, width } : { kind: 'hash', level: Number(match[1]), index, width };
  const fits = Number.isSafeInteger(index) && (match[3] === undefined || width < TILE_WIDTH) && (tile.kind === 'entries' || tile.level <= 63);
  return fits && formatTilePath(tile) === path ? tile : undefined;
}

/** The tiles of hashes that a tree of `newSize` has and one of `oldSize` lacks: the full ones completed and one partial tile a level. */
export function newTiles(oldSize: number, newSize: number): readonly TilePath[] {
  const tiles: TilePath[] = [];
  for (let level = 0, span = 1; Math.floor(newSize / span) > 0; level++, span *= TILE_WIDTH) {
    const before = Math.floor(oldSize / span);
    const after = Math.floor(newSize / span);
    for (const { index, width } of widths(before, after)) tiles.push({ kind: 'hash', level, index, width });
  }
  return tiles;
}

/** The bundles that a log of `newSize` has and one of `oldSize` lacks. */
export function newBundles(oldSize: number, newSize: number): readonly TilePath[] {
  return widths(oldSize, newSize).map(({ index, width }) => ({ kind: 'entries', index, width }));
}

/** Every tile of hashes of a tree of this size: full ones and the partial one of each level. */
export function tilesOfSize(size: number): readonly TilePath[] {
  return newTiles(0, size);
}

/** The rightmost tile of each level: what must be read to add to a tree of this size, or to compute its root. */
export function edgeTiles(size: number): readonly TilePath[] {
  const tiles: TilePath[] = [];
  for (let level = 0, span = 1; Math.floor(size / span) > 0; level++, span *= TILE_WIDTH) {
    const hashes = Math.floor(size / span);
    if (hashes % TILE_WIDTH !== 0) tiles.push({ kind: 'hash', level, index: Math.floor(hashes / TILE_WIDTH), width: hashes % TILE_WIDTH });
  }
  return tiles;
}

/** Entries one after the other, each behind its length as a big-endian uint16; throws for an entry over 65,535 bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return joinBytes(
    entries.flatMap((entry) => {
      if (entry.length > 0xffff) throw new RangeError(`an entry of ${entry.length} bytes fits no bundle`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
    }),
  );
}

/** Reads a bundle of 1 to 256 entries; nothing where it is cut or has bytes left over. */
export function decodeBundle(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (at + 2 + length > bytes.length || entries.length === TILE_WIDTH) return undefined;
    entries.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries.length === 0 ? undefined : entries;
}

function widths(before: number, after: number): readonly { index: number; width: number }[] {
  if (after === before) return [];
  const tiles: { index: number; width: number }[] = [];
  for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < after; index++) {
    tiles.push({ index, width: Math.min(TILE_WIDTH, after - index * TILE_WIDTH) });
  }
  return tiles;
}

function formatIndex(index: number): string {
  const groups: string[] = [];
  let rest = index;
  do {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  return groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/');
}
