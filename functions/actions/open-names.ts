import type { Deps } from '../deps.ts';
import type { OpenFile, Opening } from '../disclosure/row.ts';
import { encodeBase64Url } from '../domain/ledger/base64.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { putLive } from '../store/live-file.ts';
import { bundlePartition, donationKey } from '../store/tables.ts';
import { saltOf } from './opened-values.ts';
import { openKey, readOpenFiles } from './read-rows.ts';

const READ_AT_ONCE = 100;

/** Gifts `[from, to)` of the published log, and the indices that the log itself says were taken back. */
type Openable = { readonly from: number; readonly to: number; readonly forgotten: ReadonlySet<number> };

/**
 * Publishes the openings of the shown names and messages of the gifts `[from, to)`, bundle by bundle. What a filter
 * holds back waits for staff and is only listed as held; what was taken back is in neither list, whatever the table
 * says. Repeating it gives the same files.
 */
export async function openNames(deps: Pick<Deps, 'db' | 'publicFiles'>, { from, to, forgotten }: Openable): Promise<void> {
  const gifts = (await readGifts(deps, from, to)).filter(({ index }) => !forgotten.has(index));
  const files = await readOpenFiles(deps, from, to);
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < to; bundle++) {
    const here = gifts.filter((gift) => Math.floor(gift.index / TILE_WIDTH) === bundle);
    await putOpenFile(deps, bundle, addOpenings(dropOpenings(files.get(bundle), { indices: forgotten, size: to }), here, to));
  }
}

/**
 * Takes openings of shown names and messages away. A file is put for every bundle concerned, also where it opened
 * nothing: it is of this log size, and so no publisher that read the names before can put its older one (M13).
 */
export async function closeOpenings(
  deps: Pick<Deps, 'publicFiles'>,
  { indices, size }: { readonly indices: ReadonlySet<number>; readonly size: number },
): Promise<void> {
  for (const bundle of new Set([...indices].map((index) => Math.floor(index / TILE_WIDTH)))) {
    const file = (await readOpenFiles(deps, bundle * TILE_WIDTH, bundle * TILE_WIDTH + 1)).get(bundle);
    await putOpenFile(deps, bundle, dropOpenings(file, { indices, size }));
  }
}

async function putOpenFile(deps: Pick<Deps, 'publicFiles'>, bundle: number, file: OpenFile): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(file));
  await putLive(deps.publicFiles, openKey(bundle), { bytes, size: file.size, contentType: 'application/json; charset=utf-8' });
}

function dropOpenings(file: OpenFile | undefined, gone: { readonly indices: ReadonlySet<number>; readonly size: number }): OpenFile {
  const openings = Object.entries(file?.openings ?? {}).filter(([index]) => !gone.indices.has(Number(index)));
  return { size: gone.size, openings: Object.fromEntries(openings), held: (file?.held ?? []).filter((index) => !gone.indices.has(index)) };
}

type Gift = { readonly index: number; readonly item: Item };

async function readGifts(deps: Pick<Deps, 'db'>, from: number, to: number): Promise<readonly Gift[]> {
  const places: { index: number; donation: string }[] = [];
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < to; bundle++) {
    const items = await deps.db.query('ledger', { pk: bundlePartition(bundle), from: position(from, bundle), to: position(to - 1, bundle) });
    places.push(...items.map((item) => ({ index: Number(item.index), donation: textOf(item, 'donation') })).filter((one) => one.donation !== ''));
  }
  const gifts: Gift[] = [];
  for (let at = 0; at < places.length; at += READ_AT_ONCE) {
    const some = places.slice(at, at + READ_AT_ONCE);
    const items = await deps.db.getMany(
      'records',
      some.map((one) => donationKey(one.donation)),
    );
    const byId = new Map(items.map((item) => [textOf(item, 'id'), item]));
    gifts.push(...some.flatMap(({ index, donation }) => giftOf(index, byId.get(donation))));
  }
  return gifts;
}

const giftOf = (index: number, item: Item | undefined): readonly Gift[] => (item === undefined ? [] : [{ index, item }]);

/** Sort key of an index within a bundle's partition, cut to the bundle's ends. */
function position(index: number, bundle: number): string {
  return String(Math.min(TILE_WIDTH - 1, Math.max(0, index - bundle * TILE_WIDTH))).padStart(3, '0');
}

function addOpenings(file: OpenFile, gifts: readonly Gift[], size: number): OpenFile {
  const openings: Record<string, Opening> = { ...file.openings };
  const held = new Set(file.held);
  for (const { index, item } of gifts) {
    const opening = openingOf(item);
    delete openings[index];
    held.delete(index);
    if (opening !== undefined && item.held === true) held.add(index);
    else if (opening !== undefined) openings[index] = opening;
  }
  return { size, openings, held: [...held].sort((a, b) => a - b) };
}

/** Nothing where the donor took the name back before it was ever shown. */
function openingOf(item: Item): Opening | undefined {
  const [shown, note] = [openField(item, 'shown'), openField(item, 'note')];
  if (shown === undefined) return undefined;
  return note === undefined || note.value === '' ? { shown } : { shown, note };
}

function openField(item: Item, field: 'shown' | 'note'): Opening['shown'] | undefined {
  const salt = saltOf(item, field);
  return salt === undefined ? undefined : { salt: encodeBase64Url(salt), value: textOf(item, field) };
}
