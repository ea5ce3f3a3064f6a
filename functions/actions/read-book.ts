import type { Deps } from '../deps.ts';
import type { Definitions, IssueSummary } from '../disclosure/live.ts';
import { addMovements, type Balances } from '../domain/balances.ts';
import type { Entry, PointingKind } from '../domain/entry.ts';
import { changeTarget, type GiftsAsked, type Target, targetOf } from '../domain/entry-judgement.ts';
import type { CountAndSum } from '../domain/entry-moves.ts';
import { parseCanonical } from '../domain/ledger/canonical.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { type Movement, movementsOf } from '../domain/movements.ts';
import type { Item } from '../store/database.ts';
import { bytesOf, numberOf, textOf } from '../store/item.ts';
import { bundlePartition, identityKey, outboxPartition, SHARDS } from '../store/tables.ts';
import { readAfter } from './forgotten.ts';
import { readOpening } from './read-balances.ts';
import { readHead } from './read-head.ts';
import { readLines } from './read-lines.ts';
import { readPublished } from './read-published.ts';
import { readLive } from './refresh-disclosure.ts';
import { openRefunds } from './refunds.ts';
import { visitSince } from './visit-since.ts';

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'society'>;

/** What the record comes to right now, for whoever wants to enter something. */
export type Book = {
  /** Size of the published log. */
  readonly size: number;
  readonly definitions: Definitions;
  /** What all funds hold: everything admitted, and of what waits only what leaves, so that nothing is spent that may still come later or not at all. */
  readonly balances: Balances;
  /** Entries that are not published yet. */
  readonly waiting: readonly Entry[];
  /** Indices of gifts whose refund is confirmed and not entered. */
  readonly refunding: ReadonlySet<number>;
  /** What the published entries come to, from which a later reading goes on. */
  readonly published: { readonly issue: number; readonly size: number; readonly balances: Balances };
};

/**
 * Adds up the record from published files, the entries behind them, and the outbox. Nothing of it is stored, so that no
 * restored table can be wrong about it, but what refunds hold that are under way. The outbox is read first: what leaves
 * it meanwhile is found among the entries; what is held is read last: what becomes an entry meanwhile takes a turn.
 * Nothing where the published files contradict each other. What was read a moment `ago` is not read again.
 */
export async function readBook(deps: Needs, ago?: Book): Promise<Book | undefined> {
  const outbox = await readWaiting(deps);
  const size = (await readHead(deps))?.checkpoint.size ?? 0;
  const live = await readLive(deps);
  if (live === undefined || live.size > size) return undefined;
  const base = await readBase(deps, { issue: live.issue, size, ago });
  const published = base === undefined ? undefined : await readPublished(deps, { from: base.size, to: size, size });
  if (base === undefined || published === undefined) return undefined;
  const admitted = await readAdmitted(deps, size);
  const ids = new Set([...published, ...admitted].map(({ id }) => id));
  const left = [];
  for (const entry of outbox) if (!ids.has(entry.id) && (await deps.db.get('ledger', identityKey(entry.id))) === undefined) left.push(entry);
  const held = (await openRefunds(deps)).filter(({ holds }) => holds);
  const leaving = [...left.flatMap(movementsOf).filter((movement: Movement) => movement.by < 0), ...held.map((one) => one.held)];
  const now = addMovements(base.balances, published.flatMap(movementsOf));
  return {
    size,
    definitions: live.definitions,
    balances: addMovements(now, [...admitted.flatMap(movementsOf), ...leaving]),
    waiting: [...admitted, ...left],
    refunding: new Set(held.map(({ index }) => index)),
    published: { issue: live.issue.number, size, balances: now },
  };
}

/** Where the adding up begins: behind what was read a moment ago, or where the open issue begins. */
async function readBase(
  deps: Needs,
  at: { readonly issue: IssueSummary; readonly size: number; readonly ago: Book | undefined },
): Promise<Book['published'] | undefined> {
  const { number, first } = at.issue;
  const ago = at.ago?.published;
  if (ago !== undefined && ago.issue === number && ago.size <= at.size) return ago;
  const balances = await readOpening(deps, { issue: number, first, size: at.size });
  return balances === undefined ? undefined : { issue: number, size: first, balances };
}

/** Public facts of a published entry as they hold now; nothing for what is no gift, goods, spending or handing out. */
export async function readTarget(deps: Needs, index: number, size: number): Promise<Target | undefined> {
  const [entry] = (await readPublished(deps, { from: index, to: index + 1, size })) ?? [];
  let target = entry === undefined ? undefined : targetOf(entry);
  const { after } = await readAfter(deps, Math.floor(index / TILE_WIDTH));
  for (const { index: by } of after[index] ?? []) {
    const [later] = (await readPublished(deps, { from: by, to: by + 1, size })) ?? [];
    if (target !== undefined && later !== undefined && isChange(later)) target = changeTarget(target, later);
  }
  return target;
}

/** Whether something that waits points at an entry: what holds of it is not settled yet. */
export function isPointedAt(book: Book, index: number): boolean {
  return book.waiting.some((entry) => isChange(entry) && entry.of.some((one) => one.index === index));
}

/** Count and sum of gifts among the first `upTo` entries, which are all that is published. */
export async function countGifts(deps: Needs, asked: GiftsAsked): Promise<CountAndSum | undefined> {
  const sum = { count: 0, amt: 0 };
  const read = await visitSince(deps, asked, (entry) => {
    if (entry.k !== 'gift' || entry.ch !== asked.ch || entry.cur !== asked.cur || entry.on < asked.from || entry.on > asked.through) return;
    sum.count += 1;
    sum.amt += entry.amt;
  });
  return read ? sum : undefined;
}

type Change = Extract<Entry, { readonly k: PointingKind } & { readonly k: 'fix' | 'refund' | 'void' }>;

const isChange = (entry: Entry): entry is Change => entry.k === 'fix' || entry.k === 'refund' || entry.k === 'void';

/** What lies in the outbox and is no gift of money: only this can take something out of a fund. */
async function readWaiting(deps: Needs): Promise<readonly Entry[]> {
  const shards = await Promise.all(SHARDS.map((shard) => deps.db.query('ledger', { pk: outboxPartition(shard) })));
  // What a recovery laid there again no longer says that it was entered; what takes names back has `points`.
  const entered = shards.flat().filter((item) => item.entered !== undefined || (item.donation === '' && item.points === undefined));
  return Promise.all(entered.map((item) => readLines(deps, entryOf(item))));
}

/** Entries that have an index and are not published. */
async function readAdmitted(deps: Needs, size: number): Promise<readonly Entry[]> {
  const admitted: Item[] = [];
  for (let bundle = Math.floor(size / TILE_WIDTH); ; bundle++) {
    const items = await deps.db.query('ledger', { pk: bundlePartition(bundle) });
    admitted.push(...items.filter((item) => numberOf(item, 'index') >= size));
    if (items.length < TILE_WIDTH) return Promise.all(admitted.map((item) => readLines(deps, entryOf(item))));
  }
}

/** Our own bytes, laid there after they were judged; what points back may not have its places yet. */
function entryOf(item: Item): Entry {
  const value = parseCanonical(bytesOf(item, 'bytes'));
  if (value === undefined) throw new TypeError(`entry ${textOf(item, 'id')} is not canonical`);
  return value as unknown as Entry;
}
