import { formatMinor } from '../../domain/money.ts';
import type { Bilingual } from '../../domain/society.ts';
import type { Day } from '../../domain/time.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, HAIR, INK } from '../palette.ts';
import { drawRule } from '../paths.ts';
import type { Sheet } from '../sheet.ts';
import { drawBlock, fitText, setLine } from '../typeset.ts';
import { STATEMENT_WORDS } from './statement-words.ts';

/** One gift on a statement; `netMinor` is what is left of it after refunds and corrections, and `changed` says which there was. */
export type StatementRow = {
  readonly on: Day;
  readonly recordNumber: string;
  readonly campaign: Bilingual;
  readonly donor: string;
  readonly netMinor: number;
  readonly changed?: 'refunded' | 'corrected';
};

/** Height of a row in points. */
export const STATEMENT_HEIGHT = 18;

const [LEFT, RIGHT] = [56, 539.28];

const COLUMNS = {
  row: { x: 78, width: 22, figures: true },
  on: { x: 88, width: 56 },
  number: { x: 150, width: 68 },
  campaign: { x: 226, width: 108 },
  donor: { x: 342, width: 92 },
  mark: { x: 442, width: 30 },
  sum: { x: RIGHT, width: 64, figures: true },
} as const;

type ColumnName = keyof typeof COLUMNS;

const isColumn = (name: string): name is ColumnName => Object.hasOwn(COLUMNS, name);

/** Draws the heads of the columns, `top` being where their row begins. */
export async function drawStatementColumns(sheet: Sheet, { sans }: Ladders, top: number): Promise<void> {
  for (const name of Object.keys(COLUMNS).filter(isColumn)) {
    const { zh, en } = STATEMENT_WORDS.columns[name];
    const column = COLUMNS[name];
    const align = 'figures' in column ? ({ align: 'right' } as const) : {};
    await setLine(sheet, zh, { place: { x: column.x, y: top + 5 }, style: { size: 8, colour: INK, ladder: sans, ...align } });
    await setLine(sheet, en, { place: { x: column.x, y: top + 13 }, style: { size: 6.5, colour: GREY, ladder: sans, ...align } });
  }
  drawRule(sheet, { x: LEFT, y: top + STATEMENT_HEIGHT, to: RIGHT }, { colour: INK, width: 0.6 });
}

/** Draws one gift, `y` being its top. */
export async function drawStatementRow(
  sheet: Sheet,
  row: StatementRow,
  { number, y, ladders }: { readonly number: number; readonly y: number; readonly ladders: Ladders },
): Promise<void> {
  const cells: { readonly [column in ColumnName]: string } = {
    row: String(number),
    on: row.on,
    number: row.recordNumber,
    campaign: row.campaign.zh,
    donor: row.donor,
    mark: row.changed === undefined ? '' : STATEMENT_WORDS[row.changed],
    sum: formatMinor(row.netMinor),
  };
  for (const name of Object.keys(COLUMNS).filter(isColumn)) if (cells[name] !== '') await drawCell(sheet, name, cells[name], { y, ladders });
  drawRule(sheet, { x: LEFT, y: y + STATEMENT_HEIGHT, to: RIGHT }, { colour: HAIR, width: 0.3 });
}

/** A text that is too wide becomes smaller, then takes two lines; it is never cut. */
async function drawCell(sheet: Sheet, name: ColumnName, text: string, { y, ladders }: { readonly y: number; readonly ladders: Ladders }): Promise<void> {
  const column = COLUMNS[name];
  const align = 'figures' in column ? ({ align: 'right' } as const) : {};
  for (let size = 8.5; ; size -= 0.5) {
    const block = await fitText(text, { size, colour: name === 'row' ? GREY : INK, ladder: ladders.sans, ...align }, { width: column.width, leading: 1.1 });
    const fits = block.lines.length === 1 || (size <= 6.5 && block.height <= STATEMENT_HEIGHT - 2);
    if (!fits && size > 1) continue;
    return drawBlock(sheet, block, { x: column.x, y: y + 12 - ((block.lines.length - 1) * block.leading) / 2 });
  }
}
