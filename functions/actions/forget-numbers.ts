import type { Deps } from '../deps.ts';
import { parseRecordNumber } from '../domain/number.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey, entryKey } from '../store/tables.ts';
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

type Found = { readonly number: string; readonly index: number; readonly gift: Item };

const ATTEMPTS = 3;

/**
 * Takes names back, or erases all that is personal, of published gifts by number; all numbers are judged before anything
 * is done. Repeating it does what is left: an erasure that was killed before its documents were gone finishes here.
 */
export async function forgetNumbers(deps: Needs, numbers: readonly string[], forgetting: Forgetting): Promise<NumbersForgotten> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await findGifts(deps, numbers);
    if (!found.ok) return found;
    const before = found.gifts.filter(({ gift }) => isForgotten(gift, forgetting.k));
    const left = found.gifts.filter(({ gift }) => !isForgotten(gift, forgetting.k));
    const nothingShown = forgetting.k === 'erase' ? [] : left.filter(({ gift }) => withdrawalOf(gift).state === 'nothing_shown');
    const wanted = left.filter((one) => !nothingShown.includes(one));
    if (!(await forgetAll(deps, wanted, forgetting))) continue; // one of them changed: look again
    if (forgetting.k === 'erase') for (const { gift, index } of found.gifts) await eraseDocuments(deps, { donationId: textOf(gift, 'id'), index });
    return {
      ok: true,
      done: wanted.map(({ number }) => number),
      before: before.map(({ number }) => number),
      nothingShown: nothingShown.map(({ number }) => number),
    };
  }
  throw new Error('a gift changed under every attempt to forget it');
}

async function forgetAll(deps: Needs, wanted: readonly Found[], forgetting: Forgetting): Promise<boolean> {
  for (let at = 0; at < wanted.length; at += GIFTS_AT_ONCE) {
    const some = wanted.slice(at, at + GIFTS_AT_ONCE).map(({ gift }) => gift);
    if (!(await forgetGifts(deps, some, forgetting))) return false;
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
    const gift = typeof place.donation === 'string' && place.donation !== '' ? await deps.db.get('records', donationKey(place.donation)) : undefined;
    if (gift === undefined) return { ok: false, code: 'not_a_gift', number };
    gifts.set(read.index, { number, index: read.index, gift });
  }
  return { ok: true, gifts: [...gifts.values()] };
}
