/**
 * What may happen to one call of a worker. `late`: done, and its answer comes at another time. `lost`: done, and the
 * caller is told that the line is dead. `ghost`: the same, and it is done at another time, when nobody waits for it any
 * more. `twice`: done, and once more by a client that saw no answer; the second answer counts.
 */
export type Fate = 'done' | 'late' | 'fails' | 'lost' | 'ghost' | 'twice' | 'crash_before' | 'crash_after';

/** Throws away what a worker was doing and begins it again, up to `lives` times. */
export type Worker = { readonly name: string; readonly body: (life: Life) => Promise<void>; readonly lives: number };

/** One life of a worker, from its start to its end or crash. `isHurt`: something was done to it. `seen`: a digest of all that it was answered. */
export type Life = { readonly name: string; readonly number: number; isOver: boolean; isHurt: boolean; seen: bigint };

/** What a call touches, as paths of items and objects; a path that ends in `|` stands for all items of a partition. */
export type Call = { readonly name: string; readonly reads: readonly string[]; readonly writes: readonly string[] };

/** The line to a store went dead; whether the call was done, its caller does not know. */
export class LineDead extends Error {}

/** A call that waits for its turn. `isLoose`: nobody waits for its answer any more, or its effect is done already. */
export type Waiting = { readonly life: Life; readonly call: Call; readonly isLoose: boolean; readonly settle: (fate: Fate) => Promise<void> };

/** Every call to a store goes through here and waits for its turn; `effect` happens at one instant. */
export type Gate = <Result>(life: Life, call: Call, effect: () => Promise<Result>) => Promise<Result>;

/** Workers whose calls wait until somebody takes one: all interleavings are in the hands of who takes them. */
export type Engine = {
  readonly gate: Gate;
  readonly start: (workers: readonly Worker[]) => void;
  /** Waits until all that can go on without a store has gone on. */
  readonly quiet: () => Promise<void>;
  readonly waiting: () => readonly Waiting[];
  /** Workers that have not come to their end, with the number of their life. */
  readonly running: () => ReadonlyMap<string, Life>;
  readonly take: (one: Waiting, fate: Fate) => Promise<void>;
  /** Ends every life where it stands; each worker begins anew. */
  readonly crashAll: () => void;
};

/** `failed`: told why a life ended otherwise than by the engine. `answered`: told what a life was answered. */
export type Told = {
  readonly failed: (life: Life, error: unknown) => void;
  readonly answered?: (life: Life, call: Call, answer: unknown) => void;
};

export function createEngine(told: Told): Engine {
  let waiting: Waiting[] = [];
  const running = new Map<string, Life>();
  const crash = new Map<Life, () => void>();

  const gate: Gate = (life, call, effect) =>
    new Promise((resolve, reject) => {
      if (life.isOver) return; // it is dead: nobody hears its calls
      const answer = <Result>(result: Result): Result => {
        told.answered?.(life, call, result);
        return result;
      };
      const die = () => {
        told.answered?.(life, call, 'dead');
        reject(new LineDead(call.name));
      };
      const loose = (name: string, then: () => Promise<void>) =>
        waiting.push({ life, call: { ...call, name: `${call.name} ${name}` }, isLoose: true, settle: then });
      const settle = async (fate: Fate): Promise<void> => {
        if (fate === 'ghost') loose('…', async () => void (await effect().catch(() => {})));
        if (fate === 'fails' || fate === 'ghost') return die();
        const result = fate === 'twice' ? effect().then(effect, effect) : effect();
        if (fate === 'crash_after') return void (await result); // done, and nobody is there to hear of it
        if (fate === 'lost') return result.then(die, reject);
        if (fate === 'late') return void loose('answer', () => result.then(answer).then(resolve, reject));
        return result.then(answer).then(resolve, reject);
      };
      waiting.push({ life, call, isLoose: false, settle });
    });

  const begin = (worker: Worker, number: number) => {
    const life: Life = { name: worker.name, number, isOver: false, isHurt: false, seen: 0n };
    running.set(worker.name, life);
    const over = () => {
      life.isOver = true;
      running.delete(worker.name);
    };
    crash.set(life, () => {
      if (life.isOver) return;
      over();
      waiting = waiting.filter((one) => one.life !== life || one.call.name.endsWith('…'));
      if (number < worker.lives) begin(worker, number + 1);
    });
    worker.body(life).then(
      () => life.isOver || over(),
      (error: unknown) => {
        if (life.isOver) return;
        over();
        if (!(error instanceof LineDead)) told.failed(life, error);
        if (number < worker.lives) begin(worker, number + 1);
      },
    );
  };

  return {
    gate,
    start: (workers) => {
      for (const worker of workers) begin(worker, 1);
    },
    quiet: () => new Promise((resolve) => setImmediate(resolve)),
    waiting: () => waiting,
    running: () => running,
    crashAll: () => {
      for (const life of [...running.values()]) crash.get(life)?.();
    },
    take: async (one, fate) => {
      waiting = waiting.filter((other) => other !== one);
      if (fate !== 'done' && fate !== 'late') one.life.isHurt = true;
      if (fate !== 'crash_before') await one.settle(fate);
      if (fate === 'crash_before' || fate === 'crash_after') crash.get(one.life)?.();
    },
  };
}
