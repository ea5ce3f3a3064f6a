import type { Deps } from '../deps.ts';
import { ANONYMOUS_NAME } from '../domain/donor-name.ts';
import type { Item } from '../store/database.ts';
import { donationKey } from '../store/tables.ts';
import { type Claimant, claimGift, type JudgedClaimant, judgeClaimant } from './claim-gift.ts';
import { isSameName } from './find-claimable.ts';
import type { NameRefusal } from './judge-name.ts';
import { isDonorToken } from './tokens.ts';

/** `fixed`: the gift is named already, its name was taken back, or its link was given out a second time; staff are asked then. */
export type Named =
  | { readonly ok: true; readonly state: 'named' | 'fixed' }
  | { readonly ok: false; readonly code: 'token_invalid' }
  | { readonly ok: false; readonly code: NameRefusal; readonly field: string; readonly characters?: readonly string[] };

/** Names a gift that was given without a name in public, for the one who holds its link since it was given. */
export async function nameByLink(
  deps: Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'secret'>,
  held: { readonly id: string; readonly token: string },
  wish: { readonly key: string; readonly donor: Claimant },
): Promise<Named> {
  const gift = isDonorToken(deps.secret, held) ? await deps.db.get('records', donationKey(held.id)) : undefined;
  if (gift === undefined) return { ok: false, code: 'token_invalid' };
  const judged = judgeClaimant(deps, wish.donor);
  if (!judged.ok) return judged;
  const { claimant } = judged;
  if (gift.recoveredAtMs !== undefined || (gift.claim === undefined && !isNameable(gift, claimant))) return { ok: true, state: 'fixed' };
  const claimed = await claimGift(deps, { gift, claimant, key: wish.key, ground: 'link' });
  return { ok: true, state: claimed.outcome === 'claimed' ? 'named' : 'fixed' };
}

/** Whether the public knows nobody by this gift; a name that was typed when it was given stays the one on its documents. */
export function isNameable(gift: Item, { name }: Pick<JudgedClaimant, 'name'>): boolean {
  if (gift.state !== 'paid' || gift.shown !== ANONYMOUS_NAME || gift.withdrawnAtMs !== undefined || gift.erasedAtMs !== undefined) return false;
  return gift.name === '' || (typeof gift.name === 'string' && isSameName(gift.name, name));
}
