import { formatMoney, money } from '../../domain/money.ts';
import type { Bilingual } from '../../domain/society.ts';
import { dayOf } from '../../domain/time.ts';
import { capitals } from '../amounts.ts';
import { loadLadder } from '../faces.ts';
import { drawRays } from '../ornament.ts';
import { drawDemonstration, type Ladders } from '../page-marks.ts';
import { GREY, HAIR, INK, TEAL } from '../palette.ts';
import { drawRule } from '../paths.ts';
import { drawQr } from '../qr.ts';
import type { Sheet } from '../sheet.ts';
import type { DocumentSigner } from '../signature/document-signer.ts';
import { inEnglish, ornament, tagged } from '../tags.ts';
import { drawBlock, fitText, setLine } from '../typeset.ts';
import { EN } from '../wording-en.ts';
import { ZH } from '../wording-zh.ts';
import { bindBook, endPage, makeBook, openPage } from './book.ts';
import { ISSUE_WORDS } from './issue-words.ts';
import { setLabel } from './marks.ts';
import { pagesOfLines } from './pages-of-lines.ts';
import { drawStatementColumns, drawStatementRow, type StatementRow } from './statement-rows.ts';
import { STATEMENT_WORDS } from './statement-words.ts';
import { TABLE, TABLE_ROW } from './table-cells.ts';

/** What a donor's statement of one year says: the gifts in order of payment, net of what went back, and what was left out. */
export type StatementFacts = {
  readonly year: number;
  readonly society: { readonly name: Bilingual; readonly code: string; readonly demonstration: boolean };
  readonly rows: readonly StatementRow[];
  readonly waiting: number;
  readonly otherYears: number;
  readonly madeAtMs: number;
  readonly verifyUrl: string;
};

/** A4 upright in points. */
const [WIDTH, HEIGHT, LEFT] = [595.28, 841.89, 56];
const RIGHT = WIDTH - LEFT;
const ROOM = { first: 236, next: 96, bottom: 786, lastBottom: 666, height: TABLE_ROW };
const FOOT = 676;

/** Sections in the order in which they are read. */
const ORDER = ['demonstration', 'society', 'title', 'made', 'total', TABLE, 'notes', 'code', 'issuer'];

/** Draws the annual statement (年度捐赠汇总) as PDF; without a signer it bears no signature. */
export async function drawStatement(facts: StatementFacts, signer?: DocumentSigner): Promise<Uint8Array> {
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  const ladders: Ladders = { sans, serif };
  const book = makeBook();
  const numbered = facts.rows.map((row, at) => ({ row, number: at + 1 }));
  const pages = pagesOfLines(numbered, ROOM);
  for (const [at, lines] of pages.entries()) {
    const sheet = openPage(book, WIDTH, HEIGHT);
    if (at === 0) drawHead(sheet, facts, ladders);
    else drawRunningHead(sheet, facts, ladders);
    const top = at === 0 ? ROOM.first : ROOM.next;
    drawStatementColumns(sheet, { ladders, top, again: at > 0 });
    for (const [place, { row, number }] of lines.entries()) drawStatementRow(sheet, row, { number, y: top + (place + 1) * TABLE_ROW, ladders });
    if (at === pages.length - 1) drawFoot(sheet, facts, ladders);
    const style = { size: 7.5, colour: GREY, ladder: sans, align: 'right' as const };
    ornament(sheet, () => setLine(sheet, `${at + 1} / ${pages.length}`, { place: { x: RIGHT, y: 812 }, style }));
    endPage(book, sheet);
  }
  const imprint = {
    title: `${facts.society.name.zh} ${STATEMENT_WORDS.year(facts.year)}${STATEMENT_WORDS.title.zh}`,
    author: facts.society.name.zh,
    subject: facts.society.demonstration ? `${ISSUE_WORDS.demonstration.zh} ${ISSUE_WORDS.demonstration.en}` : STATEMENT_WORDS.title.en,
    producer: 'Daylight, statement template 2',
    atMs: facts.madeAtMs,
  };
  return bindBook(book, imprint, { order: ORDER, ...(signer === undefined ? {} : { signer }) });
}

function drawHead(sheet: Sheet, { society, year, rows, madeAtMs }: StatementFacts, ladders: Ladders): void {
  const { sans, serif } = ladders;
  ornament(sheet, () => drawRays(sheet, { x: WIDTH, y: 0 }, { from: 180, to: 270, count: 41, inner: 40, outer: 122 }));
  if (society.demonstration) drawDemonstration(sheet, { x: LEFT, y: 26, ladders });
  const room = { width: 380, leading: 1.3, smallest: 7 };
  tagged(sheet, { role: 'P', section: 'society' }, () => {
    drawBlock(sheet, fitText(society.name.zh, { size: 12, colour: INK, ladder: serif }, room), { x: LEFT, y: 66 });
    inEnglish(sheet, () => drawBlock(sheet, fitText(society.name.en, { size: 8, colour: GREY, ladder: sans }, room), { x: LEFT, y: 80 }));
  });
  const title = { size: 28, colour: INK, ladder: serif, spacing: 2.5, stroke: 0.3 };
  tagged(sheet, { role: 'H1', section: 'title' }, () => {
    const width = setLine(sheet, STATEMENT_WORDS.title.zh, { place: { x: LEFT - 1.5, y: 136 }, style: title });
    setLine(sheet, STATEMENT_WORDS.year(year), { place: { x: LEFT + width + 14, y: 136 }, style: { size: 20, colour: TEAL, ladder: serif } });
    const english = { place: { x: LEFT, y: 155 }, style: { size: 11, colour: GREY, ladder: serif } };
    inEnglish(sheet, () => setLine(sheet, `${STATEMENT_WORDS.title.en}, ${year}`, english));
  });
  const made = { place: { x: RIGHT, y: 155 }, style: { size: 9, colour: GREY, ladder: sans, align: 'right' as const } };
  tagged(sheet, { role: 'P', section: 'made' }, () => setLine(sheet, ZH.date(madeAtMs), made));
  drawTotal(sheet, rows, ladders);
}

function drawTotal(sheet: Sheet, rows: readonly StatementRow[], ladders: Ladders): void {
  const total = money(
    'CNY',
    rows.reduce((sum, row) => sum + row.netMinor, 0),
  );
  ornament(sheet, () => drawRule(sheet, { x: LEFT, y: 172, to: RIGHT }, { colour: INK, width: 0.8 }));
  tagged(sheet, { role: 'P', section: 'total' }, () => {
    const label = setLabel(sheet, STATEMENT_WORDS.total, { x: LEFT, y: 192, ladders });
    setLabel(sheet, STATEMENT_WORDS.count(rows.length), { x: LEFT + label + 18, y: 192, ladders });
    const figures = { size: 22, colour: INK, ladder: ladders.serif, align: 'right' as const };
    setLine(sheet, formatMoney(total), { place: { x: RIGHT, y: 208 }, style: figures });
    const words = total.minor > 0 ? capitals(total) : '';
    drawBlock(sheet, fitText(words, { size: 11, colour: INK, ladder: ladders.serif }, { width: 290, leading: 1.2, smallest: 6 }), { x: LEFT, y: 210 });
  });
  ornament(sheet, () => drawRule(sheet, { x: LEFT, y: 222, to: RIGHT }, { colour: HAIR, width: 0.5 }));
}

function drawRunningHead(sheet: Sheet, { society, year }: StatementFacts, { sans, serif }: Ladders): void {
  ornament(sheet, () => {
    const title = `${society.name.zh}　${STATEMENT_WORDS.year(year)}${STATEMENT_WORDS.title.zh}`;
    const width = setLine(sheet, title, { place: { x: LEFT, y: 66 }, style: { size: 10, colour: INK, ladder: serif } });
    const mark = `${ISSUE_WORDS.demonstration.zh} ${ISSUE_WORDS.demonstration.en}`;
    if (society.demonstration) setLine(sheet, mark, { place: { x: LEFT + width + 14, y: 66 }, style: { size: 7.5, colour: TEAL, ladder: sans } });
    drawRule(sheet, { x: LEFT, y: 76, to: RIGHT }, { colour: INK, width: 0.8 });
  });
}

const QR_SIZE = 62;

function drawFoot(sheet: Sheet, facts: StatementFacts, { sans }: Ladders): void {
  const { host, pathname } = new URL(facts.verifyUrl);
  const alt = `${ZH.scan} ${EN.scan}: ${facts.verifyUrl}`;
  tagged(sheet, { role: 'Figure', section: 'code', alt }, () => drawQr(sheet, facts.verifyUrl, { place: { x: LEFT, y: FOOT + 8 }, size: QR_SIZE }));
  const x = LEFT + QR_SIZE + 16;
  const room = { width: RIGHT - x, leading: 1.25, smallest: 4 };
  let y = FOOT + 16;
  for (const note of notesOf(facts)) {
    const [zh, en] = [fitText(note.zh, { size: 8, colour: INK, ladder: sans }, room), fitText(note.en, { size: 6.5, colour: GREY, ladder: sans }, room)];
    tagged(sheet, { role: 'P', section: 'notes' }, () => {
      drawBlock(sheet, zh, { x, y });
      inEnglish(sheet, () => drawBlock(sheet, en, { x, y: y + 10.4 }));
    });
    y += 20.9;
  }
  const address = fitText(host + pathname, { size: 8.5, colour: TEAL, ladder: sans }, { ...room, leading: 1.2 });
  tagged(sheet, { role: 'P', section: 'code' }, () => drawBlock(sheet, address, { x, y: y + 2 }));
  const issuer = `${ZH.labels.code} ${facts.society.code}　${dayOf(facts.madeAtMs)}`;
  const style = { size: 7, colour: GREY, ladder: sans };
  tagged(sheet, { role: 'P', section: 'issuer' }, () => setLine(sheet, issuer, { place: { x: LEFT, y: 812 }, style }));
}

function notesOf(facts: StatementFacts): readonly Bilingual[] {
  const left = STATEMENT_WORDS.left(facts.waiting, facts.otherYears);
  return [...STATEMENT_WORDS.notes, ...(left.zh === '' ? [] : [left]), ...(facts.society.demonstration ? [ISSUE_WORDS.demonstrationNote] : [])];
}
