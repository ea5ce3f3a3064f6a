import type { Deps } from '../deps.ts';
import type { Entry } from '../domain/entry.ts';
import { parseCanonical } from '../domain/ledger/canonical.ts';
import { decodeBundle, formatTilePath, TILE_WIDTH } from '../domain/ledger/tile.ts';
import { readLines } from './read-lines.ts';

/** A part of the published log: the entries `[from, to)` of the tree of `size`, which must have been published. */
export type PublishedRange = { readonly from: number; readonly to: number; readonly size: number };

/** Entries of the published bundles, parsed, with the lines that lie beside the log put in; nothing where one is missing or not canonical. Reads the bundles of the range and no others (M14). */
export async function readPublished(deps: Pick<Deps, 'log'>, { from, to, size }: PublishedRange): Promise<readonly Entry[] | undefined> {
  const entries: Entry[] = [];
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < to; bundle++) {
    const width = Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH);
    const path = formatTilePath({ kind: 'entries', index: bundle, width });
    const decoded = decodeBundle((await deps.log.get(path))?.bytes ?? new Uint8Array());
    if (decoded?.length !== width) return undefined;
    for (const bytes of decoded.slice(Math.max(0, from - bundle * TILE_WIDTH), to - bundle * TILE_WIDTH)) {
      const value = parseCanonical(bytes);
      if (value === undefined) return undefined;
      entries.push(await readLines(deps, value as unknown as Entry)); // our own bundles, whose bytes the tree covers
    }
  }
  return entries;
}
