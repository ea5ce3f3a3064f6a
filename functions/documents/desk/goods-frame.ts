import { shortDay } from '../../disclosure/day-text.ts';
import type { Bilingual } from '../../domain/society.ts';
import { drawRays } from '../ornament.ts';
import { drawDemonstration, type Ladders, setBoth } from '../page-marks.ts';
import { GREY, HAIR, INK, TEAL } from '../palette.ts';
import { drawRule } from '../paths.ts';
import { drawQr } from '../qr.ts';
import type { Colour, Sheet } from '../sheet.ts';
import { inEnglish, ornament, tagged } from '../tags.ts';
import { type Block, drawBlock, fitText, setLine } from '../typeset.ts';
import { EN } from '../wording-en.ts';
import { ZH } from '../wording-zh.ts';
import type { GoodsFacts } from './goods-facts.ts';
import { GOODS_WORDS } from './goods-words.ts';
import { ISSUE_WORDS } from './issue-words.ts';
import { setLabel } from './marks.ts';
import { TABLE } from './table-cells.ts';

const [WIDTH, LEFT] = [595.28, 56];
const RIGHT = WIDTH - LEFT;
const VALUES = 194;

/** Sections in the order in which they are read. */
export const GOODS_ORDER = ['demonstration', 'society', 'title', 'number', 'facts', TABLE, 'totals', 'verify', 'code', 'issuer', 'notes'];

/** Draws masthead and facts on the first page; gives where the lines of goods may begin. */
export function drawGoodsHead(sheet: Sheet, facts: GoodsFacts, ladders: Ladders): number {
  const { sans, serif } = ladders;
  ornament(sheet, () => drawRays(sheet, { x: WIDTH, y: 0 }, { from: 180, to: 270, count: 41, inner: 40, outer: 122 }));
  if (facts.society.demonstration) drawDemonstration(sheet, { x: LEFT, y: 26, ladders });
  const room = { width: 380, leading: 1.3, smallest: 7 };
  tagged(sheet, { role: 'P', section: 'society' }, () => {
    drawBlock(sheet, fitText(facts.society.name.zh, { size: 12, colour: INK, ladder: serif }, room), { x: LEFT, y: 66 });
    inEnglish(sheet, () => drawBlock(sheet, fitText(facts.society.name.en, { size: 8, colour: GREY, ladder: sans }, room), { x: LEFT, y: 80 }));
  });
  const title = { size: 28, colour: INK, ladder: serif, spacing: 2.5, stroke: 0.3 };
  tagged(sheet, { role: 'H1', section: 'title' }, () => {
    setLine(sheet, GOODS_WORDS.title.zh, { place: { x: LEFT - 1.5, y: 136 }, style: title });
    inEnglish(sheet, () => setLine(sheet, GOODS_WORDS.title.en, { place: { x: LEFT, y: 155 }, style: { size: 11, colour: GREY, ladder: serif } }));
  });
  const number = { size: 7.5, colour: GREY, ladder: sans, align: 'right' as const };
  tagged(sheet, { role: 'P', section: 'number' }, () => {
    setLine(sheet, `${GOODS_WORDS.number.zh} ${GOODS_WORDS.number.en}`, { place: { x: RIGHT, y: 136 }, style: number });
    setLine(sheet, facts.number, { place: { x: RIGHT, y: 155 }, style: { ...number, size: 14, colour: TEAL } });
  });
  return drawFacts(sheet, facts, ladders) + 14;
}

type Fact = { readonly label: Bilingual; readonly value: string; readonly english?: string; readonly large?: true };

function factsIn(facts: GoodsFacts): readonly Fact[] {
  const { labels } = GOODS_WORDS;
  const isAnonymous = facts.donor.kind === 'anonymous';
  const both = (label: Bilingual, { zh, en }: Bilingual): Fact => ({ label, value: zh, english: en });
  return [
    { label: labels.donor, value: isAnonymous ? ZH.anonymous : facts.donor.name, large: true, ...(isAnonymous ? { english: EN.anonymous } : {}) },
    both(labels.campaign, facts.campaign),
    ...(facts.restricted === undefined ? [] : [{ label: labels.restricted, value: facts.restricted }]),
    both(labels.branch, facts.branch),
    ...(facts.place === undefined ? [] : [both(labels.place, facts.place)]),
    { label: labels.on, value: shortDay(facts.on, 'zh'), english: shortDay(facts.on, 'en') },
    {
      label: labels.published,
      value: `第 ${facts.issue} 期　${facts.recordNumber}　${ZH.date(facts.publishedAtMs)}`,
      english: `Issue ${facts.issue}, record ${facts.recordNumber}`,
    },
    ...(facts.message === undefined ? [] : [{ label: labels.message, value: facts.message }]),
  ];
}

/** Facts below one another, each over a hair line; all of them become smaller where one of them is long. */
function drawFacts(sheet: Sheet, facts: GoodsFacts, ladders: Ladders): number {
  const rows = factsIn(facts);
  for (let scale = 1; ; scale -= 0.08) {
    const measured = rows.map((row) => measure(row, ladders, scale));
    const height = measured.reduce((sum, row) => sum + row.height, 0);
    if (height > 300 && scale > 0.4) continue;
    let top = 176;
    for (const [at, row] of measured.entries()) {
      drawFact(sheet, row, { y: top + 13 * scale, row: String(at), ladders, scale });
      top += row.height;
      const below = top;
      ornament(sheet, () => drawRule(sheet, { x: LEFT, y: below, to: RIGHT }, { colour: HAIR, width: 0.4 }));
    }
    return top;
  }
}

type MeasuredFact = { readonly row: Fact; readonly value: Block; readonly english: Block | undefined; readonly height: number };

type FactPlace = { readonly y: number; readonly row: string; readonly ladders: Ladders; readonly scale: number };

function drawFact(sheet: Sheet, { row: { label }, value, english }: MeasuredFact, { y, row, ladders, scale }: FactPlace): void {
  tagged(sheet, { role: 'TH', section: 'facts', row, heads: 'Row' }, () => setLabel(sheet, label, { x: LEFT, y, ladders, size: 8.5 * scale }));
  tagged(sheet, { role: 'TD', section: 'facts', row }, () => {
    drawBlock(sheet, value, { x: VALUES, y });
    if (english === undefined) return;
    inEnglish(sheet, () => drawBlock(sheet, english, { x: VALUES, y: y + value.height - value.style.size * 0.4 + english.style.size * 0.5 }));
  });
}

function measure(row: Fact, { sans, serif }: Ladders, scale: number): MeasuredFact {
  const room = { width: RIGHT - VALUES, leading: 1.35 };
  const size = (row.large === true ? 14 : 9.5) * scale;
  const style = { size, colour: INK, ladder: row.large === true ? serif : sans };
  const value = fitText(row.value, style, { ...room, smallest: Math.min(size, 9.5 * scale) });
  const english = row.english === undefined ? undefined : fitText(row.english, { size: 7.5 * scale, colour: GREY, ladder: sans }, room);
  return { row, value, english, height: value.height + (english?.height ?? 0) + 6 * scale };
}

/** Draws the line that further pages begin with. */
export function drawRunningHead(sheet: Sheet, facts: GoodsFacts, { sans, serif }: Ladders): void {
  ornament(sheet, () => {
    const title = `${facts.society.name.zh}　${GOODS_WORDS.title.zh}`;
    const width = setLine(sheet, title, { place: { x: LEFT, y: 66 }, style: { size: 10, colour: INK, ladder: serif } });
    const mark = `${ISSUE_WORDS.demonstration.zh} ${ISSUE_WORDS.demonstration.en}`;
    if (facts.society.demonstration) setLine(sheet, mark, { place: { x: LEFT + width + 14, y: 66 }, style: { size: 7.5, colour: TEAL, ladder: sans } });
    setLine(sheet, facts.number, { place: { x: RIGHT, y: 66 }, style: { size: 10, colour: TEAL, ladder: sans, align: 'right' } });
    drawRule(sheet, { x: LEFT, y: 76, to: RIGHT }, { colour: INK, width: 0.8 });
  });
}

const QR_SIZE = 70.87;

/** Draws code, issuer and small print at the foot of the last page. */
export function drawGoodsFoot(sheet: Sheet, facts: GoodsFacts, ladders: Ladders): void {
  const { sans } = ladders;
  const top = 664;
  const { host, pathname } = new URL(facts.verifyUrl);
  const alt = `${ZH.scan} ${EN.scan}: ${facts.verifyUrl}`;
  tagged(sheet, { role: 'Figure', section: 'code', alt }, () => drawQr(sheet, facts.verifyUrl, { place: { x: LEFT, y: top }, size: QR_SIZE }));
  const x = LEFT + QR_SIZE + 16;
  tagged(sheet, { role: 'H2', section: 'verify' }, () => setLabel(sheet, { zh: ZH.scan, en: EN.scan }, { x, y: top + 12, ladders, size: 11 }));
  tagged(sheet, { role: 'P', section: 'code' }, () => {
    setLine(sheet, facts.number, { place: { x, y: top + 31 }, style: { size: 12, colour: TEAL, ladder: sans } });
    setLine(sheet, ZH.scanNote, { place: { x, y: top + 46 }, style: { size: 8, colour: INK, ladder: sans } });
    drawBlock(sheet, fitText(host + pathname, { size: 8.5, colour: INK, ladder: sans }, { width: 190, leading: 1.3, smallest: 4 }), { x, y: top + 60 });
  });
  drawIssuer(sheet, facts, { ladders, top });
  drawNotes(sheet, facts, ladders);
}

function drawIssuer(
  sheet: Sheet,
  { society, publishedAtMs }: GoodsFacts,
  { ladders: { sans, serif }, top }: { readonly ladders: Ladders; readonly top: number },
): void {
  const right = { align: 'right' as const };
  const room = { width: 220, leading: 1.35, smallest: 5 };
  const small = { size: 8, colour: GREY, ladder: sans, ...right };
  tagged(sheet, { role: 'P', section: 'issuer' }, () => {
    drawBlock(sheet, fitText(society.name.zh, { size: 12, colour: INK, ladder: serif, ...right }, room), { x: RIGHT, y: top + 13 });
    inEnglish(sheet, () => drawBlock(sheet, fitText(society.name.en, small, room), { x: RIGHT, y: top + 26 }));
    setLine(sheet, `${ZH.labels.code} ${society.code}`, { place: { x: RIGHT, y: top + 40 }, style: { ...small, size: 7.5 } });
    setLine(sheet, ZH.date(publishedAtMs), { place: { x: RIGHT, y: top + QR_SIZE }, style: { size: 10, colour: INK, ladder: serif, ...right } });
  });
}

function drawNotes(sheet: Sheet, { society }: GoodsFacts, { sans }: Ladders): void {
  ornament(sheet, () => drawRule(sheet, { x: LEFT, y: 756, to: RIGHT }, { colour: HAIR, width: 0.5 }));
  const { contact } = society;
  const look = { width: RIGHT - LEFT, leading: 1.3, smallest: 4 };
  const note = (text: string, size: number, colour: Colour) => fitText(text, { size, colour, ladder: sans }, look);
  const tell = (draw: () => void) => tagged(sheet, { role: 'P', section: 'notes' }, draw);
  tell(() => drawBlock(sheet, note(GOODS_WORDS.notOurs.zh, 8.5, INK), { x: LEFT, y: 772 }));
  tell(() => inEnglish(sheet, () => drawBlock(sheet, note(GOODS_WORDS.notOurs.en, 7, GREY), { x: LEFT, y: 785 })));
  const { zh, en } = ISSUE_WORDS.demonstrationNote;
  const mark = { place: { x: LEFT, y: 798 }, style: { size: 7, colour: TEAL, ladder: sans } };
  if (society.demonstration) tell(() => setBoth(sheet, [zh, en], mark));
  const reach = note(`${contact.address.zh}　${contact.phone}　${contact.email}`, 7, GREY);
  tell(() => drawBlock(sheet, reach, { x: LEFT, y: society.demonstration ? 811 : 798 }));
}
