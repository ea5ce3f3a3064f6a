import type { Deps } from '../deps.ts';
import { issuePath } from '../disclosure/address.ts';
import { addFlows, type Flow } from '../disclosure/flows.ts';
import { addTallies, type IssueSummary, type Live, type Tally } from '../disclosure/live.ts';
import type { Row } from '../disclosure/row.ts';
import { type ClosedIssue, closedIssue, type IssueFacts } from '../documents/desk/issue-facts.ts';
import { formatTilePath } from '../domain/ledger/tile.ts';
import { rootFromTiles, tileSource, tilesForRoot } from '../domain/ledger/tree.ts';
import { readIssueList } from './read-issue-list.ts';
import { readPublished } from './read-published.ts';
import { rowOf } from './read-rows.ts';
import { readLive } from './refresh-disclosure.ts';

type Needs = Pick<Deps, 'log' | 'publicFiles' | 'society' | 'publicUrl' | 'alarm'>;

/** Rows read and drawn at once. */
const PIECE = 512;

/**
 * Draws every closed issue that has no PDF yet, oldest first, and gives how many it drew. It runs after the close is
 * public and apart from it, so that no drawing holds up a publication; whoever dies here leaves a gap at the end, which
 * the next run fills. A PDF is put once and stays (M3): two who draw at once keep that of the first.
 */
export async function drawIssues(deps: Needs): Promise<number> {
  const live = await readLive(deps);
  if (live === undefined) return 0;
  const list = await readIssueList(deps);
  const missing = await missingIn(deps, list);
  for (const [drawn, issue] of missing.entries()) {
    const before = list.filter((one) => one.number < issue.number).reduce((sum: readonly Tally[], one) => addTallies(sum, one.tallies), []);
    const flowsBefore = list.filter((one) => one.number < issue.number).reduce((sum: readonly Flow[], one) => addFlows(sum, one.flows ?? []), []);
    try {
      await drawIssue(deps, { issue, before, flowsBefore, live });
    } catch (error) {
      deps.alarm('issue_not_drawn', { issue: issue.number, cause: error instanceof Error ? error.message : 'unknown' });
      return drawn;
    }
  }
  return missing.length;
}

/** Key of an issue's PDF. */
export const paperKey = (society: string, number: number): string => `${issuePath(society, number).slice(1)}.pdf`;

/** Closed issues without a PDF, oldest first; behind one that has it, all older ones have it too. */
async function missingIn(deps: Needs, list: readonly IssueSummary[]): Promise<readonly ClosedIssue[]> {
  const missing: ClosedIssue[] = [];
  for (const one of list) {
    const issue = closedIssue(one);
    if (issue === undefined) continue;
    if ((await deps.publicFiles.get(paperKey(deps.society.id, issue.number))) !== undefined) break;
    missing.unshift(issue);
  }
  return missing;
}

type Work = { readonly issue: ClosedIssue; readonly before: readonly Tally[]; readonly flowsBefore: readonly Flow[]; readonly live: Live };

async function drawIssue(deps: Needs, { issue, before, flowsBefore, live }: Work): Promise<void> {
  const { id, name, code, demonstration, origin } = deps.society;
  const facts: IssueFacts = {
    society: { id, name, code, demonstration },
    issue,
    before,
    flowsBefore,
    definitions: live.definitions,
    log: { origin, size: live.size, root: await rootAt(deps, live.size) },
    address: `${deps.publicUrl}${issuePath(id, issue.number)}.html`,
  };
  const { drawIssuePaper } = await import('../documents/desk/issue.ts');
  const bytes = await drawIssuePaper(facts, namelessRows(deps, issue, live.size));
  await deps.publicFiles.put(paperKey(id, issue.number), bytes, { when: 'absent', contentType: 'application/pdf' });
}

/** The rows of an issue as its entries alone tell them: no opening is read, so no name can come along. */
async function* namelessRows(deps: Needs, issue: ClosedIssue, size: number): AsyncGenerator<readonly Row[]> {
  for (let from = issue.first; from < issue.closedAt; from += PIECE) {
    const entries = await readPublished(deps, { from, to: Math.min(issue.closedAt, from + PIECE), size });
    if (entries === undefined) throw new Error(`entries from ${from} are not in the published bundles`);
    yield entries.map((entry, at) => rowOf(entry, { issue, index: from + at, opens: new Map() }));
  }
}

/** Root over the first `size` entries in base64, from the tiles that were published with that size. */
async function rootAt({ log }: Needs, size: number): Promise<string> {
  const paths = tilesForRoot(size).map(formatTilePath);
  const stored = await Promise.all(paths.map(async (path) => [path, (await log.get(path))?.bytes] as const));
  const tiles = new Map(stored.flatMap(([path, bytes]) => (bytes === undefined ? [] : [[path, bytes] as const])));
  return Buffer.from(rootFromTiles(size, tileSource(size, tiles))).toString('base64');
}
