import type { Deps } from '../deps.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, identityKey } from '../store/tables.ts';
import { forgetValues, isForgotten } from './forget-gifts.ts';
import { readAfter } from './forgotten.ts';

/**
 * Takes away again what the published log takes back of a gift that was settled a second time, because a restored table
 * had it unpaid. Its outbox item is about to be dropped, and with it the only link between the gift and the entry.
 */
export async function forgetResettled(deps: Pick<Deps, 'db' | 'publicFiles' | 'now' | 'alarm'>, item: Item): Promise<void> {
  const donation = textOf(item, 'donation');
  const place = await deps.db.get('ledger', identityKey(textOf(item, 'id')));
  if (donation === '' || place === undefined) return;
  const index = numberOf(place, 'index');
  const kinds = ((await readAfter(deps, Math.floor(index / TILE_WIDTH))).after[index] ?? []).map(({ k }) => k);
  const k = kinds.includes('erase') ? 'erase' : 'withdraw';
  const gift = kinds.includes(k) ? await deps.db.get('records', donationKey(donation)) : undefined;
  if (gift === undefined || gift.state !== 'paid' || isForgotten(gift, k)) return;
  await deps.db.write([forgetValues(gift, { k, atMs: deps.now() })]);
  deps.alarm('forgotten_came_back', { index });
}
