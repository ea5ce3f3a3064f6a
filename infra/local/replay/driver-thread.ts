// Thread of a replay: the donors and the sandbox gateway, apart from the portal as they are in the world.
import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { listen } from '../listen.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { type DriverData, type DriverMessage, type DriverTask, PORTAL } from './driver.ts';
import { plainFetch } from './plain-fetch.ts';
import { sendFile, simulatedClock } from './replay-file.ts';

const data: DriverData = workerData;
const port = parentPort;
if (port === null) throw new Error('this file runs as a thread only');
const say = (message: DriverMessage): void => port.postMessage(message);

const [STEPS, STEP_MS] = [40, 30_000];

const clock = simulatedClock(data.clock);
const listener = await listen(0);
const publicUrl = `http://127.0.0.1:${listener.port}`;
const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
const { fetch, stop: hangUp } = plainFetch();
const fetchHere = (url: string, init: RequestInit) => fetch(url.replace(PORTAL, data.portalUrl), init);
const sandbox = createSandbox({ folder: data.folder, merchant: data.merchant, publicUrl, clock: clock.now, random, fetch: fetchHere });
listener.answer(sandbox.app);
say({ is: 'ready', address: `${publicUrl}/sandbox`, publicKey: sandbox.publicKey });

/** Sends what an earlier run, killed, left unanswered: its repeats are due seconds or minutes later by the clock, which is ours to move. */
async function sendWhatWaits(): Promise<void> {
  for (let step = 0; step < STEPS && sandbox.waiting() > 0; step++) {
    await sandbox.tick();
    if (sandbox.waiting() > 0) clock.reach(clock.now() + STEP_MS);
  }
}

port.on('message', async (task: DriverTask) => {
  if (task.is === 'stop') {
    await sandbox.stop();
    hangUp();
    await listener.stop();
    process.exit(0);
  }
  const answeredAtMs: number[] = [];
  const progress = (done: number): void => say({ is: 'progress', done, answeredAtMs: answeredAtMs.splice(0) });
  const target = { url: data.portalUrl, campaign: task.campaign, sandbox, fetch };
  const pace = task.perSecond === undefined ? {} : { perSecond: task.perSecond };
  const run = await sendFile(task.file, { target, clock, progress, answered: () => answeredAtMs.push(Date.now()), ...pace });
  await sendWhatWaits();
  say({ is: 'done', run, waiting: sandbox.waiting() });
});
