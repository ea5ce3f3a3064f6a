import { sameBytes } from '../../domain/ledger/hash.ts';
import { decodeBundle, parseTilePath, TILE_WIDTH, type TilePath } from '../../domain/ledger/tile.ts';
import { inOrder } from './in-order.ts';
import type { Notebook } from './notebook.ts';
import type { RecomputedTree } from './recomputed-tree.ts';
import { failureCode } from './signed-log.ts';
import { type CountedSource, isFailure, LIMITS, readFile } from './source.ts';

const AHEAD = 32;
const PREFIX = 'log/1/';

/**
 * Judges the tiles and bundles of earlier sizes that a folder still keeps: each must be the beginning of the one that
 * took its place. What reaches beyond the checkpoint was laid down for one that never came, and proves nothing.
 */
export async function judgeOldTiles(
  { source, notes }: { readonly source: CountedSource; readonly notes: Notebook },
  { tree, listed }: { readonly tree: RecomputedTree; readonly listed: readonly string[] },
): Promise<void> {
  const read = async (file: string) => ({ file, tile: parseTilePath(file.slice(PREFIX.length)), bytes: await readFile(source, file, LIMITS.bundle) });
  const unread = listed.filter((file) => file.startsWith(`${PREFIX}tile/`) && !source.files.has(file));
  for await (const { file, tile, bytes } of inOrder(unread, AHEAD, read)) {
    if (tile === undefined) notes.find({ code: 'file_unexpected', file });
    else if (isFailure(bytes)) notes.find({ code: failureCode(bytes), file });
    else judge({ notes, tree }, { file, tile, bytes });
  }
}

function judge(
  { notes, tree }: { readonly notes: Notebook; readonly tree: RecomputedTree },
  { file, tile, bytes }: { readonly file: string; readonly tile: TilePath; readonly bytes: Uint8Array },
): void {
  const first = tile.index * TILE_WIDTH;
  if (tile.kind === 'hash') {
    const wanted = tree.tile(tile);
    notes.count('tiles');
    if (wanted === undefined) notes.remark('tiles_ahead', { file });
    else if (!sameBytes(wanted, bytes)) notes.find({ code: 'tile_differs', file, index: first * TILE_WIDTH ** tile.level });
    return;
  }
  const entries = decodeBundle(bytes) ?? [];
  notes.count('bundles');
  const at = entries.findIndex((entry, place) => !tree.isEntry(first + place, entry));
  if (first + tile.width > tree.size()) notes.remark('tiles_ahead', { file });
  else if (entries.length !== tile.width) notes.find({ code: 'bundle_malformed', file, index: first });
  else if (at >= 0) notes.find({ code: 'entry_differs', file, index: first + at });
}
