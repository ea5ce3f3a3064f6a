import { formatWindow } from '../../disclosure/day-text.ts';
import type { Row } from '../../disclosure/row.ts';
import { texts } from '../../disclosure/text.ts';
import { nextDay, startOfDayMs } from '../../domain/time.ts';
import { loadLadder } from '../faces.ts';
import { bindBook, endPage, type Imprint, makeBook, openPage } from './book.ts';
import { makeCells } from './cells.ts';
import { ISSUE_TEMPLATE, type IssueFacts } from './issue-facts.ts';
import { drawIssueFront } from './issue-front.ts';
import { drawRowsHead, drawRowsPage, ROWS_ON_PAGE } from './issue-rows.ts';
import { ISSUE_WORDS } from './issue-words.ts';

/** A4 upright in points. */
export const [PAGE_WIDTH, PAGE_HEIGHT] = [595.28, 841.89];

/**
 * Draws a closed issue as PDF: its sums, how to check them, then every row. Rows come in order, in pieces of any length,
 * and are let go page by page. No name and no message is on it (M3, M4). The same facts and rows give the same bytes.
 */
export async function drawIssuePaper(facts: IssueFacts, rows: AsyncIterable<readonly Row[]>): Promise<Uint8Array> {
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  const ladders = { sans, serif };
  const cells = await makeCells(sans);
  const book = makeBook();
  const rowPages = Math.max(1, Math.ceil((facts.issue.closedAt - facts.issue.first) / ROWS_ON_PAGE));
  const front = await drawIssueFront(book, { facts, ladders, rowPages });
  const head = await drawRowsHead(openPage(book, PAGE_WIDTH, PAGE_HEIGHT), facts, ladders);
  let page = front.pages;
  for await (const piece of inPages(rows)) {
    page += 1;
    const sheet = openPage(book, PAGE_WIDTH, PAGE_HEIGHT);
    await drawRowsPage(sheet, piece, { facts, cells, ladders, head, page, pages: front.pages + rowPages });
    endPage(book, sheet);
  }
  return bindBook(book, imprintOf(facts));
}

/** The rows again in pieces of one page each; an issue without rows has one empty page. */
async function* inPages(rows: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  let waiting: Row[] = [];
  let given = 0;
  for await (const piece of rows) {
    waiting.push(...piece);
    for (; waiting.length >= ROWS_ON_PAGE; given++) {
      yield waiting.slice(0, ROWS_ON_PAGE);
      waiting = waiting.slice(ROWS_ON_PAGE);
    }
  }
  if (waiting.length > 0 || given === 0) yield waiting;
}

function imprintOf({ society, issue, log, address }: IssueFacts): Imprint {
  const { zh, en } = texts;
  return {
    title: `${society.name.zh} ${ISSUE_WORDS.title.zh} ${zh.issueNumber(issue.number)} · ${en.issueNumber(issue.number)} · ${formatWindow(issue, 'zh')}`,
    author: society.name.zh,
    subject: society.demonstration ? `${ISSUE_WORDS.demonstration.zh} ${ISSUE_WORDS.demonstration.en}` : address,
    producer: `Daylight, issue template ${ISSUE_TEMPLATE}`,
    atMs: startOfDayMs(nextDay(issue.through)),
    own: { address, logSize: log.size },
  };
}
