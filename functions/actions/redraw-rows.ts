import type { Deps } from '../deps.ts';
import { addFlows, type Flow } from '../disclosure/flows.ts';
import { addTallies, type IssueSummary, type Live, ROWS_PER_PAGE } from '../disclosure/live.ts';
import { type IssueFrame, issueFront, issueRowsPage, type PageFile, type Shells } from '../disclosure/live-pages.ts';
import { logSizeOf } from '../store/live-file.ts';
import type { Pointed } from './forgotten.ts';
import { putPages } from './put-page.ts';
import { readIssueList } from './read-issue-list.ts';
import { endOf, pagesOf, readPageRows } from './read-page-rows.ts';

type Needs = Pick<Deps, 'log' | 'publicFiles' | 'society'>;

type Drawing = { readonly live: Live; readonly shells: Shells };

/**
 * Draws the pages of rows on which these gifts stand anew, in every language, of open and closed issues. Only names
 * differ, which are no part of a closed issue: its JSON and CSV are not touched (M3). Each page is of the size of
 * `live`, which holds the entry that took the name back, so that no earlier drawing can replace it (M13).
 */
export async function redrawRows(deps: Needs, drawing: Drawing, indices: readonly number[]): Promise<void> {
  for (const { issue, before, flowsBefore, pages, touched } of await findPages(deps, drawing.live, indices)) {
    const frame: IssueFrame = { society: deps.society, ...drawing, issue, before, flowsBefore, pages };
    for (const page of touched) await putPages(deps, drawing.live.size, await drawPage(deps, frame, page));
  }
}

/** Of these entries, the ones with a page that was drawn before the later entry said something of them. */
export async function findStale(deps: Needs, live: Live, pointed: readonly Pointed[]): Promise<readonly Pointed[]> {
  const stale: Pointed[] = [];
  for (const one of pointed) {
    for (const { issue, touched } of await findPages(deps, live, [one.index])) {
      const keys = touched.flatMap((page) => pageKeys(deps, issue, page));
      const sizes = await Promise.all(keys.map(async (key) => sizeAt(deps, key)));
      if (sizes.some((size) => size !== undefined && size <= one.by)) stale.push(one);
    }
  }
  return stale;
}

type Touched = {
  readonly issue: IssueSummary;
  readonly before: Live['before'];
  readonly flowsBefore: readonly Flow[];
  readonly pages: number;
  readonly touched: readonly number[];
};

async function findPages(deps: Needs, live: Live, indices: readonly number[]): Promise<readonly Touched[]> {
  const closed = indices.some((index) => index < live.issue.first) ? await readIssueList(deps) : [];
  const found: Touched[] = [];
  for (const issue of [live.issue, ...closed]) {
    const end = endOf(issue, live);
    const rows = indices.filter((index) => index >= issue.first && index < end).map((index) => index - issue.first);
    if (rows.length === 0) continue;
    const earlier = closed.filter((one) => one.number < issue.number);
    const before = issue === live.issue ? live.before : earlier.reduce((sum: Live['before'], one) => addTallies(sum, one.tallies), []);
    const flowsBefore = issue === live.issue ? (live.flowsBefore ?? []) : earlier.reduce((sum: readonly Flow[], one) => addFlows(sum, one.flows ?? []), []);
    const touched = [...new Set(rows.map((row) => Math.floor(row / ROWS_PER_PAGE) + 1))];
    found.push({ issue, before, flowsBefore, pages: pagesOf(issue, live), touched });
  }
  return found;
}

/** A page of rows without its JSON, which holds no names, and with the first one the issue's front. */
async function drawPage(deps: Needs, frame: IssueFrame, page: number): Promise<readonly PageFile[]> {
  const { issue, live } = frame;
  const rows = await readPageRows(deps, { issue, live, page });
  const drawn = issueRowsPage(frame, { page, rows }).filter(({ key }) => key.endsWith('.html'));
  return page === 1 ? [...drawn, ...issueFront(frame, rows)] : drawn;
}

function pageKeys({ society }: Needs, issue: IssueSummary, page: number): readonly string[] {
  const path = `disclosures/${society.id}/${issue.number}`;
  return ['', 'en/'].flatMap((lang) => [`${lang}${path}/${page}.html`, ...(page === 1 ? [`${lang}${path}.html`] : [])]);
}

async function sizeAt(deps: Needs, key: string): Promise<number | undefined> {
  const stored = await deps.publicFiles.get(key);
  return stored === undefined ? undefined : (logSizeOf(stored.bytes) ?? 0);
}
