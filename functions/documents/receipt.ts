import { formatMoney } from '../domain/money.ts';
import { capitals } from './amounts.ts';
import type { DocumentFacts } from './documents.ts';
import { drawRays } from './ornament.ts';
import { drawDemonstration, drawVerification, type Ladders, QR_SIZE } from './page-marks.ts';
import { GREY, HAIR, INK, TEAL, WASH } from './palette.ts';
import { drawStrokes, fillBoxes } from './paths.ts';
import { drawRows, measureRows, rowsOf } from './receipt-rows.ts';
import { makeSheet, type Sheet } from './sheet.ts';
import { type Block, drawBlock, fitText, type Style, setLine } from './typeset.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** A4 upright in points; one margin for all four sides. */
const [WIDTH, HEIGHT, MARGIN] = [595.28, 841.89, 56];
const RIGHT = WIDTH - MARGIN;
const ROWS_TOP = 290;
const ROWS_BOTTOM = 648;

/** Draws the receipt (捐赠确认单): plain facts that we hold, in no likeness of a fiscal bill. */
export async function drawReceipt(facts: DocumentFacts, ladders: Ladders): Promise<Sheet> {
  const sheet = makeSheet(WIDTH, HEIGHT);
  drawRays(sheet, { x: WIDTH, y: 0 }, { from: 180, to: 270, count: 41, inner: 40, outer: 122 });
  await drawMasthead(sheet, facts, ladders);
  await drawAmount(sheet, facts, ladders);
  await drawTable(sheet, facts, ladders);
  await drawVerification(sheet, facts, { x: MARGIN, y: 664, width: 268, ladders });
  await drawIssuer(sheet, facts, ladders);
  await drawFoot(sheet, facts, ladders);
  return sheet;
}

async function drawMasthead(sheet: Sheet, facts: DocumentFacts, { sans, serif }: Ladders): Promise<void> {
  const room = { width: 380, leading: 1.3, smallest: 7 };
  drawBlock(sheet, await fitText(facts.society.name.zh, { size: 12, colour: INK, ladder: serif }, room), { x: MARGIN, y: 66 });
  drawBlock(sheet, await fitText(facts.society.name.en, { size: 8, colour: GREY, ladder: sans }, room), { x: MARGIN, y: 80 });
  const title = { size: 30, colour: INK, ladder: serif, spacing: 3, stroke: 0.3 };
  await setLine(sheet, ZH.receipt, { place: { x: MARGIN - 1.5, y: 142 }, style: title });
  await setLine(sheet, EN.receipt, { place: { x: MARGIN, y: 161 }, style: { size: 11, colour: GREY, ladder: serif } });
  await drawDemonstration(sheet, facts, { x: MARGIN, y: 26, ladders: { sans, serif } });
  await setLine(sheet, `${ZH.labels.number} ${EN.labels.number}`, {
    place: { x: RIGHT, y: 142 },
    style: { size: 7.5, colour: GREY, ladder: sans, align: 'right' },
  });
  await setLine(sheet, facts.number, { place: { x: RIGHT, y: 161 }, style: { size: 14, colour: TEAL, ladder: sans, align: 'right' } });
}

async function drawAmount(sheet: Sheet, facts: DocumentFacts, { sans, serif }: Ladders): Promise<void> {
  const box = { x: MARGIN, y: 182, width: RIGHT - MARGIN, height: 80 };
  fillBoxes(sheet, [box], WASH);
  fillBoxes(sheet, [{ ...box, width: 2.5 }], TEAL);
  const x = box.x + 20;
  const label = await setLine(sheet, ZH.labels.amount, { place: { x, y: 206 }, style: { size: 9, colour: INK, ladder: sans } });
  await setLine(sheet, EN.labels.amount, { place: { x: x + label + 6, y: 206 }, style: { size: 7.5, colour: GREY, ladder: sans } });
  const words = await fitCapitals(capitals(facts.money), { size: 15, colour: INK, ladder: serif });
  drawBlock(sheet, words, { x, y: words.lines.length > 1 ? 229 : 240 });
  const figures = { size: 28, colour: INK, ladder: serif, align: 'right' as const };
  drawBlock(sheet, await fitText(formatMoney(facts.money), figures, { width: 172, leading: 1, smallest: 12 }), { x: RIGHT - 20, y: 240 });
}

/** A sum too long for one line breaks behind its ten thousands, where it is read with a pause. */
async function fitCapitals(text: string, style: Style): Promise<Block> {
  const line = await fitText(text, style, { width: 244, leading: 1.35, smallest: 12 });
  if (line.lines.length === 1) return line;
  return fitText(text.replace(/万(?=.)/u, '万\n'), style, { width: 244, leading: 1.35, smallest: 9, lines: 2 });
}

/** The rows take what room there is; a long name or message makes all of them smaller, never shorter. */
async function drawTable(sheet: Sheet, facts: DocumentFacts, ladders: Ladders): Promise<void> {
  const rows = rowsOf(facts);
  for (let scale = 1.1; ; scale -= 0.05) {
    const measured = await measureRows(rows, ladders, { scale, width: RIGHT - MARGIN });
    if (measured.height > ROWS_BOTTOM - ROWS_TOP && scale > 0.35) continue;
    drawRows(sheet, measured, { x: MARGIN, y: ROWS_TOP });
    return;
  }
}

async function drawIssuer(sheet: Sheet, facts: DocumentFacts, { sans, serif }: Ladders): Promise<void> {
  const [width, middle] = [RIGHT - 340, { align: 'right' as const }];
  const room = { width, leading: 1.35, smallest: 5 };
  drawBlock(sheet, await fitText(facts.society.name.zh, { size: 12, colour: INK, ladder: serif, ...middle }, room), { x: RIGHT, y: 677 });
  drawBlock(sheet, await fitText(facts.society.name.en, { size: 8, colour: GREY, ladder: sans, ...middle }, room), { x: RIGHT, y: 690 });
  drawBlock(sheet, await fitText(`${ZH.labels.code} ${facts.society.code}`, { size: 7.5, colour: GREY, ladder: sans, ...middle }, room), { x: RIGHT, y: 704 });
  await setLine(sheet, ZH.date(facts.publishedAtMs), {
    place: { x: RIGHT, y: 664 + QR_SIZE - 13 },
    style: { size: 10, colour: INK, ladder: serif, ...middle },
  });
  await setLine(sheet, EN.date(facts.publishedAtMs), { place: { x: RIGHT, y: 664 + QR_SIZE }, style: { size: 8, colour: GREY, ladder: sans, ...middle } });
}

async function drawFoot(sheet: Sheet, facts: DocumentFacts, { sans }: Ladders): Promise<void> {
  drawStrokes(
    sheet,
    [
      [
        { x: MARGIN, y: 756 },
        { x: RIGHT, y: 756 },
      ],
    ],
    { colour: HAIR, width: 0.5 },
  );
  const { contact } = facts.society;
  const notes = [
    { text: ZH.notABill, size: 9, colour: INK },
    { text: EN.notABill, size: 7.5, colour: GREY },
    ...(facts.society.demonstration ? [{ text: `${ZH.demonstrationNote} ${EN.demonstrationNote}`, size: 7, colour: TEAL }] : []),
    { text: `${contact.address.zh}　${contact.phone}　${contact.email}`, size: 7, colour: GREY },
  ];
  let y = 772;
  for (const note of notes) {
    drawBlock(sheet, await fitText(note.text, { ...note, ladder: sans }, { width: RIGHT - MARGIN, leading: 1.3, smallest: 4 }), { x: MARGIN, y });
    y += 13;
  }
}
