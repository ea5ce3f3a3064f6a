import type { Deps } from '../deps.ts';
import { ANONYMOUS_NAME } from '../domain/donor-name.ts';
import { formatInstant } from '../domain/time.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { claimOf } from './claim-of.ts';
import { forgetGifts, isForgotten } from './forget-gifts.ts';
import { isDonorToken } from './tokens.ts';

/** Whether the public record shows something of the donor that can be taken back; `at` is RFC 3339. */
export type Withdrawal = { readonly state: 'possible' | 'nothing_shown' } | { readonly state: 'done'; readonly at: string };

export type Withdrawn = { readonly ok: true; readonly withdrawal: Withdrawal } | { readonly ok: false; readonly code: 'token_invalid' | 'nothing_shown' };

type Needs = Pick<Deps, 'db' | 'now' | 'secret'>;

const ATTEMPTS = 3;

/**
 * Takes the shown name and the message of a gift back for the one who holds its token. From this answer on nobody can
 * read them from the table; the publisher, woken by the same transaction, takes them from every page and file that
 * shows them. Repeating it answers the same. A gift that is not paid yet becomes one without a name.
 */
export async function withdrawName(deps: Needs, claim: { readonly id: string; readonly token: string }): Promise<Withdrawn> {
  if (!isDonorToken(deps.secret, claim)) return { ok: false, code: 'token_invalid' };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const gift = await deps.db.get('records', donationKey(claim.id));
    if (gift === undefined) return { ok: false, code: 'token_invalid' };
    const named = (await claimOf(deps, gift)) ?? gift;
    const withdrawal = withdrawalOf(named);
    if (withdrawal.state === 'nothing_shown') return { ok: false, code: 'nothing_shown' };
    if (withdrawal.state === 'done') return { ok: true, withdrawal };
    await (gift.state === 'paid' ? forgetGifts(deps, [named], { k: 'withdraw' }) : withdrawUnpaid(deps, gift)); // looked at again, however it went
  }
  throw new Error('a gift changed under every attempt to withdraw its name');
}

/** What a donor may still take back of a gift, or of the claim to it. */
export function withdrawalOf(gift: Item): Withdrawal {
  if (isForgotten(gift, 'withdraw'))
    return { state: 'done', at: formatInstant(numberOf(gift, gift.withdrawnAtMs === undefined ? 'erasedAtMs' : 'withdrawnAtMs')) };
  const shows = textOf(gift, 'shown') !== ANONYMOUS_NAME || textOf(gift, 'note') !== '';
  return { state: shows ? 'possible' : 'nothing_shown' };
}

/** Nothing is committed to before a gift is paid, so nothing has to be said in the log either. */
async function withdrawUnpaid(deps: Needs, gift: Item): Promise<void> {
  const set = { shown: ANONYMOUS_NAME, note: '', display: 'anonymous', held: false, withdrawnAtMs: deps.now() };
  const when = { is: { state: textOf(gift, 'state'), withdrawnAtMs: undefined } };
  await deps.db.write([{ table: 'records', update: donationKey(textOf(gift, 'id')), set, when }]);
}
