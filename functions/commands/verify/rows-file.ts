import { csvHeader, csvRecords, type ExportHead, issueJson } from '../../disclosure/export-issue.ts';
import type { IssueSummary } from '../../disclosure/live.ts';
import type { Row } from '../../disclosure/row.ts';
import type { FileLines } from './file-lines.ts';
import type { Notebook } from './notebook.ts';
import { judgeSize, type Scope } from './scope.ts';
import { failureCode } from './signed-log.ts';
import type { ReadFailure } from './source.ts';

/** A whole issue's JSON or CSV, held against its rows as they come, in order. */
export type RowsFile = { readonly row: (row: Row) => void; readonly end: () => void };

/** The file as it lies there, and the closed issue that it is of. */
export type StoredRows = { readonly file: string; readonly lines: FileLines | ReadFailure; readonly issue: IssueSummary; readonly scope: Scope };

/** Holds a whole issue's JSON or CSV against its rows, line by line; the first line that differs is told. */
export async function judgeRowsFile(notes: Notebook, { file, lines, issue, scope }: StoredRows): Promise<RowsFile> {
  if (typeof lines === 'string') {
    notes.find({ code: failureCode(lines), file });
    return { row: () => undefined, end: () => undefined };
  }
  const form = file.endsWith('.json') ? await jsonForm(notes, { file, lines, issue, scope }) : csvForm(issue.balanced === true);
  let at = 0;
  let differs = false;
  const line = (text: string, index?: number) => {
    if (!differs && !lines.isLine(at, text)) {
      differs = true;
      const detail = `line ${at + 1}`;
      notes.find(index === undefined ? { code: form.code, file, detail } : { code: form.rowCode, file, index, detail });
    }
    at += 1;
  };
  line(form.head);
  return {
    row: (row) => {
      for (const text of form.lines(row)) line(text, row.index);
      notes.count(form.counted);
    },
    end: () => {
      if (form.tail !== '') line(form.tail);
      if (!differs && lines.count !== at) notes.find({ code: form.code, file, detail: `${lines.count} lines, not ${at}` });
    },
  };
}

/** What a file of an issue's rows says about itself, for the log size that it names. */
export function headOf(scope: Scope, issue: IssueSummary, size: number): ExportHead {
  return { society: scope.societyId, number: issue.number, from: issue.from, ...(issue.through === undefined ? {} : { through: issue.through }), size };
}

const csvForm = (wide: boolean) =>
  ({
    head: csvHeader(wide),
    lines: (row: Row): readonly string[] => csvRecords(row, wide),
    tail: '',
    code: 'csv_differs',
    rowCode: 'csv_row_differs',
    counted: 'csv_rows',
  }) as const;

async function jsonForm(notes: Notebook, { file, lines, issue, scope }: StoredRows & { readonly lines: FileLines }) {
  const size = Number(/"size":(\d+)/.exec(lines.first)?.[1] ?? 0);
  const closedAt = issue.closedAt ?? issue.first;
  if ((await judgeSize(notes, scope, { file, size })) && size <= closedAt) notes.find({ code: 'page_stale', file, detail: `made from ${size} entries` });
  const [head = ''] = issueJson(headOf(scope, issue, size), []);
  return {
    head: `${head}\n`,
    lines: (row: Row): readonly string[] => [`${jsonRow(row)}${row.index === closedAt - 1 ? '' : ','}\n`],
    tail: ']}\n',
    code: 'json_differs',
    rowCode: 'json_row_differs',
    counted: 'json_rows',
  } as const;
}

/** One row as a line of JSON, without what parts it from the next. */
function jsonRow(row: Row): string {
  const [, text = ''] = issueJson({ society: '', number: 1, from: '', size: 0 }, [row]);
  return text.slice(1);
}
