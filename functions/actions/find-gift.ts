import type { Deps } from '../deps.ts';
import { type NumberKind, parseRecordNumber } from '../domain/number.ts';
import type { Item } from '../store/database.ts';
import { donationKey, entryKey } from '../store/tables.ts';
import { GENERATION } from './read-donation.ts';
import { readHead } from './read-head.ts';

/** What staff name by its number: which document or the record itself, where it stands, and what is kept of it. */
export type FoundGift =
  | { readonly ok: true; readonly kind: NumberKind; readonly index: number; readonly gift: Item }
  | { readonly ok: false; readonly code: 'number_malformed' | 'number_unknown' | 'not_a_gift' };

/** Finds a published gift, of money or goods, by its number. */
export async function findGift(deps: Pick<Deps, 'db' | 'log' | 'logKey'>, number: string): Promise<FoundGift> {
  const read = parseRecordNumber(number);
  if ('error' in read || read.generation !== GENERATION) return { ok: false, code: 'number_malformed' };
  const size = (await readHead(deps))?.checkpoint.size ?? 0;
  const place = read.index < size ? await deps.db.get('ledger', entryKey(read.index)) : undefined;
  if (place === undefined) return { ok: false, code: 'number_unknown' };
  const gift = typeof place.donation === 'string' && place.donation !== '' ? await deps.db.get('records', donationKey(place.donation)) : undefined;
  return gift === undefined ? { ok: false, code: 'not_a_gift' } : { ok: true, kind: read.kind, index: read.index, gift };
}
