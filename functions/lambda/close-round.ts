import { closeDue } from '../actions/close-day.ts';
import { drawPosters } from '../actions/draw-posters.ts';
import { publishClosed } from '../actions/publish-closed.ts';
import { beginLog, type Publishing } from './rounds.ts';
import { sayClosed } from './say.ts';

type Closing = Publishing & Parameters<typeof closeDue>[0] & Parameters<typeof publishClosed>[0];

/**
 * Closes what is due, and draws the front pages anew, also where nothing is due: so a new shell is on them within the
 * interval of the schedule, and a refusal stands there before it is thrown (M11). It stands apart from the publisher's
 * round because it draws closed issues and posters as PDF, and the publisher carries nothing to draw with.
 */
export async function closeRound(deps: Closing): Promise<void> {
  await beginLog(deps);
  const closed = await closeDue(deps);
  if (closed.outcome === 'closed') sayClosed(closed);
  const published = await publishClosed(deps);
  await drawPosters(deps);
  if (closed.outcome === 'refused') throw new Error(`not closed: ${closed.reason}`);
  if (!published.ok) throw new Error(`stopped: ${published.reason}`);
}
