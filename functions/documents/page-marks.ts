import type { DocumentFacts } from './documents.ts';
import { lineOf } from './line.ts';
import { drawBox } from './ornament.ts';
import { GREY, INK, TEAL } from './palette.ts';
import { drawStencil } from './paths.ts';
import { drawLine, type Place, type Sheet, widthOf } from './sheet.ts';
import { inEnglish, tagged } from './tags.ts';
import { drawBlock, fitText, type Ladder, type Style, setLine } from './typeset.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** The ladders of a page. */
export type Ladders = { readonly sans: Ladder; readonly serif: Ladder };

/** Name of the small code among a page's resources. */
export const SMALL_CODE = 'code';

type Spot = Place & { readonly ladders: Ladders };

/** Place and side of the small code in points; a page that is shown wide on a screen needs a larger one. */
export type CodeSpot = Place & { readonly size: number };

/** Draws beside the place of the QR code what it is for. */
export function drawScanWords(sheet: Sheet, at: Spot & CodeSpot & { readonly title: Ladder }): void {
  const x = at.x + at.size + 16;
  const { sans } = at.ladders;
  tagged(sheet, { role: 'H2', section: 'verify' }, () => {
    const title = setLine(sheet, ZH.scan, { place: { x, y: at.y + 12 }, style: { size: 13, colour: INK, ladder: at.title } });
    inEnglish(sheet, () => setLine(sheet, EN.scan, { place: { x: x + title + 8, y: at.y + 12 }, style: { size: 8.5, colour: GREY, ladder: sans } }));
  });
  tagged(sheet, { role: 'P', section: 'verify' }, () => {
    setLine(sheet, ZH.scanNote, { place: { x, y: at.y + 46 }, style: { size: 8, colour: INK, ladder: sans } });
    inEnglish(sheet, () => setLine(sheet, EN.scanNote, { place: { x, y: at.y + 56.5 }, style: { size: 7.5, colour: GREY, ladder: sans } }));
  });
}

/** Draws the QR code with the document's number and the page that takes it to its right. */
export function drawVerification(sheet: Sheet, facts: DocumentFacts, at: Spot & CodeSpot & { readonly width: number }): void {
  const alt = `${ZH.scan} ${EN.scan}: ${facts.verifyUrl}`;
  tagged(sheet, { role: 'Figure', section: 'code', alt }, () => drawStencil(sheet, SMALL_CODE, at));
  const { host, pathname } = new URL(facts.verifyUrl);
  const [x, { sans }] = [at.x + at.size + 16, at.ladders];
  const room = { width: at.width - at.size - 16, leading: 1.3, smallest: 4 };
  tagged(sheet, { role: 'P', section: 'code' }, () => {
    setLine(sheet, facts.number, { place: { x, y: at.y + 31 }, style: { size: 12, colour: TEAL, ladder: sans } });
    drawBlock(sheet, fitText(host + pathname, { size: 8.5, colour: INK, ladder: sans }, room), { x, y: at.y + 69 });
  });
}

/** Draws the mark that every page of a demonstration society carries, its upper left corner at a place (M17). */
export function drawDemonstration(sheet: Sheet, at: Spot): void {
  const baseline = at.y + 12.6;
  const { sans } = at.ladders;
  tagged(sheet, { role: 'P', section: 'demonstration' }, () => {
    const zh = setLine(sheet, ZH.demonstration, { place: { x: at.x + 9, y: baseline }, style: { size: 9, colour: TEAL, ladder: sans } });
    const english = { size: 7.5, colour: TEAL, ladder: sans, spacing: 0.8 };
    const en = inEnglish(sheet, () => setLine(sheet, EN.demonstration, { place: { x: at.x + 16 + zh, y: baseline }, style: english }));
    drawBox(sheet, { x: at.x, y: at.y, width: zh + en + 25, height: 18 }, { colour: TEAL, width: 0.6 });
  });
}

/** Sets Chinese and English on one line as if they were one text, and tells readers where the language changes. */
export function setBoth(sheet: Sheet, [chinese, english]: readonly [string, string], { place, style }: { readonly place: Place; readonly style: Style }): void {
  const [first, second] = [lineOf(`${chinese} `, style.ladder), lineOf(english, style.ladder)];
  const [left, width] = [widthOf(first, style), widthOf(first, style) + widthOf(second, style)];
  const x = place.x - (style.align === 'right' ? width : style.align === 'centre' ? width / 2 : 0);
  drawLine(sheet, first, { place: { x, y: place.y }, setting: style });
  inEnglish(sheet, () => drawLine(sheet, second, { place: { x: x + left, y: place.y }, setting: style }));
}
