import { digestObjects, digestOf, digestTables, sumOf } from './digest.ts';
import { calmDown, type Ended, judgeEnd } from './ending.ts';
import { type Call, createEngine, type Fate, type Gate, type Life, type Waiting } from './engine.ts';
import { copyFootprint, emptyFootprint, type Footprint, growFootprint, mayConflict } from './footprint.ts';
import type { Instance } from './instances.ts';
import { copyTables, type Tables } from './memory-database.ts';
import { createPeople } from './people.ts';
import { surprise } from './scenario.ts';
import { drawFrom, type Mutation, openStage, type Stage } from './stage.ts';
import { START_MS, type Stores } from './world.ts';

/** What came of looking at every interleaving. `runs`: executions, each from the beginning to a state known already or to the end. `isWhole`: nothing was left out. */
export type Explored = {
  readonly states: number;
  readonly ends: number;
  readonly runs: number;
  readonly steps: number;
  readonly isWhole: boolean;
  readonly broken?: { readonly promise: string; readonly path: readonly string[] };
};

export type Bounds = { readonly states: number; readonly told?: (states: number, runs: number) => void };

const DAY_MS = 86_400_000;
const FAULTS = ['crash_before', 'crash_after', 'lost', 'ghost', 'twice'] as const satisfies readonly Fate[];
const SEAL_MS = 31_000;
const RUNS_TO_LEARN = 200;

/**
 * Looks at every interleaving of an instance within its bounds, states that were met before left out. A call that no
 * other worker can ever conflict with is taken at once, since nothing depends on when it comes; what workers touch is
 * learnt on the way, and whenever one touches something new all of it begins again.
 */
export async function explore(instance: Instance, begin: Stores, bounds: Bounds, mutation?: Mutation): Promise<Explored> {
  const learning = new Map<string, Footprint>();
  for (;;) {
    const footprints = new Map([...learning].map(([name, footprint]) => [name, copyFootprint(footprint)]));
    const found = await exploreOnce({ instance, begin, footprints, learning, ...(mutation === undefined ? {} : { mutation }) }, bounds);
    if (found !== 'learnt') return found;
  }
}

/** `footprints` are what is known, and `learning` what is being learnt. */
type Search = {
  readonly instance: Instance;
  readonly begin: Stores;
  readonly footprints: ReadonlyMap<string, Footprint>;
  readonly learning: Map<string, Footprint>;
  readonly mutation?: Mutation;
};

async function exploreOnce(search: Search, bounds: Bounds): Promise<Explored | 'learnt'> {
  const visited = new Set<bigint>();
  const left: number[][] = [[]];
  const sum = { ends: 0, runs: 0, steps: 0 };
  let learntAt: number | undefined;
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    const run = openRun(search);
    sum.runs += 1;
    for (let at = 0; ; at++) {
      await run.quiet();
      sum.steps += 1;
      const broken = run.brokenBy();
      if (broken !== undefined) return { ...sum, states: visited.size, isWhole: false, broken: { promise: broken, path: run.taken } };
      if (at >= path.length) {
        const key = run.key();
        if (visited.has(key)) break;
        visited.add(key);
      }
      const options = run.options();
      if (options.length === 0) {
        sum.ends += 1;
        const promise = await run.end();
        if (promise !== undefined) return { ...sum, states: visited.size, isWhole: false, broken: { promise, path: run.taken } };
        break;
      }
      if (at >= path.length) {
        for (let other = options.length - 1; other > 0; other--) left.push([...path, other]);
        path.push(0);
      }
      const option = options[path[at] ?? 0];
      if (option === undefined) throw new Error('a run did not repeat itself');
      await run.take(option);
    }
    if (run.hasLearnt()) learntAt ??= sum.runs;
    if (learntAt !== undefined && (left.length === 0 || sum.runs > learntAt + RUNS_TO_LEARN)) return 'learnt';
    bounds.told?.(visited.size, sum.runs);
    if (visited.size >= bounds.states) return { ...sum, states: visited.size, isWhole: left.length === 0 };
  }
  return { ...sum, states: visited.size, isWhole: true };
}

type Option = { readonly one: Waiting; readonly fate: Fate } | { readonly event: 'copy' | 'restore' | 'clock' };

/** One execution, step by step. */
function openRun({ instance, begin, footprints, learning, mutation }: Search) {
  const left = { faults: instance.faults, clock: instance.clock };
  const clock = { ms: START_MS + DAY_MS, isCalm: false };
  let copy: Tables | undefined;
  let canCopy = instance.restore;
  let learnt = false;
  const taken: string[] = [];
  const counts = new Map<Life, Map<string, number>>();
  const draws = new Map<string, number>();
  const engine = createEngine({
    failed: (life, error) => {
      const said = surprise(life, error, instance.setting);
      if (said !== undefined) stage.broke(said);
    },
    answered: (life, call, answer) => {
      life.seen += digestOf([call.name, answer]);
    },
  });
  const gate: Gate = (life, call, effect) => {
    if (clock.isCalm) return effect();
    learnt = learn(learning, life, call) || learnt;
    return engine.gate(life, numbered(counts, life, call), effect);
  };
  const stage = openStage({
    begin,
    gate,
    now: () => clock.ms,
    random: (life, bytes) => {
      const drawn = draws.get(life.name) ?? 0;
      draws.set(life.name, drawn + 1);
      return drawFrom(`${life.name} ${drawn}`, bytes);
    },
    ...(mutation === undefined ? {} : { mutation }),
  });
  const people = createPeople(stage, instance.setting, () => 0);
  engine.start(instance.workers(people));

  const canRestore = () => canCopy || copy !== undefined;
  const isFree = (one: Waiting): boolean => {
    if (left.clock || (canRestore() && touchesTables(one.call))) return false;
    const own = one.isLoose || one.life.isOver;
    for (const name of engine.running().keys())
      if ((own || name !== one.life.name) && mayConflict(one.call, footprints.get(name) ?? emptyFootprint())) return false;
    return engine.waiting().every((other) => other === one || !mayConflict(one.call, footprintOf(other.call)));
  };
  const fatesOf = (one: Waiting): readonly Fate[] =>
    left.faults > 0 && !one.isLoose && !one.life.isOver && one.call.writes.length > 0 ? ['done', ...FAULTS] : ['done'];
  const options = (): readonly Option[] => {
    const waiting = engine.waiting();
    const free = waiting.find(isFree);
    const calls = (free === undefined ? waiting : [free]).flatMap((one) => fatesOf(one).map((fate) => ({ one, fate })));
    if (free !== undefined || engine.running().size === 0) return calls;
    const events = [
      ...(canCopy ? (['copy'] as const) : []),
      ...(copy === undefined ? [] : (['restore'] as const)),
      ...(left.clock ? (['clock'] as const) : []),
    ];
    return [...calls, ...events.map((event) => ({ event }))];
  };
  const happen = (event: 'copy' | 'restore' | 'clock') => {
    if (event === 'clock') {
      left.clock = false;
      clock.ms += SEAL_MS;
    } else if (event === 'copy') {
      canCopy = false;
      copy = copyTables(stage.stores.tables);
    } else if (copy !== undefined) {
      stage.restoreTables(copy, 'tables');
      copy = undefined;
    }
  };
  const take = async (option: Option): Promise<void> => {
    taken.push('event' in option ? option.event : `${option.one.life.name}.${option.one.life.number} ${option.one.call.name} ${option.fate}`);
    if ('event' in option) return happen(option.event);
    if (option.fate !== 'done') left.faults -= 1;
    await engine.take(option.one, option.fate);
  };
  const key = (): bigint =>
    sumOf([
      digestStores(stage),
      ...[...engine.running().values()].map((life) => digestOf([life.name, life.number, draws.get(life.name), life.seen.toString()])),
      ...engine.waiting().flatMap((one) => (one.isLoose || one.life.isOver ? [digestOf([one.life.name, one.call.name])] : [])),
      digestOf([left, canCopy, copy === undefined ? '' : digestTables(copy).toString(), stage.seen.restored, stage.judge.largest()]),
      digestOf([[...people.promised.settled].sort(), [...people.promised.takenBack].sort()]),
    ]);
  const end = async (): Promise<string | undefined> => {
    const passTime = () => {
      clock.ms += 60_000;
    };
    const ended: Ended = { stage, people, setting: instance.setting, saved: new Map(), passTime };
    judgeEnd(ended);
    clock.isCalm = true;
    const life: Life = { name: 'calm', number: 1, isOver: false, isHurt: false, seen: 0n };
    if (stage.brokenBy() === undefined) await calmDown(ended, stage.depsFor(life));
    return stage.brokenBy();
  };
  return { quiet: engine.quiet, brokenBy: stage.brokenBy, options, take, key, end, taken, hasLearnt: () => learnt };
}

function learn(learning: Map<string, Footprint>, life: Life, call: Call): boolean {
  const footprint = learning.get(life.name) ?? emptyFootprint();
  learning.set(life.name, footprint);
  return growFootprint(footprint, call);
}

/** Names a call by how often its life has made the same one, so that what a life was answered does not depend on the order of calls made at once. */
function numbered(counts: Map<Life, Map<string, number>>, life: Life, call: Call): Call {
  const own = counts.get(life) ?? new Map<string, number>();
  counts.set(life, own);
  const number = (own.get(call.name) ?? 0) + 1;
  own.set(call.name, number);
  return { ...call, name: `${call.name} (${number})` };
}

function footprintOf(call: Call): Footprint {
  const footprint = emptyFootprint();
  growFootprint(footprint, call);
  return footprint;
}

const isOfTables = (path: string): boolean => /^(records|ledger)\|/.test(path);
const touchesTables = (call: Call): boolean => call.reads.some(isOfTables) || call.writes.some(isOfTables);

function digestStores({ stores }: Stage): bigint {
  return sumOf([digestTables(stores.tables), 3n * digestObjects(stores.log), 5n * digestObjects(stores.public), 7n * digestObjects(stores.witness)]);
}
