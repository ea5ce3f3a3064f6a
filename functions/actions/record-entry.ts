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
import type { Item, Value, Write } from '../store/database.ts';
import { bytesOf } from '../store/item.ts';
import { BOOK_KEY, donationKey, enteredKey, entryKey, outboxKey } from '../store/tables.ts';
import { type EntryWish, type FormFault, formEntry, type Kept, wishDigest } from './form-entry.ts';
import { type Book, countGifts, isPointedAt, readBook, readTarget } from './read-book.ts';
import { GENERATION } from './read-donation.ts';
import { sayLines, storeLines } from './read-lines.ts';
import { entryId, unclaimedDonationId } from './tokens.ts';

export type RecordRefusal =
  | FormFault
  | EntryFaultCode
  | 'kind_not_entered'
  | 'key_reused'
  | 'number_malformed'
  | 'number_unknown'
  | 'target_pending'
  | 'day_to_come'
  | 'too_long'
  | 'busy';

/** What entering something does to one fund: what it holds before and after, in minor units or in the article's unit. */
export type Effect = Pick<Balance, 'fund' | 'of'> & { readonly before: number; readonly after: number };

/** `recorded`: by this call. `known`: by an earlier one, nothing changed. `preview`: it would be. */
export type Recorded =
  | {
      readonly ok: true;
      readonly state: 'recorded' | 'known' | 'preview';
      readonly id: string;
      readonly entry?: Entry;
      readonly effects: readonly Effect[];
      readonly held?: true;
    }
  | { readonly ok: false; readonly code: RecordRefusal; readonly faults: readonly Fault[] };

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'society' | 'now' | 'random' | 'secret'>;

/** Kinds that people enter. Everything else is made by the portal itself. */
const ENTERED = ['goods', 'spend', 'hand', 'transfer', 'balance', 'statement', 'fix', 'refund', 'void', 'report'];

const ATTEMPTS = 4;
const UNREADABLE = 'the published record cannot be added up: it is being published, or stands still';

/**
 * Enters what staff wrote down: judged by its form, by the definitions, and by what the funds hold now; then laid into
 * the outbox in one transaction with the values behind its commitments. The key of the wish is that of the entry, so
 * that the same file twice changes nothing (M6). One person's word is enough in this version.
 */
export async function recordEntry(deps: Needs, wish: EntryWish): Promise<Recorded> {
  return (await recordNext(deps, wish, undefined)).recorded;
}

/** Enters several, one after the other, and ends at the first that is refused; what was entered before it stays. */
export async function recordEntries(deps: Needs, wishes: readonly EntryWish[]): Promise<readonly Recorded[]> {
  const entered: Recorded[] = [];
  let book: Book | undefined;
  for (const wish of wishes) {
    const next = await recordNext(deps, wish, book);
    entered.push(next.recorded);
    if (!next.recorded.ok) break;
    book = next.book;
  }
  return entered;
}

type Next = { readonly recorded: Recorded; readonly book: Book | undefined };

async function recordNext(deps: Needs, wish: EntryWish, ago: Book | undefined): Promise<Next> {
  let book = ago;
  const end = (recorded: Recorded): Next => ({ recorded, book });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const known = await findKnown(deps, wish);
    if (known !== undefined) return end(known);
    const turn = await deps.db.get('ledger', BOOK_KEY); // before the book: whoever enters something meanwhile takes this turn away
    book = await readBook(deps, book);
    if (book === undefined) return end(refuse('busy', 'key', UNREADABLE));
    const judged = await judgeWish(deps, wish, book);
    if (!judged.ok) return end(judged);
    if (await layDown(deps, { wish, turn, ...judged }))
      return end({ ok: true, state: 'recorded', id: judged.entry.id, entry: judged.entry, effects: judged.effects });
  }
  return end(refuse('busy', 'key', 'others entered something at every attempt'));
}

/** Judges several as if they came one after the other, and enters nothing. */
export async function previewEntries(deps: Needs, wishes: readonly EntryWish[]): Promise<readonly Recorded[]> {
  let book = await readBook(deps);
  const previews: Recorded[] = [];
  for (const wish of wishes) {
    const known = await findKnown(deps, wish);
    const judged = known ?? (book === undefined ? refuse('busy', 'key', UNREADABLE) : await judgeWish(deps, wish, book));
    if (!judged.ok || 'state' in judged) previews.push(judged);
    else {
      previews.push({
        ok: true,
        state: 'preview',
        id: judged.entry.id,
        entry: judged.entry,
        effects: judged.effects,
        ...(judged.kept.held === true ? { held: true } : {}),
      });
      const leaving = movementsOf(judged.entry).filter(({ by }) => by < 0);
      if (book !== undefined) book = { ...book, balances: addMovements(book.balances, leaving), waiting: [...book.waiting, judged.entry] };
    }
  }
  return previews;
}

type Judged = { readonly ok: true; readonly entry: Entry; readonly kept: Kept; readonly effects: readonly Effect[] };
type Refused = Extract<Recorded, { ok: false }>;

async function judgeWish(deps: Needs, wish: EntryWish, book: Book): Promise<Judged | Refused> {
  if (!ENTERED.includes(wish.k)) return refuse('kind_not_entered', 'k', `must be one of ${ENTERED.join(' ')}`);
  const pointed = await findPointers(deps, wish, book);
  if (!pointed.ok) return pointed;
  const { pointers, target } = pointed;
  const ours = wish.k === 'statement' ? await oursOf(deps, wish, book.size) : undefined;
  const formed = formEntry(deps, wish, { id: idOf(deps, wish), pointers, target, size: book.size, ours });
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
  const target = await readTarget(deps, first.index, book.size);
  return target === undefined ? refuse('target_wrong', 'of', 'is nothing that can be changed') : { ok: true, pointers, target };
}

async function oursOf(deps: Needs, wish: EntryWish, upTo: number) {
  const [from, through] = [parseDay(String(wish.from)), parseDay(String(wish.through))];
  if (from === undefined || through === undefined || wish.cur !== 'CNY') return { count: 0, amt: 0 };
  return countGifts(deps, { ch: String(wish.ch), cur: wish.cur, from, through, upTo });
}

/** An opening balance has one id for its fund and measure: a second one cannot be told. */
function idOf(deps: Needs, wish: EntryWish): string {
  if (wish.k !== 'balance') return entryId(deps.secret, `desk|${wish.key}`);
  const { branch, campaign, restricted, cur, article } = wish;
  return entryId(deps.secret, `balance|${JSON.stringify([branch, campaign, restricted === true, cur ?? article])}`);
}

async function findKnown(deps: Needs, wish: EntryWish): Promise<Recorded | undefined> {
  const id = idOf(deps, wish);
  const item = await deps.db.get('records', keyOf(deps, wish, id));
  if (item === undefined) return undefined;
  if (item.wish === wishDigest(wish)) return { ok: true, state: 'known', id, effects: [] };
  return wish.k === 'balance' ? refuse('balance_repeated', 'campaign', 'was said before') : refuse('key_reused', 'key', 'is that of another entry');
}

/** Goods have a giver, who is kept as a donor is; anything else only what it commits to. */
function keyOf(deps: Needs, wish: EntryWish, id: string) {
  return wish.k === 'goods' ? donationKey(goodsId(deps, wish)) : enteredKey(id);
}

const goodsId = (deps: Needs, wish: EntryWish): string => unclaimedDonationId(deps.secret, { gateway: 'desk', serial: wish.key });

type Laying = { readonly wish: EntryWish; readonly turn: Item | undefined; readonly entry: Entry; readonly kept: Kept };

async function layDown(deps: Needs, { wish, turn, entry, kept }: Laying): Promise<boolean> {
  const nowMs = deps.now();
  const { id } = entry;
  const bytes = canonicalBytes(await layLines(deps, entry));
  const donation = wish.k === 'goods' ? goodsId(deps, wish) : '';
  const facts: { readonly [field: string]: Value } =
    wish.k === 'goods' ? { id: donation, state: 'paid', campaign: String(wish.campaign), consentAtMs: nowMs, goods: true } : { id };
  const item = { ...keyOf(deps, wish, id), ...facts, entryId: id, wish: wishDigest(wish), settledAtMs: nowMs, ...kept };
  const taken = typeof turn?.turn === 'number' ? turn.turn : 0;
  const writes: readonly Write[] = [
    { table: 'ledger', put: { ...BOOK_KEY, turn: taken + 1 }, when: turn === undefined ? 'absent' : { is: { turn: taken } } },
    { table: 'ledger', put: { ...outboxKey(id, nowMs), id, bytes, donation, amt: 0, settledAtMs: nowMs, entered: entry.k }, when: 'absent' },
    { table: 'records', put: item, when: 'absent' },
  ];
  return (await deps.db.write(writes)).ok;
}

/** Lines that would not fit into their entry lie beside the log before anything says so. */
async function layLines(deps: Needs, entry: Entry): Promise<Entry> {
  if ((entry.k !== 'goods' && entry.k !== 'hand') || !('lines' in entry) || canonicalBytes(entry).length <= ENTRY_LIMIT) return entry;
  const { lines, ...said } = entry;
  await storeLines(deps, entry.id, lines);
  return { ...said, list: sayLines(lines) };
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

function refuse(code: RecordRefusal, field: string, problem: string): Refused {
  return { ok: false, code, faults: [{ field, problem }] };
}
