import type { Bilingual } from '../../domain/society.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, HAIR, INK } from '../palette.ts';
import { drawRule } from '../paths.ts';
import type { Colour, Sheet } from '../sheet.ts';
import { inEnglish, ornament, tagged } from '../tags.ts';
import { type Block, drawBlock, fitText, setLine } from '../typeset.ts';

/** Between which edges a table of an upright A4 stands, and how high a row and the row of heads are; in points. */
export const [TABLE_LEFT, TABLE_RIGHT, TABLE_ROW] = [56, 539.28, 18];

/** Where a column begins, or ends where it is of figures, and how wide it is; in points. */
export type TableColumn = { readonly x: number; readonly width: number; readonly figures?: true };

/** Where a table's heads stand; on the pages after the first they only look, since readers have heard them. */
export type HeadsPlace = { readonly ladders: Ladders; readonly top: number; readonly again: boolean };

/** Section of the order of reading that a table of goods or gifts is. */
export const TABLE = 'table';

/** Draws the heads of the columns in both languages, `top` being where their row begins. */
export function drawTableHeads(sheet: Sheet, heads: readonly (readonly [TableColumn, Bilingual])[], { ladders: { sans }, top, again }: HeadsPlace): void {
  for (const [column, { zh, en }] of heads) {
    const place = (y: number) => ({ x: column.x, y: top + y });
    const chinese = () => setLine(sheet, zh, { place: place(5), style: { size: 8, colour: INK, ladder: sans, ...alignmentOf(column) } });
    const english = () => setLine(sheet, en, { place: place(13), style: { size: 6.5, colour: GREY, ladder: sans, ...alignmentOf(column) } });
    if (again) ornament(sheet, () => [chinese(), english()]);
    else tagged(sheet, { role: 'TH', section: TABLE, row: 'heads', heads: 'Column' }, () => [chinese(), inEnglish(sheet, english)]);
  }
  ornament(sheet, () => drawRule(sheet, { x: TABLE_LEFT, y: top + TABLE_ROW, to: TABLE_RIGHT }, { colour: INK, width: 0.6 }));
}

/** How one cell is drawn, `y` being the top of its row, which `row` names. */
export type CellPlace = {
  readonly column: TableColumn;
  readonly row: string;
  readonly y: number;
  readonly ladders: Ladders;
  readonly size: number;
  readonly colour: Colour;
};

/** Draws the text of one cell. One that is too wide becomes smaller, then takes two lines; it is never cut. One without text is there all the same, so that readers count columns rightly. */
export function drawTableCell(sheet: Sheet, text: string, cell: CellPlace): void {
  tagged(sheet, { role: 'TD', section: TABLE, row: cell.row }, () => {
    if (text === '') return;
    const block = fitCell(text, cell);
    drawBlock(sheet, block, { x: cell.column.x, y: cell.y + 12 - ((block.lines.length - 1) * block.leading) / 2 });
  });
}

function fitCell(text: string, { column, ladders, colour, size: largest }: CellPlace): Block {
  for (let size = largest; ; size -= 0.5) {
    const block = fitText(text, { size, colour, ladder: ladders.sans, ...alignmentOf(column) }, { width: column.width, leading: 1.1 });
    if (block.lines.length === 1 || (size <= 6.5 && block.height <= TABLE_ROW - 2) || size <= 1) return block;
  }
}

/** Draws the hairline under a row whose top is `y`. */
export function drawRowRule(sheet: Sheet, y: number): void {
  ornament(sheet, () => drawRule(sheet, { x: TABLE_LEFT, y: y + TABLE_ROW, to: TABLE_RIGHT }, { colour: HAIR, width: 0.3 }));
}

const alignmentOf = ({ figures }: TableColumn): { readonly align?: 'right' } => (figures === true ? { align: 'right' } : {});
