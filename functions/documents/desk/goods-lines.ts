import { groupDigits } from '../../disclosure/digits.ts';
import type { GivenLine } from '../../domain/entry-moves.ts';
import { type Currency, formatMoney, money } from '../../domain/money.ts';
import { capitals } from '../amounts.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, INK } from '../palette.ts';
import { drawRule } from '../paths.ts';
import type { Sheet } from '../sheet.ts';
import { inEnglish, ornament, tagged } from '../tags.ts';
import { drawBlock, fitText, setLine } from '../typeset.ts';
import { GOODS_WORDS } from './goods-words.ts';
import { setLabel } from './marks.ts';
import { drawRowRule, drawTableCell, drawTableHeads, type HeadsPlace, TABLE_LEFT as LEFT, TABLE_RIGHT as RIGHT, type TableColumn } from './table-cells.ts';

/** Where columns begin, or end where they are of figures, and how wide they are; in points. */
const COLUMNS = {
  row: { x: 76, width: 20, figures: true },
  name: { x: 86, width: 150 },
  spec: { x: 242, width: 92 },
  count: { x: 390, width: 50, figures: true },
  unit: { x: 396, width: 30 },
  value: { x: 502, width: 72, figures: true },
  basis: { x: 508, width: 32 },
} as const satisfies { readonly [column: string]: TableColumn };

type ColumnName = keyof typeof COLUMNS;

const NAMES = Object.keys(COLUMNS).filter((name): name is ColumnName => Object.hasOwn(COLUMNS, name));

/** Draws the heads of the columns. */
export function drawColumns(sheet: Sheet, place: HeadsPlace): void {
  const heads = NAMES.map((name) => [COLUMNS[name], GOODS_WORDS.columns[name]] as const);
  drawTableHeads(sheet, heads, place);
}

/** Draws one line of goods, `y` being its top. */
export function drawLine(sheet: Sheet, line: GivenLine, { row, y, ladders }: { readonly row: number; readonly y: number; readonly ladders: Ladders }): void {
  const { value } = line;
  const cells: { readonly [column in ColumnName]: string } = {
    row: String(row),
    name: line.name,
    spec: line.spec ?? '',
    count: groupDigits(line.count),
    unit: line.unit,
    value: value === undefined ? GOODS_WORDS.unvalued : formatMoney(money(value.cur, value.amt)),
    basis: value === undefined ? '' : GOODS_WORDS.basis[value.basis],
  };
  for (const name of NAMES) {
    const isQuiet = name === 'row' || (name === 'value' && value === undefined);
    drawTableCell(sheet, cells[name], { column: COLUMNS[name], row: String(row), y, ladders, size: 9, colour: isQuiet ? GREY : INK });
  }
  drawRowRule(sheet, y);
}

/** Draws what the lines come to: the stated values currency by currency, never added together, and how many have none. */
export function drawTotals(sheet: Sheet, lines: readonly GivenLine[], { y, ladders }: { readonly y: number; readonly ladders: Ladders }): void {
  const { sans, serif } = ladders;
  ornament(sheet, () => drawRule(sheet, { x: LEFT, y, to: RIGHT }, { colour: INK, width: 0.6 }));
  let baseline = y + 15;
  for (const { cur, minor } of totalsOf(lines)) {
    tagged(sheet, { role: 'P', section: 'totals' }, () => {
      const width = setLabel(sheet, GOODS_WORDS.total, { x: LEFT, y: baseline, ladders, size: 8.5 });
      const room = { width: 350 - width, leading: 1, smallest: 5 };
      const words = cur === 'CNY' ? capitals(money(cur, minor)) : '';
      drawBlock(sheet, fitText(words, { size: 10, colour: INK, ladder: serif }, room), { x: LEFT + width + 14, y: baseline });
      const sum = { size: 12, colour: INK, ladder: serif, align: 'right' as const };
      setLine(sheet, formatMoney(money(cur, minor)), { place: { x: RIGHT, y: baseline }, style: sum });
    });
    baseline += 15;
  }
  const { zh, en } = GOODS_WORDS.counted(lines.length, lines.filter((line) => line.value === undefined).length);
  tagged(sheet, { role: 'P', section: 'totals' }, () => {
    const said = setLine(sheet, zh, { place: { x: LEFT, y: baseline }, style: { size: 8.5, colour: INK, ladder: sans } });
    inEnglish(sheet, () => setLine(sheet, en, { place: { x: LEFT + said + 8, y: baseline }, style: { size: 7, colour: GREY, ladder: sans } }));
  });
}

/** How much room the totals of these lines take, in points. */
export const totalsHeight = (lines: readonly GivenLine[]): number => (totalsOf(lines).length + 1) * 15 + 5;

function totalsOf(lines: readonly GivenLine[]): readonly { readonly cur: Currency; readonly minor: number }[] {
  const sums = new Map<Currency, number>();
  for (const { value } of lines) if (value !== undefined) sums.set(value.cur, (sums.get(value.cur) ?? 0) + value.amt);
  return [...sums].map(([cur, minor]) => ({ cur, minor }));
}
