import type { Deps } from '../deps.ts';
import { type IssueSummary, type Live, ROWS_PER_PAGE } from '../disclosure/live.ts';
import type { Row } from '../disclosure/row.ts';
import { readRows } from './read-rows.ts';

/** Index behind an issue's last row: that of its close, or the end of the log while it is open. */
export function endOf(issue: IssueSummary, live: Live): number {
  return issue.closedAt ?? live.size;
}

/** How many pages of rows an issue has; an empty one has one. */
export function pagesOf(issue: IssueSummary, live: Live): number {
  return Math.max(1, Math.ceil((endOf(issue, live) - issue.first) / ROWS_PER_PAGE));
}

/** Rows of one page of an issue, counted from 1. */
export function readPageRows(
  deps: Pick<Deps, 'log' | 'publicFiles'>,
  { issue, live, page }: { readonly issue: IssueSummary; readonly live: Live; readonly page: number },
): Promise<readonly Row[]> {
  const from = issue.first + (page - 1) * ROWS_PER_PAGE;
  return readRows(deps, { issue, from, to: Math.max(from, Math.min(endOf(issue, live), from + ROWS_PER_PAGE)), size: live.size });
}
