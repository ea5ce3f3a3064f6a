import type { Deps } from '../deps.ts';
import { parseRecordNumber } from '../domain/number.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, entryKey, identityKey } from '../store/tables.ts';
import { type ClaimedGift, withClaim } from './claim-of.ts';
import { eraseDocuments } from './erase-documents.ts';
import { type Forgetting, forgetGifts, GIFTS_AT_ONCE, isForgotten } from './forget-gifts.ts';
import { GENERATION } from './read-donation.ts';
import { readHead } from './read-head.ts';
import { withdrawalOf } from './withdraw-name.ts';

/** `done`: by this call. `before`: by an earlier one. `nothing_shown`: there was nothing to take back. Each by number. */
export type NumbersForgotten =
  | { readonly ok: true; readonly done: readonly string[]; readonly before: readonly string[]; readonly nothingShown: readonly string[] }
  | { readonly ok: false; readonly code: 'number_malformed' | 'number_unknown' | 'not_a_gift'; readonly number: string };

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'now' | 'secret' | 'privateFiles'>;

/** `index` is that of the gift. */
type Found = ClaimedGift & { readonly number: string; readonly index: number };

const ATTEMPTS = 3;

/**
 * Takes names back, or erases all that is personal, of published gifts by number; all numbers are judged before anything
 * is done. Repeating it does what is left: an erasure that was killed before its documents were gone finishes here.
 */
export async function forgetNumbers(deps: Needs, numbers: readonly string[], forgetting: Forgetting): Promise<NumbersForgotten> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await findGifts(deps, numbers);
    if (!found.ok) return found;
    const forgotten = found.gifts.map((one) => ({ ...one, wanted: wantedOf(one, forgetting) }));
    const wanted = forgotten.flatMap((one) => one.wanted);
    if (!(await forgetAll(deps, [...new Map(wanted.map((item) => [textOf(item, 'id'), item])).values()], forgetting))) continue; // one of them changed: look again
    if (forgetting.k === 'erase') for (const { gift, index } of found.gifts) await eraseDocuments(deps, { donationId: textOf(gift, 'id'), index });
    const done = forgotten.filter((one) => one.wanted.length > 0);
    const before = forgotten.filter((one) => one.wanted.length === 0 && itemsOf(one).some((item) => isForgotten(item, forgetting.k)));
    return {
      ok: true,
      done: done.map(({ number }) => number),
      before: before.map(({ number }) => number),
      nothingShown: forgotten.filter((one) => !done.includes(one) && !before.includes(one)).map(({ number }) => number),
    };
  }
  throw new Error('a gift changed under every attempt to forget it');
}

/** A gift, and the claim to it, under whichever of the two numbers it was asked for. */
const itemsOf = ({ gift, claim }: Found): readonly Item[] => (claim === undefined ? [gift] : [gift, claim]);

function wantedOf(found: Found, { k }: Forgetting): readonly Item[] {
  const left = itemsOf(found).filter((item) => !isForgotten(item, k));
  return k === 'erase' ? left : left.filter((item) => withdrawalOf(item).state === 'possible');
}

async function forgetAll(deps: Needs, wanted: readonly Item[], forgetting: Forgetting): Promise<boolean> {
  for (let at = 0; at < wanted.length; at += GIFTS_AT_ONCE) {
    if (!(await forgetGifts(deps, wanted.slice(at, at + GIFTS_AT_ONCE), forgetting))) return false;
  }
  return true;
}

type GiftsFound = { readonly ok: true; readonly gifts: readonly Found[] } | Extract<NumbersForgotten, { ok: false }>;

async function findGifts(deps: Needs, numbers: readonly string[]): Promise<GiftsFound> {
  const size = (await readHead(deps))?.checkpoint.size ?? 0;
  const gifts = new Map<number, Found>();
  for (const number of numbers) {
    const read = parseRecordNumber(number);
    if ('error' in read || read.generation !== GENERATION) return { ok: false, code: 'number_malformed', number };
    const place = read.index < size ? await deps.db.get('ledger', entryKey(read.index)) : undefined;
    if (place === undefined) return { ok: false, code: 'number_unknown', number };
    const item = typeof place.donation === 'string' && place.donation !== '' ? await deps.db.get('records', donationKey(place.donation)) : undefined;
    if (item === undefined) return { ok: false, code: 'not_a_gift', number };
    const found = await withClaim(deps, item);
    const isClaim = found.gift !== item;
    const stands = isClaim ? await deps.db.get('ledger', identityKey(textOf(found.gift, 'entryId'))) : place;
    const index = stands === undefined ? read.index : numberOf(stands, 'index');
    gifts.set(index, { number, index, ...found });
  }
  return { ok: true, gifts: [...gifts.values()] };
}
