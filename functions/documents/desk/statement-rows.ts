import { formatMinor } from '../../domain/money.ts';
import type { Bilingual } from '../../domain/society.ts';
import type { Day } from '../../domain/time.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, INK } from '../palette.ts';
import type { Sheet } from '../sheet.ts';
import { STATEMENT_WORDS } from './statement-words.ts';
import { drawRowRule, drawTableCell, drawTableHeads, type HeadsPlace, TABLE_RIGHT as RIGHT, type TableColumn } from './table-cells.ts';

/** One gift on a statement; `netMinor` is what is left of it after refunds and corrections, and `changed` says which there was. */
export type StatementRow = {
  readonly on: Day;
  readonly recordNumber: string;
  readonly campaign: Bilingual;
  readonly donor: string;
  readonly netMinor: number;
  readonly changed?: 'refunded' | 'corrected';
};

const COLUMNS = {
  row: { x: 78, width: 22, figures: true },
  on: { x: 88, width: 56 },
  number: { x: 150, width: 68 },
  campaign: { x: 226, width: 108 },
  donor: { x: 342, width: 92 },
  mark: { x: 442, width: 30 },
  sum: { x: RIGHT, width: 64, figures: true },
} as const satisfies { readonly [column: string]: TableColumn };

type ColumnName = keyof typeof COLUMNS;

const NAMES = Object.keys(COLUMNS).filter((name): name is ColumnName => Object.hasOwn(COLUMNS, name));

/** Draws the heads of the columns. */
export function drawStatementColumns(sheet: Sheet, place: HeadsPlace): void {
  const heads = NAMES.map((name) => [COLUMNS[name], STATEMENT_WORDS.columns[name]] as const);
  drawTableHeads(sheet, heads, place);
}

/** Draws one gift, `y` being its top. */
export function drawStatementRow(
  sheet: Sheet,
  row: StatementRow,
  { number, y, ladders }: { readonly number: number; readonly y: number; readonly ladders: Ladders },
): void {
  const cells: { readonly [column in ColumnName]: string } = {
    row: String(number),
    on: row.on,
    number: row.recordNumber,
    campaign: row.campaign.zh,
    donor: row.donor,
    mark: row.changed === undefined ? '' : STATEMENT_WORDS[row.changed],
    sum: formatMinor(row.netMinor),
  };
  for (const name of NAMES) {
    drawTableCell(sheet, cells[name], { column: COLUMNS[name], row: String(number), y, ladders, size: 8.5, colour: name === 'row' ? GREY : INK });
  }
  drawRowRule(sheet, y);
}
