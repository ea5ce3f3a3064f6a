import { glyphWidth, hex, type UsedGlyphs, utf16 } from './embed-face.ts';
import type { Face } from './faces.ts';
import type { FaceName } from './font-files.ts';
import type { DocumentGlyphs } from './glyphs/drawn-glyphs.ts';
import type { DrawnBefore, QuickLine } from './glyphs/quick-line.ts';
import { showQuickly } from './glyphs/show-quickly.ts';
import type { Line } from './line.ts';
import type { ShapedRun } from './shape.ts';
import type { Tag } from './tags.ts';

/** Red, green and blue, each 0 to 1. */
export type Colour = readonly [number, number, number];

/** How a line is set: size in points, pen colour, extra space after each glyph and weight added to its outline, both in points. */
export type Setting = { readonly size: number; readonly colour: Colour; readonly spacing?: number; readonly stroke?: number };

/** Points from the left and from the top of the page; text stands on `y`. */
export type Place = { readonly x: number; readonly y: number };

/** One page being drawn: its operators and the glyphs it has used of each face; `glyphs` are those of stores, where lines come from such. */
export type Sheet = {
  readonly width: number;
  readonly height: number;
  readonly operators: string[];
  readonly used: Map<FaceName, { readonly face: Face; readonly glyphs: Map<number, string> }>;
  readonly glyphs?: DocumentGlyphs;
  /** What was marked so far; the first mark has the number `firstMark`, or 0. */
  readonly tags: Tag[];
  readonly firstMark?: number;
};

/** An empty page; size in points. */
export function makeSheet(width: number, height: number, more: Pick<Sheet, 'glyphs' | 'firstMark'> = {}): Sheet {
  return { width, height, operators: [], used: new Map(), tags: [], ...more };
}

/** Width of a line in points. */
export function widthOf(line: Line, setting: Setting): number {
  return (line.width * setting.size) / 1000 + Math.max(0, line.count - 1) * (setting.spacing ?? 0);
}

/** Draws a line from a place on. */
export function drawLine(sheet: Sheet, line: Line, { place, setting }: { readonly place: Place; readonly setting: Setting }): void {
  if ('quick' in line) {
    drawQuick(sheet, line, { x: place.x, y: sheet.height - place.y, ...setting });
    return;
  }
  sheet.operators.push(beginText({ x: place.x, y: sheet.height - place.y, ...setting }));
  for (const run of line.runs) drawRun(sheet, run, setting);
  sheet.operators.push(endText(setting));
}

function beginText({ x, y, colour, stroke }: Place & Setting): string {
  const pen = penOf(colour);
  return `BT ${pen} rg${stroke === undefined ? '' : ` ${pen} RG ${number(stroke)} w 2 Tr`} ${number(x)} ${number(y)} Td`;
}

const endText = ({ stroke }: Setting): string => (stroke === undefined ? 'ET' : '0 Tr ET');

const pens = new WeakMap<Colour, string>();

function penOf(colour: Colour): string {
  const known = pens.get(colour);
  if (known !== undefined) return known;
  const pen = colour.map(number).join(' ');
  pens.set(colour, pen);
  return pen;
}

/** Places of one line that are remembered: a name stands at the head and at the foot of a page. */
const DRAWN_AT_MOST = 4;

/** Letters that are spaced carry their text beside them, since readers would see blanks between them. */
function drawQuick(sheet: Sheet, line: QuickLine, wish: Place & Setting): void {
  const known = line.drawn.find((one) => isSame(one, wish));
  if (known !== undefined) {
    sheet.operators.push(...known.operators);
    return;
  }
  if (sheet.glyphs === undefined) throw new RangeError('a line from stores needs a sheet with their glyphs');
  const { x, y, size, colour, spacing, stroke } = wish;
  const shown = showQuickly(line, sheet.glyphs, { size, written: number(size), gap: ((spacing ?? 0) * 1000) / size });
  const text = spacing === undefined ? shown.operators : `/Span << /ActualText <FEFF${utf16(line.text)}> >> BDC ${shown.operators} EMC`;
  const operators = [beginText(wish), text, endText(wish)];
  sheet.operators.push(...operators);
  if (shown.fixed && line.drawn.length < DRAWN_AT_MOST) line.drawn.push({ x, y, size, colour, spacing, stroke, operators });
}

function isSame(one: DrawnBefore, wish: Place & Setting): boolean {
  const { x, y, size, colour, spacing, stroke } = wish;
  return one.x === x && one.y === y && one.size === size && one.colour === colour && one.spacing === spacing && one.stroke === stroke;
}

/**
 * A run whose glyphs do not spell it one by one carries its text beside it (ISO 32000-1, 14.9.4). Text that runs to the left
 * carries it cluster by cluster, because readers turn round what they find from left to right.
 */
function drawRun(sheet: Sheet, run: ShapedRun, setting: Setting): void {
  const spelt = run.plain && claimGlyphs(sheet, run);
  if (!spelt) for (const glyph of run.glyphs) claim(sheet, run.face, { id: glyph.id, text: '' });
  if (spelt && setting.spacing === undefined) sheet.operators.push(showRun(run, setting));
  else sheet.operators.push(...(run.rightToLeft ? clustersOf(run) : [run]).map((part) => tellRun(part, setting)));
}

const tellRun = (run: ShapedRun, setting: Setting): string => `/Span << /ActualText <FEFF${utf16(run.text)}> >> BDC ${showRun(run, setting)} EMC`;

/** A run cut into its clusters, in the order in which they stand. */
function clustersOf(run: ShapedRun): readonly ShapedRun[] {
  const parts: ShapedRun[] = [];
  for (const glyph of run.glyphs) {
    const last = parts.at(-1);
    if (last?.glyphs[0]?.cluster === glyph.cluster) parts[parts.length - 1] = { ...last, glyphs: [...last.glyphs, glyph] };
    else parts.push({ ...run, text: glyph.text, glyphs: [glyph] });
  }
  return parts;
}

/** Notes a plain run's glyphs with their characters; false where a glyph already stands for another character. */
function claimGlyphs(sheet: Sheet, run: ShapedRun): boolean {
  const known = sheet.used.get(run.face.name)?.glyphs;
  const clash = run.glyphs.some((glyph) => ![undefined, '', glyph.text].includes(known?.get(glyph.id)));
  if (clash) return false;
  for (const glyph of run.glyphs) claim(sheet, run.face, glyph);
  return true;
}

function claim(sheet: Sheet, face: Face, glyph: { readonly id: number; readonly text: string }): void {
  const entry = sheet.used.get(face.name) ?? { face, glyphs: new Map<number, string>() };
  sheet.used.set(face.name, entry);
  if (glyph.text !== '' || !entry.glyphs.has(glyph.id)) entry.glyphs.set(glyph.id, glyph.text);
}

/** Shows glyph after glyph; a TJ number moves the pen left by thousandths of an em, Ts lifts it. */
function showRun(run: ShapedRun, setting: Setting): string {
  const gap = ((setting.spacing ?? 0) * 1000) / setting.size;
  const parts: string[] = [`/${run.face.name} ${number(setting.size)} Tf`];
  let array = '';
  let rise = 0;
  let owed = 0;
  for (const glyph of run.glyphs) {
    if (glyph.y !== rise) {
      parts.push(`[${array}] TJ ${number((glyph.y * setting.size) / 1000)} Ts`);
      array = '';
      rise = glyph.y;
    }
    const before = owed + glyph.x;
    array += `${adjustment(before)}<${hex(glyph.id)}>`;
    owed = glyph.advance + gap - glyphWidth(run.face, glyph.id) - glyph.x;
  }
  return `${parts.join(' ')} [${array}${adjustment(owed)}] TJ${rise === 0 ? '' : ' 0 Ts'}`;
}

const adjustment = (thousandths: number): string => (Math.abs(thousandths) < 0.01 ? '' : ` ${number(-thousandths)} `);

/** A number as PDF wants it: no exponent, at most three decimals. */
export const number = (value: number): string => String(Math.round(value * 1000) / 1000 || 0);

/** The glyphs a sheet has used, face by face. */
export const usedFaces = (sheet: Sheet): readonly { readonly face: Face; readonly glyphs: UsedGlyphs }[] => [...sheet.used.values()];
