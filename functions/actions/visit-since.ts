import type { Deps } from '../deps.ts';
import type { Entry } from '../domain/entry.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import type { Day } from '../domain/time.ts';
import { readIssueList } from './read-issue-list.ts';
import { readPublished } from './read-published.ts';
import { readLive } from './refresh-disclosure.ts';

const BUNDLES_AT_ONCE = 64;

/**
 * Shows every entry that can be of a day or of one after it, in order and with its index, among the first `upTo`, which
 * are all that is published. Issues that ended two days before are left out, since what is entered early is not entered
 * that early. Tells whether the record could be read.
 */
export async function visitSince(
  deps: Pick<Deps, 'log' | 'publicFiles' | 'society'>,
  asked: { readonly from: Day; readonly upTo: number },
  visit: (entry: Entry, index: number) => void,
): Promise<boolean> {
  const live = await readLive(deps);
  if (live === undefined) return false;
  const issues = [live.issue, ...(await readIssueList(deps))].sort((a, b) => a.number - b.number);
  const begins = issues.findIndex((issue) => (issue.through ?? asked.from) >= asked.from);
  const before = issues[Math.max(0, begins - 1)];
  for (let from = before?.first ?? 0; from < asked.upTo; from += BUNDLES_AT_ONCE * TILE_WIDTH) {
    const entries = await readPublished(deps, { from, to: Math.min(asked.upTo, from + BUNDLES_AT_ONCE * TILE_WIDTH), size: asked.upTo });
    if (entries === undefined) return false;
    for (const [at, entry] of entries.entries()) visit(entry, from + at);
  }
  return true;
}
