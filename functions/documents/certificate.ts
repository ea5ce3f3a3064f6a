import { type CertificateNames, certificateNames } from '../disclosure/dedication-text.ts';
import { named, spelt } from './amounts.ts';
import type { DocumentForm } from './document-form.ts';
import type { DocumentFacts } from './documents.ts';
import { drawGuilloche, drawRays } from './ornament.ts';
import { drawDemonstration, drawScanWords, drawVerification, type Ladders, setBoth } from './page-marks.ts';
import { GREY, INK, SUN, TEAL } from './palette.ts';
import { drawRule, drawStencil } from './paths.ts';
import { drawPicture, type Pictures } from './picture.ts';
import type { Sheet } from './sheet.ts';
import { inEnglish, ornament, tagged } from './tags.ts';
import { type Block, drawBlock, fitText, type Style, setLine } from './typeset.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** A4 lying in points; the text's column and the frame's distance from the edge. */
const [WIDTH, HEIGHT] = [841.89, 595.28];
const [LEFT, RIGHT] = [112, WIDTH - 112];
const MIDDLE = WIDTH / 2;
const FRAME = 30;
/** The small code, of 30 mm. */
const CODE = { x: LEFT, y: 446, size: 85.04 };

/** Where the society's own emblem and seal are; 39 mm is a little less than a seal of a society has. */
const EMBLEM = { centre: MIDDLE, middle: 91, width: 150, height: 60 };
const SEAL = { centre: RIGHT - 62, middle: 488, width: 110, height: 110 };

/** Side of the code that carries the whole proof: 80 mm in points. */
const LARGE_CODE_SIZE = 226.77;
const LARGE_CODE_AT = { x: LEFT, y: (HEIGHT - LARGE_CODE_SIZE) / 2 };

/** Name of that code among the page's resources. */
export const LARGE_CODE = 'offline';

/**
 * The certificate (捐赠证书). The society's emblem has its place above the title, where the rays make room for it, and its seal
 * under name and date; both are empty unless the profile has pictures, and nothing stands in for them. Its second page proves the gift without a network. All of it is
 * set in serif, notes too: a second face would add a tenth to the file.
 */
export const CERTIFICATE: DocumentForm = {
  pages: [
    { width: WIDTH, height: HEIGHT },
    { width: WIDTH, height: HEIGHT },
  ],
  order: ['demonstration', 'title', 'number', 'body', 'verify', 'code', 'signature', 'note', 'offline'],
  drawForm: ([front, back], { serif }, { demonstration, pictures }) => {
    if (front === undefined || back === undefined) return;
    const ladders = { sans: serif, serif };
    const frame = { x: FRAME, y: FRAME, width: WIDTH - 2 * FRAME, height: HEIGHT - 2 * FRAME };
    ornament(front, () => drawGuilloche(front, frame, { width: 11, waves: 4 }));
    for (const sheet of demonstration ? [front, back] : []) drawDemonstration(sheet, { x: 56, y: 54, ladders });
    drawTitle(front, ladders, pictures);
    drawPicture(front, 'seal', { pictures, room: SEAL });
    drawScanWords(front, { ...CODE, ladders, title: ladders.serif });
    if (demonstration) drawNote(front, ladders);
    drawOfflineWords(back, ladders);
  },
  drawValues: ([front, back], { serif }, facts) => {
    if (front === undefined || back === undefined) return;
    const ladders = { sans: serif, serif };
    drawNumber(front, ladders, facts);
    drawBody(front, ladders, facts);
    drawVerification(front, facts, { ...CODE, width: 330, ladders });
    drawSignature(front, ladders, facts);
    drawNumber(back, ladders, facts);
    tagged(back, { role: 'Figure', section: 'offline', alt: ZH.offline.title }, () =>
      drawStencil(back, LARGE_CODE, { ...LARGE_CODE_AT, size: LARGE_CODE_SIZE }),
    );
  },
};

function drawTitle(sheet: Sheet, { serif }: Ladders, pictures: Pictures): void {
  drawPicture(sheet, 'emblem', { pictures, room: EMBLEM });
  ornament(sheet, () => {
    if (pictures.emblem === undefined) drawRays(sheet, { x: MIDDLE, y: 126 }, { from: 0, to: 180, count: 65, inner: 22, outer: 66 });
    drawRule(sheet, { x: MIDDLE - 96, y: 126, to: MIDDLE + 96 }, { colour: SUN, width: 0.6 });
  });
  const title = { size: 40, colour: INK, ladder: serif, spacing: 14, stroke: 0.4, align: 'centre' as const };
  const english = { size: 10.5, colour: TEAL, ladder: serif, spacing: 3, align: 'centre' as const };
  tagged(sheet, { role: 'H1', section: 'title' }, () => {
    setLine(sheet, ZH.certificate, { place: { x: MIDDLE, y: 176 }, style: title });
    inEnglish(sheet, () => setLine(sheet, EN.certificate.toUpperCase(), { place: { x: MIDDLE, y: 199 }, style: english }));
  });
}

function drawNumber(sheet: Sheet, { sans }: Ladders, { number }: DocumentFacts): void {
  const style = { size: 9, colour: GREY, ladder: sans, align: 'right' as const };
  tagged(sheet, { role: 'P', section: 'number' }, () =>
    setBoth(sheet, [ZH.labels.number, `${EN.labels.number} ${number}`], { place: { x: WIDTH - 56, y: 66.6 }, style }),
  );
}

const BODY_TOP = 222;
const BODY_BOTTOM = 436;

/** The words take what room there is; where a name or purpose is long, all of them become smaller, never fewer. */
function drawBody(sheet: Sheet, ladders: Ladders, facts: DocumentFacts): void {
  for (let scale = 1; ; scale -= 0.04) {
    const blocks = bodyOf(facts, ladders, scale);
    const height = blocks.reduce((sum, { block, gap }) => sum + block.height + gap, 0);
    if (height > BODY_BOTTOM - BODY_TOP && scale > 0.35) continue;
    let y = BODY_TOP + Math.max(0, (BODY_BOTTOM - BODY_TOP - height) * 0.4);
    for (const { block, gap, english } of blocks) {
      const place = { x: block.style.align === 'centre' ? MIDDLE : LEFT, y: y + gap + block.style.size };
      const draw = () => drawBlock(sheet, block, place);
      tagged(sheet, { role: 'P', section: 'body' }, () => (english === true ? inEnglish(sheet, draw) : draw()));
      y += gap + block.height;
    }
    return;
  }
}

type Spaced = { readonly block: Block; readonly gap: number; readonly english?: boolean };

function bodyOf(facts: DocumentFacts, { sans, serif }: Ladders, scale: number): readonly Spaced[] {
  const width = RIGHT - LEFT;
  const { address, note: people, inscription } = certificateNames(facts.donor.kind === 'anonymous' ? '' : facts.donor.name, facts.dedication);
  const thanks = facts.dedication?.kind === 'memorial' ? 'remembering' : 'thanks';
  const main = { size: 15 * scale, colour: INK, ladder: serif };
  const detail = { ...main, size: 11 * scale };
  const side = { size: 9 * scale, colour: GREY, ladder: sans };
  const [text, note] = [
    { width, leading: 1.8 },
    { width, leading: 1.5 },
  ];
  return [
    { block: fitText(`${address}：`, { ...main, size: 24 * scale }, { width, leading: 1.35, smallest: 13 * scale }), gap: 0 },
    ...(people === undefined
      ? []
      : [
          { block: fitText(people.zh, detail, note), gap: 2 * scale },
          { block: fitText(people.en, side, note), gap: 0, english: true },
        ]),
    { block: fitText(`　　${ZH.certify(facts, spelt(facts.money))}`, main, text), gap: 10 * scale },
    ...(inscription === undefined ? [] : inscribed(inscription, { main, side, scale })),
    { block: fitText(`　　${ZH[thanks]}`, main, text), gap: inscription === undefined ? 0 : 5 * scale },
    { block: fitText(`${EN.certify(facts, named(facts.money))} ${EN[thanks]}`, side, note), gap: 6 * scale, english: true },
    { block: fitText(`${ZH.labels.purpose}　${facts.purpose.zh}`, detail, note), gap: 12 * scale },
    { block: fitText(`${EN.labels.purpose}: ${facts.purpose.en}`, side, note), gap: 0, english: true },
    ...(facts.restricted === undefined ? [] : [{ block: fitText(`${ZH.labels.restricted}　${facts.restricted}`, detail, note), gap: 4 * scale }]),
  ];
}

type Looks = { readonly main: Style; readonly side: Style; readonly scale: number };

/** Whom the gift remembers or honours, in the middle of a line of its own, as on a stone: what it is, then the name. */
function inscribed({ lead, name }: Required<CertificateNames>['inscription'], { main, side, scale }: Looks): readonly Spaced[] {
  const centre = { align: 'centre' as const };
  const room = { width: RIGHT - LEFT, leading: 1.4 };
  return [
    { block: fitText(lead.zh, { ...main, ...centre, size: 11 * scale, spacing: 2 * scale }, room), gap: 8 * scale },
    { block: fitText(lead.en, { ...side, ...centre }, room), gap: 0, english: true },
    { block: fitText(name, { ...main, ...centre, size: 21 * scale }, { ...room, leading: 1.35, smallest: 12 * scale }), gap: 3 * scale },
  ];
}

function drawSignature(sheet: Sheet, { sans, serif }: Ladders, { society, publishedAtMs }: DocumentFacts): void {
  const room = { width: 260, leading: 1.3, smallest: 6 };
  const ink = { colour: INK, ladder: serif, align: 'right' as const };
  const grey = { size: 8.5, colour: GREY, ladder: sans, align: 'right' as const };
  tagged(sheet, { role: 'P', section: 'signature' }, () => {
    drawBlock(sheet, fitText(society.name.zh, { ...ink, size: 15 }, room), { x: RIGHT, y: 466 });
    inEnglish(sheet, () => drawBlock(sheet, fitText(society.name.en, grey, room), { x: RIGHT, y: 481 }));
    setLine(sheet, ZH.date(publishedAtMs), { place: { x: RIGHT, y: 505 }, style: { ...ink, size: 12 } });
    inEnglish(sheet, () => setLine(sheet, EN.date(publishedAtMs), { place: { x: RIGHT, y: 519 }, style: grey }));
  });
}

function drawNote(sheet: Sheet, { sans }: Ladders): void {
  const style = { size: 7, colour: TEAL, ladder: sans, align: 'centre' as const };
  tagged(sheet, { role: 'P', section: 'note' }, () => setBoth(sheet, [ZH.demonstrationNote, EN.demonstrationNote], { place: { x: MIDDLE, y: 546 }, style }));
}

/** Says beside the large code what is in it, and to whom it should not be shown. */
function drawOfflineWords(sheet: Sheet, { sans, serif }: Ladders): void {
  const x = LARGE_CODE_AT.x + LARGE_CODE_SIZE + 40;
  const width = RIGHT - x;
  let y = LARGE_CODE_AT.y;
  tagged(sheet, { role: 'H1', section: 'offline' }, () => {
    setLine(sheet, ZH.offline.title, { place: { x, y: y + 22 }, style: { size: 24, colour: INK, ladder: serif, spacing: 4 } });
    inEnglish(sheet, () => setLine(sheet, EN.offline.title, { place: { x, y: y + 40 }, style: { size: 10.5, colour: TEAL, ladder: serif } }));
  });
  y += 78;
  for (const part of ['what', 'warning'] as const) {
    const zh = fitText(ZH.offline[part], { size: 12, colour: INK, ladder: serif }, { width, leading: 1.7 });
    const en = fitText(EN.offline[part], { size: 9, colour: GREY, ladder: sans }, { width, leading: 1.5 });
    tagged(sheet, { role: 'P', section: 'offline' }, () => {
      drawBlock(sheet, zh, { x, y });
      inEnglish(sheet, () => drawBlock(sheet, en, { x, y: y + zh.height }));
    });
    y += zh.height + en.height + 20;
  }
}
