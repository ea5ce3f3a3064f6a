import { atShanghai, type Day, startOfDayMs } from '../../domain/time.ts';
import { accountTail } from './account-tail.ts';
import { type AmountCell, isDamaged, readAmount, readWhen, type When, whenInSerial } from './cell-values.ts';
import { type Column, type Heading, repeatsHeading } from './headings.ts';
import type { StatementFault, StatementLine } from './statement.ts';
import type { Sheet } from './table.ts';

/** A sheet's lines in its order, the totals it states, and all that is wrong in it. */
export type RowsRead = {
  readonly lines: readonly StatementLine[];
  readonly totals: readonly { readonly row: number; readonly fen: number; readonly cell: string }[];
  readonly accounts: readonly string[];
  readonly faults: readonly StatementFault[];
};

type Cells = ReadonlyMap<Column, string>;

const TOTAL = /^(?:合\s*计|总\s*计|共\s*计|总金额|本页合计|小\s*计)/;
const SUBTOTAL = /^(?:本页合计|小\s*计)/;
const REVERSAL = /冲正|冲销|退汇|撤销|红字/;

/** Reads the rows under a heading; `day` is the one that title or file name speaks of, for lists that tell only times. */
export function readRows(sheet: Sheet, heading: Heading, day: Day | undefined): RowsRead {
  const reader = { lines: [] as StatementLine[], totals: [] as { row: number; fen: number; cell: string }[], faults: [] as StatementFault[] };
  const accounts = new Set<string>();
  const nameless = namelessAmounts(sheet, heading);
  for (const [at, cells] of sheet.rows.entries()) {
    const row = at + 1;
    if (at <= heading.row || cells.every((cell) => cell === '') || repeatsHeading(cells)) continue;
    const beside = nameless.get(at);
    if (beside !== undefined) reader.totals.push({ row, ...beside });
    const named = namedCells(cells, heading);
    const total = totalOf(cells, named);
    if (total === 'subtotal' || [...named.values()].every((cell) => cell === '')) continue;
    if (total !== undefined) {
      reader.totals.push({ row, ...total });
      continue;
    }
    if ((named.get('account') ?? '') !== '') accounts.add(named.get('account') ?? '');
    const read = readLine(named, { sheet: sheet.name, row, day });
    if ('code' in read) reader.faults.push(read);
    else reader.lines.push(read);
  }
  return { ...reader, accounts: [...accounts] };
}

function namedCells(cells: readonly string[], heading: Heading): Cells {
  const named = new Map<Column, string>();
  for (const [at, column] of heading.columns) {
    const cell = cells[at] ?? '';
    const before = named.get(column);
    named.set(column, before === undefined || before === '' ? cell : cell === '' ? before : `${before} ${cell}`);
  }
  return named;
}

/** Totals that stand beside the rows, in a column without a heading; many such numbers in one column are a column of their own. */
function namelessAmounts({ rows }: Sheet, heading: Heading): ReadonlyMap<number, { readonly fen: number; readonly cell: string }> {
  const titles = rows[heading.row] ?? [];
  const found = new Map<number, { readonly at: number; readonly fen: number; readonly cell: string }[]>();
  for (const [at, cells] of rows.entries()) {
    if (at <= heading.row) continue;
    for (const [column, cell] of cells.entries()) {
      if (heading.columns.has(column) || (titles[column] ?? '') !== '' || cell === '') continue;
      const amount = readAmount(cell);
      if (typeof amount !== 'string') found.set(column, [...(found.get(column) ?? []), { at, fen: amount.fen, cell }]);
    }
  }
  return new Map([...found.values()].filter((all) => all.length <= 3).flatMap((all) => all.map(({ at, fen, cell }) => [at, { fen, cell }] as const)));
}

function totalOf(cells: readonly string[], named: Cells): { readonly fen: number; readonly cell: string } | 'subtotal' | undefined {
  const label = cells.find((cell) => TOTAL.test(cell));
  const bare = (['serial', 'at', 'clock', 'payer', 'payerAccount', 'flag', 'balance', 'remark'] as const).every((column) => (named.get(column) ?? '') === '');
  if (label === undefined && !bare) return undefined;
  if (label !== undefined && SUBTOTAL.test(label)) return 'subtotal';
  const cell = named.get('amount') || named.get('in') || '';
  const amount = readAmount(cell);
  if (typeof amount !== 'string') return { fen: amount.fen, cell };
  return label === undefined ? undefined : 'subtotal'; // a footer with a count or a signature, and no amount
}

type Place = { readonly sheet: string; readonly row: number; readonly day: Day | undefined };

function readLine(cells: Cells, place: Place): StatementLine | StatementFault {
  const fault = (code: StatementFault['code'], cell: string): StatementFault => ({ sheet: place.sheet, row: place.row, code, cell });
  for (const column of ['serial', 'account', 'payerAccount'] as const) {
    const cell = cells.get(column) ?? '';
    if (isDamaged(cell)) return fault('digits_lost', cell);
  }
  const currency = cells.get('currency') ?? '';
  if (!/^(?:|人民币|人民币元|CNY|RMB|156|01)$/i.test(currency)) return fault('currency_other', currency);
  const amount = directed(cells);
  if ('unreadable' in amount) return fault(amount.unreadable === '' ? 'amount_missing' : 'amount_unreadable', amount.unreadable);
  const when = whenOf(cells, place);
  if ('unreadable' in when) return fault(when.unreadable === '' ? 'time_missing' : 'time_unreadable', when.unreadable);
  const balance = readAmount(cells.get('balance') ?? '');
  if (balance === 'unreadable') return fault('amount_unreadable', cells.get('balance') ?? '');
  return {
    sheet: place.sheet,
    row: place.row,
    ...amount,
    ...when,
    ...present('serial', cells.get('serial')),
    ...present('payer', cells.get('payer')),
    ...accountTail(cells.get('payerAccount') ?? ''),
    ...present('remark', cells.get('remark')),
    ...(balance === 'blank' ? {} : { balanceFen: balance.fen }),
  };
}

const present = (name: 'serial' | 'payer' | 'remark', cell = ''): { readonly [field in typeof name]?: string } => (cell === '' ? {} : { [name]: cell });

type Directed = Pick<StatementLine, 'direction' | 'amountFen'> & { readonly reverses?: true };

/** From the bank's side a credit (贷) is money in. A negative amount, or the word for a reversal, turns the direction round. */
function directed(cells: Cells): Directed | { readonly unreadable: string } {
  const [into, out, amount] = (['in', 'out', 'amount'] as const).map((column) => readAmount(cells.get(column) ?? ''));
  const spelt = (['in', 'out', 'amount'] as const).find((_, at) => [into, out, amount][at] === 'unreadable');
  if (spelt !== undefined) return { unreadable: cells.get(spelt) ?? '' };
  if (isAmount(into) && into.fen !== 0) return turned('in', into.fen, cells);
  if (isAmount(out) && out.fen !== 0) return turned('out', out.fen, cells);
  if (!isAmount(amount) || amount.fen === 0) return { unreadable: '' };
  const flag = cells.get('flag') ?? '';
  return turned(/借|支|往|出|^D/i.test(flag) ? 'out' : 'in', amount.fen, cells);
}

const isAmount = (cell: AmountCell | undefined): cell is { readonly fen: number } => typeof cell === 'object';

function turned(direction: 'in' | 'out', fen: number, cells: Cells): Directed {
  const other = direction === 'in' ? 'out' : 'in';
  const reverses = fen < 0 || (direction === 'out' && REVERSAL.test(cells.get('remark') ?? ''));
  return { direction: fen < 0 ? other : direction, amountFen: Math.abs(fen), ...(reverses ? { reverses } : {}) };
}

function whenOf(cells: Cells, { day: titled }: Place): Pick<StatementLine, 'day' | 'atMs'> | { readonly unreadable: string } {
  const [at, clock, serial] = [cells.get('at') ?? '', cells.get('clock') ?? '', cells.get('serial') ?? ''];
  const [said, tick] = [at === '' ? {} : readWhen(at), clock === '' ? {} : readWhen(clock)];
  if (said === undefined) return { unreadable: at };
  if (tick === undefined) return { unreadable: clock };
  const inSerial: When = at === '' && clock === '' ? (whenInSerial(serial) ?? {}) : {};
  const day = said.day ?? tick.day ?? inSerial.day ?? titled;
  if (day === undefined) return { unreadable: '' };
  const time = tick.clock ?? said.clock ?? inSerial.clock;
  return { day, atMs: time === undefined ? startOfDayMs(day) : atShanghai(day, time.slice(0, 5)) + Number(time.slice(6)) * 1000 };
}
