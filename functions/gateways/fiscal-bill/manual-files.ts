import { parseBillNumber, warnOfBill } from '../../domain/fiscal-bill.ts';
import { plainMinor } from '../../domain/money.ts';
import { uppercaseAmount } from '../../domain/uppercase-amount.ts';
import { isDamaged, readWhen } from '../bank-files/cell-values.ts';
import { readSheets } from '../bank-files/read-sheets.ts';
import type { FileRefusal } from '../bank-files/table.ts';
import type { BillFormat } from './fiscal-bill.ts';
import type { GivenBack, Task } from './manual.ts';

/** Headings of the file that goes to the clerk; the last six are empty, and are filled in on the way back. */
const HEADINGS = [
  '业务流水号',
  '事项',
  '交款人',
  '统一社会信用代码',
  '金额（元）',
  '金额（大写）',
  '备注',
  '申请日期',
  '原票据代码',
  '原票据号码',
  '票据代码',
  '票据号码',
  '校验码',
  '开票日期',
  '文件',
  '不能办理的原因',
] as const;

/** Writes what waits for a clerk as CSV in UTF-8 with a mark, as spreadsheets read it; filled in, the same file comes back. */
export function writeTasks(tasks: readonly Task[]): string {
  const rows = tasks.map((task) => cellsOf(task).concat(Array.from({ length: 6 }, () => '')));
  return `\ufeff${[HEADINGS, ...rows].map((row) => row.map(writeCell).join(',')).join('\r\n')}\r\n`;
}

function cellsOf({ what, wish }: Task): readonly string[] {
  const money = [plainMinor(wish.totalFen), uppercaseAmount(wish.totalFen)];
  if (what === 'bill') return [wish.billNo, '开具', wish.payer.title, wish.payer.taxId ?? '', ...money, wish.remark, wish.day, '', ''];
  return [wish.redNo, '冲红', '', '', ...money, wish.reason, wish.day, wish.bill.code, wish.bill.number];
}

/** A tab before it keeps a spreadsheet from computing what a donor typed, and zeros before a number in their place; reading takes it away. */
function writeCell(cell: string): string {
  const text = /^[=+\-@\t\r0]|^\d{11,}$/.test(cell) ? `\t${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row that cannot be taken, and why; `row` counts from 1 as spreadsheets do. */
export type RowFault = {
  readonly row: number;
  readonly code: 'number_not_ours' | 'numbers_missing' | 'numbers_damaged' | 'day_unreadable' | 'file_kind' | 'row_repeated';
};

/** What a file brings back; `file` is the name that stands in the row. Rows that nobody has filled in are left out. */
export type GivenRow = { readonly row: number; readonly given: GivenBack; readonly file?: string };

export type GivenRead =
  | { readonly ok: true; readonly rows: readonly GivenRow[] }
  | { readonly ok: false; readonly code: FileRefusal; readonly faults: readonly RowFault[] };

const FORMATS: readonly BillFormat[] = ['pdf', 'ofd', 'xml', 'png'];

/** Reads the file that a clerk brings back, xlsx or CSV, by its headings; with one row that cannot be taken nothing of it is. */
export async function readGiven(bytes: Uint8Array): Promise<GivenRead> {
  const read = await readSheets(bytes);
  if (!read.ok) return { ok: false, code: read.code, faults: [] };
  for (const { rows } of read.sheets) {
    const heading = rows.findIndex((cells) => cells.includes('业务流水号') && cells.includes('票据号码'));
    if (heading !== -1) return readRows(rows, heading);
  }
  return { ok: false, code: 'file_no_heading', faults: [] };
}

function readRows(rows: readonly (readonly string[])[], heading: number): GivenRead {
  const names = rows[heading] ?? [];
  const read = rows.slice(heading + 1).flatMap((cells, at) => {
    const cell = (name: (typeof HEADINGS)[number]) => (cells[names.indexOf(name)] ?? '').trim();
    return readRow(cell, heading + at + 2) ?? [];
  });
  const given = read.flatMap((one) => ('given' in one ? [one] : []));
  const seen = new Set<string>();
  const repeated = given.flatMap(({ row, given: { ourNo } }): readonly RowFault[] => {
    if (seen.has(ourNo)) return [{ row, code: 'row_repeated' }];
    seen.add(ourNo);
    return [];
  });
  const faults = [...read.flatMap((one) => ('code' in one ? [one] : [])), ...repeated];
  if (faults.length > 0) return { ok: false, code: 'file_unreadable', faults };
  return given.length === 0 ? { ok: false, code: 'file_no_lines', faults: [] } : { ok: true, rows: given };
}

function readRow(cell: (name: (typeof HEADINGS)[number]) => string, row: number): GivenRow | RowFault | undefined {
  const [ourNo, code, number, checkCode, day, file, refused] = [
    cell('业务流水号').toUpperCase(),
    cell('票据代码'),
    cell('票据号码'),
    cell('校验码'),
    cell('开票日期'),
    cell('文件'),
    cell('不能办理的原因'),
  ];
  if ([code, number, checkCode, day, file, refused].every((one) => one === '')) return undefined;
  const ours = parseBillNumber(ourNo);
  if (ours === undefined) return { row, code: 'number_not_ours' };
  if (refused !== '' && number === '') return { row, given: { ourNo, refused } };
  if (code === '' || number === '' || checkCode === '') return { row, code: 'numbers_missing' };
  // A spreadsheet drops zeros at the beginning and writes long numbers with an exponent: what was typed cannot be known then.
  if ([code, number, checkCode].some(isDamaged) || warnOfBill({ code, number, checkCode }).some((odd) => odd !== 'check_code_form'))
    return { row, code: 'numbers_damaged' };
  const on = readWhen(day)?.day;
  if (on === undefined) return { row, code: 'day_unreadable' };
  const format = FORMATS.find((one) => file.toLowerCase().endsWith(`.${one}`));
  if (file !== '' && format === undefined) return { row, code: 'file_kind' };
  const withFile = format === undefined || ours.what === 'red' ? {} : { format };
  return { row, given: { ourNo, bill: { code, number, checkCode, day: on }, ...withFile }, ...('format' in withFile ? { file } : {}) };
}
