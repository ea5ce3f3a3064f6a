import { groupDigits } from '../../disclosure/digits.ts';
import type { GivenLine } from '../../domain/entry-moves.ts';
import { type Currency, formatMoney, money } from '../../domain/money.ts';
import { capitals } from '../amounts.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, INK } from '../palette.ts';
import { drawRule } from '../paths.ts';
import type { Sheet } from '../sheet.ts';
import { drawBlock, fitText, setLine } from '../typeset.ts';
import { GOODS_WORDS } from './goods-words.ts';
import { drawRowRule, drawTableCell, drawTableHeads, TABLE_LEFT as LEFT, TABLE_RIGHT as RIGHT, type TableColumn } from './table-cells.ts';

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

/** Draws the heads of the columns, `top` being where their row begins. */
export async function drawColumns(sheet: Sheet, ladders: Ladders, top: number): Promise<void> {
  const heads = NAMES.map((name) => [COLUMNS[name], GOODS_WORDS.columns[name]] as const);
  await drawTableHeads(sheet, heads, { ladders, top });
}

/** Draws one line of goods, `y` being its top. */
export async function drawLine(
  sheet: Sheet,
  line: GivenLine,
  { row, y, ladders }: { readonly row: number; readonly y: number; readonly ladders: Ladders },
): Promise<void> {
  const { value } = line;
  await cell(sheet, 'row', String(row), { y, ladders, colour: GREY });
  await cell(sheet, 'name', line.name, { y, ladders });
  if (line.spec !== undefined) await cell(sheet, 'spec', line.spec, { y, ladders });
  await cell(sheet, 'count', groupDigits(line.count), { y, ladders });
  await cell(sheet, 'unit', line.unit, { y, ladders });
  if (value === undefined) await cell(sheet, 'value', GOODS_WORDS.unvalued, { y, ladders, colour: GREY });
  else {
    await cell(sheet, 'value', formatMoney(money(value.cur, value.amt)), { y, ladders });
    await cell(sheet, 'basis', GOODS_WORDS.basis[value.basis], { y, ladders });
  }
  drawRowRule(sheet, y);
}

/** Draws what the lines come to: the stated values currency by currency, never added together, and how many have none. */
export async function drawTotals(sheet: Sheet, lines: readonly GivenLine[], { y, ladders }: { readonly y: number; readonly ladders: Ladders }): Promise<void> {
  const { sans, serif } = ladders;
  drawRule(sheet, { x: LEFT, y, to: RIGHT }, { colour: INK, width: 0.6 });
  const totals = totalsOf(lines);
  let baseline = y + 15;
  for (const { cur, minor } of totals) {
    const label = `${GOODS_WORDS.total.zh} ${GOODS_WORDS.total.en}`;
    const width = await setLine(sheet, label, { place: { x: LEFT, y: baseline }, style: { size: 8.5, colour: INK, ladder: sans } });
    const room = { width: 230 - width + 120, leading: 1, smallest: 5 };
    if (cur === 'CNY')
      drawBlock(sheet, await fitText(capitals(money(cur, minor)), { size: 10, colour: INK, ladder: serif }, room), { x: LEFT + width + 14, y: baseline });
    const sum = { size: 12, colour: INK, ladder: serif, align: 'right' as const };
    await setLine(sheet, formatMoney(money(cur, minor)), { place: { x: RIGHT, y: baseline }, style: sum });
    baseline += 15;
  }
  const { zh, en } = GOODS_WORDS.counted(lines.length, lines.filter((line) => line.value === undefined).length);
  const said = await setLine(sheet, zh, { place: { x: LEFT, y: baseline }, style: { size: 8.5, colour: INK, ladder: sans } });
  await setLine(sheet, en, { place: { x: LEFT + said + 8, y: baseline }, style: { size: 7, colour: GREY, ladder: sans } });
}

/** How much room the totals of these lines take, in points. */
export const totalsHeight = (lines: readonly GivenLine[]): number => (totalsOf(lines).length + 1) * 15 + 5;

function totalsOf(lines: readonly GivenLine[]): readonly { readonly cur: Currency; readonly minor: number }[] {
  const sums = new Map<Currency, number>();
  for (const { value } of lines) if (value !== undefined) sums.set(value.cur, (sums.get(value.cur) ?? 0) + value.amt);
  return [...sums].map(([cur, minor]) => ({ cur, minor }));
}

function cell(
  sheet: Sheet,
  name: ColumnName,
  text: string,
  { y, ladders, colour = INK }: { readonly y: number; readonly ladders: Ladders; readonly colour?: typeof INK },
): Promise<void> {
  return drawTableCell(sheet, text, { column: COLUMNS[name], y, ladders, size: 9, colour });
}
