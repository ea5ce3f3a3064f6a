import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { readOutbox } from '../../functions/actions/admit-entries.ts';
import { closeDue } from '../../functions/actions/close-day.ts';
import { readHalts } from '../../functions/actions/halts.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { publishedPlace } from '../../functions/actions/read-donation.ts';
import { type Call, type Fate, type Gate, type Life, LineDead } from '../model/engine.ts';
import { createPeople, type People } from '../model/people.ts';
import type { Setting } from '../model/setting.ts';
import { CALM } from '../model/settings.ts';
import { drawFrom, openStage, type Stage, type Worldly } from '../model/stage.ts';
import { beginLog, DONORS, START_MS, type Stores } from '../model/world.ts';
import { wholeLog } from '../support/whole-record.ts';

const NEXT_DAY = START_MS + 86_400_000;
const LATER_MS = 60_000; // a seal runs out by itself
const SETTING = { ...CALM, payments: 0, named: true, pages: true };
/** A shorter way that ends with the witness: verifying its signatures takes most of the time. */
const WITNESSED = { ...CALM, payments: 1, close: false, witness: true };

/** What becomes of the call with this number. A `ghost` is done when so many calls of the next life have passed. */
type Fault = { readonly at: number; readonly fate: Exclude<Fate, 'done' | 'late'> };

const FATES: readonly Fault['fate'][] = ['fails', 'lost', 'ghost', 'twice', 'crash_before', 'crash_after'];
const GHOST_AFTER = 7;

type Scene = {
  readonly stage: Stage;
  readonly people: People;
  readonly calls: Call[];
  readonly live: (fault?: Fault) => Promise<void>;
  readonly clock: { ms: number };
};

type Begin = { readonly stores: Stores; readonly setting: Setting };

/** Stores in memory, on which each life takes a gift's whole way, and the one call planned of it goes wrong. */
function openScene({ stores, setting }: Begin): Scene {
  const clock = { ms: NEXT_DAY };
  const calls: Call[] = [];
  let drawn = 0;
  let planned: Fault | undefined;
  let died: (reason: unknown) => void = () => {};
  let ghost: { left: number; readonly effect: () => Promise<unknown> } | undefined;
  const fail = (call: Call) => Promise.reject(new LineDead(call.name));
  const never = () => new Promise<never>(() => {});
  const passGhost = async () => {
    if (ghost === undefined || ghost.left-- > 0) return;
    const { effect } = ghost;
    ghost = undefined;
    await effect().catch(() => {});
  };
  const gate: Gate = async (life, call, effect) => {
    if (life.isOver) return never();
    await passGhost();
    calls.push(call);
    if (planned?.at !== calls.length) return effect();
    const { fate } = planned;
    if (fate === 'lost' || fate === 'crash_after') await effect();
    if (fate === 'ghost') ghost = { left: GHOST_AFTER, effect };
    if (fate === 'twice') return effect().then(effect);
    if (fate === 'fails' || fate === 'lost' || fate === 'ghost') return fail(call);
    life.isOver = true;
    died(new LineDead(call.name));
    return never();
  };
  // The same salts in every run, so that bytes can be compared; shorter draws only keep two things apart.
  const random = (_: Life, bytes: number) => drawFrom(bytes === 32 ? 'salt' : `draw ${drawn++}`, bytes);
  const stage = openStage({ begin: stores, gate, now: () => clock.ms, random });
  const people = createPeople(stage, setting, () => 0);
  const live = async (fault?: Fault) => {
    calls.length = 0;
    planned = fault;
    const death = new Promise<never>((_, reject) => {
      died = reject;
    });
    await Promise.race([way(stage.depsFor({ name: 'life', number: 1, isOver: false, isHurt: false, seen: 0n }), people, setting), death]);
  };
  return { stage, people, calls, live, clock };
}

/** A gift's whole way, as its callers take it: callback, publisher, a donor who takes a name back, one who has a gift erased, closer, sweep; or to the witness. */
async function way(deps: Worldly, people: People, { named, close }: Setting): Promise<void> {
  for (const payment of people.payments) await people.settle(deps, payment);
  await people.publish(deps);
  if (named) for (const donor of DONORS.keys()) await people.takeBack(deps, donor);
  if (named) await people.publish(deps);
  if (close) await closeDue(deps);
  if (close) await people.publish(deps);
}

/** Takes the way with each fault, a minute between them, and twice in peace; gives what is stored then. */
async function arrive(begin: Begin, faults: readonly Fault[]) {
  const { stage, people, live, clock } = openScene(begin);
  for (const [at, fault] of faults.entries()) {
    await live(fault).catch((error: unknown) => expect(error).toBeInstanceOf(LineDead));
    clock.ms = NEXT_DAY + (at + 1) * LATER_MS;
  }
  await live();
  clock.ms = NEXT_DAY + 10 * LATER_MS; // what pages say of the time is the same in every run
  await live();
  const deps = stage.depsFor({ name: 'reader', number: 1, isOver: false, isHurt: false, seen: 0n });
  if (begin.setting.pages) await publishSettled(deps, { always: true }); // pages say when they were drawn
  const [waiting, halts] = [await readOutbox(deps), await readHalts(deps)];
  const places = await Promise.all(people.ids.map((id) => publishedPlace(deps, id)));
  for (const [at, id] of people.ids.entries()) stage.judge.told(id, places[at]?.index ?? -1);
  const entries = await wholeLog(async (path) => stage.stores.log.get(path) ?? expect.unreachable(path));
  // Of two entries published together or one by one, each size that was published has its own partial tiles; the whole log was read above.
  const files = (objects: ReadonlyMap<string, Uint8Array>) =>
    [...objects]
      .map(([key, bytes]) => `${key} ${createHash('sha256').update(bytes).digest('hex')}`)
      .filter((line) => !/^(pending\.json|checkpoints\/|witnessed|tile\/.*\.p\/)/.test(line))
      .sort();
  const state = { waiting, halts, kinds: entries.map(({ k }) => k), indices: places.map((place) => place?.index) };
  return { ...state, broken: stage.brokenBy(), log: files(stage.stores.log), public: files(stage.stores.public), witness: [...stage.stores.witness.keys()] };
}

let begin: Begin;
let undisturbed: Awaited<ReturnType<typeof arrive>>;
let calls: readonly Call[];
beforeAll(async () => {
  begin = { stores: await beginLog({ gifts: 0, named: true }), setting: SETTING };
  calls = await callsOf(begin);
  undisturbed = await arrive(begin, []);
}, 60_000);

async function callsOf(from: Begin): Promise<readonly Call[]> {
  const scene = openScene(from);
  await scene.live();
  return [...scene.calls];
}

const isRead = ({ name, writes }: Call): boolean => writes.length === 0 && name !== 'sign';

describe('M20: a fault at every call out of the process, from the callback to the closed issue’s pages', () => {
  test('the way asks every store that it has, and the signer; in peace it ends with everything published and nothing waiting', () => {
    const names = calls.map(({ name }) => name);
    for (const one of [/^get D#/, /^get CTR/, /^query OUTBOX/, /^query B#/, /^write .*OUTBOX/, /^write ~CTR/, /^write \+SIGN/, /^write \+PUB/, /^sign$/])
      expect(names.filter((name) => one.test(name)).length, String(one)).toBeGreaterThan(0);
    for (const one of [
      'log put tile/',
      'log put checkpoint',
      'log put checkpoints/',
      'log put close/',
      'public put open/',
      'public put after/',
      'public put disclosures/',
    ])
      expect(
        names.some((name) => name.startsWith(one)),
        one,
      ).toBe(true);
    expect(undisturbed).toMatchObject({ broken: undefined, waiting: [], halts: [], indices: [expect.any(Number)] });
    expect(undisturbed.kinds.filter((k) => k === 'withdraw' || k === 'erase' || k === 'close')).toEqual(['withdraw', 'erase', 'close']);
  });

  test.each(FATES)('whichever call that writes meets %s (every second one), the same callers arrive at the same bytes', { timeout: 240_000 }, async (fate) => {
    const offset = FATES.indexOf(fate) % 2; // every second one: the fates take turns
    for (const [position, call] of calls.entries()) {
      if (isRead(call) || position % 2 !== offset) continue;
      expect(await arrive(begin, [{ at: position + 1, fate }]), `call ${position + 1}, ${call.name}`).toEqual(undisturbed);
    }
  });

  test('whichever call that reads fails (every third one), the same callers arrive at the same bytes', { timeout: 240_000 }, async () => {
    for (const [position, call] of calls.entries()) {
      if (!isRead(call) || position % 3 !== 0) continue; // a worker that reads has changed nothing since its last write
      expect(await arrive(begin, [{ at: position + 1, fate: 'fails' }]), `call ${position + 1}, ${call.name}`).toEqual(undisturbed);
    }
  });

  test('a second fault in the repeat changes nothing either', { timeout: 240_000 }, async () => {
    for (let at = 1; at <= calls.length; at += 5) {
      const second = 1 + ((at * 37) % calls.length);
      const [one, other] = [FATES[at % FATES.length] ?? 'fails', FATES[(at * 7 + 2) % FATES.length] ?? 'lost'];
      const arrived = await arrive(begin, [
        { at, fate: one },
        { at: second, fate: other },
      ]);
      expect(arrived, `call ${at} ${one}, then call ${second} ${other}`).toEqual(undisturbed);
    }
  });

  test('nor does any fault on the way to the witness: it ends with the checkpoint cosigned', { timeout: 240_000 }, async () => {
    const from = { stores: await beginLog({ gifts: 0, named: false }), setting: WITNESSED };
    const peace = await arrive(from, []);
    expect([peace.broken, peace.witness.length, peace.log.some((line) => line.startsWith('policy.txt'))]).toEqual([undefined, 1, true]);
    const all = await callsOf(from);
    const asked = all.findIndex(({ name }) => name === 'witness');
    for (const [position, call] of all.entries()) {
      if (position < asked && !/policy|checkpoint/.test(call.name)) continue;
      for (const fate of isRead(call) ? (['fails'] as const) : FATES)
        expect(await arrive(from, [{ at: position + 1, fate }]), `${call.name} ${fate}`).toEqual(peace);
    }
  });
});
