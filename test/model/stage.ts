import { createHash } from 'node:crypto';
import { askWitnesses } from '../../functions/actions/ask-witnesses.ts';
import type { Witness } from '../../functions/actions/cosign-checkpoint.ts';
import type { Witnessing } from '../../functions/actions/state-policy.ts';
import type { Deps } from '../../functions/deps.ts';
import { encodeBase64 } from '../../functions/domain/ledger/base64.ts';
import { parseCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { parseNote } from '../../functions/domain/ledger/note.ts';
import { witnessRoutes } from '../../functions/http/witness.ts';
import type { Database } from '../../functions/store/database.ts';
import type { Files } from '../../functions/store/files.ts';
import { logSizeOf } from '../../functions/store/live-file.ts';
import { passDatabase, passFiles } from './calls.ts';
import type { Call, Gate, Life } from './engine.ts';
import { Broken, createJudge, type Judge } from './judge.ts';
import { copyTables, memoryDatabase, type Tables } from './memory-database.ts';
import { memoryFiles, type Objects } from './memory-files.ts';
import { fixed, logKey, type Stores, signText, witnessed, witnessKey } from './world.ts';

/** The stores as one life of a worker has them; `ask` shows the witness what it finds in a log's files. */
export type Hands = { readonly db: Database; readonly log: Files; readonly publicFiles: Files; readonly ask: (log: Files) => Promise<unknown> };

/** A safeguard taken away: what is put between the product and its stores. */
export type Mutation = (hands: Hands, worker: string) => Hands;

/** Everything that a run's workers stand on. */
export type Worldly = Deps & Witnessing & { readonly ask: () => Promise<unknown> };

export type Stage = {
  readonly stores: { tables: Tables; readonly log: Objects; readonly public: Objects; readonly witness: Objects };
  readonly judge: Judge;
  readonly depsFor: (life: Life) => Worldly;
  /** Judges now; the first promise that is broken stays. */
  readonly check: (judged: () => void) => void;
  readonly broke: (promise: string) => void;
  readonly brokenBy: () => string | undefined;
  /** The tables, or the one with the gifts alone, become what they were in a copy. */
  readonly restoreTables: (backup: Tables, which: 'tables' | 'records') => void;
  readonly rollBack: (backup: Objects) => void;
  readonly seen: { restored: boolean; wentBack: boolean; lostRaces: number };
};

export type StageOptions = {
  readonly begin: Stores;
  readonly gate: Gate;
  readonly now: () => number;
  readonly random: (life: Life, bytes: number) => Uint8Array;
  readonly mutation?: Mutation;
};

/** Copies of the stores that a run begins with, and the product's world over them, in which every call passes the gate. */
export function openStage({ begin, gate, now, random, mutation = (hands) => hands }: StageOptions): Stage {
  const stores = { tables: copyTables(begin.tables), log: new Map(begin.log), public: new Map(begin.public), witness: new Map<string, Uint8Array>() };
  const judge = createJudge(stores.log);
  judge.finish();
  const seen = { restored: false, wentBack: false, lostRaces: 0 };
  let brokenBy: string | undefined;
  const broke = (promise: string) => {
    brokenBy ??= promise;
  };
  const check = (judged: () => void) => {
    try {
      judged();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      broke(error.message);
    }
  };
  const witness: Witness = {
    now,
    logs: new Map([[logKey.name, [logKey]]]),
    signer: { key: witnessKey, sign: async (text) => signText(text, 'witness') },
    files: memoryFiles(stores.witness),
  };
  const app = witnessRoutes(async () => witness);

  /** Judges a checkpoint as soon as one is put. */
  const watchLog = async <Result>(effect: () => Promise<Result>): Promise<Result> => {
    const before = stores.log.get('checkpoint');
    const result = await effect();
    const after = stores.log.get('checkpoint');
    if (after !== undefined && after !== before) check(() => judge.sawCheckpoint(after));
    return result;
  };
  const sign = (text: Uint8Array): Uint8Array => {
    if (!seen.restored && !isNoted(stores.tables, text)) broke('a signature that was not noted before');
    return signText(text, 'log');
  };
  const cosign = async (request: Request): Promise<Response> => {
    const answer = await app.fetch(request);
    for (const held of stores.witness.values()) {
      const checkpoint = parseCheckpoint(parseNote(held)?.text ?? '');
      if (checkpoint !== undefined) judge.witnessed(checkpoint.size, checkpoint.root);
    }
    return answer;
  };

  const depsFor = (life: Life): Worldly => {
    const pass = <Result>(call: Call, effect: () => Promise<Result>): Promise<Result> => gate(life, call, effect);
    const passWatched = <Result>(call: Call, effect: () => Promise<Result>): Promise<Result> => gate(life, call, () => watchLog(effect));
    const passLive = <Result>(call: Call, effect: () => Promise<Result>): Promise<Result> =>
      gate(life, call, async () => {
        const key = call.writes[0]?.slice('public/'.length) ?? '';
        const before = stores.public.get(key);
        const result = await effect();
        check(() => judgeLive(key, before, stores.public.get(key)));
        return result;
      });
    const fetch: Witnessing['fetch'] = async (url, init) => {
      const request = new Request(url, init);
      const text = await request.clone().text();
      return gate(life, { name: 'witness', reads: [], writes: ['witness'] }, () => cosign(new Request(url, { method: 'POST', body: text })));
    };
    const alarm = (code: string) => {
      if (code === 'signing_race_lost') seen.lostRaces += 1;
    };
    const witnessing = { logKey, alarm, policy: witnessed, fetch };
    const hands = mutation(
      {
        db: passDatabase(
          memoryDatabase(() => stores.tables),
          pass,
        ),
        log: passFiles('log', memoryFiles(stores.log), passWatched),
        publicFiles: passFiles('public', memoryFiles(stores.public), passLive),
        ask: (log) => askWitnesses({ ...witnessing, log }),
      },
      life.name,
    );
    return {
      ...fixed,
      ...witnessing,
      now,
      random: (bytes) => random(life, bytes),
      db: hands.db,
      log: hands.log,
      publicFiles: hands.publicFiles,
      privateFiles: memoryFiles(new Map()),
      signer: { key: logKey, sign: (text) => gate(life, { name: 'sign', reads: [], writes: [] }, async () => sign(text)) },
      ask: () => hands.ask(hands.log),
    };
  };
  return {
    stores,
    judge,
    depsFor,
    check,
    broke,
    brokenBy: () => brokenBy,
    seen,
    restoreTables: (backup, which) => {
      const kept = which === 'records' ? [...stores.tables].filter(([partition]) => partition.startsWith('ledger|')) : [];
      stores.tables = new Map([...copyTables(backup), ...kept]);
      seen.restored = true;
    },
    rollBack: (backup) => {
      stores.log.clear();
      for (const [key, bytes] of backup) stores.log.set(key, bytes);
      seen.wentBack = true;
      judge.wentBack(true);
    },
  };
}

/** Every signature is accounted for: the table held a note of exactly this tree before it was made. */
function isNoted(tables: Tables, text: Uint8Array): boolean {
  const checkpoint = parseCheckpoint(new TextDecoder().decode(text));
  const notes = [...(tables.get('ledger|SIGN')?.values() ?? [])];
  return checkpoint !== undefined && notes.some((note) => note.size === checkpoint.size && note.root === encodeBase64(checkpoint.root));
}

/** A live file never goes back to a smaller log (M13). */
function judgeLive(key: string, before: Uint8Array | undefined, after: Uint8Array | undefined): void {
  const [old, young] = [before, after].map((bytes) => (bytes === undefined ? undefined : logSizeOf(bytes)));
  if (old !== undefined && young !== undefined && young < old) throw new Broken(`${key} goes back from the log of ${old} to that of ${young}`);
}

/** Bytes that depend on the text alone. */
export function drawFrom(text: string, bytes: number): Uint8Array {
  return createHash('shake256', { outputLength: bytes }).update(text).digest();
}
