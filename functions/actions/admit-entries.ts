import type { Deps } from '../deps.ts';
import { hashLeaf } from '../domain/ledger/hash.ts';
import type { Item, Value, Write } from '../store/database.ts';
import { bytesOf, numberOf, textOf } from '../store/item.ts';
import { COUNTER_KEY, entryKey, identityKey, outboxPartition, SHARDS } from '../store/tables.ts';
import { forgetResettled } from './forget-resettled.ts';
import { pointEntries } from './point-entries.ts';
import { readHead } from './read-head.ts';

/** The one item that says which index comes next, and which issue is open. */
export type Counter = {
  readonly next: number;
  /** Number of the open issue, its first index and first day. */
  readonly issue: number;
  readonly first: number;
  readonly from: string;
  /** Set while a close is being written: nothing is admitted until `sealedUntilMs`. */
  readonly seal?: string;
  readonly sealedUntilMs?: number;
};

/** Three writes an entry and one for the counter stay below the hundred of one transaction. */
export const BATCH = 33;

/** What is read of the outbox at once. */
const READ_AT_ONCE = 24 * BATCH;

const REFUSED_AT_MOST = 50;

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'now' | 'alarm'>;

/** Reads the counter; nothing where no log was created here. */
export async function readCounter(deps: Pick<Deps, 'db'>): Promise<Counter | undefined> {
  const item = await deps.db.get('ledger', COUNTER_KEY);
  if (item === undefined) return undefined;
  const open = { next: numberOf(item, 'next'), issue: numberOf(item, 'issue'), first: numberOf(item, 'first'), from: textOf(item, 'from') };
  return item.seal === undefined ? open : { ...open, seal: textOf(item, 'seal'), sealedUntilMs: numberOf(item, 'sealedUntilMs') };
}

/**
 * Gives indices to everything that lies in the outbox now, in order of settlement, up to 33 entries a transaction; what
 * comes meanwhile is for the next call, since in a rush something always does. Repeating it admits nothing twice: the entry's place is made in the same transaction that clears its outbox item.
 * Returns how many entries were admitted; stops early, with fewer, while a close holds the seal, and after `most`, so
 * that in a rush what was admitted is published before more is. A table that is behind the published log gives no index:
 * it was restored, and what it would give is on certificates already.
 */
export async function admitEntries(deps: Needs, most = Number.POSITIVE_INFINITY): Promise<number> {
  let admitted = 0;
  for (let refused = 0; admitted < most && refused < REFUSED_AT_MOST; ) {
    const waiting = await readOutbox(deps, READ_AT_ONCE);
    if (waiting.length === 0) return admitted;
    const ready = await pointEntries(deps, firstOfEach(waiting));
    if (ready.length === 0) return admitted; // what waits points at entries that have no index
    const round = await admitRound(deps, ready);
    admitted += round.admitted;
    if (round.held || (round.admitted === waiting.length && waiting.length < READ_AT_ONCE)) return admitted;
    refused = round.admitted + round.dropped > 0 ? 0 : refused + 1;
  }
  if (admitted < most) throw new Error('admission was refused again and again');
  return admitted;
}

/** Whether a close, or a recovery, holds the seal and it has not run out. */
export function isSealed(counter: Counter, nowMs: number): boolean {
  return counter.seal !== undefined && (counter.sealedUntilMs ?? 0) > nowMs;
}

/** One item of each entry: a gift settled a second time with restored `records` waits until the first is in, and is dropped then. */
function firstOfEach(waiting: readonly Item[]): readonly Item[] {
  return [...new Map(waiting.toReversed().map((item) => [textOf(item, 'id'), item])).values()].reverse();
}

type Round = { readonly admitted: number; readonly dropped: number; readonly held: boolean };

/** Admits what was read, batch after batch, until one is refused; the next round sees why. */
async function admitRound(deps: Needs, waiting: readonly Item[]): Promise<Round> {
  const head = await readHead(deps); // before the counter, which then can only be further
  let counter = await readCounter(deps);
  if (counter === undefined) throw new Error('no log was created here');
  const isBehind = head === undefined || counter.next < head.checkpoint.size;
  if (isBehind || isSealed(counter, deps.now())) return { admitted: 0, dropped: 0, held: true };
  for (let at = 0; at < waiting.length; at += BATCH) {
    const batch = waiting.slice(at, at + BATCH);
    const outcome = await deps.db.write(admission(counter, batch));
    if (!outcome.ok) return { admitted: at, dropped: await dropAdmitted(deps, { waiting: batch, failed: outcome.failed.map((one) => one.at) }), held: false };
    counter = { next: counter.next + batch.length, issue: counter.issue, first: counter.first, from: counter.from };
  }
  return { admitted: waiting.length, dropped: 0, held: false };
}

/** Writes that give `entries` the next indices, on condition that the counter is as read. */
export function admission(counter: Counter, entries: readonly Item[], change: { readonly [field: string]: string | number } = {}): readonly Write[] {
  const { next, seal } = counter;
  const moved = { table: 'ledger' as const, update: COUNTER_KEY, set: { next: next + entries.length, ...change }, when: { is: { next, seal } } };
  return [seal === undefined ? moved : { ...moved, remove: ['seal', 'sealedUntilMs'] }, ...entries.flatMap((entry, at) => admitOne(counter, entry, next + at))];
}

function admitOne(counter: Counter, entry: Item, index: number): readonly Write[] {
  const bytes = bytesOf(entry, 'bytes');
  const [id, donation] = [textOf(entry, 'id'), entry.donation ?? ''];
  const points: { readonly [field: string]: Value } = entry.points === undefined ? {} : { points: entry.points }; // kept, for an entry that may have to be admitted again
  return [
    { table: 'ledger', put: { ...entryKey(index), index, bytes, leaf: hashLeaf(bytes), id, donation, ...points }, when: 'absent' },
    { table: 'ledger', put: { ...identityKey(id), index, issue: counter.issue, row: index - counter.first + 1 }, when: 'absent' },
    { table: 'ledger', erase: { pk: entry.pk, sk: entry.sk }, when: 'present' },
  ];
}

/** The oldest waiting items over all shards, at most one batch. */
export async function readOutbox(deps: Pick<Deps, 'db'>, limit = BATCH): Promise<readonly Item[]> {
  const shards = await Promise.all(SHARDS.map((shard) => deps.db.query('ledger', { pk: outboxPartition(shard), limit })));
  return shards
    .flat()
    .sort((a, b) => (a.sk < b.sk ? -1 : 1))
    .slice(0, limit);
}

/**
 * An entry that has a place already, but is in the outbox again, came back with a restored table: its item goes.
 * Any other refusal means that another worker was quicker, and the next round sees what it did.
 */
async function dropAdmitted(deps: Needs, round: { waiting: readonly Item[]; failed: readonly number[] }): Promise<number> {
  let gone = 0;
  for (const at of round.failed.filter((position) => position > 0 && position % 3 === 2)) {
    const entry = round.waiting[Math.floor((at - 1) / 3)];
    if (entry === undefined) continue;
    await forgetResettled(deps, entry); // before the drop: a crash between the two comes here again
    const dropped = await deps.db.write([
      { table: 'ledger', check: identityKey(textOf(entry, 'id')), when: 'present' },
      { table: 'ledger', erase: { pk: entry.pk, sk: entry.sk }, when: 'present' },
    ]);
    if (!dropped.ok) continue;
    gone += 1;
    deps.alarm('entry_admitted_before', { entry: textOf(entry, 'id') });
  }
  return gone;
}
