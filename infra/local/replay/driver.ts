import { Worker } from 'node:worker_threads';
import type { Merchant } from '../sandbox/signing.ts';
import type { SandboxElsewhere } from '../stand-ins.ts';
import type { GiftFile } from './gift-file.ts';
import type { FileRun } from './replay-file.ts';

/** Stands for the portal's address in orders: a run after a kill listens on another port, and what was ordered before must still be called back. */
export const PORTAL = 'http://portal.replay';

/** What the thread begins with; `clock` is shared with the portal. */
export type DriverData = { readonly portalUrl: string; readonly folder: string; readonly merchant: Merchant; readonly clock: SharedArrayBuffer };

export type DriverTask = { readonly is: 'file'; readonly file: GiftFile; readonly campaign: string; readonly perSecond?: number } | { readonly is: 'stop' };

/** What the thread says; `answeredAtMs` are the wall-clock instants of callbacks answered since the last word, `waiting` the callbacks nobody answered. */
export type DriverMessage =
  | ({ readonly is: 'ready' } & Omit<SandboxElsewhere, 'merchant'>)
  | { readonly is: 'progress'; readonly done: number; readonly answeredAtMs: readonly number[] }
  | { readonly is: 'done'; readonly run: FileRun; readonly waiting: number };

/** Donors and sandbox in a thread of their own. */
export type Driver = {
  readonly sandbox: SandboxElsewhere;
  readonly send: (task: {
    readonly file: GiftFile;
    readonly campaign: string;
    readonly perSecond?: number;
    readonly progress: (done: number, answeredAtMs: readonly number[]) => void;
  }) => Promise<FileRun>;
  readonly stop: () => Promise<void>;
};

/** Starts the thread and waits until its sandbox answers; rejects when the thread dies. */
export async function startDriver(data: DriverData): Promise<Driver> {
  const worker = new Worker(new URL('driver-thread.ts', import.meta.url), { workerData: data });
  const sandbox = await new Promise<SandboxElsewhere>((resolve, reject) => {
    worker.once('message', (said: DriverMessage) =>
      said.is === 'ready' ? resolve({ ...said, merchant: data.merchant }) : reject(new Error('the driver began with another word')),
    );
    worker.once('error', reject);
  });
  return {
    sandbox,
    send: ({ progress, ...task }) =>
      new Promise((resolve, reject) => {
        const hear = (said: DriverMessage): void => {
          if (said.is === 'progress') progress(said.done, said.answeredAtMs);
          if (said.is !== 'done') return;
          worker.off('message', hear);
          worker.off('error', reject);
          if (said.waiting === 0) resolve(said.run);
          else reject(new Error(`${said.waiting} callbacks were not answered`));
        };
        worker.on('message', hear);
        worker.once('error', reject);
        worker.postMessage({ is: 'file', ...task } satisfies DriverTask);
      }),
    stop: async () => {
      const gone = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage({ is: 'stop' } satisfies DriverTask);
      await gone;
    },
  };
}
