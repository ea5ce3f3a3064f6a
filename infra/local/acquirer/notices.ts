import { patienceOf } from '../../../functions/gateways/bounded-fetch.ts';
import type { Fetch, Timer } from '../sandbox/callbacks.ts';
import type { Book } from './book.ts';
import type { Paid, Refund } from './records.ts';

/** A notice as it is sent; `body` is bytes so that what was signed is what goes out. */
export type Message = { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array<ArrayBuffer> };

export type Notices = {
  /** Sends everything that is due, one after the other. */
  readonly tick: () => Promise<void>;
  /** Makes sure that something is sent when it is due. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

export type Post = {
  readonly book: Book;
  readonly clock: () => number;
  readonly fetch: Fetch;
  /** Absent where only `tick` sends, as with a simulated clock. */
  readonly timer?: Timer | undefined;
  /** Written and signed anew for each attempt. */
  readonly compose: (told: Paid | Refund) => Message;
  readonly addressOf: (told: Paid | Refund) => string;
  /** Whether the answer means that no further notice is wanted. */
  readonly accepts: (answer: { readonly status: number; readonly body: string }) => boolean;
};

const TIMEOUT_MS = 5_000;

/** The notices of a book, repeated as it says until one is accepted. */
export function createNotices(post: Post): Notices {
  const { book, clock, timer } = post;
  let running: Promise<void> = Promise.resolve();
  let cancel: (() => void) | undefined;
  let stopped = false;
  const sendDue = async (): Promise<void> => {
    const due = [...book.waiting.values()].filter((one) => one.dueAtMs <= clock());
    for (const { serial } of due) if (!stopped) await attempt(post, serial);
    wake();
  };
  const tick = (): Promise<void> => {
    running = running.then(sendDue);
    return running;
  };
  const wake = (): void => {
    cancel?.();
    const next = Math.min(...[...book.waiting.values()].map((one) => one.dueAtMs));
    cancel = timer === undefined || stopped || !Number.isFinite(next) ? undefined : timer(() => void tick(), Math.max(0, next - clock()));
  };
  const stop = async (): Promise<void> => {
    stopped = true;
    cancel?.();
    await running;
  };
  return { tick, wake, stop };
}

async function attempt(post: Post, serial: string): Promise<void> {
  const told = post.book.payments.get(serial) ?? [...post.book.refunds.values()].find((one) => one.serial === serial);
  if (told === undefined) return;
  const accepted = await send(post, told);
  post.book.record({ is: 'tried', serial, atMs: post.clock(), accepted });
}

async function send(post: Post, told: Paid | Refund): Promise<boolean> {
  const patience = patienceOf(TIMEOUT_MS);
  try {
    const { headers, body } = post.compose(told);
    const answer = await post.fetch(post.addressOf(told), { method: 'POST', headers, body, redirect: 'manual', signal: patience.signal });
    return post.accepts({ status: answer.status, body: (await answer.text()).slice(0, 1024) });
  } catch {
    return false; // the schedule takes care of it
  } finally {
    patience.end();
  }
}
