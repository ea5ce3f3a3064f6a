import { issuePath } from '../../disclosure/address.ts';
import { issueJson } from '../../disclosure/export-issue.ts';
import { ROWS_PER_PAGE } from '../../disclosure/live.ts';
import { type IssueFrame, issueFront, issueRowsPage } from '../../disclosure/live-pages.ts';
import type { Row } from '../../disclosure/row.ts';
import { LANGS, type Lang } from '../../disclosure/text.ts';
import { logSizeOf } from '../../store/live-file.ts';
import { exactText, parting } from './exact-text.ts';
import { readLines } from './file-lines.ts';
import type { Finding } from './finding.ts';
import { inOrder } from './in-order.ts';
import { judgePage } from './judge-page.ts';
import { judgePaper } from './judge-paper.ts';
import type { Notebook } from './notebook.ts';
import { headOf, judgeRowsFile } from './rows-file.ts';
import { type IssueAt, issueAt, judgeSize, liveAt, type Scope, societyOf } from './scope.ts';
import { failureCode } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, type ReadFailure, readFile } from './source.ts';

type Needs = { readonly source: PublicSource; readonly notes: Notebook; readonly scope: Scope };

const PAGES_AHEAD = 3;

/**
 * Judges every file of an issue: its pages in both languages and as JSON, its front, and, once it is closed, the whole
 * of it as JSON and CSV. Each file is held against the entries as of the log size that it says it was made from.
 */
export async function judgeIssue(needs: Needs, number: number, told: (rows: number) => void): Promise<void> {
  const { source, notes, scope } = needs;
  const now = issueAt(scope, number, scope.liveSize);
  if (now === undefined) return;
  const key = issuePath(scope.societyId, number).slice(1);
  const files = now.closed ? [`${key}.json`, `${key}.csv`] : [];
  const whole = await Promise.all(files.map(async (file) => judgeRowsFile(notes, { file, lines: await readLines(source, file), issue: now.issue, scope })));
  const pages = Array.from({ length: now.pages }, (_, at) => at + 1);
  const read = async (page: number) => ({ page, stored: await readPage(source, key, page), rows: await rowsFor(scope, now, { page, size: scope.liveSize }) });
  for await (const { page, stored, rows } of inOrder(pages, PAGES_AHEAD, read)) {
    if (rows === undefined) notes.find({ code: 'file_unsettled', file: `${key}/${page}.html`, detail: 'its entries cannot be read again' });
    for (const one of whole) for (const row of rows ?? []) one.row(row);
    for (const { file, bytes } of stored) await judgeRowsPage(needs, { now, page, file, bytes });
    notes.count('rows', rows?.length ?? 0);
    told(rows?.length ?? 0);
  }
  for (const one of whole) one.end();
  for (const lang of LANGS) await judgeFront(needs, now, lang);
  await judgePaper(needs, now);
  notes.count('issues');
}

async function readPage(source: PublicSource, key: string, page: number) {
  const files = [...LANGS.map((lang) => `${langPath(lang)}${key}/${page}.html`), `${key}/${page}.json`];
  return Promise.all(files.map(async (file) => ({ file, bytes: await readFile(source, file, LIMITS.page) })));
}

const langPath = (lang: Lang): string => (lang === 'zh' ? '' : `${lang}/`);

/** Rows of one page of an issue, up to its end as of then. */
function rowsFor(scope: Scope, { issue, end }: IssueAt, { page, size }: { readonly page: number; readonly size: number }): Promise<readonly Row[] | undefined> {
  const from = issue.first + (page - 1) * ROWS_PER_PAGE;
  return scope.material.rows(issue, from, Math.max(from, Math.min(end, from + ROWS_PER_PAGE)), size);
}

type PageFound = { readonly now: IssueAt; readonly page: number; readonly file: string; readonly bytes: Uint8Array | ReadFailure };

type Made = {
  readonly at: IssueAt;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly rows: readonly Row[];
  readonly frame: Omit<IssueFrame, 'shells'>;
};

/** What a page should be, as of the size that it says; nothing, and a finding, where it cannot be had or may not be of that size. */
async function asOf({ notes, scope }: Needs, { now, page, file, bytes }: PageFound): Promise<Made | undefined> {
  const fail = (finding: Omit<Finding, 'file'>) => notes.find({ ...finding, file });
  if (isFailure(bytes)) return void fail({ code: failureCode(bytes) });
  const size = logSizeOf(bytes) ?? 0;
  const at = issueAt(scope, now.issue.number, size);
  const filled = Math.min(now.end, now.issue.first + page * ROWS_PER_PAGE);
  if (!(await judgeSize(notes, scope, { file, size }))) return undefined;
  if (at === undefined || (now.closed && !at.closed) || size < filled) return void fail({ code: 'page_stale', detail: `made from ${size} entries` });
  const rows = await rowsFor(scope, at, { page, size });
  if (rows === undefined) return void fail({ code: 'file_unsettled' });
  const live = liveAt(scope, size);
  notes.count('pages');
  return {
    at,
    size,
    bytes,
    rows,
    frame: { society: societyOf(scope, live.definitions), live, issue: at.issue, before: at.before, flowsBefore: at.flowsBefore, pages: at.pages },
  };
}

async function judgeRowsPage(needs: Needs, found: PageFound): Promise<void> {
  const { notes, scope } = needs;
  const { page, file } = found;
  const made = await asOf(needs, found);
  if (made === undefined) return;
  const { size, bytes, rows, frame } = made;
  if (file.endsWith('.json'))
    notes.find(...judgeJson({ file, text: exactText(bytes), rows, wanted: [...issueJson({ ...headOf(scope, made.at.issue, size), page }, rows)].join('') }));
  else
    notes.find(
      ...judgePage(
        bytes,
        { key: file, size, rows, context: contextOf(file, frame), draw: (shells) => issueRowsPage({ ...frame, shells }, { page, rows }) },
        scope,
      ),
    );
}

const contextOf = (file: string, { live }: Pick<IssueFrame, 'live'>) => ({
  lang: file.startsWith('en/') ? ('en' as const) : ('zh' as const),
  definitions: live.definitions,
  generation: 1,
});

/** Holds a page of rows as JSON against the one wanted; the first line that differs is told. */
function judgeJson({
  file,
  text,
  rows,
  wanted,
}: {
  readonly file: string;
  readonly text: string | undefined;
  readonly rows: readonly Row[];
  readonly wanted: string;
}): readonly Finding[] {
  if (text === wanted) return [];
  const [should, are] = [wanted.split('\n'), text?.split('\n') ?? []];
  const at = should.findIndex((line, place) => line !== are[place]);
  const row = rows[at - 1];
  const detail = at < 0 ? `${are.length} lines, not ${should.length}` : parting(should[at] ?? '', are[at] ?? '');
  return [row === undefined ? { code: 'json_differs', file, detail } : { code: 'json_row_differs', file, index: row.index, detail }];
}

/** The front page of an issue: its sums, where they came from, its first rows. An open one changes with every gift, so it must be as new as the live files. */
async function judgeFront(needs: Needs, now: IssueAt, lang: Lang): Promise<void> {
  const { source, notes, scope } = needs;
  const file = `${langPath(lang)}${issuePath(scope.societyId, now.issue.number).slice(1)}.html`;
  const made = await asOf(needs, { now, page: 1, file, bytes: await readFile(source, file, LIMITS.page) });
  if (made === undefined) return;
  const { at, size, bytes, rows, frame } = made;
  if (!at.closed && size < scope.liveSize) return notes.find({ code: 'page_stale', file, detail: `made from ${size} entries` });
  if (!at.closed && !scope.walked.snapshots.has(size)) return notes.find({ code: 'file_unsettled', file });
  notes.find(...judgePage(bytes, { key: file, size, rows, context: contextOf(file, frame), draw: (shells) => issueFront({ ...frame, shells }, rows) }, scope));
}
