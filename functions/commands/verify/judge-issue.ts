import { issuePath } from '../../disclosure/address.ts';
import { type ExportHead, issueCsv, issueJson } from '../../disclosure/export-issue.ts';
import { type IssueSummary, ROWS_PER_PAGE } from '../../disclosure/live.ts';
import { type IssueFrame, issueFront, issueRowsPage } from '../../disclosure/live-pages.ts';
import type { Row } from '../../disclosure/row.ts';
import { LANGS, type Lang } from '../../disclosure/text.ts';
import { logSizeOf } from '../../store/live-file.ts';
import { exactText, parting } from './exact-text.ts';
import { type FileLines, readLines } from './file-lines.ts';
import { inOrder } from './in-order.ts';
import { judgePage } from './judge-page.ts';
import type { Notebook } from './notebook.ts';
import { type IssueAt, issueAt, liveAt, type Scope, societyOf } from './scope.ts';
import { failureCode } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

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
  const files = now.closed ? await Promise.all([`${key}.json`, `${key}.csv`].map(async (file) => ({ file, lines: await readLines(source, file) }))) : [];
  const whole = files.map(({ file, lines }) => rowsFile(notes, { file, lines, issue: now.issue, scope }));
  const pages = Array.from({ length: now.pages }, (_, at) => at + 1);
  const read = async (page: number) => ({ page, files: await readPage(source, key, page), rows: await rowsFor(scope, now.issue, page, now.end) });
  for await (const { page, files: stored, rows } of inOrder(pages, PAGES_AHEAD, read)) {
    if (rows === undefined) {
      notes.find({ code: 'file_unsettled', file: `${key}/${page}.html`, detail: 'its entries cannot be read again' });
      continue;
    }
    for (const one of whole) for (const row of rows) one.row(row);
    for (const { file, bytes } of stored) await judgeRowsPage(needs, { now, page, file, bytes });
    notes.count('rows', rows.length);
    told(rows.length);
  }
  for (const one of whole) one.end();
  for (const lang of LANGS) await judgeFront(needs, now, lang);
  notes.count('issues');
}

async function readPage(source: PublicSource, key: string, page: number) {
  const files = [...LANGS.map((lang) => `${langPath(lang)}${key}/${page}.html`), `${key}/${page}.json`];
  return Promise.all(files.map(async (file) => ({ file, bytes: await readFile(source, file, LIMITS.page) })));
}

const langPath = (lang: Lang): string => (lang === 'zh' ? '' : `${lang}/`);

/** Rows of one page, up to `end`. */
function rowsFor(scope: Scope, issue: IssueSummary, page: number, end: number): Promise<readonly Row[] | undefined> {
  const from = issue.first + (page - 1) * ROWS_PER_PAGE;
  return scope.material.rows(issue, from, Math.max(from, Math.min(end, from + ROWS_PER_PAGE)));
}

type PageFound = { readonly now: IssueAt; readonly page: number; readonly file: string; readonly bytes: Uint8Array | 'missing' | 'unreachable' | 'too_large' };

/** The issue as of the size that a file says; nothing, and a finding, where the file is of a log that does not exist or is older than it may be. */
function asOf({ notes, scope }: Needs, { now, page, file, bytes }: PageFound): { readonly at: IssueAt; readonly size: number } | undefined {
  if (isFailure(bytes)) {
    notes.find({ code: failureCode(bytes), file });
    return undefined;
  }
  const size = logSizeOf(bytes) ?? 0;
  const at = issueAt(scope, now.issue.number, size);
  const filled = Math.min(now.end, now.issue.first + page * ROWS_PER_PAGE);
  if (size > scope.size) notes.find({ code: 'file_ahead', file, detail: `made from ${size} entries of ${scope.size}` });
  else if (at === undefined || (now.closed && !at.closed) || size < filled) notes.find({ code: 'page_stale', file, detail: `made from ${size} entries` });
  else return { at, size };
  return undefined;
}

function frameOf(scope: Scope, at: IssueAt, size: number): Omit<IssueFrame, 'shells'> {
  const live = liveAt(scope, size);
  return { society: societyOf(scope, live.definitions), live, issue: at.issue, before: at.before, pages: at.pages };
}

async function judgeRowsPage(needs: Needs, found: PageFound): Promise<void> {
  const { notes, scope } = needs;
  const { page, file, bytes } = found;
  const made = asOf(needs, found);
  if (made === undefined || isFailure(bytes)) return;
  const rows = await rowsFor(scope, made.at.issue, page, made.at.end);
  if (rows === undefined) return notes.find({ code: 'file_unsettled', file });
  const frame = frameOf(scope, made.at, made.size);
  const context = { lang: file.startsWith('en/') ? ('en' as const) : ('zh' as const), definitions: frame.live.definitions, generation: 1 };
  notes.count('pages');
  if (!file.endsWith('.json')) {
    notes.find(
      ...judgePage(bytes, { key: file, size: made.size, rows, context, draw: (shells) => issueRowsPage({ ...frame, shells }, { page, rows }) }, scope),
    );
    return;
  }
  const head = { ...headOf(scope, made.at.issue, made.size), page };
  const [wanted, is] = [[...issueJson(head, rows)].join('').split('\n'), exactText(bytes)?.split('\n') ?? []];
  const at = wanted.findIndex((line, place) => line !== is[place]);
  if (at < 0 && is.length === wanted.length) return;
  const row = rows[at - 1];
  const detail = at < 0 ? `${is.length} lines, not ${wanted.length}` : parting(wanted[at] ?? '', is[at] ?? '');
  notes.find(row === undefined ? { code: 'json_differs', file, detail } : { code: 'json_row_differs', file, index: row.index, detail });
}

function headOf(scope: Scope, issue: IssueSummary, size: number): ExportHead {
  return { society: scope.societyId, number: issue.number, from: issue.from, ...(issue.through === undefined ? {} : { through: issue.through }), size };
}

/** The front page of an issue: its sums, where they came from, its first rows. An open one changes with every gift, so it must be as new as the live files. */
async function judgeFront(needs: Needs, now: IssueAt, lang: Lang): Promise<void> {
  const { source, notes, scope } = needs;
  const file = `${langPath(lang)}${issuePath(scope.societyId, now.issue.number).slice(1)}.html`;
  const bytes = await readFile(source, file, LIMITS.page);
  const made = asOf(needs, { now, page: 1, file, bytes });
  if (made === undefined || isFailure(bytes)) return;
  if (!made.at.closed && made.size < scope.liveSize) return notes.find({ code: 'page_stale', file, detail: `made from ${made.size} entries` });
  const rows = await rowsFor(scope, made.at.issue, 1, made.at.end);
  if (rows === undefined || (!made.at.closed && !scope.walked.snapshots.has(made.size))) return notes.find({ code: 'file_unsettled', file });
  const frame = frameOf(scope, made.at, made.size);
  const context = { lang, definitions: frame.live.definitions, generation: 1 };
  notes.count('pages');
  notes.find(...judgePage(bytes, { key: file, size: made.size, rows, context, draw: (shells) => issueFront({ ...frame, shells }, rows) }, scope));
}

type RowsFile = { readonly row: (row: Row) => void; readonly end: () => void };

type StoredRows = {
  readonly file: string;
  readonly lines: FileLines | 'missing' | 'unreachable' | 'too_large';
  readonly issue: IssueSummary;
  readonly scope: Scope;
};

/** Holds a whole issue's JSON or CSV against its rows, line by line; the first line that differs is told. */
function rowsFile(notes: Notebook, { file, lines, issue, scope }: StoredRows): RowsFile {
  if (typeof lines === 'string') {
    notes.find({ code: failureCode(lines), file });
    return { row: () => undefined, end: () => undefined };
  }
  const isJson = file.endsWith('.json');
  const [rowCode, code, counted] = isJson
    ? (['json_row_differs', 'json_differs', 'json_rows'] as const)
    : (['csv_row_differs', 'csv_differs', 'csv_rows'] as const);
  const last = (issue.closedAt ?? issue.first) - 1;
  let at = 0;
  let differs = false;
  const line = (text: string, index?: number) => {
    if (!differs && !lines.isLine(at, text)) {
      differs = true;
      notes.find(index === undefined ? { code, file, detail: `line ${at + 1}` } : { code: rowCode, file, index, detail: `line ${at + 1}` });
    }
    at += 1;
  };
  line(isJson ? jsonHead(notes, { file, lines, issue, scope }) : ([...issueCsv([])][0] ?? ''));
  return {
    row: (row) => {
      line(isJson ? `${jsonRow(row)}${row.index === last ? '' : ','}\n` : ([...issueCsv([row])][1] ?? ''), row.index);
      notes.count(counted);
    },
    end: () => {
      if (isJson) line(']}\n');
      if (!differs && lines.count !== at) notes.find({ code, file, detail: `${lines.count} lines, not ${at}` });
    },
  };
}

/** The first line as it should be for the size that it names itself. */
function jsonHead(notes: Notebook, { file, lines, issue, scope }: StoredRows & { readonly lines: FileLines }): string {
  const size = Number(/"size":(\d+)/.exec(lines.first)?.[1]);
  if (size > scope.size) notes.find({ code: 'file_ahead', file, detail: `made from ${size} entries of ${scope.size}` });
  const [head = ''] = [...issueJson(headOf(scope, issue, size > (issue.closedAt ?? 0) ? size : scope.size), [])];
  return `${head}\n`;
}

/** One row as a line of JSON, without what parts it from the next. */
function jsonRow(row: Row): string {
  const [, text = ''] = [...issueJson({ society: '', number: 1, from: '', size: 0 }, [row])];
  return text.slice(1);
}
