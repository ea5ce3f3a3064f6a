import type { Deps } from '../deps.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { readPublished } from './read-published.ts';

/**
 * The gifts that those of these published entries claim which are claims: their rows show the name that the claim opens,
 * and have to be drawn anew with it. `size` is the published size.
 */
export async function claimedGifts(deps: Pick<Deps, 'log'>, indices: readonly number[], size: number): Promise<ReadonlyMap<number, number>> {
  const gifts = new Map<number, number>();
  for (const [bundle, here] of Map.groupBy(new Set(indices), (index) => Math.floor(index / TILE_WIDTH))) {
    const from = bundle * TILE_WIDTH;
    const entries = (await readPublished(deps, { from, to: Math.min(size, from + TILE_WIDTH), size })) ?? [];
    for (const index of here) {
      const entry = entries[index - from];
      const [of] = entry?.k === 'claim' ? entry.of : [];
      if (of !== undefined) gifts.set(index, of.index);
    }
  }
  return gifts;
}
