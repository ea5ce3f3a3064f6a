import type { DocumentFacts } from './documents.ts';
import { drawBox } from './ornament.ts';
import { GREY, INK, TEAL } from './palette.ts';
import { drawQr } from './qr.ts';
import type { Place, Sheet } from './sheet.ts';
import { drawBlock, fitText, type Ladder, setLine } from './typeset.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** The ladders of a page. */
export type Ladders = { readonly sans: Ladder; readonly serif: Ladder };

/** Side of the QR code: 25 mm in points. */
export const QR_SIZE = 70.87;

/** Draws the QR code with its meaning, the document's number and the page that takes it to its right. */
export async function drawVerification(sheet: Sheet, facts: DocumentFacts, at: Place & { readonly ladders: Ladders; readonly width: number }): Promise<void> {
  drawQr(sheet, facts.verifyUrl, { place: at, size: QR_SIZE });
  const { host, pathname } = new URL(facts.verifyUrl);
  const x = at.x + QR_SIZE + 16;
  const [serif, sans] = [at.ladders.serif, at.ladders.sans];
  const title = await setLine(sheet, ZH.scan, { place: { x, y: at.y + 12 }, style: { size: 13, colour: INK, ladder: serif } });
  await setLine(sheet, EN.scan, { place: { x: x + title + 8, y: at.y + 12 }, style: { size: 8.5, colour: GREY, ladder: sans } });
  await setLine(sheet, facts.number, { place: { x, y: at.y + 31 }, style: { size: 12, colour: TEAL, ladder: sans } });
  await setLine(sheet, ZH.scanNote, { place: { x, y: at.y + 46 }, style: { size: 8, colour: INK, ladder: sans } });
  await setLine(sheet, EN.scanNote, { place: { x, y: at.y + 56.5 }, style: { size: 7.5, colour: GREY, ladder: sans } });
  const room = { width: at.width - QR_SIZE - 16, leading: 1.3, smallest: 4 };
  drawBlock(sheet, await fitText(host + pathname, { size: 8.5, colour: INK, ladder: sans }, room), { x, y: at.y + 69 });
}

/** Draws the mark that every page of a demonstration society carries, its upper left corner at a place (M17). */
export async function drawDemonstration(sheet: Sheet, facts: DocumentFacts, at: Place & { readonly ladders: Ladders }): Promise<void> {
  if (!facts.society.demonstration) return;
  const baseline = at.y + 12.6;
  const zh = await setLine(sheet, ZH.demonstration, { place: { x: at.x + 9, y: baseline }, style: { size: 9, colour: TEAL, ladder: at.ladders.sans } });
  const english = { size: 7.5, colour: TEAL, ladder: at.ladders.sans, spacing: 0.8 };
  const en = await setLine(sheet, EN.demonstration, { place: { x: at.x + 16 + zh, y: baseline }, style: english });
  drawBox(sheet, { x: at.x, y: at.y, width: zh + en + 25, height: 18 }, { colour: TEAL, width: 0.6 });
}
