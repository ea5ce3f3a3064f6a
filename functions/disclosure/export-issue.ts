import type { Entry } from '../domain/entry.ts';
import { type Movement, movementsOf } from '../domain/movements.ts';
import { isLaterKind } from './entry-line.ts';
import type { NoteRow, Row } from './row.ts';

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

/** Columns of an issue that was closed with balances, beside those of all issues. */
const MOVE_COLUMNS = ['of', 'item', 'spec', 'unit', 'count', 'value_currency', 'value_minor', 'payee', 'purpose'] as const;

type MoveCells = { readonly [column in (typeof MOVE_COLUMNS)[number]]: Cell };

/** Writes rows as JSON in pieces; the rows have the fields of the first version's CSV, and an empty field is the empty text. Whatever is no gift of money also says what it moved, and its public facts as the log has them. */
export function* issueJson(head: ExportHead, rows: Iterable<Row>): Generator<string> {
  yield `${JSON.stringify({ v: 1, ...head }).slice(0, -1)},"rows":[`;
  let separator = '\n';
  for (const row of rows) {
    yield separator + JSON.stringify(jsonRow(row));
    separator = ',\n';
  }
  yield '\n]}\n';
}

/**
 * Writes rows as CSV in pieces (RFC 4180, CRLF, no byte order mark, header first). A cell that a spreadsheet would run as
 * a formula gets an apostrophe. `wide`: the issue was closed with balances. Each record is then one movement, negative
 * where something leaves, so that the sums of the columns are the balances; an entry that moves nothing has one record.
 */
export function* issueCsv(rows: Iterable<Row>, wide: boolean): Generator<string> {
  yield csvHeader(wide);
  for (const row of rows) yield csvRecords(row, wide).join('');
}

/** The header of such a file, with its line end. */
export function csvHeader(wide: boolean): string {
  return `${(wide ? [...COLUMNS, ...MOVE_COLUMNS] : COLUMNS).join(',')}\r\n`;
}

/** The records of one row, each with its line end. */
export function csvRecords(row: Row, wide: boolean): readonly string[] {
  const exported = exportRow(row);
  if (!wide) return [`${COLUMNS.map((column) => csvCell(exported[column])).join(',')}\r\n`];
  const records = row.kind === 'note' && isLaterKind(row.entry) ? moveRecords(row.entry, exported) : [{ ...exported, ...NO_MOVE }];
  return records.map((record) => `${[...COLUMNS, ...MOVE_COLUMNS].map((column) => csvCell(record[column])).join(',')}\r\n`);
}

/** Writes one cell; numbers stay numbers. */
export function csvCell(value: Cell): string {
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const NO_MONEY = { late: false, branch: '', campaign: '', place: '', restricted: false, channel: '', currency: '', amount_minor: '' } as const;
const NO_MOVE: MoveCells = { of: '', item: '', spec: '', unit: '', count: '', value_currency: '', value_minor: '', payee: '', purpose: '' };

function exportRow(row: Row): ExportRow {
  const { index, on } = row;
  if (row.kind === 'note') return { index, row: row.row, kind: row.entry.k, on, ...NO_MONEY, ...moveFields(row) };
  const { late, branch, campaign, place = '', restricted, channel, money } = row;
  return { index, row: row.row, kind: 'gift', on, late, branch, campaign, place, restricted, channel, currency: money.currency, amount_minor: money.minor };
}

/** What a row of the first version's columns says of an entry that moves something: its fund, and the money that came or went in all. */
function moveFields({ entry, late }: NoteRow): Partial<ExportRow> {
  if (!isLaterKind(entry)) return {};
  const movements = movementsOf(entry);
  const [first] = movements;
  const money = movements.flatMap(({ of, by }) => ('cur' in of ? [{ cur: of.cur, by }] : []));
  return {
    late: late === true,
    ...(first === undefined || entry.k === 'transfer' ? {} : fundCells(first)),
    ...('place' in entry && entry.place !== undefined ? { place: entry.place } : {}),
    ...('ch' in entry ? { channel: entry.ch } : {}),
    ...(money[0] === undefined ? {} : { currency: money[0].cur, amount_minor: money.reduce((sum, { by }) => sum + by, 0) }),
  };
}

const fundCells = ({ fund }: Movement) => ({ branch: fund.branch, campaign: fund.campaign, restricted: fund.restricted === true });

/** One record for each movement of an entry; lines of goods with their stated value. */
function moveRecords(entry: Entry, exported: ExportRow): readonly (ExportRow & MoveCells)[] {
  const said: MoveCells = {
    ...NO_MOVE,
    of: 'of' in entry && entry.of !== undefined ? entry.of.map(({ index }) => index).join(' ') : '',
    payee: 'payee' in entry ? ('name' in entry.payee ? entry.payee.name : entry.payee.class) : '',
    purpose: 'purpose' in entry && entry.k !== 'define' ? (entry.purpose.zh ?? '') : '',
  };
  const movements = movementsOf(entry);
  if (movements.length === 0) return [{ ...exported, ...said }];
  return movements.map((movement, at) => {
    const base = { ...exported, ...fundCells(movement), ...said };
    if ('cur' in movement.of) return { ...base, currency: movement.of.cur, amount_minor: movement.by };
    const { name, spec = '', unit } = movement.of.article;
    const value = entry.k === 'goods' && 'lines' in entry ? entry.lines[at]?.value : undefined;
    return { ...base, item: name, spec, unit, count: movement.by, value_currency: value?.cur ?? '', value_minor: value?.amt ?? '' };
  });
}

/** A row as JSON: an entry that is no gift of money with what it moved and its public facts, without what identifies or commits. */
function jsonRow(row: Row): object {
  const exported = exportRow(row);
  if (row.kind === 'gift' || !isLaterKind(row.entry)) return exported;
  const { v: _, k: __, id: ___, on: ____, ...facts } = row.entry;
  const moves = movementsOf(row.entry).map(({ fund, column, of, by }) => ({ ...fund, column, ...('cur' in of ? of : of.article), by }));
  return { ...exported, moves, facts: 'c' in facts ? { ...facts, c: undefined } : facts };
}
