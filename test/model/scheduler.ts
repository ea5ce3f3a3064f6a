/** What may happen to one call of a worker. `late`: done, and its answer comes at another time. */
export type Fate = 'done' | 'late' | 'fails' | 'lost' | 'crash_before' | 'crash_after' | 'stalls';

/** Throws away what a worker was doing and begins it again. */
export type Worker = { readonly name: string; readonly body: (life: Life) => Promise<void>; readonly lives: number };

/** One life of a worker, from its start to its end or crash. `hurt`: something was done to it. */
export type Life = { readonly name: string; readonly number: number; isOver: boolean; isHurt: boolean };

/** The line to a store went dead; whether the call was done, its caller does not know. */
export class LineDead extends Error {}

/** Calls that wait for their turn, and who decides which comes next and what becomes of it. */
export type Scheduler = {
  /** Every call to a store goes through here and waits for its turn; `effect` happens at one instant. */
  readonly gate: <Result>(life: Life, call: string, effect: () => Promise<Result>) => Promise<Result>;
  /** Runs all workers to their ends; false where they did not come to one within `steps`. */
  readonly run: (workers: readonly Worker[], steps: number) => Promise<boolean>;
};

type Waiting = { readonly life: Life; readonly call: string; readonly settle: (fate: Fate) => Promise<void> };

/** `pick`: a number below the given one, from the seed. `fate`: decides over one call. `tick`: told before each step. `failed`: told why a life ended otherwise than by the scheduler. */
export type Choices = {
  readonly pick: (below: number) => number;
  readonly fate: (life: Life, call: string) => Fate;
  readonly tick: (step: number) => void;
  readonly failed: (life: Life, error: unknown) => void;
  readonly trace?: (line: string) => void;
};

const STAY = 6; // of seven turns, a worker keeps six: few switches find most races
const STALL_STEPS = 120;

/** Makes all interleavings of awaiting workers depend on `choices` alone: the same choices give the same run. */
export function createScheduler(choices: Choices): Scheduler {
  let waiting: Waiting[] = [];
  const stalled = new Map<Life, number>();
  let last: Life | undefined;

  const gate = <Result>(life: Life, call: string, effect: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (life.isOver) return; // it is dead: nobody hears its calls
      const settle = async (fate: Fate) => {
        if (fate === 'fails') return reject(new LineDead(call));
        const result = effect();
        if (fate === 'crash_after') return void (await result); // done, and nobody is there to hear of it
        if (fate === 'lost') return result.then(() => reject(new LineDead(call)), reject);
        if (fate === 'late') return void gate(life, `${call} …`, () => result).then(resolve, reject);
        return result.then(resolve, reject);
      };
      waiting.push({ life, call, settle });
    });

  const end = (life: Life) => {
    life.isOver = true;
    life.isHurt = true;
    waiting = waiting.filter((one) => one.life !== life);
  };

  const choose = (): Waiting | undefined => {
    const awake = waiting.filter((one) => !stalled.has(one.life));
    const pool = awake.length > 0 ? awake : waiting;
    const same = pool.filter((one) => one.life === last);
    const from = same.length > 0 && choices.pick(STAY + 1) < STAY ? same : pool;
    return from[choices.pick(from.length)];
  };

  const run = async (workers: readonly Worker[], steps: number): Promise<boolean> => {
    let running = 0;
    const start = (worker: Worker, number: number) => {
      const life: Life = { name: worker.name, number, isOver: false, isHurt: false };
      running += 1;
      const over = (error?: unknown) => {
        if (life.isOver) return;
        life.isOver = true;
        running -= 1;
        if (error === undefined) return;
        if (!(error instanceof LineDead)) choices.failed(life, error);
        if (number < worker.lives) start(worker, number + 1);
      };
      crash.set(life, () => {
        end(life);
        running -= 1;
        if (number < worker.lives) start(worker, number + 1);
      });
      worker.body(life).then(
        () => over(),
        (error: unknown) => over(error ?? new Error('nothing was thrown')),
      );
    };
    const crash = new Map<Life, () => void>();
    for (const worker of workers) start(worker, 1);
    for (let step = 0; step < steps; step++) {
      await new Promise((resolve) => setImmediate(resolve)); // all that can go on without a store has gone on
      if (running === 0) return true;
      choices.tick(step);
      for (const [life, until] of stalled) if (until <= step) stalled.delete(life);
      const next = choose();
      if (next === undefined) continue;
      last = next.life;
      // A call still under way when its worker ended, such as one of several at once, happens all the same.
      const fate = next.call.endsWith('…') || next.life.isOver ? 'done' : choices.fate(next.life, next.call);
      choices.trace?.(`${step} ${next.life.name}.${next.life.number} ${next.call} ${fate}`);
      if (fate === 'stalls') {
        stalled.set(next.life, step + STALL_STEPS);
        continue;
      }
      waiting = waiting.filter((one) => one !== next);
      if (fate !== 'done' && fate !== 'late') next.life.isHurt = true;
      if (fate !== 'crash_before') await next.settle(fate);
      if (fate === 'crash_before' || fate === 'crash_after') crash.get(next.life)?.();
    }
    return false;
  };
  return { gate, run };
}
