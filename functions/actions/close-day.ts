import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { Balances } from '../domain/balances.ts';
import { closeBalances, closeGoods, closeStatement, closeSums, closeTotals } from '../domain/close.ts';
import type { CloseEntry, GapEntry } from '../domain/entry.ts';
import { canonicalBytes, parseCanonical } from '../domain/ledger/canonical.ts';
import { sameBytes } from '../domain/ledger/hash.ts';
import { atShanghai, type Day, dayOf, daysBetween, nextDay, parseDay, previousDay } from '../domain/time.ts';
import type { Item } from '../store/database.ts';
import { COUNTER_KEY } from '../store/tables.ts';
import { admission, admitEntries, type Counter, isSealed, readCounter } from './admit-entries.ts';
import { liftHalt, noteHalt } from './halts.ts';
import { publishLog } from './publish-log.ts';
import { readOpening } from './read-balances.ts';
import { readHead } from './read-head.ts';
import { readPublished } from './read-published.ts';
import { entryId } from './tokens.ts';

export type Closed =
  | { readonly outcome: 'closed'; readonly number: number; readonly count: number; readonly minor: number }
  | { readonly outcome: 'not_due' | 'busy' }
  | { readonly outcome: 'refused'; readonly reason: 'no_log' | 'log_stopped' | 'sums_differ' };

type Needs = Pick<Deps, 'db' | 'log' | 'publicFiles' | 'now' | 'random' | 'logKey' | 'signer' | 'secret' | 'alarm' | 'society'>;

const SEAL_MS = 30_000;

/** Closes the issue that is due by the society's clock; after downtime one issue covers all the days, and a `gap` says so. */
export async function closeDue(deps: Needs): Promise<Closed> {
  const counter = await readCounter(deps);
  if (counter === undefined) return { outcome: 'refused', reason: 'no_log' };
  const today = dayOf(deps.now());
  const through = deps.now() >= atShanghai(today, deps.society.closeAt) ? previousDay(today) : previousDay(previousDay(today));
  const from = dayIn(counter);
  if (through < from) return { outcome: 'not_due' };
  return closeDay(deps, { through, gap: daysBetween(from, through) > 0 });
}

/**
 * Ends the open issue with the day `through`: seals admission, drains and publishes, computes the sums from the
 * published bundles, and admits the `close` only if no entry has come in between. What does not balance is not
 * published (M11). A crash while sealed leaves a seal that runs out by itself.
 */
export async function closeDay(deps: Needs, window: { readonly through: Day; readonly gap?: boolean }): Promise<Closed> {
  await admitEntries(deps);
  if (window.gap === true) await admitGap(deps, window.through);
  const sealed = await seal(deps);
  if (sealed === undefined) return { outcome: 'busy' };
  const size = await publishAll(deps, sealed.next);
  if (size === undefined) return { outcome: 'refused', reason: 'log_stopped' };
  // At the size that is there: once a seal has run out, others publish past it, and no bundle ends where it was put.
  const entries = await readPublished(deps, { from: sealed.first, to: sealed.next, size });
  if (entries === undefined) return refuse(deps, 'sums_differ');
  // A closer who slept through a restored table finds the issue closed by another there, and would put his statement over that one's.
  if (entries.some(({ k }) => k === 'close')) return { outcome: 'busy' };
  const opening = await readOpening(deps, { issue: sealed.issue, first: sealed.first, size });
  if (opening === undefined) return refuse(deps, 'sums_differ');
  const balances = closeBalances(opening, entries);
  if (isOverdrawn(balances)) return refuse(deps, 'sums_differ');
  const issue = { number: sealed.issue, first: sealed.first, entries, from: dayIn(sealed), through: window.through, balances };
  const statement = closeStatement(issue);
  const stored = await storeStatement(deps, { path: `close/${issue.number}.json`, statement });
  if (!stored) return { outcome: 'busy' };
  const goods = closeGoods(entries);
  const close: CloseEntry = {
    v: 1,
    k: 'close',
    id: entryId(deps.secret, `close|${issue.number}`),
    on: dayOf(deps.now()),
    number: issue.number,
    first: issue.first,
    from: issue.from,
    through: window.through,
    totals: closeTotals(entries),
    sums: closeSums(balances),
    ...(goods === undefined ? {} : { goods }),
    sha256: createHash('sha256').update(statement).digest('hex'),
  };
  const moved = { issue: issue.number + 1, first: sealed.next + 1, from: nextDay(window.through) };
  const admitted = await deps.db.write(direct(sealed, close, moved));
  if (!admitted.ok) return { outcome: 'busy' };
  if ((await publishAll(deps, sealed.next + 1)) === undefined) return { outcome: 'refused', reason: 'log_stopped' };
  await liftHalt(deps, 'close');
  const sums = close.totals.reduce((sum, total) => ({ count: sum.count + total.count, minor: sum.minor + total.amt }), { count: 0, minor: 0 });
  return { outcome: 'closed', number: issue.number, ...sums };
}

/** More left a fund than it held, and no entry that says so should be in the log (M10). */
const isOverdrawn = (balances: Balances): boolean => [...balances.values()].some(({ closing }) => closing < 0);

/** Puts the seal on, unless another closer holds one that has not run out. */
async function seal(deps: Needs): Promise<Counter | undefined> {
  const counter = await readCounter(deps);
  if (counter === undefined || isSealed(counter, deps.now())) return undefined;
  const set = { seal: Buffer.from(deps.random(8)).toString('hex'), sealedUntilMs: deps.now() + SEAL_MS };
  const put = await deps.db.write([{ table: 'ledger', update: COUNTER_KEY, set, when: { is: { next: counter.next, seal: counter.seal } } }]);
  return put.ok ? { ...counter, ...set } : undefined;
}

async function admitGap(deps: Needs, through: Day): Promise<void> {
  const counter = await readCounter(deps);
  if (counter === undefined || isSealed(counter, deps.now())) return; // admitting it would break another's seal
  const gap: GapEntry = {
    v: 1,
    k: 'gap',
    id: entryId(deps.secret, `gap|${counter.issue}`),
    on: dayOf(deps.now()),
    from: dayIn(counter),
    through,
    cause: 'downtime',
  };
  await deps.db.write(direct(counter, gap, {})); // refused where it stands already
}

/** Writes that admit an entry of the system's own, which never lay in the outbox. */
function direct(counter: Counter, entry: CloseEntry | GapEntry, change: { readonly [field: string]: string | number }) {
  const item: Item = { pk: '', sk: '', id: entry.id, bytes: canonicalBytes(entry), donation: '' };
  return admission(counter, [item], change).filter((write) => !('erase' in write));
}

/** Publishes until `size` is reached, and gives the size that is published then; nothing where the log stopped. A lost race means that somebody else is publishing. */
async function publishAll(deps: Needs, size: number): Promise<number | undefined> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const published = await publishLog(deps);
    if (published.outcome === 'stopped') return undefined;
    const head = await readHead(deps);
    if (head !== undefined && head.checkpoint.size >= size) return head.checkpoint.size;
  }
  throw new Error('the log did not reach its admitted size');
}

/**
 * Stores the statement of the issue about to be closed. Another one there is of a closer who died, or still lives,
 * before its close was admitted. Who sealed later covers more, so the shorter one never replaces the longer: it may be
 * that of a closer who woke up after the issue was closed without him.
 */
async function storeStatement(deps: Needs, file: { path: string; statement: Uint8Array }): Promise<boolean> {
  const how = { contentType: 'application/json; charset=utf-8' };
  const put = await deps.log.put(file.path, file.statement, { when: 'absent', ...how });
  if (put.ok) return true;
  const there = await deps.log.get(file.path);
  if (there === undefined) return false;
  if (sameBytes(there.bytes, file.statement)) return true;
  if (lastOf(there.bytes) >= lastOf(file.statement)) return false;
  return (await deps.log.put(file.path, file.statement, { when: { etag: there.etag }, ...how })).ok;
}

/** The last index that a statement covers; as if none where it is not one. */
function lastOf(statement: Uint8Array): number {
  const value = parseCanonical(statement);
  return typeof value === 'object' && 'last' in value && typeof value.last === 'number' ? value.last : -1;
}

async function refuse(deps: Needs, reason: 'sums_differ'): Promise<Closed> {
  deps.alarm('close_refused', { reason });
  await noteHalt(deps, { what: 'close', reason });
  return { outcome: 'refused', reason };
}

function dayIn(counter: Counter): Day {
  const day = parseDay(counter.from);
  if (day === undefined) throw new TypeError('the counter names no day');
  return day;
}
