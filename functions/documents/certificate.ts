import { named, spelt } from './amounts.ts';
import type { DocumentFacts } from './documents.ts';
import { drawGuilloche, drawRays } from './ornament.ts';
import { drawDemonstration, drawVerification, type Ladders } from './page-marks.ts';
import { GREY, INK, SUN, TEAL } from './palette.ts';
import { drawStrokes } from './paths.ts';
import { makeSheet, type Sheet } from './sheet.ts';
import { type Block, drawBlock, fitText, setLine } from './typeset.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** A4 lying in points; the text's column and the frame's distance from the edge. */
const [WIDTH, HEIGHT] = [841.89, 595.28];
const [LEFT, RIGHT] = [112, WIDTH - 112];
const MIDDLE = WIDTH / 2;
const FRAME = 30;

/**
 * Draws the certificate (捐赠证书). The society's emblem has its place above the title and its seal over name and date;
 * both stay empty here and nothing stands in for them.
 */
export async function drawCertificate(facts: DocumentFacts, ladders: Ladders): Promise<Sheet> {
  const sheet = makeSheet(WIDTH, HEIGHT);
  drawGuilloche(sheet, { x: FRAME, y: FRAME, width: WIDTH - 2 * FRAME, height: HEIGHT - 2 * FRAME }, { width: 11, waves: 4 });
  await drawDemonstration(sheet, facts, { x: 56, y: 54, ladders });
  const number = { size: 9, colour: GREY, ladder: ladders.sans, align: 'right' as const };
  await setLine(sheet, `${ZH.labels.number} ${EN.labels.number} ${facts.number}`, { place: { x: WIDTH - 56, y: 66.6 }, style: number });
  await drawTitle(sheet, ladders);
  await drawBody(sheet, facts, ladders);
  await drawVerification(sheet, facts, { x: LEFT, y: 448, width: 330, ladders });
  await drawSignature(sheet, facts, ladders);
  await drawNote(sheet, facts, ladders);
  return sheet;
}

async function drawTitle(sheet: Sheet, { serif }: Ladders): Promise<void> {
  drawRays(sheet, { x: MIDDLE, y: 126 }, { from: 0, to: 180, count: 65, inner: 22, outer: 66 });
  drawStrokes(
    sheet,
    [
      [
        { x: MIDDLE - 96, y: 126 },
        { x: MIDDLE + 96, y: 126 },
      ],
    ],
    { colour: SUN, width: 0.6 },
  );
  const title = { size: 40, colour: INK, ladder: serif, spacing: 14, stroke: 0.4, align: 'centre' as const };
  await setLine(sheet, ZH.certificate, { place: { x: MIDDLE, y: 176 }, style: title });
  const english = { size: 10.5, colour: TEAL, ladder: serif, spacing: 3, align: 'centre' as const };
  await setLine(sheet, EN.certificate.toUpperCase(), { place: { x: MIDDLE, y: 199 }, style: english });
}

const BODY_TOP = 222;
const BODY_BOTTOM = 436;

/** The words take what room there is; where a name or purpose is long, all of them become smaller, never fewer. */
async function drawBody(sheet: Sheet, facts: DocumentFacts, ladders: Ladders): Promise<void> {
  for (let scale = 1; ; scale -= 0.04) {
    const blocks = await bodyOf(facts, ladders, scale);
    const height = blocks.reduce((sum, { block, gap }) => sum + block.height + gap, 0);
    if (height > BODY_BOTTOM - BODY_TOP && scale > 0.35) continue;
    let y = BODY_TOP + Math.max(0, (BODY_BOTTOM - BODY_TOP - height) * 0.4);
    for (const { block, gap } of blocks) {
      y += gap;
      drawBlock(sheet, block, { x: LEFT, y: y + block.style.size });
      y += block.height;
    }
    return;
  }
}

type Spaced = { readonly block: Block; readonly gap: number };

async function bodyOf(facts: DocumentFacts, { sans, serif }: Ladders, scale: number): Promise<readonly Spaced[]> {
  const width = RIGHT - LEFT;
  const name = facts.donor.kind === 'anonymous' ? ZH.anonymous : facts.donor.name;
  const main = { size: 15 * scale, colour: INK, ladder: serif };
  const side = { size: 9 * scale, colour: GREY, ladder: sans };
  const salutation = await fitText(`${name}：`, { ...main, size: 24 * scale }, { width, leading: 1.35, smallest: 13 * scale });
  return [
    { block: salutation, gap: 0 },
    { block: await fitText(`　　${ZH.certify(facts, spelt(facts.money))}`, main, { width, leading: 1.8 }), gap: 10 * scale },
    { block: await fitText(`　　${ZH.thanks}`, main, { width, leading: 1.8 }), gap: 0 },
    { block: await fitText(`${EN.certify(facts, named(facts.money))} ${EN.thanks}`, side, { width, leading: 1.5 }), gap: 6 * scale },
    { block: await fitText(`${ZH.labels.purpose}　${facts.purpose.zh}`, { ...main, size: 11 * scale }, { width, leading: 1.5 }), gap: 12 * scale },
    { block: await fitText(`${EN.labels.purpose}: ${facts.purpose.en}`, side, { width, leading: 1.5 }), gap: 0 },
    ...(facts.restricted === undefined
      ? []
      : [{ block: await fitText(`${ZH.labels.restricted}　${facts.restricted}`, { ...main, size: 11 * scale }, { width, leading: 1.5 }), gap: 4 * scale }]),
  ];
}

async function drawSignature(sheet: Sheet, facts: DocumentFacts, { sans, serif }: Ladders): Promise<void> {
  const right = { align: 'right' as const };
  const room = { width: 260, leading: 1.3, smallest: 6 };
  drawBlock(sheet, await fitText(facts.society.name.zh, { size: 15, colour: INK, ladder: serif, ...right }, room), { x: RIGHT, y: 466 });
  drawBlock(sheet, await fitText(facts.society.name.en, { size: 8.5, colour: GREY, ladder: sans, ...right }, room), { x: RIGHT, y: 481 });
  await setLine(sheet, ZH.date(facts.publishedAtMs), { place: { x: RIGHT, y: 505 }, style: { size: 12, colour: INK, ladder: serif, ...right } });
  await setLine(sheet, EN.date(facts.publishedAtMs), { place: { x: RIGHT, y: 519 }, style: { size: 8.5, colour: GREY, ladder: sans, ...right } });
}

async function drawNote(sheet: Sheet, facts: DocumentFacts, { sans }: Ladders): Promise<void> {
  if (!facts.society.demonstration) return;
  const style = { size: 7, colour: TEAL, ladder: sans, align: 'centre' as const };
  await setLine(sheet, `${ZH.demonstrationNote} ${EN.demonstrationNote}`, { place: { x: MIDDLE, y: 546 }, style });
}
