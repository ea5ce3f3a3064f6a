import { createHash } from 'node:crypto';
import { admitEntries, readCounter, readOutbox } from '../../functions/actions/admit-entries.ts';
import { closeDue } from '../../functions/actions/close-day.ts';
import { readHalts } from '../../functions/actions/halts.ts';
import { publishLog } from '../../functions/actions/publish-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { publishedPlace } from '../../functions/actions/read-donation.ts';
import { recoverLog } from '../../functions/actions/recover-log.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { entryId } from '../../functions/actions/tokens.ts';
import type { Deps } from '../../functions/deps.ts';
import type { Database } from '../../functions/store/database.ts';
import type { Files } from '../../functions/store/files.ts';
import { entryKey, identityKey } from '../../functions/store/tables.ts';
import { Broken, createJudge } from './judge.ts';
import { copyTables, memoryDatabase, type Tables } from './memory-database.ts';
import { memoryFiles } from './memory-files.ts';
import { createScheduler, type Fate, type Life, type Worker } from './scheduler.ts';
import { fixed, logKey, paymentOf, START_MS, type Stores, signText } from './world.ts';

/** What may go wrong in one run, and how often at most. */
export type Setting = {
  readonly name: string;
  readonly payments: number;
  readonly crashes: number;
  readonly lost: number;
  readonly fails: number;
  readonly stalls: number;
  /** Both tables, or the one with the gifts alone, are set back once to what they were at an earlier step. */
  readonly restore: 'never' | 'tables' | 'records';
  /** An operator runs `recover` while everything else runs, also where nothing has stopped. */
  readonly meddling: boolean;
  /** The live files are drawn as well. */
  readonly pages: boolean;
};

/** The stores as one life of a worker has them. */
export type Hands = { readonly db: Database; readonly log: Files };

/** A safeguard taken away: what is put between the product and its stores. */
export type Mutation = (hands: Hands, worker: string) => Hands;

export type Run = {
  readonly seed: number;
  readonly begin: Stores;
  readonly setting: Setting;
  readonly mutation?: Mutation;
  readonly trace?: (line: string) => void;
};

/** What came of a run; `broken` says which promise, and is absent where all held. */
export type Outcome = { readonly broken?: string; readonly steps: number; readonly published: number; readonly lostRaces: number; readonly recovered: number };

const STEPS = 6_000;
const DAY_MS = 86_400_000;
/** What an action may throw when its world falls apart around it; anything else it throws is a mistake of ours. */
const EXPECTED = [
  /changed under every attempt/,
  /did not reach its admitted size/,
  /took this one over/,
  /still being published/,
  /refused again and again/,
  /cannot be read|not in the published bundles/,
];

/** Runs settling workers, two publishers, a closer, a reader and an operator through one schedule, then lets everything calm down and judges what is left. */
export async function runSchedule({ seed, begin, setting, mutation = (hands) => hands, trace }: Run): Promise<Outcome> {
  const random = randomFrom(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const stores = { tables: copyTables(begin.tables), log: new Map(begin.log), public: new Map(begin.public) };
  const judge = createJudge(stores.log);
  judge.finish();
  const seen = { steps: 0, lostRaces: 0, recovered: 0, restored: false };
  let clockMs = START_MS + DAY_MS * (1 + pick(2));
  let calm = false;
  let brokenBy: string | undefined;
  const signed: { readonly life: Life; readonly text: string }[] = [];
  const races = new Set<Life>();
  const acknowledged = new Set<string>();
  const check = (judged: () => void) => {
    try {
      judged();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      brokenBy ??= error.message;
    }
  };

  const budget = { crashes: setting.crashes, lost: setting.lost, fails: setting.fails, stalls: setting.stalls };
  const spend = (kind: keyof typeof budget, fate: Fate): Fate => (budget[kind]-- > 0 ? fate : 'done');
  const fate = (): Fate => {
    if (calm) return 'done';
    const dice = pick(400);
    if (dice < 4) return spend('crashes', dice < 2 ? 'crash_before' : 'crash_after');
    if (dice < 7) return spend('lost', 'lost');
    if (dice < 9) return spend('fails', 'fails');
    if (dice < 13) return spend('stalls', 'stalls');
    return dice < 40 ? 'late' : 'done';
  };
  const restoreFrom = setting.restore === 'never' ? -1 : pick(250);
  const restoreAt = restoreFrom + 20 + pick(250);
  let backup: Tables | undefined;
  const tick = (step: number) => {
    seen.steps += 1;
    clockMs += pick(60) === 0 && !calm ? 31_000 : 3;
    if (calm) return;
    if (step === restoreFrom) backup = copyTables(stores.tables);
    if (step !== restoreAt || backup === undefined) return;
    const kept = setting.restore === 'records' ? [...stores.tables].filter(([partition]) => partition.startsWith('ledger|')) : [];
    stores.tables = new Map([...backup, ...kept]);
    seen.restored = true;
    trace?.('the tables are restored');
  };
  const scheduler = createScheduler({
    pick,
    fate,
    tick,
    failed: (life, error) => (brokenBy ??= surprise(life, error)),
    ...(trace === undefined ? {} : { trace }),
  });

  const depsFor = (life: Life): Deps => {
    const gatedDb = gateDatabase(
      memoryDatabase(() => stores.tables),
      (call, effect) => scheduler.gate(life, call, effect),
    );
    const gatedLog = gateFiles(memoryFiles(stores.log), (call, effect) =>
      scheduler.gate(life, `log ${call}`, async () => {
        const before = stores.log.get('checkpoint');
        const result = await effect();
        const after = stores.log.get('checkpoint');
        if (after !== undefined && after !== before) check(() => judge.sawCheckpoint(after));
        return result;
      }),
    );
    return {
      ...fixed,
      now: () => clockMs,
      random: (bytes) =>
        createHash('shake256', { outputLength: bytes })
          .update(`${seed} ${pick(1 << 30)}`)
          .digest(),
      ...mutation({ db: gatedDb, log: gatedLog }, life.name),
      publicFiles: gateFiles(memoryFiles(stores.public), (call, effect) => scheduler.gate(life, `public ${call}`, effect)),
      privateFiles: memoryFiles(new Map()),
      signer: {
        key: logKey,
        sign: (text) =>
          scheduler.gate(life, 'sign', async () => {
            signed.push({ life, text: new TextDecoder().decode(text) });
            return signText(text);
          }),
      },
      alarm: (code) => {
        if (code !== 'signing_race_lost') return;
        races.add(life);
        seen.lostRaces += 1;
      },
    };
  };

  const payments = Array.from({ length: setting.payments }, (_, at) => paymentOf(at));
  const ids = payments.map((one) => entryId(fixed.secret, `${one.gateway}|${one.serial}`));
  const publish = (deps: Deps) => (setting.pages ? publishSettled(deps) : admitEntries(deps).then(() => publishLog(deps)));
  const worker = (name: string, lives: number, body: (deps: Deps) => Promise<unknown>): Worker => ({
    name,
    lives,
    body: async (life) => void (await body(depsFor(life))),
  });
  const recover = async (deps: Deps) => {
    const recovered = await recoverLog(deps);
    if (!recovered.ok) throw new Error(`recover refused: ${recovered.reason}`);
    seen.recovered += 1;
  };
  const settle = async (deps: Deps, at: number) => {
    const payment = payments[at];
    if (payment !== undefined) acknowledged.add((await settlePayment(deps, payment)).entryId);
  };
  /** Comes later: some turns in which nothing is done. */
  const idle = async (deps: Deps, turns: number) => {
    for (let rest = pick(turns + 1); rest > 0; rest--) await deps.db.get('records', { pk: 'idle', sk: 'idle' });
  };
  const look = async (deps: Deps) => {
    for (const id of ids) {
      const place = await publishedPlace(deps, id);
      if (place !== undefined) check(() => judge.told(id, place.index));
    }
  };
  const workers: Worker[] = [
    ...payments.map((_, at) => worker(`settle${at}`, 4, (deps) => idle(deps, at === 0 ? 0 : setting.meddling ? 640 : 8).then(() => settle(deps, at)))),
    ...['publish1', 'publish2'].map((name) =>
      worker(name, 4, async (deps) => {
        for (let round = 0; round < 3 || (setting.meddling && seen.recovered === 0 && round < 30); round++) await publish(deps);
      }),
    ),
    worker('close1', 3, closeDue),
    worker('close2', 3, (deps) => idle(deps, 100).then(() => closeDue(deps))),
    worker('look', 2, async (deps) => {
      for (let round = 0; round < 3; round++) await look(deps);
    }),
    worker('recover', 3, async (deps) => {
      for (let round = 0; round < 4; round++) if ((await readHalts(deps)).length > 0 || (setting.meddling && round === 0)) await recover(deps);
    }),
  ];
  const ended = await scheduler.run(workers, STEPS);
  if (!ended) brokenBy ??= 'a worker never ends';
  check(() => judge.finish());
  if (!seen.restored) check(() => judgeAcknowledged(stores.tables, acknowledged));
  const hasReason = seen.restored || setting.meddling;
  if (!hasReason && stores.tables.get('ledger|HALT')?.has('publication') === true) brokenBy ??= 'publication stopped, and no store was touched';

  // No more faults: gateways repeat their notices, an operator recovers what has stopped, and the sweep goes on.
  calm = true;
  const goal = async (deps: Deps): Promise<void> => {
    for (let round = 0; round < 6; round++) {
      if ((await readHalts(deps)).some((halt) => halt.what === 'publication')) await recover(deps);
      for (const at of payments.keys()) await settle(deps, at);
      clockMs += 60_000;
      await publish(deps);
      await closeDue(deps);
      await look(deps);
    }
    const [counter, waiting, halts] = await Promise.all([readCounter(deps), readOutbox(deps), readHalts(deps)]);
    if (halts.length > 0 || waiting.length > 0 || counter?.next !== judge.published().length)
      brokenBy ??= `not everything is published: ${JSON.stringify({ halts, waiting: waiting.length, next: counter?.next, size: judge.published().length })}`;
    for (const id of ids) if ((await publishedPlace(deps, id)) === undefined) brokenBy ??= `${id} is published and told nowhere`;
  };
  if (brokenBy === undefined) {
    if (!(await scheduler.run([worker('calm', 1, goal)], 10 * STEPS))) brokenBy ??= 'it never calms down';
    check(() => judge.finish());
    for (const id of ids) if (judge.published().filter((one) => one === id).length !== 1) brokenBy ??= `${id} was settled and is not in the log exactly once`;
    for (const { life, text } of signed)
      if (!judge.texts.has(text) && !races.has(life) && !life.isHurt) brokenBy ??= 'a signature is neither published nor recorded';
  }
  return {
    ...(brokenBy === undefined ? {} : { broken: brokenBy }),
    steps: seen.steps,
    published: judge.published().length,
    lostRaces: seen.lostRaces,
    recovered: seen.recovered,
  };
}

/** Without a restore, whatever was acknowledged waits in the outbox or has its place: at every instant, and so also at this one. */
function judgeAcknowledged(tables: Tables, acknowledged: ReadonlySet<string>): void {
  for (const id of acknowledged) {
    const index = tables.get(`ledger|${identityKey(id).pk}`)?.get('ID')?.index;
    const key = typeof index === 'number' ? entryKey(index) : undefined;
    const isPlaced = key !== undefined && tables.get(`ledger|${key.pk}`)?.get(key.sk)?.id === id;
    const waits = [...tables].some(([partition, items]) => partition.startsWith('ledger|OUTBOX#') && [...items.values()].some((item) => item.id === id));
    if (!isPlaced && !waits) throw new Broken(`${id} was acknowledged and is nowhere`);
  }
}

function surprise(life: Life, error: unknown): string | undefined {
  if (error instanceof Broken) return error.message;
  if (error instanceof Error && EXPECTED.some((one) => one.test(error.message))) return undefined;
  return `${life.name} threw ${error instanceof Error ? error.stack : String(error)}`;
}

type Gate = <Result>(call: string, effect: () => Promise<Result>) => Promise<Result>;

function gateDatabase(db: Database, gate: Gate): Database {
  return {
    get: (table, key) => gate(`get ${key.pk}`, () => db.get(table, key)),
    getMany: (table, keys) => gate(`getMany ${keys.length}`, () => db.getMany(table, keys)),
    query: (table, query) => gate(`query ${query.pk}`, () => db.query(table, query)),
    due: db.due,
    write: (writes) =>
      gate(
        `write ${writes.map((one) => ('put' in one ? `+${one.put.pk}` : 'erase' in one ? `-${one.erase.pk}` : 'update' in one ? one.update.pk : '')).join(' ')}`,
        () => db.write(writes),
      ),
  };
}

function gateFiles(files: Files, gate: Gate): Files {
  return {
    get: (key) => gate(`get ${key}`, () => files.get(key)),
    put: (key, bytes, options) => gate(`put ${key}`, () => files.put(key, bytes, options)),
    remove: (key) => gate(`remove ${key}`, () => files.remove(key)),
  };
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
