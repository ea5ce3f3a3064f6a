import { isCamt053, readCamt053 } from './camt053.ts';
import { dayInText } from './cell-values.ts';
import { checkBalances } from './check-balances.ts';
import { decodeFileText } from './file-text.ts';
import type { Gathered } from './gathered.ts';
import { findHeading } from './headings.ts';
import { pairReversals } from './pair-reversals.ts';
import { readRows } from './read-rows.ts';
import { LARGEST_FILE, readSheets } from './read-sheets.ts';
import type { Statement, StatementFault, StatementLine } from './statement.ts';
import type { FileRefusal } from './table.ts';

/** A statement of which every row was understood, or why nothing of the file is taken; `faults` name at most 50 places. */
export type StatementRead =
  | { readonly ok: true; readonly statement: Statement }
  | { readonly ok: false; readonly code: FileRefusal }
  | { readonly ok: false; readonly code: 'rows'; readonly faults: readonly StatementFault[] };

const FAULTS_SHOWN = 50;

/** Reads a list of gifts or a bank statement, whatever its form; `fileName` may tell the day of a list that has times only. */
export async function readStatement(bytes: Uint8Array, fileName: string): Promise<StatementRead> {
  const camt =
    bytes.length <= LARGEST_FILE && isCamt053(new TextDecoder('latin1').decode(bytes.subarray(0, 4096))) ? readCamt053(decodeFileText(bytes) ?? '') : 'other';
  if (camt !== 'other') return camt === undefined ? { ok: false, code: 'file_unreadable' } : judge(camt);
  const read = await readSheets(bytes);
  if (!read.ok) return read;
  const gathered: Gathered[] = [];
  for (const sheet of read.sheets) {
    const heading = findHeading(sheet.rows);
    if (heading === undefined) continue;
    const titles = sheet.rows.slice(0, heading.row).flat();
    const day = dayInText(titles) ?? dayInText([sheet.name]) ?? dayInText([fileName]);
    const { totals, ...rows } = readRows(sheet, heading, day);
    gathered.push({ ...rows, totals: totals.map((total) => ({ ...total, sheet: sheet.name })) });
  }
  if (gathered.length === 0) return { ok: false, code: 'file_no_heading' };
  return judge({
    lines: gathered.flatMap(({ lines }) => lines),
    totals: gathered.flatMap(({ totals }) => totals),
    accounts: gathered.flatMap(({ accounts }) => accounts),
    faults: gathered.flatMap(({ faults }) => faults),
  });
}

function judge(all: Gathered): StatementRead {
  if (all.lines.length === 0 && all.faults.length === 0) return { ok: false, code: 'file_no_lines' };
  if (all.faults.every(({ code }) => code === 'time_missing') && all.faults.length > 0) return { ok: false, code: 'file_no_day' };
  const told = tellOnce(all.lines);
  const sums = sumUp(all.lines);
  const balances = checkBalances(all.lines);
  const faults = [...all.faults, ...told.faults, ...wrongTotals(all, sums), ...balances.faults, ...wrongClosing(all, { ...sums, ...balances })];
  if (faults.length > 0) return { ok: false, code: 'rows', faults: faults.slice(0, FAULTS_SHOWN) };
  const accounts = [...new Set(all.accounts)];
  return {
    ok: true,
    statement: {
      currency: 'CNY',
      ...pairReversals(told.lines),
      repeated: all.lines.length - told.lines.length,
      totals: all.totals.map(({ fen }) => fen),
      ...sums,
      ...(accounts.length === 1 && accounts[0] !== undefined ? { account: accounts[0] } : {}),
      ...edges(all, balances),
    },
  };
}

function edges(all: Gathered, balances: { readonly openingFen?: number; readonly closingFen?: number }): Pick<Statement, 'openingFen' | 'closingFen'> {
  const [openingFen, closingFen] = [all.openingFen ?? balances.openingFen, all.closingFen ?? balances.closingFen];
  return { ...(openingFen === undefined ? {} : { openingFen }), ...(closingFen === undefined ? {} : { closingFen }) };
}

/** A serial told twice with the same words is one payment; with other words, one of the two is wrong. */
function tellOnce(lines: readonly StatementLine[]): { readonly lines: readonly StatementLine[]; readonly faults: readonly StatementFault[] } {
  const bySerial = new Map<string, StatementLine>();
  const faults: StatementFault[] = [];
  const once = lines.filter((line) => {
    const key = line.serial === undefined ? undefined : `${line.direction}|${line.serial}`;
    const before = key === undefined ? undefined : bySerial.get(key);
    if (key !== undefined && before === undefined) bySerial.set(key, line);
    if (before === undefined) return true;
    const same = before.amountFen === line.amountFen && before.atMs === line.atMs && before.reverses === line.reverses;
    if (!same) faults.push({ sheet: line.sheet, row: line.row, code: 'serial_differs', cell: line.serial ?? '' });
    return false;
  });
  return { lines: once, faults };
}

function sumUp(lines: readonly StatementLine[]): Pick<Statement, 'inFen' | 'outFen'> {
  const sum = (direction: 'in' | 'out') => lines.filter((line) => line.direction === direction).reduce((total, { amountFen }) => total + amountFen, 0);
  return { inFen: sum('in'), outFen: sum('out') };
}

/** A stated total is of all that came in, or of what came in less what went back. */
function wrongTotals({ totals }: Gathered, { inFen, outFen }: Pick<Statement, 'inFen' | 'outFen'>): readonly StatementFault[] {
  return totals
    .filter(({ fen }) => fen !== inFen && fen !== inFen - outFen)
    .map(({ sheet, row, cell }) => ({ sheet, row, code: 'total_differs' as const, cell }));
}

function wrongClosing(all: Gathered, { inFen, outFen }: Pick<Statement, 'inFen' | 'outFen'>): readonly StatementFault[] {
  // Rows that were not understood are missing from the sums.
  if (all.openingFen === undefined || all.closingFen === undefined || all.faults.length > 0) return [];
  if (all.openingFen + inFen - outFen === all.closingFen) return [];
  return [{ sheet: '', row: all.lines.length, code: 'balance_breaks', cell: String(all.closingFen) }];
}
