import { patienceOf } from '../../../functions/gateways/bounded-fetch.ts';
import { type Book, isAccepted } from './book.ts';
import type { Message } from './notice.ts';
import type { JournalRecord, Manner, Paid } from './records.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
/** Runs something once after so many milliseconds; returns how to call it off. */
export type Timer = (run: () => void, afterMs: number) => () => void;
/** How a callback was answered; 0 where nobody answered within 5 seconds. */
export type Answered = { readonly status: number };

export type Callbacks = {
  /** Sends what is due for a payment now and keeps the answer; a second call meanwhile waits for the first. */
  readonly deliver: (serial: string) => Promise<readonly Answered[]>;
  /** Sends one message, keeping nothing. */
  readonly send: (url: string, message: Message) => Promise<Answered>;
  /** Sends everything that is due. */
  readonly tick: () => Promise<void>;
  /** Makes sure that something is sent at an instant. */
  readonly wakeAt: (atMs: number) => void;
  /** Sends no more, and ends when what is on its way was answered. */
  readonly stop: () => Promise<void>;
};

export type Post = {
  readonly book: Book;
  readonly record: (record: JournalRecord) => void;
  readonly clock: () => number;
  readonly fetch: Fetch;
  /** Absent where only `tick` sends what is due, as with a simulated clock. */
  readonly timer?: Timer | undefined;
  readonly compose: (paid: Paid, manner: Manner) => Message;
  readonly addressOf: (paid: Paid) => string;
};

const TIMEOUT_MS = 5_000;
const AT_ONCE = 8;

/** The callbacks of a book: sent, and repeated as it says until answered 2xx. What spoils a callback spoils its first attempt only. */
export function createCallbacks(post: Post): Callbacks {
  const { book, clock } = post;
  const underway = new Map<string, Promise<readonly Answered[]>>();
  const alarm = alarmClock(clock, post.timer, () => tick());
  const deliver = (serial: string): Promise<readonly Answered[]> => {
    const sending =
      underway.get(serial) ??
      attempt(post, serial).finally(() => {
        underway.delete(serial);
        const next = book.waiting.get(serial);
        if (next !== undefined) alarm.wakeAt(next.dueAtMs);
      });
    underway.set(serial, sending);
    return sending;
  };
  const tick = async (): Promise<void> => {
    const nowMs = clock();
    const due = [...book.waiting.values()].filter((one) => one.dueAtMs <= nowMs && !underway.has(one.serial)).values();
    const worker = async () => {
      for (const { serial } of due) if (!alarm.isStopped()) await deliver(serial);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    for (const one of book.waiting.values()) if (!underway.has(one.serial)) alarm.wakeAt(one.dueAtMs);
  };
  const stop = async (): Promise<void> => {
    alarm.stop();
    await Promise.allSettled(underway.values());
  };
  return { deliver, send: (url, message) => send(post.fetch, url, message), tick, wakeAt: alarm.wakeAt, stop };
}

async function attempt(post: Post, serial: string): Promise<readonly Answered[]> {
  const paid = post.book.payments.get(serial);
  if (paid === undefined) throw new RangeError('there is no such payment');
  const first = post.book.waiting.get(serial)?.attempts === 0;
  const copies = first && paid.manner === 'doubled' ? 2 : 1;
  const messages = Array.from({ length: copies }, () => post.compose(paid, first ? paid.manner : 'normal'));
  const answers = await Promise.all(messages.map((message) => send(post.fetch, post.addressOf(paid), message)));
  const status = (answers.find((one) => isAccepted(one.status)) ?? answers[0])?.status ?? 0;
  // Killed before this line is kept, the callback comes once more: a merchant must bear that.
  if (post.book.waiting.has(serial)) post.record({ is: 'tried', serial, atMs: post.clock(), status });
  return answers;
}

async function send(fetch: Fetch, url: string, message: Message): Promise<Answered> {
  const patience = patienceOf(TIMEOUT_MS);
  try {
    const headers = { 'content-type': 'application/json', ...message.headers };
    const answer = await fetch(url, { method: 'POST', headers, body: message.body, redirect: 'manual', signal: patience.signal });
    await answer.body?.cancel();
    return { status: answer.status };
  } catch {
    return { status: 0 }; // the schedule takes care of it
  } finally {
    patience.end();
  }
}

/** One timer for the earliest of many instants. */
function alarmClock(clock: () => number, timer: Timer | undefined, ring: () => Promise<void>) {
  let set: { readonly atMs: number; readonly cancel: () => void } | undefined;
  let stopped = false;
  const wakeAt = (atMs: number): void => {
    if (timer === undefined || stopped || (set !== undefined && set.atMs <= atMs)) return;
    set?.cancel();
    const run = () => {
      set = undefined;
      void ring();
    };
    set = { atMs, cancel: timer(run, Math.max(0, atMs - clock())) };
  };
  const stop = (): void => {
    stopped = true;
    set?.cancel();
  };
  return { wakeAt, stop, isStopped: () => stopped };
}
