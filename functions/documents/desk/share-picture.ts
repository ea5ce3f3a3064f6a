import type { Money } from '../../domain/money.ts';
import { formatMoney } from '../../domain/money.ts';
import type { Bilingual } from '../../domain/society.ts';
import { capitals } from '../amounts.ts';
import { loadLadder } from '../faces.ts';
import { drawGuilloche, drawRays } from '../ornament.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, INK, SUN, TEAL } from '../palette.ts';
import { drawRule } from '../paths.ts';
import { drawQr } from '../qr.ts';
import { renderPage } from '../render-page.ts';
import type { Colour, Sheet } from '../sheet.ts';
import { drawBlock, fitText } from '../typeset.ts';
import { EN } from '../wording-en.ts';
import { ZH } from '../wording-zh.ts';
import { bindBook, endPage, makeBook, openPage } from './book.ts';
import { ISSUE_WORDS } from './issue-words.ts';
import { drawDemonstrationMark } from './marks.ts';
import { SHARE_WORDS } from './share-words.ts';

/**
 * What the picture that a donor shares may say: the name as the public reads it and never more (M16), nothing where it
 * was not shown or was taken back. `verifyUrl` opens no name, so that a name taken back later is vouched for by nothing.
 */
export type ShareFacts = {
  readonly society: { readonly name: Bilingual; readonly demonstration: boolean };
  readonly shown?: string;
  readonly money: Money;
  readonly campaign: Bilingual;
  readonly paidAtMs: number;
  readonly issue: number;
  readonly recordNumber: string;
  readonly verifyUrl: string;
};

/** Nine to sixteen, as a phone is held; in points, and in pixels of the picture. */
const [WIDTH, HEIGHT, PIXELS] = [405, 720, 1080];
const MIDDLE = WIDTH / 2;
const FRAME = 17;
const ROOM = WIDTH - 2 * 46;

/** Draws the certificate upright for a phone's screen, as PNG of 1080 by 1920. */
export async function drawSharePicture(facts: ShareFacts): Promise<Uint8Array> {
  return renderPage(await drawSharePage(facts), { page: 1, width: PIXELS });
}

/** The same as a page of PDF, which nobody is given. */
export async function drawSharePage(facts: ShareFacts): Promise<Uint8Array> {
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  const book = makeBook();
  const sheet = openPage(book, WIDTH, HEIGHT);
  await drawOn(sheet, facts, { sans, serif });
  endPage(book, sheet);
  const title = `${ZH.certificate} ${facts.recordNumber}`;
  return bindBook(book, { title, author: facts.society.name.zh, subject: title, producer: 'Daylight, share template 1', atMs: facts.paidAtMs });
}

async function drawOn(sheet: Sheet, facts: ShareFacts, ladders: Ladders): Promise<void> {
  drawGuilloche(sheet, { x: FRAME, y: FRAME, width: WIDTH - 2 * FRAME, height: HEIGHT - 2 * FRAME }, { width: 8, waves: 4 });
  drawRays(sheet, { x: MIDDLE, y: 104 }, { from: 0, to: 180, count: 61, inner: 18, outer: 52 });
  drawRule(sheet, { x: MIDDLE - 78, y: 104, to: MIDDLE + 78 }, { colour: SUN, width: 0.6 });
  const on = { sheet, ladders };
  await words(on, ZH.certificate, { y: 150, size: 34, face: 'serif', colour: INK, spacing: 10 });
  await words(on, EN.certificate.toUpperCase(), { y: 170, size: 8.5, face: 'serif', colour: TEAL, spacing: 2.4 });
  const name = facts.shown ?? ZH.anonymous;
  await words(on, name, { y: 226, size: 30, face: 'serif', colour: INK, smallest: 13, lines: 3 });
  await words(on, SHARE_WORDS.gave(ZH.date(facts.paidAtMs), facts.campaign.zh), { y: 260, size: 12.5, face: 'serif', colour: INK, lines: 2 });
  await words(on, SHARE_WORDS.gaveEnglish(EN.date(facts.paidAtMs), facts.campaign.en), { y: 284, size: 8.5, face: 'sans', colour: GREY });
  await words(on, formatMoney(facts.money), { y: 352, size: 36, face: 'serif', colour: INK, smallest: 16 });
  await words(on, capitals(facts.money), { y: 378, size: 12.5, face: 'serif', colour: INK, smallest: 7 });
  await words(on, ZH.thanks, { y: 416, size: 12.5, face: 'serif', colour: INK });
  await words(on, facts.society.name.zh, { y: 446, size: 16, face: 'serif', colour: INK, smallest: 8 });
  await words(on, facts.society.name.en, { y: 461, size: 8.5, face: 'sans', colour: GREY, smallest: 5 });
  await drawCheck(on, facts);
  if (facts.society.demonstration) await drawDemonstration(on);
}

const QR_SIZE = 104;

async function drawCheck(on: On, facts: ShareFacts): Promise<void> {
  const { host } = new URL(facts.verifyUrl);
  drawQr(on.sheet, facts.verifyUrl, { place: { x: MIDDLE - QR_SIZE / 2, y: 488 }, size: QR_SIZE });
  await words(on, `${SHARE_WORDS.scan.zh}　${SHARE_WORDS.scan.en}`, { y: 614, size: 11.5, face: 'serif', colour: INK });
  await words(on, SHARE_WORDS.published(facts.issue, facts.recordNumber), { y: 632, size: 10, face: 'sans', colour: TEAL });
  await words(on, SHARE_WORDS.host(host), { y: 647, size: 9, face: 'sans', colour: GREY, smallest: 5 });
}

async function drawDemonstration({ sheet, ladders }: On): Promise<void> {
  await drawDemonstrationMark(sheet, ladders, { x: 40, y: 36, scale: 0.85 });
  await words({ sheet, ladders }, ISSUE_WORDS.demonstrationNote.zh, { y: 668, size: 7.5, face: 'sans', colour: TEAL });
}

type On = { readonly sheet: Sheet; readonly ladders: Ladders };

type Look = {
  readonly y: number;
  readonly size: number;
  readonly face: 'sans' | 'serif';
  readonly colour: Colour;
  readonly spacing?: number;
  readonly smallest?: number;
  readonly lines?: number;
};

/** Centred words; where they are too long they shrink, then take more lines around their place, never fewer characters. */
async function words({ sheet, ladders }: On, text: string, { y, size, face, colour, spacing, smallest, lines }: Look): Promise<void> {
  const setting = { size, colour, ladder: ladders[face], align: 'centre' as const };
  const style = spacing === undefined ? setting : { ...setting, spacing };
  for (let least = smallest ?? size * 0.75; ; least *= 0.85) {
    const block = await fitText(text, style, { width: ROOM, leading: 1.25, smallest: least });
    if (block.lines.length > (lines ?? 1) && least > 2.5) continue;
    const up = ((block.lines.length - 1) * block.leading) / 2;
    return drawBlock(sheet, block, { x: MIDDLE, y: y - up });
  }
}
