import type { Deps } from '../deps.ts';
import { drawIssues } from './draw-issues.ts';
import { type PublishedSettled, publishSettled } from './publish-settled.ts';

type Needs = Parameters<typeof publishSettled>[0] & Pick<Deps, 'publicUrl'>;

/** Takes what is settled, a close included, to the public, draws the front pages anew, and then draws the closed issues as PDF. */
export async function publishClosed(deps: Needs): Promise<PublishedSettled> {
  const published = await publishSettled(deps, { always: true });
  await drawIssues(deps);
  return published;
}
