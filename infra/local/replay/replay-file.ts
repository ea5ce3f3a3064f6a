import { readCounter } from '../../../functions/actions/admit-entries.ts';
import { type Closed, closeDay } from '../../../functions/actions/close-day.ts';
import { publishClosed } from '../../../functions/actions/publish-closed.ts';
import { atShanghai, nextDay, startOfDayMs } from '../../../functions/domain/time.ts';
import type { Portal } from '../portal.ts';
import type { GiftFile, ListedGift } from './gift-file.ts';
import { type Sent, sendGift, type Target } from './send-gift.ts';

/** A clock that a replay sets; it never goes back. */
export type SimulatedClock = { readonly now: () => number; readonly reach: (atMs: number) => void };

/** Room for a clock that several threads read. */
export const clockMemory = (): SharedArrayBuffer => new SharedArrayBuffer(8);

/** A clock that stands at an instant until it is moved on, by any thread that holds its memory. */
export function simulatedClock(memory: SharedArrayBuffer): SimulatedClock {
  const cell = new BigInt64Array(memory);
  return {
    now: () => Number(Atomics.load(cell, 0)),
    reach: (atMs) => {
      const wanted = BigInt(atMs);
      for (let seen = Atomics.load(cell, 0); seen < wanted; ) {
        const found = Atomics.compareExchange(cell, 0, seen, wanted);
        if (found === seen) return;
        seen = found;
      }
    },
  };
}

/** What came of the gifts of one file. */
export type FileRun = {
  readonly given: number;
  readonly known: number;
  readonly refused: readonly { readonly serial: string; readonly code: string }[];
  readonly sample: readonly Sent[];
};

const AT_ONCE = 10;
const SEAL_MS = 31_000;
const NEAR_MS = 120_000;
const SAMPLE = 10;

/** Sends every gift of a file at its own simulated time, in the order of the file, several under way at once. */
export async function sendFile(
  file: GiftFile,
  to: {
    readonly target: Target;
    readonly clock: SimulatedClock;
    readonly progress: (done: number) => void;
    readonly answered: () => void;
    /** Gifts begun in a second of the wall clock; as many as the portal takes where absent. */
    readonly perSecond?: number;
  },
): Promise<FileRun> {
  const counts = { given: 0, known: 0 };
  const refused: { serial: string; code: string }[] = [];
  const sample: Sent[] = [];
  const every = Math.max(1, Math.floor(file.gifts.length / SAMPLE));
  const queue = file.gifts.entries();
  let done = 0;
  const one = async (at: number, gift: ListedGift): Promise<void> => {
    to.clock.reach(Math.max(startOfDayMs(file.day), gift.paidAtMs));
    const sent = await sendGift(to.target, gift);
    if (sent.outcome === 'refused') refused.push({ serial: gift.serial, code: sent.code });
    else counts[sent.outcome] += 1;
    if (sent.outcome === 'given') to.answered();
    // A serial told twice is one gift; depending on who is quicker, its second telling is answered as given or as known.
    const isNew = sent.outcome === 'given' && !sample.some((one) => one.outcome === 'given' && one.id === sent.id);
    if (isNew && at % every === 0 && sample.length < SAMPLE) sample.push(sent);
    done += 1;
    to.progress(done);
  };
  const near = nearInTime();
  const beganMs = performance.now();
  const worker = async () => {
    for (const [at, gift] of queue) {
      if (to.perSecond !== undefined) await until(beganMs + (at * 1000) / to.perSecond);
      await near(gift.paidAtMs, () => one(at, gift));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { ...counts, refused, sample };
}

const until = (atMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())));

/** Lets something begin only when nothing older than two minutes before it is under way: a signature older than five is stale. */
function nearInTime(): (atMs: number, run: () => Promise<void>) => Promise<void> {
  const underway = new Map<symbol, { readonly atMs: number; readonly done: Promise<void> }>();
  return async (atMs, run) => {
    for (const one of underway.values()) if (one.atMs < atMs - NEAR_MS) await one.done;
    const mark = Symbol('gift');
    const done = run().finally(() => underway.delete(mark));
    underway.set(mark, { atMs, done });
    await done;
  };
}

/** Closes the issue of a file at the hour the society closes; waits out the seal that a killed run may have left. */
export async function closeFile(file: GiftFile, { deps }: Portal, clock: SimulatedClock): Promise<Closed> {
  clock.reach(atShanghai(nextDay(file.day), deps.society.closeAt));
  for (let attempt = 0; ; attempt++) {
    const counter = await readCounter(deps);
    clock.reach(counter?.sealedUntilMs === undefined ? clock.now() : counter.sealedUntilMs + 1);
    const closed = await closeDay(deps, { through: file.day });
    if (closed.outcome === 'busy' && attempt < 5) {
      clock.reach(clock.now() + SEAL_MS);
      continue;
    }
    await publishClosed(deps);
    return closed;
  }
}
