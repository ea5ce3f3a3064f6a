import { createLog } from '../actions/create-log.ts';
import { introducePolicy } from '../actions/introduce-policy.ts';
import { listQueries } from '../actions/list-queries.ts';
import { publishSettled } from '../actions/publish-settled.ts';

/** What the two rounds need in common. */
export type Publishing = Parameters<typeof createLog>[0] & Parameters<typeof publishSettled>[0];

/** Begins the log if there is none and publishes what is settled. Throws after a stop, so that the function counts as failed and its alarm writes to somebody. */
export async function publishRound(deps: Publishing): Promise<void> {
  await beginLog(deps);
  await introducePolicy(deps);
  const published = await publishSettled(deps);
  await listNow(deps);
  if (!published.ok) throw new Error(`stopped: ${published.reason}`);
}

const LIST_EVERY_MS = 30_000;
let listedAtMs = 0;

/** The list of open queries is kept fresh by the clock, and costs a rush of publications nothing. */
async function listNow(deps: Publishing): Promise<void> {
  if (deps.now() - listedAtMs < LIST_EVERY_MS) return;
  await listQueries(deps);
  listedAtMs = deps.now();
}

/** Whichever of the two runs first after a deployment begins the log; later it costs one read. */
export async function beginLog(deps: Publishing): Promise<void> {
  const created = await createLog(deps, { simulated: false });
  if (!created.ok) throw new Error(`the log cannot be begun: ${created.reason}`);
}
