import type { Deps } from '../deps.ts';
import { addMovements, type Balance, balanceKey } from '../domain/balances.ts';
import type { Entry, EntryPointer } from '../domain/entry.ts';
import { type EntryFaultCode, judgeByBook, type Target } from '../domain/entry-judgement.ts';
import { encodeBase64 } from '../domain/ledger/base64.ts';
import { canonicalBytes, ENTRY_LIMIT } from '../domain/ledger/canonical.ts';
import { hashLeaf } from '../domain/ledger/hash.ts';
import { movementsOf } from '../domain/movements.ts';
import { parseRecordNumber } from '../domain/number.ts';
import type { Fault } from '../domain/profile-shape.ts';
import { dayOf, parseDay } from '../domain/time.ts';
import { bytesOf } from '../store/item.ts';
import { entryKey } from '../store/tables.ts';
import { type EntryWish, type FormFault, formEntry, type Kept } from './form-entry.ts';
import { type Book, countGifts, isPointedAt, readTarget } from './read-book.ts';
import { GENERATION } from './read-donation.ts';

export type RecordRefusal =
  | FormFault
  | EntryFaultCode
  | 'kind_not_entered'
  | 'refund_by_two'
  | 'key_reused'
  | 'number_malformed'
  | 'number_unknown'
  | 'target_pending'
  | 'day_to_come'
  | 'too_long'
  | 'busy';

/** What entering something does to one fund: what it holds before and after, in minor units or in the article's unit. */
export type Effect = Pick<Balance, 'fund' | 'of'> & { readonly before: number; readonly after: number };

/** A refusal with the field that it is about. */
export type Refused = { readonly ok: false; readonly code: RecordRefusal; readonly faults: readonly Fault[] };

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'society' | 'now' | 'random'>;

/** Kinds that people enter. Everything else is made by the portal itself. */
const ENTERED = ['goods', 'spend', 'hand', 'transfer', 'balance', 'statement', 'fix', 'refund', 'void', 'report'];

/** An entry that may be laid down under `id`, what is kept beside it, and what it does to each fund. */
export type Judged = { readonly ok: true; readonly entry: Entry; readonly kept: Kept; readonly effects: readonly Effect[] };
/** Judges a wish by its form, by what it points at, and by what the record comes to. */
export async function judgeWish(
  deps: Needs,
  { wish, id, book }: { readonly wish: EntryWish; readonly id: string; readonly book: Book },
): Promise<Judged | Refused> {
  if (!ENTERED.includes(wish.k)) return refuse('kind_not_entered', 'k', `must be one of ${ENTERED.join(' ')}`);
  const pointed = await findPointers(deps, wish, book);
  if (!pointed.ok) return pointed;
  const { pointers, target } = pointed;
  const ours = wish.k === 'statement' ? await oursOf(deps, wish, book.size) : undefined;
  const formed = formEntry(deps, wish, { id, pointers, target, size: book.size, ours });
  if (!formed.ok) return formed;
  const { entry, kept } = formed;
  if (entry.on > dayOf(deps.now())) return refuse('day_to_come', 'on', 'is a day to come');
  const lists = { branch: book.definitions.branches, campaign: book.definitions.campaigns, place: book.definitions.places };
  const faults = judgeByBook(entry, {
    defined: (what, id) => Object.hasOwn(lists[what], id),
    balances: book.balances,
    broughtBefore: () => false, // its id is made from the fund, so that the table knows
    target,
    giftsOf: () => ours,
  });
  const [first] = faults;
  if (first !== undefined) return { ok: false, code: first.code, faults: faults.map(({ field, detail }) => ({ field, problem: detail })) };
  const isTooLong = entry.k !== 'goods' && entry.k !== 'hand' && canonicalBytes(entry).length > ENTRY_LIMIT;
  return isTooLong ? refuse('too_long', 'k', `is longer than ${ENTRY_LIMIT} bytes`) : { ok: true, entry, kept, effects: effectsOf(entry, book) };
}

type Pointed = { readonly ok: true; readonly pointers: readonly EntryPointer[]; readonly target: Target | undefined };

/** Entries that a wish names by number, each published; and what holds now of the one that it changes. */
async function findPointers(deps: Needs, wish: EntryWish, book: Book): Promise<Pointed | Refused> {
  const pointers: EntryPointer[] = [];
  for (const [at, number] of (wish.of ?? []).entries()) {
    const parsed = parseRecordNumber(number);
    if ('error' in parsed || parsed.generation !== GENERATION) return refuse('number_malformed', `of[${at}]`, `${number} is no number of ours`);
    const place = parsed.index < book.size ? await deps.db.get('ledger', entryKey(parsed.index)) : undefined;
    if (place === undefined) return refuse('number_unknown', `of[${at}]`, `nothing of number ${number} is published`);
    pointers.push({ index: parsed.index, leaf: encodeBase64(hashLeaf(bytesOf(place, 'bytes'))) });
  }
  pointers.sort((a, b) => a.index - b.index);
  const [first] = pointers;
  const changes = ['fix', 'refund', 'void'].includes(wish.k);
  if (first === undefined || !changes) return { ok: true, pointers, target: undefined };
  if (isPointedAt(book, first.index)) return refuse('target_pending', 'of', 'something about it is on its way: try again in a moment');
  if (wish.k !== 'void' && book.refunding.has(first.index)) return refuse('target_pending', 'of', 'a refund of it is under way');
  const target = await readTarget(deps, first.index, book.size);
  return target === undefined ? refuse('target_wrong', 'of', 'is nothing that can be changed') : { ok: true, pointers, target };
}

async function oursOf(deps: Needs, wish: EntryWish, upTo: number) {
  const [from, through] = [parseDay(String(wish.from)), parseDay(String(wish.through))];
  if (from === undefined || through === undefined || wish.cur !== 'CNY') return { count: 0, amt: 0 };
  return countGifts(deps, { ch: String(wish.ch), cur: wish.cur, from, through, upTo });
}

function effectsOf(entry: Entry, book: Book): readonly Effect[] {
  const movements = movementsOf(entry);
  const after = addMovements(book.balances, movements);
  const keys = [...new Set(movements.map(balanceKey))];
  return keys.flatMap((key) => {
    const held = after.get(key);
    return held === undefined ? [] : [{ fund: held.fund, of: held.of, before: book.balances.get(key)?.closing ?? 0, after: held.closing }];
  });
}

/** A refusal of one field. */
export function refuse(code: RecordRefusal, field: string, problem: string): Refused {
  return { ok: false, code, faults: [{ field, problem }] };
}
