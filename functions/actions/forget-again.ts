import type { Deps } from '../deps.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey, entryKey } from '../store/tables.ts';
import { eraseBillValues } from './erase-bill.ts';
import { forgetValues, isForgotten } from './forget-gifts.ts';
import type { Forgotten } from './forgotten.ts';

const READ_AT_ONCE = 100;

/**
 * Holds the table to what the published log says was taken back: a value that is there again came with a restored
 * table and is deleted again. Returns how many were. What was taken back stays so, whatever is restored.
 */
export async function forgetAgain(deps: Pick<Deps, 'db' | 'now' | 'alarm'>, forgotten: readonly Forgotten[]): Promise<number> {
  let again = 0;
  for (let at = 0; at < forgotten.length; at += READ_AT_ONCE) {
    const some = forgotten.slice(at, at + READ_AT_ONCE);
    const gifts = await readGifts(deps, some);
    for (const { index, k } of some) {
      if (k === 'withdraw' && some.some((one) => one.index === index && one.k === 'erase')) continue; // that covers it
      const gift = gifts.get(index);
      if (gift === undefined || isForgotten(gift, k) || gift.state !== 'paid') continue;
      if (!(await deps.db.write([forgetValues(gift, { k, atMs: deps.now() })])).ok) continue; // somebody else was quicker with the same
      if (k === 'erase') await eraseBillValues(deps, textOf(gift, 'id'));
      deps.alarm('forgotten_came_back', { index });
      again += 1;
    }
  }
  return again;
}

async function readGifts(deps: Pick<Deps, 'db'>, some: readonly Forgotten[]): Promise<ReadonlyMap<number, Item>> {
  const indices = [...new Set(some.map(({ index }) => index))];
  const places = (await deps.db.getMany('ledger', indices.map(entryKey))).filter((place) => place.donation !== '');
  const items = places.length === 0 ? [] : await deps.db.getMany('records', [...new Set(places.map((place) => textOf(place, 'donation')))].map(donationKey));
  const byId = new Map(items.map((item) => [textOf(item, 'id'), item]));
  return new Map(places.flatMap((place) => pair(Number(place.index), byId.get(textOf(place, 'donation')))));
}

const pair = (index: number, item: Item | undefined): readonly (readonly [number, Item])[] => (item === undefined ? [] : [[index, item]]);
