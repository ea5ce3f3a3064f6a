import type { Deps } from '../deps.ts';
import { addMovements } from '../domain/balances.ts';
import type { Entry } from '../domain/entry.ts';
import { canonicalBytes, ENTRY_LIMIT } from '../domain/ledger/canonical.ts';
import { movementsOf } from '../domain/movements.ts';
import type { Item, Value, Write } from '../store/database.ts';
import { BOOK_KEY, donationKey, enteredKey, outboxKey } from '../store/tables.ts';
import { takeBookTurn } from './book-turn.ts';
import { type EntryWish, type Kept, wishDigest } from './form-entry.ts';
import { type Effect, judgeWish, type Refused, refuse } from './judge-wish.ts';
import { type Book, readBook } from './read-book.ts';
import { sayLines, storeLines } from './read-lines.ts';
import { entryId, unclaimedDonationId } from './tokens.ts';

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
  | Refused;

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'society' | 'now' | 'random' | 'secret'>;

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
    const judged = await judgeWish(deps, { wish, id: idOf(deps, wish), book });
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
    const judged = known ?? (book === undefined ? refuse('busy', 'key', UNREADABLE) : await judgeWish(deps, { wish, id: idOf(deps, wish), book }));
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
  const writes: readonly Write[] = [
    takeBookTurn(turn),
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
