import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { readOutbox } from '../../functions/actions/admit-entries.ts';
import { closeDue } from '../../functions/actions/close-day.ts';
import { readHalts } from '../../functions/actions/halts.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { publishedPlace } from '../../functions/actions/read-donation.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import type { Deps } from '../../functions/deps.ts';
import { createJudge } from '../model/judge.ts';
import { copyTables, memoryDatabase } from '../model/memory-database.ts';
import { memoryFiles } from '../model/memory-files.ts';
import { beginLog, fixed, logKey, paymentOf, START_MS, type Stores, signText } from '../model/world.ts';

const NEXT_DAY = START_MS + 86_400_000;
const LATER_MS = 60_000; // a seal runs out by itself

/** What becomes of the call with this number: it fails, or it is done and its answer is lost. */
type Fault = { readonly at: number; readonly isDone: boolean };

type Stage = {
  readonly stores: Stores;
  readonly calls: () => readonly string[];
  readonly deps: Deps;
  readonly setClock: (atMs: number) => void;
  readonly plan: (fault?: Fault) => void;
};

/** Stores in memory on which every call out of the process is counted from the last `plan` on, and the one planned goes wrong. */
function openStage(begin: Stores): Stage {
  const stores = { tables: copyTables(begin.tables), log: new Map(begin.log), public: new Map(begin.public) };
  let calls: string[] = [];
  let planned: Fault | undefined;
  let clockMs = NEXT_DAY;
  let drawn = 0;
  const call = async <Result>(name: string, effect: () => Promise<Result>): Promise<Result> => {
    const number = calls.push(name);
    if (planned?.at !== number) return effect();
    if (planned.isDone) await effect();
    throw new Error('the line went dead');
  };
  const outside = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, method: string) => {
        const found: unknown = Reflect.get(target, method);
        return typeof found === 'function' ? (...given: unknown[]) => call(`${name}.${method}`, () => found(...given)) : found;
      },
    });
  const plan = (fault?: Fault) => {
    calls = [];
    planned = fault;
  };
  const judge = createJudge(stores.log);
  const log = memoryFiles(stores.log);
  const watched = {
    ...log,
    put: async (...given: Parameters<typeof log.put>) => {
      const put = await log.put(...given);
      const checkpoint = stores.log.get('checkpoint');
      if (given[0] === 'checkpoint' && put.ok && checkpoint !== undefined) judge.sawCheckpoint(checkpoint);
      return put;
    },
  };
  const deps: Deps = {
    ...fixed,
    now: () => clockMs,
    // The same salts in every run, so that bytes can be compared; shorter draws only keep two things apart.
    random: (bytes) =>
      createHash('shake256', { outputLength: bytes })
        .update(bytes === 32 ? 'salt' : `draw ${drawn++}`)
        .digest(),
    db: outside(
      'db',
      memoryDatabase(() => stores.tables),
    ),
    log: outside('log', watched),
    publicFiles: outside('public', memoryFiles(stores.public)),
    privateFiles: memoryFiles(new Map()),
    signer: outside('signer', { key: logKey, sign: async (text: Uint8Array) => signText(text) }),
    alarm: () => {},
  };
  return { stores, calls: () => calls, deps, setClock: (atMs) => (clockMs = atMs), plan };
}

/** A gift's whole way, as its callers take it: callback, publisher, closer, sweep. */
async function way(deps: Deps): Promise<void> {
  await settlePayment(deps, paymentOf(1));
  await publishSettled(deps);
  await closeDue(deps);
  await publishSettled(deps, { always: true });
}

/** Takes the way with each fault, a minute between them, and twice in peace; gives what is stored then. */
async function arrive(begin: Stores, faults: readonly Fault[]) {
  const stage = openStage(begin);
  for (const [at, fault] of faults.entries()) {
    stage.plan(fault);
    await way(stage.deps).catch((error: unknown) => expect(error).toMatchObject({ message: 'the line went dead' }));
    stage.setClock(NEXT_DAY + (at + 1) * LATER_MS);
  }
  stage.plan();
  await way(stage.deps);
  stage.setClock(NEXT_DAY + 10 * LATER_MS); // what pages say of the time is the same in every run
  await way(stage.deps);
  const { stores, deps } = stage;
  const [waiting, halts] = [await readOutbox(deps), await readHalts(deps)];
  const { entryId } = await settlePayment(deps, paymentOf(1));
  const place = await publishedPlace(deps, entryId);
  const files = (objects: ReadonlyMap<string, Uint8Array>) =>
    [...objects]
      .map(([key, bytes]) => `${key} ${createHash('sha256').update(bytes).digest('hex')}`)
      .filter((line) => !line.startsWith('pending.json'))
      .sort();
  return { waiting, halts, index: place?.index, log: files(stores.log), public: files(stores.public), calls: stage.calls() };
}

let begin: Stores;
let undisturbed: Awaited<ReturnType<typeof arrive>>;
let length: number;
beforeAll(async () => {
  begin = await beginLog(1);
  const stage = openStage(begin);
  await way(stage.deps);
  length = stage.calls().length;
  undisturbed = await arrive(begin, []);
});

describe('M20: a fault at every call out of the process, from the callback to the closed issue’s pages', () => {
  test('the way asks every store that it has, and the signer twice', () => {
    const kinds = new Set(undisturbed.calls.slice(0, length));
    for (const one of ['db.get', 'db.getMany', 'db.query', 'db.write', 'log.get', 'log.put', 'public.get', 'public.put', 'signer.sign'])
      expect(kinds).toContain(one);
    expect(undisturbed).toMatchObject({ waiting: [], halts: [], index: expect.any(Number) });
    expect(length).toBeGreaterThan(100);
  });

  test.each([
    ['fails', false],
    ['is done and its answer is lost', true],
  ])('whichever call %s, the same callers arrive at the same bytes', async (_, isDone) => {
    for (let at = 1; at <= length; at++) {
      const { calls: _, ...arrived } = await arrive(begin, [{ at, isDone }]);
      expect(arrived, `call ${at}, ${undisturbed.calls[at - 1]}`).toMatchObject(stateOf(undisturbed));
    }
  });

  test('a second fault in the repeat changes nothing either', { timeout: 120_000 }, async () => {
    for (let at = 1; at <= length; at += 3) {
      const second = 1 + ((at * 37) % length);
      const { calls: _, ...arrived } = await arrive(begin, [
        { at, isDone: at % 2 === 0 },
        { at: second, isDone: at % 4 < 2 },
      ]);
      expect(arrived, `calls ${at} and ${second}`).toMatchObject(stateOf(undisturbed));
    }
  });
});

const stateOf = ({ calls: _, ...state }: Awaited<ReturnType<typeof arrive>>) => state;
