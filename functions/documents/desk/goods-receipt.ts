import { loadLadder } from '../faces.ts';
import type { Ladders } from '../page-marks.ts';
import { type Binding, bindBook, endPage, makeBook, openPage } from './book.ts';
import { GOODS_TEMPLATE, type GoodsFacts } from './goods-facts.ts';
import { drawGoodsFoot, drawGoodsHead, drawRunningHead, GOODS_ORDER } from './goods-frame.ts';
import { drawColumns, drawLine, drawTotals, totalsHeight } from './goods-lines.ts';
import { GOODS_WORDS } from './goods-words.ts';
import { ISSUE_WORDS } from './issue-words.ts';
import { pagesOfLines } from './pages-of-lines.ts';
import { TABLE_ROW } from './table-cells.ts';

/** A4 upright in points. */
const [WIDTH, HEIGHT] = [595.28, 841.89];
/** Where lines may stand: below the facts on the first page, below the head on others, and above the code on the last. */
const [NEXT_TOP, LAST_BOTTOM, BOTTOM] = [96, 640, 790];

/** What goes into the file beside what its pages say; without a signer it bears no signature. */
export type GoodsCarried = Pick<Binding, 'files' | 'signer'>;

/**
 * Draws the acknowledgement of goods (捐赠物资确认单): every line with its count, a value only where the giver stated one (M9).
 * The same facts give the same bytes, those of the signature excepted.
 */
export async function drawGoodsReceipt(facts: GoodsFacts, carried: GoodsCarried = {}): Promise<Uint8Array> {
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  const ladders: Ladders = { sans, serif };
  const book = makeBook();
  let sheet = openPage(book, WIDTH, HEIGHT);
  let top = drawGoodsHead(sheet, facts, ladders);
  const numbered = facts.lines.map((line, at) => ({ line, row: at + 1 }));
  const lastBottom = LAST_BOTTOM - totalsHeight(facts.lines);
  const pages = pagesOfLines(numbered, { first: top, next: NEXT_TOP, bottom: BOTTOM, lastBottom, height: TABLE_ROW });
  for (const [at, lines] of pages.entries()) {
    if (at > 0) {
      sheet = openPage(book, WIDTH, HEIGHT);
      drawRunningHead(sheet, facts, ladders);
      top = NEXT_TOP;
    }
    drawColumns(sheet, { ladders, top, again: at > 0 });
    for (const [place, { line, row }] of lines.entries()) drawLine(sheet, line, { row, y: top + (place + 1) * TABLE_ROW, ladders });
    if (at === pages.length - 1) {
      drawTotals(sheet, facts.lines, { y: top + (lines.length + 1) * TABLE_ROW, ladders });
      drawGoodsFoot(sheet, facts, ladders);
    }
    endPage(book, sheet);
  }
  const { zh, en } = GOODS_WORDS.title;
  const imprint = {
    title: `${zh} ${en} ${facts.number}`,
    author: facts.society.name.zh,
    subject: facts.society.demonstration ? `${ISSUE_WORDS.demonstration.zh} ${ISSUE_WORDS.demonstration.en}` : facts.number,
    producer: `Daylight, goods template ${GOODS_TEMPLATE}`,
    atMs: facts.publishedAtMs,
  };
  return bindBook(book, imprint, { order: GOODS_ORDER, ...carried });
}
