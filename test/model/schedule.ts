import { createEngine, type Engine, type Fate, type Life, type Told, type Waiting, type Worker } from './engine.ts';

/** `pick`: a number below the given one, from the seed. `fate`: decides over one call. `tick`: told before each step. */
export type Choices = Told & {
  readonly pick: (below: number) => number;
  readonly fate: (one: Waiting) => Fate | 'stalls';
  readonly tick: (step: number) => void;
  readonly trace?: (line: string) => void;
};

/** Workers whose interleaving follows from `choices` alone: the same choices give the same run. */
export type Schedule = Pick<Engine, 'gate' | 'crashAll'> & {
  /** Runs all workers to their ends; false where they did not come to one within `steps`. */
  readonly run: (workers: readonly Worker[], steps: number) => Promise<boolean>;
};

const STAY = 6; // of seven turns, a worker keeps six: few switches find most races
const [STALL_LEAST, STALL_MORE] = [60, 600];

export function createSchedule(choices: Choices): Schedule {
  const engine = createEngine(choices);
  const stalled = new Map<Life, number>();
  let last: Life | undefined;
  const choose = (): Waiting | undefined => {
    const waiting = engine.waiting();
    const awake = waiting.filter((one) => !stalled.has(one.life));
    const pool = awake.length > 0 ? awake : waiting;
    const same = pool.filter((one) => one.life === last);
    const from = same.length > 0 && choices.pick(STAY + 1) < STAY ? same : pool;
    return from[choices.pick(from.length)];
  };
  const run = async (workers: readonly Worker[], steps: number): Promise<boolean> => {
    engine.start(workers);
    for (let step = 0; step < steps; step++) {
      await engine.quiet();
      if (engine.running().size === 0 && engine.waiting().length === 0) return true;
      choices.tick(step);
      for (const [life, until] of stalled) if (until <= step) stalled.delete(life);
      const next = choose();
      if (next === undefined) continue;
      last = next.life;
      // A call still under way when its worker ended, such as one of several at once, happens all the same.
      const fate = next.isLoose || next.life.isOver ? 'done' : choices.fate(next);
      choices.trace?.(`${step} ${next.life.name}.${next.life.number} ${next.call.name} ${fate}`);
      if (fate === 'stalls') stalled.set(next.life, step + STALL_LEAST + choices.pick(STALL_MORE));
      else await engine.take(next, fate);
    }
    return false;
  };
  return { gate: engine.gate, crashAll: engine.crashAll, run };
}
