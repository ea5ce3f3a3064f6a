import type { Bilingual } from '../../domain/society.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, HAIR, INK } from '../palette.ts';
import { drawRule } from '../paths.ts';
import type { Colour, Sheet } from '../sheet.ts';
import { drawBlock, fitText, setLine } from '../typeset.ts';

/** Between which edges a table of an upright A4 stands, and how high a row and the row of heads are; in points. */
export const [TABLE_LEFT, TABLE_RIGHT, TABLE_ROW] = [56, 539.28, 18];

/** Where a column begins, or ends where it is of figures, and how wide it is; in points. */
export type TableColumn = { readonly x: number; readonly width: number; readonly figures?: true };

/** Draws the heads of the columns in both languages, `top` being where their row begins. */
export async function drawTableHeads(
  sheet: Sheet,
  heads: readonly (readonly [TableColumn, Bilingual])[],
  { ladders: { sans }, top }: { readonly ladders: Ladders; readonly top: number },
): Promise<void> {
  for (const [column, { zh, en }] of heads) {
    await setLine(sheet, zh, { place: { x: column.x, y: top + 5 }, style: { size: 8, colour: INK, ladder: sans, ...alignmentOf(column) } });
    await setLine(sheet, en, { place: { x: column.x, y: top + 13 }, style: { size: 6.5, colour: GREY, ladder: sans, ...alignmentOf(column) } });
  }
  drawRule(sheet, { x: TABLE_LEFT, y: top + TABLE_ROW, to: TABLE_RIGHT }, { colour: INK, width: 0.6 });
}

/** Draws the text of one cell, `y` being the top of its row. One that is too wide becomes smaller, then takes two lines; it is never cut. */
export async function drawTableCell(
  sheet: Sheet,
  text: string,
  cell: { readonly column: TableColumn; readonly y: number; readonly ladders: Ladders; readonly size: number; readonly colour: Colour },
): Promise<void> {
  const { column, y, ladders, colour } = cell;
  for (let size = cell.size; ; size -= 0.5) {
    const block = await fitText(text, { size, colour, ladder: ladders.sans, ...alignmentOf(column) }, { width: column.width, leading: 1.1 });
    const fits = block.lines.length === 1 || (size <= 6.5 && block.height <= TABLE_ROW - 2);
    if (!fits && size > 1) continue;
    return drawBlock(sheet, block, { x: column.x, y: y + 12 - ((block.lines.length - 1) * block.leading) / 2 });
  }
}

/** Draws the hairline under a row whose top is `y`. */
export function drawRowRule(sheet: Sheet, y: number): void {
  drawRule(sheet, { x: TABLE_LEFT, y: y + TABLE_ROW, to: TABLE_RIGHT }, { colour: HAIR, width: 0.3 });
}

const alignmentOf = ({ figures }: TableColumn): { readonly align?: 'right' } => (figures === true ? { align: 'right' } : {});
