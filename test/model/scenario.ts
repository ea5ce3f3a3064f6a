import { calmDown, type Ended, judgeEnd } from './ending.ts';
import type { Fate, Life } from './engine.ts';
import { Broken } from './judge.ts';
import { copyTables, type Tables } from './memory-database.ts';
import type { Objects } from './memory-files.ts';
import { createPeople } from './people.ts';
import { createSchedule } from './schedule.ts';
import type { Setting } from './setting.ts';
import { drawFrom, type Mutation, openStage } from './stage.ts';
import { START_MS, type Stores } from './world.ts';

export type Run = {
  readonly seed: number;
  readonly begin: Stores;
  readonly setting: Setting;
  readonly mutation?: Mutation;
  readonly trace?: (line: string) => void;
};

/** What came of a run; `broken` says which promise, and is absent where all held. */
export type Outcome = { readonly broken?: string; readonly steps: number; readonly published: number; readonly lostRaces: number; readonly recovered: number };

const STEPS = 8_000;
const DAY_MS = 86_400_000;

/** What an action may throw when its world falls apart around it; anything else it throws is a mistake of ours. */
const EXPECTED = [
  /changed under every attempt/,
  /did not reach its admitted size/,
  /took this one over/,
  /still being published/,
  /refused again and again/,
  /cannot be read|not in the published bundles|has an identity and no place/,
];

/** Runs settling workers, donors, two publishers, closers, a reader and an operator through one schedule, then lets everything calm down and judges what is left. */
export async function runSchedule({ seed, begin, setting, mutation, trace }: Run): Promise<Outcome> {
  const random = randomFrom(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const clock = { ms: START_MS + DAY_MS * (1 + pick(2)), isCalm: false, steps: 0 };
  const spend = spender(setting);
  const backups = backupAt(setting, pick);
  const schedule = createSchedule({
    pick,
    fate: ({ call }) => (clock.isCalm ? 'done' : spend(pick(400), call.name)),
    tick: (step) => {
      clock.steps += 1;
      clock.ms += pick(60) === 0 && !clock.isCalm ? 31_000 : 3;
      if (clock.isCalm || !backups.tick(step, stage, trace)) return;
      schedule.crashAll(); // files are never put back under a publisher that runs
    },
    failed: (life, error) => {
      const said = surprise(life, error, setting);
      if (said !== undefined) stage.broke(said);
    },
    ...(trace === undefined ? {} : { trace }),
  });
  const stage = openStage({
    begin,
    gate: schedule.gate,
    now: () => clock.ms,
    random: (_, bytes) => drawFrom(`${seed} ${pick(1 << 30)}`, bytes),
    ...(mutation === undefined ? {} : { mutation }),
  });
  const people = createPeople(stage, setting, pick);
  const passTime = () => {
    clock.ms += 60_000;
  };
  const ended: Ended = { stage, people, setting, saved: backups.saved, passTime };
  if (!(await schedule.run(people.workers, STEPS))) stage.broke('a worker never ends');
  judgeEnd(ended);
  clock.isCalm = true;
  if (stage.brokenBy() === undefined) {
    const calm = { name: 'calm', lives: 1, body: (life: Life) => calmDown(ended, stage.depsFor(life)) };
    if (!(await schedule.run([calm], 10 * STEPS))) stage.broke('it never calms down');
  }
  const broken = stage.brokenBy();
  return {
    ...(broken === undefined ? {} : { broken }),
    steps: clock.steps,
    published: stage.judge.published().length,
    lostRaces: stage.seen.lostRaces,
    recovered: people.seen.recovered,
  };
}

/** Turns a throw of the dice into what becomes of a call, as long as the setting allows more of it. */
function spender(setting: Setting): (dice: number, call: string) => Fate | 'stalls' {
  const left = { crashes: setting.crashes, lost: setting.lost, fails: setting.fails, stalls: setting.stalls };
  const spend = (kind: keyof typeof left, fate: Fate | 'stalls') => (left[kind]-- > 0 ? fate : 'done');
  return (dice, call) => {
    if (setting.stallsAt?.test(call) === true && dice % 8 === 0) return spend('stalls', 'stalls');
    if (dice < 4) return spend('crashes', dice < 2 ? 'crash_before' : 'crash_after');
    if (dice < 10) return spend('lost', dice < 7 ? 'lost' : dice < 9 ? 'ghost' : 'twice');
    if (dice < 12) return spend('fails', 'fails');
    if (dice < 16) return spend('stalls', 'stalls');
    return dice < 40 ? 'late' : 'done';
  };
}

/** Copies what is to be set back at one step, and sets it back at a later one; tells when the log's files were. */
function backupAt(setting: Setting, pick: (below: number) => number) {
  const from = setting.restore === 'never' ? -1 : pick(250);
  const at = from + 20 + pick(250);
  const saved: Objects = new Map();
  let backup: { readonly tables: Tables; readonly log: Objects } | undefined;
  const tick = (step: number, stage: ReturnType<typeof openStage>, trace?: (line: string) => void): boolean => {
    if (step === from) backup = { tables: copyTables(stage.stores.tables), log: new Map(stage.stores.log) };
    if (step !== at || backup === undefined) return false;
    trace?.(`${setting.restore} restored`);
    if (setting.restore === 'tables' || setting.restore === 'records') {
      stage.restoreTables(backup.tables, setting.restore);
      return false;
    }
    for (const [key, bytes] of stage.stores.log) saved.set(key, bytes);
    stage.rollBack(backup.log);
    return true;
  };
  return { tick, saved };
}

/** The promise that an action broke by what it threw; nothing where its world had fallen apart. */
export function surprise(life: Life, error: unknown, setting: Setting): string | undefined {
  if (error instanceof Broken) return error.message;
  if (error instanceof Error && [...EXPECTED, ...(setting.restore === 'log' ? [/is gone/] : [])].some((one) => one.test(error.message))) return undefined;
  return `${life.name} threw ${error instanceof Error ? error.stack : String(error)}`;
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
