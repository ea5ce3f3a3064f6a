import type { Deps } from '../deps.ts';
import type { Entry } from '../domain/entry.ts';
import { parseCanonical } from '../domain/ledger/canonical.ts';
import { hashLeaf, sameBytes } from '../domain/ledger/hash.ts';
import { formatTilePath, newBundles, TILE_WIDTH, type TilePath } from '../domain/ledger/tile.ts';
import { rootOf } from '../domain/ledger/tree.ts';
import { atShanghai } from '../domain/time.ts';
import type { Item, Write } from '../store/database.ts';
import { bytesOf, numberOf, textOf } from '../store/item.ts';
import { bundlePartition, COUNTER_KEY, donationKey, entryKey, haltKey, identityKey, outboxKey } from '../store/tables.ts';
import { readOutbox } from './admit-entries.ts';
import { forgetResettled } from './forget-resettled.ts';
import { haltPublication, noteHalt } from './halts.ts';
import { accountSignings, type SigningAccount } from './note-signing.ts';
import { type Contradiction, openCopy, readNewestPublication } from './publications.ts';
import { firstOf, readBundle, readWholeLog, type WholeLog, type WholeLogRead } from './read-whole-log.ts';

/** `rebuilt`: entries written anew from the files. `returned`: entries that nobody was shown, waiting for an index again. `dropped`: waiting items whose entry is published. */
type Done = { readonly rebuilt: number; readonly returned: number; readonly dropped: number };

/** `size` entries are published, and `next` have their places. */
export type Recovered =
  | ({ readonly ok: true; readonly size: number; readonly next: number; readonly signings: SigningAccount } & Done)
  | Extract<WholeLogRead, { readonly ok: false }>
  | { readonly ok: false; readonly reason: 'entry_damaged'; readonly entry: string }
  | { readonly ok: false; readonly reason: Contradiction | 'other_key'; readonly evidence: readonly Uint8Array[] };

type Needs = Pick<Deps, 'db' | 'log' | 'publicFiles' | 'logKey' | 'now' | 'random' | 'alarm'>;

const ATTEMPTS = 20;
const ENTRIES_AT_ONCE = 49; // two writes each, and the check of the seal
const NEVER_MS = 8_640_000_000_000_000;

/** Entries that the log makes for itself at one place; elsewhere they would be wrong, and they are made again. */
const OF_THE_LOG: readonly Entry['k'][] = ['open', 'define', 'close', 'gap', 'key', 'policy'];

/**
 * Rebuilds the tables of the log from the published files, after a restore or a stop (M20). The published log rules:
 * where the table differs it is rewritten. What a publisher had staged when it died is taken over, since its bundles can
 * never be replaced. Whatever else the table holds beyond goes back to the outbox: an index is told to nobody before it
 * is published. Admission is sealed and publication halted from the beginning to the last
 * write, which lifts both; killed anywhere, it is simply run again. Refuses, and changes nothing, where the files
 * themselves do not hold together; and leaves all sealed where an entry that was never published is damaged, since
 * its bytes are nowhere else. `copies` are signed checkpoints that lie elsewhere, with a witness, an auditor or on a
 * certificate: where one of them, or the table's own note of the newest publication, is larger than the log or of
 * another history, the files went back or fork, and nothing is recovered: that is to be told publicly.
 */
export async function recoverLog(deps: Needs, copies: readonly Uint8Array[] = []): Promise<Recovered> {
  const newest = await readNewestPublication(deps); // before the log, which others may still publish
  const first = await readWholeLog(deps);
  if (!first.ok) return first;
  const refused = await judgeCopies(deps, first.log, [...(newest?.signed === undefined ? [] : [newest.signed]), ...copies]);
  if (refused !== undefined) return refused;
  await noteHalt(deps, { what: 'publication', reason: 'recovering' });
  const hold = await freeze(deps, first.log);
  try {
    return await follow(deps, { first, hold });
  } catch (error) {
    if (error instanceof DamagedEntry) return { ok: false, reason: 'entry_damaged', entry: error.message };
    throw error;
  }
}

/** Holds each copy against the log, and stops publication with both signed files as evidence where one contradicts it. */
async function judgeCopies(deps: Needs, log: WholeLog, copies: readonly Uint8Array[]): Promise<Extract<Recovered, { readonly ok: false }> | undefined> {
  for (const copy of copies) {
    const kept = openCopy(copy, deps.logKey);
    if (kept === undefined) return { ok: false, reason: 'other_key', evidence: [copy] };
    if (kept.size <= log.size && sameBytes(kept.root, rootOf(log.leaves.slice(0, kept.size)))) continue;
    const reason = kept.size > log.size ? 'log_behind' : 'log_forked';
    const evidence = [copy, (await deps.log.get('checkpoint'))?.bytes].filter((file) => file !== undefined);
    await haltPublication(deps, { reason, files: evidence });
    return { ok: false, reason, evidence };
  }
  return undefined;
}

/** Carries the id of an entry whose bytes are not what its leaf hash says. */
class DamagedEntry extends Error {}

async function follow(deps: Needs, { first, hold }: { first: WholeLogRead; hold: string }): Promise<Recovered> {
  let read = first;
  let done = { rebuilt: 0, returned: 0, dropped: 0 };
  for (let attempt = 0; attempt < ATTEMPTS && read.ok; attempt++) {
    const { log } = read;
    const more = await rebuild(deps, { log, hold });
    done = { rebuilt: done.rebuilt + more.rebuilt, returned: done.returned + more.returned, dropped: done.dropped + more.dropped };
    read = await readWholeLog(deps); // a publisher that was frozen may have woken up, and committed what it had read before
    if (read.ok && read.log.next === log.next) {
      await release(deps, { log, hold });
      return { ok: true, size: log.size, next: log.next, ...done, signings: await accountSignings(deps, log) };
    }
  }
  if (!read.ok) return read;
  throw new Error('the log is still being published: stop every publisher first');
}

type Work = { readonly log: WholeLog; readonly hold: string };

/** Puts a seal on the counter that does not run out. What was under way with the old counter fails on it; so does an earlier recovery. */
async function freeze(deps: Needs, { open }: WholeLog): Promise<string> {
  const seal = `recover-${Buffer.from(deps.random(8)).toString('hex')}`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = await deps.db.get('ledger', COUNTER_KEY);
    const write: Write =
      found === undefined
        ? { table: 'ledger', put: { ...COUNTER_KEY, next: 0, ...open, seal, sealedUntilMs: NEVER_MS }, when: 'absent' }
        : { table: 'ledger', update: COUNTER_KEY, set: { seal, sealedUntilMs: NEVER_MS }, when: { is: { next: numberOf(found, 'next'), seal: found.seal } } };
    if ((await deps.db.write([write])).ok) return seal;
  }
  throw new Error('the counter changed under every attempt to seal it');
}

/** The last write: the counter as the published log says, seal and halt gone. */
async function release(deps: Needs, { log, hold }: Work): Promise<void> {
  const set = { next: log.next, ...log.open };
  await commit(deps, [
    { table: 'ledger', update: COUNTER_KEY, set, remove: ['seal', 'sealedUntilMs'], when: { is: { seal: hold } } },
    { table: 'ledger', erase: haltKey('publication'), when: 'always' },
  ]);
}

async function rebuild(deps: Needs, work: Work): Promise<Done> {
  const outbox = await readOutbox(deps, Number.MAX_SAFE_INTEGER);
  const waiting = new Map(outbox.map((item) => [textOf(item, 'id'), item]));
  const bundles = newBundles(0, work.log.next);
  let [rebuilt, returned] = [0, 0];
  for (const bundle of bundles) {
    const table = await deps.db.query('ledger', { pk: bundlePartition(bundle.index) });
    const published = await readBundle(deps, bundle);
    if (published === undefined) throw new Error(`${formatTilePath(bundle)} is gone`);
    const here = { bundle, published, table, waiting };
    returned += await giveBack(deps, { ...work, items: table.filter((item) => isForeign(item, here)) });
    rebuilt += await rewrite(deps, { ...work, ...here });
  }
  returned += await giveBackRest(deps, { ...work, from: bundles.length });
  return { rebuilt, returned, dropped: await dropPublished(deps, { ...work, outbox }) };
}

type Bundle = {
  readonly bundle: TilePath;
  readonly published: readonly Uint8Array[];
  readonly table: readonly Item[];
  readonly waiting: ReadonlyMap<string, Item>;
};

/** Whether the table holds another entry there than the published log, or one beyond it. */
function isForeign(item: Item, { bundle, published }: Bundle): boolean {
  const entry = published[Number(item.sk)];
  return entry === undefined || !sameBytes(entry, bytesOf(item, 'bytes')) || numberOf(item, 'index') !== firstOf(bundle) + Number(item.sk);
}

/** Writes the entries and identities of a bundle that the table lacks or has otherwise. */
async function rewrite(deps: Needs, work: Work & Bundle): Promise<number> {
  const byIndex = new Map(work.table.filter((item) => !isForeign(item, work)).map((item) => [numberOf(item, 'index'), item]));
  const entries = work.published.map((bytes, at) => ({ bytes, index: firstOf(work.bundle) + at, id: parse(bytes).id }));
  const known = await readIdentities(
    deps,
    entries.map(({ id }) => id),
  );
  const wrong = entries.filter(({ index, id, bytes }) => {
    const [item, identity, place] = [byIndex.get(index), known.get(identityKey(id).pk), work.log.places.get(id)];
    const stands = identity?.index === index && identity.issue === place?.issue && identity.row === place?.row;
    return item === undefined || item.id !== id || !stands || !sameBytes(bytesOf(item, 'leaf'), hashLeaf(bytes));
  });
  for (let at = 0; at < wrong.length; at += ENTRIES_AT_ONCE) {
    const writes = wrong.slice(at, at + ENTRIES_AT_ONCE).flatMap(({ bytes, index, id }): readonly Write[] => {
      const donation = byIndex.get(index)?.donation ?? donationOf(work.waiting.get(id), bytes);
      return [
        { table: 'ledger', put: { ...entryKey(index), index, bytes, leaf: hashLeaf(bytes), id, donation }, when: 'always' },
        { table: 'ledger', put: { ...identityKey(id), ...(work.log.places.get(id) ?? { index }) }, when: 'always' },
      ];
    });
    await commit(deps, [whileHeld(work), ...writes]);
  }
  return wrong.length;
}

/** The gift behind a published entry, where its own bytes still wait in the outbox; salts of other bytes would not open it. */
function donationOf(item: Item | undefined, bytes: Uint8Array) {
  return item !== undefined && sameBytes(bytesOf(item, 'bytes'), bytes) ? (item.donation ?? '') : '';
}

async function readIdentities(deps: Needs, ids: readonly string[]): Promise<ReadonlyMap<string, Item>> {
  const items: Item[] = [];
  for (let at = 0; at < ids.length; at += 100) items.push(...(await deps.db.getMany('ledger', ids.slice(at, at + 100).map(identityKey))));
  return new Map(items.map((item) => [item.pk, item]));
}

/** Gives back what lies in the partitions behind the one in which the published log ends. */
async function giveBackRest(deps: Needs, work: Work & { from: number }): Promise<number> {
  const last = Math.ceil(numberOf((await deps.db.get('ledger', COUNTER_KEY)) ?? COUNTER_KEY, 'next') / TILE_WIDTH);
  let returned = 0;
  for (let bundle = work.from; ; bundle++) {
    const items = await deps.db.query('ledger', { pk: bundlePartition(bundle) });
    if (items.length === 0 && bundle >= last) return returned;
    returned += await giveBack(deps, { ...work, items });
  }
}

/** Takes entries that were never published off their places; each waits in the outbox again, unless it is published elsewhere or was the log's own. */
async function giveBack(deps: Needs, work: Work & { items: readonly Item[] }): Promise<number> {
  let returned = 0;
  for (const item of work.items) {
    const id = textOf(item, 'id');
    const erased: Write = { table: 'ledger', erase: { pk: item.pk, sk: item.sk }, when: { is: { id } } };
    if (work.log.places.has(id)) {
      await commit(deps, [whileHeld(work), erased]);
      continue;
    }
    const entry = parseWhole(item);
    const waits = !OF_THE_LOG.includes(entry.k);
    const writes: Write[] = [whileHeld(work), erased, { table: 'ledger', erase: identityKey(id), when: 'always' }];
    if (waits) writes.push({ table: 'ledger', put: await outboxItem(deps, { item, entry }), when: 'always' });
    await commit(deps, writes);
    if (waits) returned += 1;
  }
  return returned;
}

/** The item as settling made it; when it was settled is read from the gift, and where that is lost the day of payment stands for it. */
async function outboxItem(deps: Needs, { item, entry }: { item: Item; entry: Entry }): Promise<Item> {
  const [id, donation] = [textOf(item, 'id'), textOf(item, 'donation')];
  const gift = donation === '' ? undefined : await deps.db.get('records', donationKey(donation));
  const settledAtMs = gift?.entryId === id ? numberOf(gift, 'settledAtMs') : atShanghai(entry.on, '00:00');
  const points = item.points === undefined ? {} : { points: item.points };
  return { ...outboxKey(id, settledAtMs), id, bytes: bytesOf(item, 'bytes'), donation, ...points, amt: 'amt' in entry ? entry.amt : 0, settledAtMs };
}

async function dropPublished(deps: Needs, work: Work & { outbox: readonly Item[] }): Promise<number> {
  const published = work.outbox.filter((item) => work.log.places.has(textOf(item, 'id')));
  for (const item of published) {
    await forgetResettled(deps, item);
    await commit(deps, [whileHeld(work), { table: 'ledger', erase: { pk: item.pk, sk: item.sk }, when: 'always' }]);
  }
  return published.length;
}

const whileHeld = ({ hold }: Work): Write => ({ table: 'ledger', check: COUNTER_KEY, when: { is: { seal: hold } } });

async function commit(deps: Needs, writes: readonly Write[]): Promise<void> {
  if (!(await deps.db.write(writes)).ok) throw new Error('another recovery took this one over; nothing is lost, run it again if that one did not end');
}

function parseWhole(item: Item): Entry {
  const bytes = bytesOf(item, 'bytes');
  if (!sameBytes(hashLeaf(bytes), bytesOf(item, 'leaf'))) throw new DamagedEntry(textOf(item, 'id'));
  return parse(bytes);
}

function parse(bytes: Uint8Array): Entry {
  const value = parseCanonical(bytes);
  if (value === undefined) throw new TypeError('an entry in the table is not canonical');
  return value as unknown as Entry; // our own writes
}
