import { formatTilePath, TILE_WIDTH, type TilePath } from '../../functions/domain/ledger/tile.ts';

/** Bytes of a public file, or why there are none. */
export type FileRead = Uint8Array | 'missing' | 'unreachable';

/** Reads a public file by its path from the root of the site; `fresh` passes over what the browser keeps. */
export type ReadFile = (path: string, fresh: boolean) => Promise<FileRead>;

/** Reads a tile of the log; where the partial one is gone, the full one stands in for it. */
export async function readTile(read: ReadFile, tile: TilePath): Promise<FileRead> {
  const bytes = await read(`/log/1/${formatTilePath(tile)}`, false);
  if (bytes !== 'missing' || tile.width === TILE_WIDTH) return bytes;
  return read(`/log/1/${formatTilePath({ ...tile, width: TILE_WIDTH })}`, false);
}

/** Reads tiles under their paths; the first one that fails says why. */
export async function readTiles(read: ReadFile, tiles: readonly TilePath[]): Promise<ReadonlyMap<string, Uint8Array> | 'missing' | 'unreachable'> {
  const found = await Promise.all(tiles.map(async (tile) => [formatTilePath(tile), await readTile(read, tile)] as const));
  const loaded = new Map<string, Uint8Array>();
  for (const [path, bytes] of found) {
    if (typeof bytes === 'string') return bytes;
    loaded.set(path, bytes);
  }
  return loaded;
}
