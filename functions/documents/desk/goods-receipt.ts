import type { GivenLine } from '../../domain/entry-moves.ts';
import type { Bilingual } from '../../domain/society.ts';
import type { Day } from '../../domain/time.ts';
import type { DocumentDonor, DocumentFacts } from '../documents.ts';
import { loadLadder } from '../faces.ts';
import type { Ladders } from '../page-marks.ts';
import { bindBook, endPage, makeBook, openPage } from './book.ts';
import { drawGoodsFoot, drawGoodsHead, drawRunningHead } from './goods-frame.ts';
import { drawColumns, drawLine, drawTotals, totalsHeight } from './goods-lines.ts';
import { GOODS_WORDS } from './goods-words.ts';
import { ISSUE_WORDS } from './issue-words.ts';
import { pagesOfLines } from './pages-of-lines.ts';
import { TABLE_ROW } from './table-cells.ts';

/** What the acknowledgement of goods states, frozen with their entry; the same facts make the same bytes. */
export type GoodsFacts = {
  readonly number: string;
  readonly recordNumber: string;
  readonly issue: number;
  readonly society: DocumentFacts['society'];
  readonly donor: DocumentDonor;
  readonly on: Day;
  readonly publishedAtMs: number;
  readonly campaign: Bilingual;
  readonly branch: Bilingual;
  readonly place?: Bilingual;
  readonly restricted?: string;
  readonly message?: string;
  readonly lines: readonly GivenLine[];
  readonly verifyUrl: string;
};

/** A4 upright in points. */
const [WIDTH, HEIGHT] = [595.28, 841.89];
/** Where lines may stand: below the facts on the first page, below the head on others, and above the code on the last. */
const [NEXT_TOP, LAST_BOTTOM, BOTTOM] = [96, 640, 790];

/** Draws the acknowledgement of goods (捐赠物资确认单): every line with its count, a value only where the giver stated one (M9). */
export async function drawGoodsReceipt(facts: GoodsFacts): Promise<Uint8Array> {
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  const ladders: Ladders = { sans, serif };
  const book = makeBook();
  let sheet = openPage(book, WIDTH, HEIGHT);
  let top = await drawGoodsHead(sheet, facts, ladders);
  const numbered = facts.lines.map((line, at) => ({ line, row: at + 1 }));
  const lastBottom = LAST_BOTTOM - totalsHeight(facts.lines);
  const pages = pagesOfLines(numbered, { first: top, next: NEXT_TOP, bottom: BOTTOM, lastBottom, height: TABLE_ROW });
  for (const [at, lines] of pages.entries()) {
    if (at > 0) {
      sheet = openPage(book, WIDTH, HEIGHT);
      await drawRunningHead(sheet, facts, ladders);
      top = NEXT_TOP;
    }
    await drawColumns(sheet, ladders, top);
    for (const [place, { line, row }] of lines.entries()) await drawLine(sheet, line, { row, y: top + (place + 1) * TABLE_ROW, ladders });
    if (at === pages.length - 1) {
      await drawTotals(sheet, facts.lines, { y: top + (lines.length + 1) * TABLE_ROW, ladders });
      await drawGoodsFoot(sheet, facts, ladders);
    }
    endPage(book, sheet);
  }
  const { zh, en } = GOODS_WORDS.title;
  return bindBook(book, {
    title: `${zh} ${en} ${facts.number}`,
    author: facts.society.name.zh,
    subject: facts.society.demonstration ? `${ISSUE_WORDS.demonstration.zh} ${ISSUE_WORDS.demonstration.en}` : facts.number,
    producer: 'Daylight, goods template 1',
    atMs: facts.publishedAtMs,
  });
}
