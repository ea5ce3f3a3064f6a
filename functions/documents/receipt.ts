import { formatMoney } from '../domain/money.ts';
import { capitals } from './amounts.ts';
import type { DocumentForm } from './document-form.ts';
import type { DocumentFacts } from './documents.ts';
import { drawRays } from './ornament.ts';
import { drawDemonstration, drawScanWords, drawVerification, type Ladders, setBoth } from './page-marks.ts';
import { GREY, HAIR, INK, TEAL, WASH } from './palette.ts';
import { drawRule, fillBoxes } from './paths.ts';
import { drawRows, measureRows, rowsOf } from './receipt-rows.ts';
import type { Sheet } from './sheet.ts';
import { inEnglish, ornament, tagged } from './tags.ts';
import { type Block, drawBlock, fitText, type Style, setLine } from './typeset.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** A4 upright in points; one margin for all four sides. */
const [WIDTH, HEIGHT, MARGIN] = [595.28, 841.89, 56];
const RIGHT = WIDTH - MARGIN;
const AMOUNT = { x: MARGIN, y: 182, width: RIGHT - MARGIN, height: 80 };
const ROWS_TOP = 290;
const ROWS_BOTTOM = 648;
/** The code of 25 mm. */
const CODE = { x: MARGIN, y: 664, size: 70.87 };
const CONTACT = 811;

/**
 * The receipt (捐赠确认单): plain facts that we hold, in no likeness of a fiscal bill. Only its title, the sum and the donor's
 * name are set in serif: a second face for more words would make the file a quarter larger.
 */
export const RECEIPT: DocumentForm = {
  pages: [{ width: WIDTH, height: HEIGHT }],
  order: ['demonstration', 'society', 'title', 'number', 'amount', 'rows', 'verify', 'code', 'issuer', 'notes', 'contact'],
  drawForm: ([sheet], ladders, { demonstration }) => {
    if (sheet === undefined) return;
    ornament(sheet, () => drawRays(sheet, { x: WIDTH, y: 0 }, { from: 180, to: 270, count: 41, inner: 40, outer: 122 }));
    if (demonstration) drawDemonstration(sheet, { x: MARGIN, y: 26, ladders });
    drawTitle(sheet, ladders);
    drawAmountBox(sheet, ladders);
    drawScanWords(sheet, { ...CODE, ladders, title: ladders.sans });
    drawNotes(sheet, ladders, demonstration);
  },
  drawValues: ([sheet], ladders, facts) => {
    if (sheet === undefined) return;
    drawSociety(sheet, ladders, facts);
    drawAmount(sheet, ladders, facts);
    drawTable(sheet, ladders, facts);
    drawVerification(sheet, facts, { ...CODE, width: 268, ladders });
    drawIssuer(sheet, ladders, facts);
    drawContact(sheet, ladders, facts);
  },
};

function drawTitle(sheet: Sheet, { sans, serif }: Ladders): void {
  const title = { size: 30, colour: INK, ladder: serif, spacing: 3, stroke: 0.3 };
  tagged(sheet, { role: 'H1', section: 'title' }, () => {
    setLine(sheet, ZH.receipt, { place: { x: MARGIN - 1.5, y: 142 }, style: title });
    inEnglish(sheet, () => setLine(sheet, EN.receipt, { place: { x: MARGIN, y: 161 }, style: { size: 11, colour: GREY, ladder: sans } }));
  });
  const label = { size: 7.5, colour: GREY, ladder: sans, align: 'right' as const };
  tagged(sheet, { role: 'P', section: 'number' }, () => setBoth(sheet, [ZH.labels.number, EN.labels.number], { place: { x: RIGHT, y: 142 }, style: label }));
}

function drawAmountBox(sheet: Sheet, { sans }: Ladders): void {
  ornament(sheet, () => {
    fillBoxes(sheet, [AMOUNT], WASH);
    fillBoxes(sheet, [{ ...AMOUNT, width: 2.5 }], TEAL);
  });
  const x = AMOUNT.x + 20;
  tagged(sheet, { role: 'H2', section: 'amount' }, () => {
    const label = setLine(sheet, ZH.labels.amount, { place: { x, y: 206 }, style: { size: 9, colour: INK, ladder: sans } });
    const english = { place: { x: x + label + 6, y: 206 }, style: { size: 7.5, colour: GREY, ladder: sans } };
    inEnglish(sheet, () => setLine(sheet, EN.labels.amount, english));
  });
}

function drawNotes(sheet: Sheet, { sans }: Ladders, demonstration: boolean): void {
  ornament(sheet, () => drawRule(sheet, { x: MARGIN, y: 756, to: RIGHT }, { colour: HAIR, width: 0.5 }));
  const room = { width: RIGHT - MARGIN, leading: 1.3, smallest: 4 };
  const note = (text: string, y: number, style: Pick<Style, 'size' | 'colour'>): void =>
    drawBlock(sheet, fitText(text, { ...style, ladder: sans }, room), { x: MARGIN, y });
  tagged(sheet, { role: 'P', section: 'notes' }, () => {
    note(ZH.notABill, 772, { size: 9, colour: INK });
    inEnglish(sheet, () => note(EN.notABill, 785, { size: 7.5, colour: GREY }));
    const mark = { size: 7, colour: TEAL, ladder: sans };
    if (demonstration) setBoth(sheet, [ZH.demonstrationNote, EN.demonstrationNote], { place: { x: MARGIN, y: 798 }, style: mark });
  });
}

function drawSociety(sheet: Sheet, { sans }: Ladders, { society, number }: DocumentFacts): void {
  const room = { width: 380, leading: 1.3, smallest: 7 };
  tagged(sheet, { role: 'P', section: 'society' }, () => {
    drawBlock(sheet, fitText(society.name.zh, { size: 12, colour: INK, ladder: sans }, room), { x: MARGIN, y: 66 });
    inEnglish(sheet, () => drawBlock(sheet, fitText(society.name.en, { size: 8, colour: GREY, ladder: sans }, room), { x: MARGIN, y: 80 }));
  });
  const style = { size: 14, colour: TEAL, ladder: sans, align: 'right' as const };
  tagged(sheet, { role: 'P', section: 'number' }, () => setLine(sheet, number, { place: { x: RIGHT, y: 161 }, style }));
}

function drawAmount(sheet: Sheet, { sans, serif }: Ladders, facts: DocumentFacts): void {
  tagged(sheet, { role: 'P', section: 'amount' }, () => {
    const words = fitCapitals(capitals(facts.money), { size: 15, colour: INK, ladder: sans });
    drawBlock(sheet, words, { x: AMOUNT.x + 20, y: words.lines.length > 1 ? 229 : 240 });
    const figures = { size: 28, colour: INK, ladder: serif, align: 'right' as const };
    drawBlock(sheet, fitText(formatMoney(facts.money), figures, { width: 172, leading: 1, smallest: 12 }), { x: RIGHT - 20, y: 240 });
  });
}

/** A sum too long for one line breaks behind its ten thousands, where it is read with a pause. */
function fitCapitals(text: string, style: Style): Block {
  const line = fitText(text, style, { width: 244, leading: 1.35, smallest: 12 });
  if (line.lines.length === 1) return line;
  return fitText(text.replace(/万(?=.)/u, '万\n'), style, { width: 244, leading: 1.35, smallest: 9, lines: 2 });
}

/** The rows take what room there is; a long name or message makes all of them smaller, never shorter. */
function drawTable(sheet: Sheet, ladders: Ladders, facts: DocumentFacts): void {
  const rows = rowsOf(facts);
  for (let scale = 1.1; ; scale -= 0.05) {
    const measured = measureRows(rows, ladders, { scale, width: RIGHT - MARGIN });
    if (measured.height > ROWS_BOTTOM - ROWS_TOP && scale > 0.35) continue;
    drawRows(sheet, measured, { x: MARGIN, y: ROWS_TOP });
    return;
  }
}

function drawIssuer(sheet: Sheet, { sans }: Ladders, { society, publishedAtMs }: DocumentFacts): void {
  const right = { align: 'right' as const };
  const room = { width: RIGHT - 340, leading: 1.35, smallest: 5 };
  const [ink, grey] = [
    { colour: INK, ladder: sans, ...right },
    { colour: GREY, ladder: sans, ...right },
  ];
  tagged(sheet, { role: 'P', section: 'issuer' }, () => {
    drawBlock(sheet, fitText(society.name.zh, { ...ink, size: 12 }, room), { x: RIGHT, y: 677 });
    inEnglish(sheet, () => drawBlock(sheet, fitText(society.name.en, { ...grey, size: 8 }, room), { x: RIGHT, y: 690 }));
    drawBlock(sheet, fitText(`${ZH.labels.code} ${society.code}`, { ...grey, size: 7.5 }, room), { x: RIGHT, y: 704 });
    setLine(sheet, ZH.date(publishedAtMs), { place: { x: RIGHT, y: CODE.y + CODE.size - 13 }, style: { ...ink, size: 10 } });
    inEnglish(sheet, () => setLine(sheet, EN.date(publishedAtMs), { place: { x: RIGHT, y: CODE.y + CODE.size }, style: { ...grey, size: 8 } }));
  });
}

function drawContact(sheet: Sheet, { sans }: Ladders, { society: { contact, demonstration } }: DocumentFacts): void {
  const text = `${contact.address.zh}　${contact.phone}　${contact.email}`;
  const block = fitText(text, { size: 7, colour: GREY, ladder: sans }, { width: RIGHT - MARGIN, leading: 1.3, smallest: 4 });
  tagged(sheet, { role: 'P', section: 'contact' }, () => drawBlock(sheet, block, { x: MARGIN, y: demonstration ? CONTACT : CONTACT - 13 }));
}
