import type { Deps } from '../deps.ts';
import { hashLeaf } from '../domain/ledger/hash.ts';
import type { Item, Write } from '../store/database.ts';
import { bytesOf, numberOf, textOf } from '../store/item.ts';
import { COUNTER_KEY, entryKey, identityKey, outboxPartition, SHARDS } from '../store/tables.ts';

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

type Needs = Pick<Deps, 'db' | 'now' | 'alarm'>;

/** Reads the counter; nothing where no log was created here. */
export async function readCounter(deps: Pick<Deps, 'db'>): Promise<Counter | undefined> {
  const item = await deps.db.get('ledger', COUNTER_KEY);
  if (item === undefined) return undefined;
  const open = { next: numberOf(item, 'next'), issue: numberOf(item, 'issue'), first: numberOf(item, 'first'), from: textOf(item, 'from') };
  return item.seal === undefined ? open : { ...open, seal: textOf(item, 'seal'), sealedUntilMs: numberOf(item, 'sealedUntilMs') };
}

/**
 * Gives indices to everything in the outbox, in order of settlement, up to 33 entries a transaction. Repeating it
 * admits nothing twice: the entry's place is made in the same transaction that clears its outbox item.
 * Returns how many entries were admitted; stops early, with fewer, while a close holds the seal, and after `most`, so
 * that in a rush what was admitted is published before more is.
 */
export async function admitEntries(deps: Needs, most = Number.POSITIVE_INFINITY): Promise<number> {
  let admitted = 0;
  while (admitted < most) {
    const waiting = await readOutbox(deps, READ_AT_ONCE);
    if (waiting.length === 0) return admitted;
    const round = await admitRound(deps, waiting);
    admitted += round.admitted;
    if (round.sealed) return admitted;
  }
  return admitted;
}

/** Admits what was read, batch after batch, until one is refused; the next round sees why. */
async function admitRound(deps: Needs, waiting: readonly Item[]): Promise<{ readonly admitted: number; readonly sealed: boolean }> {
  let counter = await readCounter(deps);
  if (counter === undefined) throw new Error('no log was created here');
  if (counter.seal !== undefined && (counter.sealedUntilMs ?? 0) > deps.now()) return { admitted: 0, sealed: true };
  for (let at = 0; at < waiting.length; at += BATCH) {
    const batch = waiting.slice(at, at + BATCH);
    const outcome = await deps.db.write(admission(counter, batch));
    if (!outcome.ok) {
      await dropAdmitted(deps, { waiting: batch, failed: outcome.failed.map((one) => one.at) });
      return { admitted: at, sealed: false };
    }
    counter = { next: counter.next + batch.length, issue: counter.issue, first: counter.first, from: counter.from };
  }
  return { admitted: waiting.length, sealed: false };
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
  return [
    { table: 'ledger', put: { ...entryKey(index), index, bytes, leaf: hashLeaf(bytes), id, donation }, when: 'absent' },
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
async function dropAdmitted(deps: Needs, round: { waiting: readonly Item[]; failed: readonly number[] }): Promise<void> {
  for (const at of round.failed.filter((position) => position > 0 && position % 3 === 2)) {
    const entry = round.waiting[Math.floor((at - 1) / 3)];
    if (entry === undefined) continue;
    const dropped = await deps.db.write([
      { table: 'ledger', check: identityKey(textOf(entry, 'id')), when: 'present' },
      { table: 'ledger', erase: { pk: entry.pk, sk: entry.sk }, when: 'present' },
    ]);
    if (dropped.ok) deps.alarm('entry_admitted_before', { entry: textOf(entry, 'id') });
  }
}
