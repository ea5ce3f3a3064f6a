import type { Deps } from '../deps.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import type { Item } from '../store/database.ts';
import { numberOf } from '../store/item.ts';
import { bundlePartition, identityKey } from '../store/tables.ts';
import { readOutbox } from './admit-entries.ts';
import { claimedGifts } from './claimed-gifts.ts';
import { closeOpenings } from './open-names.ts';
import { redrawRows } from './redraw-rows.ts';
import { readLive } from './refresh-disclosure.ts';

type Needs = Pick<Deps, 'db' | 'log' | 'publicFiles' | 'readShells' | 'society'>;

const OUTBOX_READ = 1000;

/**
 * Takes names off the public files whose withdrawal cannot be published, because publication has stopped: who takes a
 * name back does not wait until a person has mended the log. Once it goes on, the entries that say so do it again.
 */
export async function forgetUnpublished(deps: Needs): Promise<void> {
  const live = await readLive(deps);
  if (live === undefined) return;
  const waiting = [...(await readOutbox(deps, OUTBOX_READ)), ...(await readAdmitted(deps, live.size))];
  // A claim points back as well, and takes nothing away: it alone has a donor.
  const ids = new Set(waiting.flatMap(({ points, donation }) => (Array.isArray(points) && donation === '' ? points.map(String) : [])));
  const places = await Promise.all([...ids].map((id) => deps.db.get('ledger', identityKey(id))));
  const indices = new Set(places.flatMap((place) => (place === undefined ? [] : [numberOf(place, 'index')])).filter((index) => index < live.size));
  if (indices.size === 0) return;
  await closeOpenings(deps, { indices, size: live.size });
  const claimed = await claimedGifts(deps, [...indices], live.size);
  await redrawRows(deps, { live, shells: await deps.readShells() }, [...indices, ...claimed.values()]);
}

/** Entries that have an index and are not published. */
async function readAdmitted(deps: Pick<Deps, 'db'>, size: number): Promise<readonly Item[]> {
  const admitted: Item[] = [];
  for (let bundle = Math.floor(size / TILE_WIDTH); ; bundle++) {
    const items = await deps.db.query('ledger', { pk: bundlePartition(bundle) });
    admitted.push(...items.filter((item) => numberOf(item, 'index') >= size));
    if (items.length < TILE_WIDTH) return admitted;
  }
}
