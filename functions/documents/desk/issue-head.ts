import { formatWindow } from '../../disclosure/day-text.ts';
import { texts } from '../../disclosure/text.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, INK, TEAL } from '../palette.ts';
import { drawRule } from '../paths.ts';
import type { Sheet } from '../sheet.ts';
import { setLine } from '../typeset.ts';
import type { IssueFacts } from './issue-facts.ts';
import { ISSUE_WORDS } from './issue-words.ts';

const LEFT = 48;
const RIGHT = 547.28;
const FOOT = 808;

/** Draws the line that every page but the first begins with: whose issue this is, its number and its days. */
export async function drawIssueHead(sheet: Sheet, { society, issue }: IssueFacts, { sans, serif }: Ladders): Promise<void> {
  const title = `${society.name.zh}　${ISSUE_WORDS.title.zh}　${texts.zh.issueNumber(issue.number)}`;
  const width = await setLine(sheet, title, { place: { x: LEFT, y: 44 }, style: { size: 9.5, colour: INK, ladder: serif } });
  const mark = `${ISSUE_WORDS.demonstration.zh} ${ISSUE_WORDS.demonstration.en}`;
  if (society.demonstration) await setLine(sheet, mark, { place: { x: LEFT + width + 14, y: 44 }, style: { size: 7.5, colour: TEAL, ladder: sans } });
  const day = { size: 8.5, colour: INK, ladder: sans, align: 'right' as const };
  await setLine(sheet, formatWindow(issue, 'zh'), { place: { x: RIGHT, y: 44 }, style: day });
  drawRule(sheet, { x: LEFT, y: 51, to: RIGHT }, { colour: INK, width: 0.8 });
}

/** Draws the digest that ties a page to the log, at its foot. */
export async function drawDigest(sheet: Sheet, { issue }: IssueFacts, { sans }: Ladders): Promise<void> {
  const quiet = { size: 6.5, colour: GREY, ladder: sans };
  await setLine(sheet, `${ISSUE_WORDS.digest.zh} ${issue.sha256}`, { place: { x: LEFT, y: FOOT }, style: quiet });
}

/** Draws which page of how many it is, at its foot. */
export async function drawPageCount(
  sheet: Sheet,
  { ladders, page, pages }: { readonly ladders: Ladders; readonly page: number; readonly pages: number },
): Promise<void> {
  const count = `${texts.zh.pageOf(page, pages)} · ${texts.en.pageOf(page, pages)}`;
  await setLine(sheet, count, { place: { x: RIGHT, y: FOOT }, style: { size: 7.5, colour: GREY, ladder: ladders.sans, align: 'right' } });
}
