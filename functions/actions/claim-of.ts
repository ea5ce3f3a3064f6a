import type { Deps } from '../deps.ts';
import type { Item } from '../store/database.ts';
import { donationKey } from '../store/tables.ts';

/** What is kept of the claim that was granted to a gift; nothing where none was, or where its item was lost with a restored table. */
export async function claimOf(deps: Pick<Deps, 'db'>, gift: Item): Promise<Item | undefined> {
  return typeof gift.claim === 'string' ? deps.db.get('records', donationKey(gift.claim)) : undefined;
}

/** A gift as it is kept, and the claim to it. */
export type ClaimedGift = { readonly gift: Item; readonly claim?: Item };

/** The gift behind an item that is kept of a claim, else the item itself, each with its claim. */
export async function withClaim(deps: Pick<Deps, 'db'>, item: Item): Promise<ClaimedGift> {
  const gift = typeof item.claimOf === 'string' ? await deps.db.get('records', donationKey(item.claimOf)) : item;
  if (gift === undefined) return { gift: item };
  const claim = gift === item ? await claimOf(deps, gift) : item;
  return claim === undefined ? { gift } : { gift, claim };
}
