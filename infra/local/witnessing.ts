import { Worker } from 'node:worker_threads';
import { askWitnesses } from '../../functions/actions/ask-witnesses.ts';
import type { Deps } from '../../functions/deps.ts';
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from '../../functions/domain/ledger/note.ts';
import { policyOf, type StatedPolicy } from '../../functions/domain/witnesses.ts';
import { publisherLoop } from './publisher-loop.ts';

/** What the thread of the witness begins with: its folder, its key's name, and the log's keys. */
export type WitnessThread = { readonly folder: string; readonly name: string; readonly logs: readonly string[] };

/** What the thread says once. */
export type WitnessMessage = { readonly is: 'ready'; readonly vkey: string; readonly url: string } | { readonly is: 'refused'; readonly sentence: string };

/** Shows what was published to the witnesses, apart from the publisher, who waits for none of it. */
export type Witnessing = {
  readonly policy: StatedPolicy;
  readonly wake: () => void;
  /** Waits until everything asked for until now is done. */
  readonly settled: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** A rush of publications is shown by the clock; in the cloud the same is a batch of the stream. */
const WINDOW_MS = 2_000;

/** The witness of a demonstration, on the same machine and under the same password: it shows how it works and proves nothing. */
const OWN = {
  name: 'same-machine',
  by: {
    zh: '与门户在同一台机器上由同一人运行，只作演示，不增加任何证明力',
    en: 'run on the portal’s own machine by the same person; a demonstration that adds no proof',
  },
};

const EVERY_MS = 10_000;

/** Asks the witnesses of the profile, or starts one in `folder` where the profile names none. `witnessed` hears of each checkpoint that got its quorum. */
export async function startWitnessing(
  deps: Pick<Deps, 'log' | 'logKey' | 'signer' | 'alarm' | 'society'>,
  { folder, witnessed }: { readonly folder: string; readonly witnessed: () => Promise<unknown> },
): Promise<Witnessing> {
  const keys = [deps.logKey, ...(deps.signer.also ?? []).map(({ key }) => key)]; // of one name; two while the key is changed
  const own = deps.society.witnesses === undefined ? await startOwn(keys, folder) : undefined;
  const witnesses = own === undefined ? deps.society.witnesses : { quorum: 1, each: [{ ...OWN, vkey: own.vkey, url: own.url }] };
  const policy = policyOf(keys, witnesses);
  const ending = new AbortController();
  const asking = { ...deps, policy, fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: either(ending.signal, init.signal) }) };
  const failed = (error: unknown) => deps.alarm('witnesses_failed', { cause: error instanceof Error ? error.message : 'unknown' });
  let shown = 0;
  const ask = async (): Promise<void> => {
    const asked = await askWitnesses(asking);
    if (!asked.witnessed || asked.size === shown) return;
    shown = asked.size;
    await witnessed();
  };
  const loop = publisherLoop(ask, { windowMs: WINDOW_MS, failed });
  const timer = setInterval(loop.wake, EVERY_MS); // a close is published apart from the publisher's loop, and a silent witness comes back
  loop.wake();
  return {
    policy,
    wake: loop.wake,
    settled: loop.settled,
    stop: async () => {
      clearInterval(timer);
      ending.abort();
      await loop.stop();
      await own?.stop();
    },
  };
}

const either = (one: AbortSignal, other: AbortSignal | null | undefined): AbortSignal => AbortSignal.any(other == null ? [one] : [one, other]);

type Own = { readonly vkey: string; readonly url: string; readonly stop: () => Promise<void> };

/** A thread ends with its process, however that ends. Where it cannot start the portal goes on without: nothing waits for a witness. */
async function startOwn(keys: readonly VerifierKey[], folder: string): Promise<Own | undefined> {
  const data: WitnessThread = { folder, name: `${keys[0]?.name}/witness`, logs: keys.map(formatVerifierKey) };
  const worker = new Worker(new URL('./witness-thread.ts', import.meta.url), { workerData: data });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const said = await new Promise<WitnessMessage>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error: Error) => resolve({ is: 'refused', sentence: error.message }));
  });
  if (said.is === 'refused' || parseVerifierKey(said.vkey) === undefined) {
    console.error(said.is === 'refused' ? said.sentence : 'the witness has no key');
    await worker.terminate();
    return undefined;
  }
  worker.on('error', (error: Error) => console.error(error.message));
  const stop = async () => {
    worker.postMessage('stop');
    await ended;
  };
  return { vkey: said.vkey, url: said.url, stop };
}
