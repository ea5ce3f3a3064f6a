import { definedName } from '../../disclosure/defined-name.ts';
import { noteSentence } from '../../disclosure/render-note.ts';
import type { GiftRow, NoteRow, Row } from '../../disclosure/row.ts';
import { channelName, texts } from '../../disclosure/text.ts';
import type { Entry } from '../../domain/entry.ts';
import { formatMinor } from '../../domain/money.ts';
import { movementsOf } from '../../domain/movements.ts';
import { recordNumber } from '../../domain/number.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, HAIR, INK } from '../palette.ts';
import { drawRule } from '../paths.ts';
import type { ShapedLine } from '../shape.ts';
import { drawLine, type Sheet, widthOf } from '../sheet.ts';
import { drawBlock, setLine } from '../typeset.ts';
import { CELL_SIZE, type Cells } from './cells.ts';
import type { IssueFacts } from './issue-facts.ts';
import { drawDigest, drawIssueHead, drawPageCount } from './issue-head.ts';
import { ISSUE_WORDS } from './issue-words.ts';

/** Rows on one printed page. */
export const ROWS_ON_PAGE = 60;

const ROW_HEIGHT = 11.7;
const ROWS_TOP = 84;
const LEFT = 48;
const RIGHT = 547.28;

/** Where columns begin, or end where they are of figures, and how wide they are; in points. */
const COLUMNS = {
  row: { x: 76, width: 28, figures: true },
  number: { x: 84, width: 62 },
  day: { x: 150, width: 44 },
  campaign: { x: 200, width: 120 },
  branch: { x: 326, width: 86 },
  channel: { x: 418, width: 56 },
  mark: { x: 478, width: 17 },
  sum: { x: RIGHT, width: 52, figures: true },
} as const;

type ColumnName = keyof typeof COLUMNS;

/** Where a page of rows stands in the paper, and the head that it repeats. */
export type RowsPage = {
  readonly facts: IssueFacts;
  readonly cells: Cells;
  readonly ladders: Ladders;
  readonly head: Sheet;
  readonly page: number;
  readonly pages: number;
};

/** Draws what every page of rows begins with, once for all of them. */
export async function drawRowsHead(sheet: Sheet, facts: IssueFacts, ladders: Ladders): Promise<Sheet> {
  await drawIssueHead(sheet, facts, ladders);
  await drawColumnHeads(sheet, ladders);
  await drawDigest(sheet, facts, ladders);
  return sheet;
}

/** Draws one page of rows; a thin rule after every fifth row leads the eye. */
export async function drawRowsPage(sheet: Sheet, rows: readonly Row[], at: RowsPage): Promise<void> {
  sheet.operators.push(...at.head.operators);
  for (const [place, row] of rows.entries()) {
    const top = ROWS_TOP + place * ROW_HEIGHT;
    if (row.kind === 'note') await drawNoteRow(sheet, row, { ...at, top });
    else await drawGiftRow(sheet, row, { ...at, top });
    const last = place === rows.length - 1;
    if (last || place % 5 === 4) drawRule(sheet, { x: LEFT, y: top + ROW_HEIGHT, to: RIGHT }, { colour: last ? INK : HAIR, width: last ? 0.5 : 0.3 });
  }
  await drawPageCount(sheet, at);
}

async function drawColumnHeads(sheet: Sheet, { sans }: Ladders): Promise<void> {
  for (const name of Object.keys(COLUMNS).filter(isColumn)) {
    const column = COLUMNS[name];
    const align = 'figures' in column ? ({ align: 'right' } as const) : {};
    const { zh, en } = ISSUE_WORDS[name];
    await setLine(sheet, zh, { place: { x: column.x, y: 65 }, style: { size: 7.5, colour: INK, ladder: sans, ...align } });
    await setLine(sheet, en, { place: { x: column.x, y: 74 }, style: { size: 6, colour: GREY, ladder: sans, ...align } });
  }
  drawRule(sheet, { x: LEFT, y: 80, to: RIGHT }, { colour: INK, width: 0.6 });
}

const isColumn = (name: string): name is ColumnName => Object.hasOwn(COLUMNS, name);

type RowAt = RowsPage & { readonly top: number };

async function drawGiftRow(sheet: Sheet, row: GiftRow, at: RowAt): Promise<void> {
  const { definitions } = at.facts;
  drawNumbers(sheet, row, at);
  drawFigures(sheet, 'day', at.cells.figures(row.on), at.top);
  const campaign = definedName(definitions.campaigns, row.campaign, 'zh');
  const where = row.place === undefined ? campaign : `${campaign} · ${definedName(definitions.places, row.place, 'zh')}`;
  await drawWords(sheet, 'campaign', where, at);
  await drawWords(sheet, 'branch', definedName(definitions.branches, row.branch, 'zh'), at);
  await drawWords(sheet, 'channel', channelName(row.channel, 'zh'), at);
  const marks = [...(row.restricted ? [texts.zh.restricted] : []), ...(row.late ? [texts.zh.late] : [])];
  if (marks.length > 0) await drawWords(sheet, 'mark', marks.join('\n'), at);
  drawFigures(sheet, 'sum', at.cells.figures(formatMinor(row.money.minor)), at.top);
}

async function drawNoteRow(sheet: Sheet, row: NoteRow, at: RowAt): Promise<void> {
  drawNumbers(sheet, row, at);
  drawFigures(sheet, 'day', at.cells.figures(row.on), at.top);
  const { x } = COLUMNS.campaign;
  const minor = movedMinor(row.entry);
  const end = row.late === true ? COLUMNS.mark.x - 6 : minor === undefined ? RIGHT : RIGHT - COLUMNS.sum.width - 6;
  const sentence = await at.cells.words(noteSentence(row.entry, 'zh', at.facts.definitions), end - x);
  drawBlock(sheet, { ...sentence, style: { ...sentence.style, colour: GREY } }, { x, y: baselineOf(at.top, sentence.lines.length) });
  if (row.late === true) await drawWords(sheet, 'mark', texts.zh.late, at);
  if (minor !== undefined) drawFigures(sheet, 'sum', at.cells.figures(formatMinor(minor)), at.top);
}

/** What an entry adds to the column of sums, negative where money leaves; nothing where it moves none of the society's own currency. */
function movedMinor(entry: Entry): number | undefined {
  if (entry.k === 'goods' || entry.k === 'hand') return undefined;
  const moved = movementsOf(entry).flatMap(({ of, by }) => ('cur' in of && of.cur === 'CNY' ? [by] : []));
  return moved.length === 0 ? undefined : moved.reduce((sum, by) => sum + by, 0);
}

function drawNumbers(sheet: Sheet, row: Row, { cells, top }: RowAt): void {
  drawFigures(sheet, 'row', cells.figures(String(row.row)), top, GREY);
  drawFigures(sheet, 'number', cells.figures(recordNumber(1, row.index)), top);
}

function drawFigures(sheet: Sheet, name: ColumnName, line: ShapedLine, top: number, colour = INK): void {
  const column = COLUMNS[name];
  const whole = widthOf(line, { size: CELL_SIZE, colour });
  const size = whole > column.width ? (CELL_SIZE * column.width) / whole : CELL_SIZE;
  const x = 'figures' in column ? column.x - Math.min(whole, column.width) : column.x;
  drawLine(sheet, line, { place: { x, y: baselineOf(top, 1) }, setting: { size, colour } });
}

async function drawWords(sheet: Sheet, name: ColumnName, text: string, { cells, top }: RowAt): Promise<void> {
  const { x, width } = COLUMNS[name];
  const block = await cells.words(text, width);
  drawBlock(sheet, block, { x, y: baselineOf(top, block.lines.length) });
}

/** Two lines stand closer to the rules than one. */
const baselineOf = (top: number, lines: number): number => top + (lines === 1 ? 8.4 : 5.3);
