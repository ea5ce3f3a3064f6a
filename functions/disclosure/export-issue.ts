import type { Row } from './row.ts';

/** What a file of rows says about itself; `page` where it is one page of an open or closed issue. */
export type ExportHead = {
  readonly society: string;
  readonly number: number;
  readonly from: string;
  readonly through?: string;
  readonly size: number;
  readonly page?: number;
};

type Cell = string | number | boolean;

/** One row as the files carry it: place in the log and public facts, no name and no message. */
type ExportRow = {
  readonly index: number;
  readonly row: number;
  readonly kind: string;
  readonly on: string;
  readonly late: boolean;
  readonly branch: string;
  readonly campaign: string;
  readonly place: string;
  readonly restricted: boolean;
  readonly channel: string;
  readonly currency: string;
  readonly amount_minor: number | '';
};

const COLUMNS = [
  'index',
  'row',
  'kind',
  'on',
  'late',
  'branch',
  'campaign',
  'place',
  'restricted',
  'channel',
  'currency',
  'amount_minor',
] as const satisfies readonly (keyof ExportRow)[];

/** Writes rows as JSON in pieces; the rows have the same fields as the CSV's columns, and an empty field is the empty text. */
export function* issueJson(head: ExportHead, rows: Iterable<Row>): Generator<string> {
  yield `${JSON.stringify({ v: 1, ...head }).slice(0, -1)},"rows":[`;
  let separator = '\n';
  for (const row of rows) {
    yield separator + JSON.stringify(exportRow(row));
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** Writes rows as CSV in pieces (RFC 4180, CRLF, no byte order mark, header first). A cell that a spreadsheet would run as a formula gets an apostrophe. */
export function* issueCsv(rows: Iterable<Row>): Generator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for (const row of rows) {
    const exported = exportRow(row);
    yield `${COLUMNS.map((column) => csvCell(exported[column])).join(',')}\r\n`;
  }
}

/** Writes one cell; numbers stay numbers. */
export function csvCell(value: Cell): string {
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const NO_MONEY = { late: false, branch: '', campaign: '', place: '', restricted: false, channel: '', currency: '', amount_minor: '' } as const;

function exportRow(row: Row): ExportRow {
  const { index, on } = row;
  if (row.kind === 'note') return { index, row: row.row, kind: row.entry.k, on, ...NO_MONEY };
  const { late, branch, campaign, place = '', restricted, channel, money } = row;
  return { index, row: row.row, kind: 'gift', on, late, branch, campaign, place, restricted, channel, currency: money.currency, amount_minor: money.minor };
}
