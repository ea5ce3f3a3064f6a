import { closeDue } from '../actions/close-day.ts';
import { createLog } from '../actions/create-log.ts';
import { publishClosed } from '../actions/publish-closed.ts';
import { publishSettled } from '../actions/publish-settled.ts';
import type { Deps } from '../deps.ts';
import { sayClosed } from './say.ts';

type Publishing = Parameters<typeof createLog>[0] & Parameters<typeof publishSettled>[0];

/** Begins the log if there is none and publishes what is settled. Throws after a stop, so that the function counts as failed and its alarm writes to somebody. */
export async function publishRound(deps: Publishing): Promise<void> {
  await beginLog(deps);
  const published = await publishSettled(deps);
  if (!published.ok) throw new Error(`stopped: ${published.reason}`);
}

type Closing = Publishing & Pick<Deps, 'random' | 'publicUrl'>;

/**
 * Closes what is due, and draws the front pages anew, also where nothing is due: so a new shell is on them within the
 * interval of the schedule, and a refusal stands there before it is thrown (M11).
 */
export async function closeRound(deps: Closing): Promise<void> {
  await beginLog(deps);
  const closed = await closeDue(deps);
  if (closed.outcome === 'closed') sayClosed(closed);
  const published = await publishClosed(deps);
  if (closed.outcome === 'refused') throw new Error(`not closed: ${closed.reason}`);
  if (!published.ok) throw new Error(`stopped: ${published.reason}`);
}

/** Whichever of the two runs first after a deployment begins the log; later it costs one read. */
async function beginLog(deps: Publishing): Promise<void> {
  const created = await createLog(deps, { simulated: false });
  if (!created.ok) throw new Error(`the log cannot be begun: ${created.reason}`);
}
