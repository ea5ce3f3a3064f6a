import type { Deps } from '../deps.ts';
import type { OpenFile, Opening } from '../disclosure/row.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import type { Item } from '../store/database.ts';
import { bytesOf, textOf } from '../store/item.ts';
import { putLive } from '../store/live-file.ts';
import { bundlePartition, donationKey } from '../store/tables.ts';
import { openKey, readOpenFiles } from './read-rows.ts';
import { openingSalt } from './settle-payment.ts';

const READ_AT_ONCE = 100;

/**
 * Publishes the openings of the shown names and messages of the gifts `[from, to)`, bundle by bundle. What a filter
 * holds back waits for staff and is only listed as held. Repeating it gives the same files.
 */
export async function openNames(deps: Pick<Deps, 'db' | 'publicFiles'>, from: number, to: number): Promise<void> {
  const gifts = await readGifts(deps, from, to);
  const files = await readOpenFiles(deps, from, to);
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < to; bundle++) {
    const here = gifts.filter((gift) => Math.floor(gift.index / TILE_WIDTH) === bundle);
    const file = addOpenings(files.get(bundle) ?? { size: 0, openings: {}, held: [] }, here, to);
    await putLive(deps.publicFiles, openKey(bundle), {
      bytes: new TextEncoder().encode(JSON.stringify(file)),
      size: to,
      contentType: 'application/json; charset=utf-8',
    });
  }
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
    if (item.held === true) held.add(index);
    else openings[index] = openingOf(item);
  }
  return { size, openings, held: [...held].sort((a, b) => a - b) };
}

function openingOf(item: Item): Opening {
  const salt = bytesOf(item, 'salt');
  const note = textOf(item, 'note');
  const shown = { salt: openingSalt(salt, 'shown'), value: textOf(item, 'shown') };
  return note === '' ? { shown } : { shown, note: { salt: openingSalt(salt, 'note'), value: note } };
}
