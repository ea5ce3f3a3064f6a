import { formatWindow } from '../../disclosure/day-text.ts';
import { groupDigits } from '../../disclosure/digits.ts';
import { texts } from '../../disclosure/text.ts';
import type { Bilingual } from '../../domain/society.ts';
import { drawRays } from '../ornament.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, INK, SUN, TEAL } from '../palette.ts';
import { drawRule } from '../paths.ts';
import { drawQr } from '../qr.ts';
import type { Sheet } from '../sheet.ts';
import { drawBlock, fitText, setLine } from '../typeset.ts';
import { type Book, endPage, openPage } from './book.ts';
import type { IssueFacts } from './issue-facts.ts';
import { drawIssueHead, drawPageCount } from './issue-head.ts';
import { drawIssueSums } from './issue-sums.ts';
import { drawTallyLine, TALLY_HEIGHT, type TallyLine, tallyLines } from './issue-tallies.ts';
import { ISSUE_WORDS } from './issue-words.ts';
import { drawDemonstrationMark, drawLabel } from './marks.ts';

const [WIDTH, HEIGHT] = [595.28, 841.89];
const [LEFT, RIGHT, MIDDLE] = [48, 547.28, WIDTH / 2];
const TALLIES_TOP = 293;
const CHECK_TOP = 604;
/** Tallies that found no room on the first page go on here, and so far down. */
const [NEXT_TOP, NEXT_BOTTOM] = [70, 784];

/** What the front needs: how many pages of rows follow it. */
export type Front = { readonly facts: IssueFacts; readonly ladders: Ladders; readonly rowPages: number };

/** Draws the first page: masthead, sums, where they came from, how to check them. Where the tables are long it takes more pages, and tells how many. */
export async function drawIssueFront(book: Book, { facts, ladders, rowPages }: Front): Promise<{ readonly pages: number }> {
  const parts = inColumns(tallyLines(facts));
  const pages = parts.length + rowPages;
  for (const [at, lines] of parts.entries()) {
    const sheet = openPage(book, WIDTH, HEIGHT);
    if (at === 0) {
      await drawMasthead(sheet, facts, ladders);
      await drawIssueSums(sheet, facts, { left: LEFT, right: RIGHT, ladders });
    } else await drawIssueHead(sheet, facts, ladders);
    for (const [line, tally] of lines.entries())
      await drawTallyLine(sheet, tally, { left: LEFT, right: RIGHT, y: (at === 0 ? TALLIES_TOP : NEXT_TOP) + line * TALLY_HEIGHT, ladders });
    if (at === 0) await drawCheck(sheet, facts, ladders);
    await drawPageCount(sheet, { ladders, page: at + 1, pages });
    endPage(book, sheet);
  }
  return { pages: parts.length };
}

/** The lines page by page; a heading never stands alone at the foot of one. */
function inColumns(lines: readonly TallyLine[]): readonly (readonly TallyLine[])[] {
  const pages: TallyLine[][] = [[]];
  for (const line of lines) {
    const last = pages.at(-1) ?? [];
    const room = pages.length === 1 ? CHECK_TOP - TALLIES_TOP : NEXT_BOTTOM - NEXT_TOP;
    const needed = (last.length + (line.kind === 'heading' ? 3 : 1)) * TALLY_HEIGHT;
    if (needed > room) pages.push([line]);
    else last.push(line);
  }
  return pages;
}

async function drawMasthead(sheet: Sheet, { society, issue }: IssueFacts, ladders: Ladders): Promise<void> {
  const { sans, serif } = ladders;
  const centre = { align: 'centre' as const };
  if (society.demonstration) await drawDemonstrationMark(sheet, ladders, { x: LEFT, y: 30 });
  drawRays(sheet, { x: MIDDLE, y: 50 }, { from: 0, to: 180, count: 49, inner: 9, outer: 28 });
  drawRule(sheet, { x: MIDDLE - 44, y: 50, to: MIDDLE + 44 }, { colour: SUN, width: 0.6 });
  const room = { width: RIGHT - LEFT, leading: 1.2, smallest: 6 };
  drawBlock(sheet, await fitText(society.name.zh, { size: 13, colour: INK, ladder: serif, spacing: 1.5, ...centre }, room), { x: MIDDLE, y: 71 });
  drawBlock(sheet, await fitText(society.name.en, { size: 8, colour: GREY, ladder: sans, ...centre }, room), { x: MIDDLE, y: 84 });
  const title = { size: 38, colour: INK, ladder: serif, spacing: 16, stroke: 0.4, ...centre };
  await setLine(sheet, ISSUE_WORDS.title.zh, { place: { x: MIDDLE, y: 130 }, style: title });
  await setLine(sheet, ISSUE_WORDS.title.en.toUpperCase(), {
    place: { x: MIDDLE, y: 150 },
    style: { size: 9, colour: TEAL, ladder: serif, spacing: 3, ...centre },
  });
  drawRule(sheet, { x: LEFT, y: 162, to: RIGHT }, { colour: INK, width: 1.2 });
  drawRule(sheet, { x: LEFT, y: 164.4, to: RIGHT }, { colour: INK, width: 0.35 });
  await drawDateline(sheet, issue, ladders);
  drawRule(sheet, { x: LEFT, y: 198, to: RIGHT }, { colour: INK, width: 0.35 });
}

/** Number on the left, days in the middle, place in the log on the right, each with its English below. */
async function drawDateline(sheet: Sheet, issue: IssueFacts['issue'], { sans, serif }: Ladders): Promise<void> {
  const { zh, en } = texts;
  const parts = [
    { x: LEFT, align: 'left', zh: zh.issueNumber(issue.number), en: en.issueNumber(issue.number) },
    { x: MIDDLE, align: 'centre', zh: formatWindow(issue, 'zh'), en: formatWindow(issue, 'en') },
    {
      x: RIGHT,
      align: 'right',
      zh: `${ISSUE_WORDS.closed.zh}，${zh.rangeClosed(issue.first, issue.closedAt)}`,
      en: `${ISSUE_WORDS.closed.en}, ${en.rangeClosed(issue.first, issue.closedAt)}`,
    },
  ] as const;
  for (const { x, align, ...text } of parts) {
    await setLine(sheet, text.zh, { place: { x, y: 179 }, style: { size: 10.5, colour: INK, ladder: serif, align } });
    await setLine(sheet, text.en, { place: { x, y: 190 }, style: { size: 7.5, colour: GREY, ladder: sans, align } });
  }
}

const QR_SIZE = 90;

async function drawCheck(sheet: Sheet, facts: IssueFacts, ladders: Ladders): Promise<void> {
  const { sans, serif } = ladders;
  drawRule(sheet, { x: LEFT, y: CHECK_TOP + 8, to: RIGHT }, { colour: INK, width: 0.35 });
  drawQr(sheet, facts.address, { place: { x: LEFT, y: CHECK_TOP + 22 }, size: QR_SIZE });
  const x = LEFT + QR_SIZE + 18;
  const width = RIGHT - x;
  const scan = await setLine(sheet, ISSUE_WORDS.scan.zh, { place: { x, y: CHECK_TOP + 34 }, style: { size: 12, colour: INK, ladder: serif } });
  await setLine(sheet, ISSUE_WORDS.scan.en, { place: { x: x + scan + 8, y: CHECK_TOP + 34 }, style: { size: 8, colour: GREY, ladder: sans } });
  const line = async (text: string, y: number, look: { readonly size: number; readonly colour: typeof INK }) =>
    drawBlock(sheet, await fitText(text, { ...look, ladder: sans }, { width, leading: 1.35, smallest: 4 }), { x, y: CHECK_TOP + y });
  await line(facts.address, 48, { size: 8.5, colour: TEAL });
  await drawFact(sheet, ISSUE_WORDS.digest, facts.issue.sha256, { x, y: CHECK_TOP + 65, width, ladders });
  const { origin, size, root } = facts.log;
  const said = ISSUE_WORDS.size(groupDigits(size));
  await drawFact(sheet, ISSUE_WORDS.checkpoint, `${origin}　${said.zh} ${said.en}　${root}`, { x, y: CHECK_TOP + 88, width, ladders });
  await drawNotes(sheet, [ISSUE_WORDS.check, ISSUE_WORDS.noNames, ...(facts.society.demonstration ? [ISSUE_WORDS.demonstrationNote] : [])], ladders);
}

type Fact = { readonly x: number; readonly y: number; readonly width: number; readonly ladders: Ladders };

/** A label over its value. */
async function drawFact(sheet: Sheet, label: Bilingual, value: string, { x, y, width, ladders }: Fact): Promise<void> {
  await drawLabel(sheet, label, { x, y, ladders, size: 7.5 });
  drawBlock(sheet, await fitText(value, { size: 8, colour: INK, ladder: ladders.sans }, { width, leading: 1.3, smallest: 4 }), { x, y: y + 11 });
}

/** Small print below the code, each note in Chinese with its English under it. */
async function drawNotes(sheet: Sheet, notes: readonly Bilingual[], { sans }: Ladders): Promise<void> {
  const room = { width: RIGHT - LEFT, leading: 1.4 };
  let y = CHECK_TOP + 130;
  for (const { zh, en } of notes) {
    for (const note of [
      { text: zh, size: 7.5, colour: INK },
      { text: en, size: 6.5, colour: GREY },
    ]) {
      const block = await fitText(note.text, { ...note, ladder: sans }, room);
      drawBlock(sheet, block, { x: LEFT, y });
      y += block.height;
    }
    y += 1.5;
  }
}
