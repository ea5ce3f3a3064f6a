import { type CertificateNames, certificateNames } from '../../disclosure/dedication-text.ts';
import type { Dedication } from '../../domain/dedication.ts';
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
 * was not shown or was taken back; a dedication where the donor, who alone hands the picture on, asks for it. `verifyUrl` opens no name, so that a name taken back later is vouched for by nothing.
 */
export type ShareFacts = {
  readonly society: { readonly name: Bilingual; readonly demonstration: boolean };
  readonly shown?: string;
  /** Only where the holder asked for it: it may name people whom the public record does not. */
  readonly dedication?: Dedication;
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
  return bindBook(book, { title, author: facts.society.name.zh, subject: title, producer: 'Daylight, share template 2', atMs: facts.paidAtMs });
}

async function drawOn(sheet: Sheet, facts: ShareFacts, ladders: Ladders): Promise<void> {
  drawGuilloche(sheet, { x: FRAME, y: FRAME, width: WIDTH - 2 * FRAME, height: HEIGHT - 2 * FRAME }, { width: 8, waves: 4 });
  drawRays(sheet, { x: MIDDLE, y: 104 }, { from: 0, to: 180, count: 61, inner: 18, outer: 52 });
  drawRule(sheet, { x: MIDDLE - 78, y: 104, to: MIDDLE + 78 }, { colour: SUN, width: 0.6 });
  const on = { sheet, ladders };
  await words(on, ZH.certificate, { y: 150, size: 34, face: 'serif', colour: INK, spacing: 10 });
  await words(on, EN.certificate.toUpperCase(), { y: 170, size: 8.5, face: 'serif', colour: TEAL, spacing: 2.4 });
  await drawGift(on, facts);
  await words(on, facts.society.name.zh, { y: 446, size: 16, face: 'serif', colour: INK, smallest: 8 });
  await words(on, facts.society.name.en, { y: 461, size: 8.5, face: 'sans', colour: GREY, smallest: 5 });
  await drawCheck(on, facts);
  if (facts.society.demonstration) await drawDemonstration(on);
}

/** Where lines stand; an inscription moves those above it together. */
const PLAIN = { name: 226, note: 248, gave: 260, english: 284, sum: 352, capitals: 378, thanks: 416 } as const;
const INSCRIBED = { ...PLAIN, name: 212, gave: 242, english: 261, sum: 303, capitals: 324 } as const;
const NOTED = { ...PLAIN, name: 218, note: 241, gave: 272, english: 295, sum: 356, capitals: 381 } as const;

async function drawGift(on: On, facts: ShareFacts): Promise<void> {
  const { address, note, inscription } = certificateNames(facts.shown ?? '', facts.dedication);
  const at = inscription !== undefined ? INSCRIBED : note !== undefined ? NOTED : PLAIN;
  const ink = { face: 'serif' as const, colour: INK };
  await words(on, address, { y: at.name, size: 30, ...ink, smallest: 13, lines: at === PLAIN ? 3 : 2 });
  if (note !== undefined) await words(on, note.zh, { y: at.note, size: 10.5, ...ink, smallest: 5 });
  await words(on, SHARE_WORDS.gave(ZH.date(facts.paidAtMs), facts.campaign.zh), { y: at.gave, size: 12.5, ...ink, lines: 2 });
  await words(on, SHARE_WORDS.gaveEnglish(EN.date(facts.paidAtMs), facts.campaign.en), { y: at.english, size: 8.5, face: 'sans', colour: GREY });
  await words(on, formatMoney(facts.money), { y: at.sum, size: inscription === undefined ? 36 : 30, ...ink, smallest: 16 });
  await words(on, capitals(facts.money), { y: at.capitals, size: 12.5, ...ink, smallest: 7 });
  if (inscription !== undefined) await drawInscription(on, inscription);
  await words(on, facts.dedication?.kind === 'memorial' ? ZH.remembering : ZH.thanks, { y: at.thanks, size: 12.5, ...ink });
}

async function drawInscription(on: On, { lead, name }: Required<CertificateNames>['inscription']): Promise<void> {
  await words(on, lead.zh, { y: 350, size: 10, face: 'serif', colour: INK, spacing: 1.5 });
  await words(on, lead.en, { y: 362, size: 8, face: 'sans', colour: GREY });
  await words(on, name, { y: 386, size: 19, face: 'serif', colour: INK, smallest: 9, lines: 3 });
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
