import type { Bilingual } from '../../domain/society.ts';
import { loadLadder } from '../faces.ts';
import { drawRays } from '../ornament.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, HAIR, INK, SUN, TEAL } from '../palette.ts';
import { drawRule } from '../paths.ts';
import { drawQr } from '../qr.ts';
import type { Colour, Sheet } from '../sheet.ts';
import { drawBlock, fitText } from '../typeset.ts';
import { bindBook, endPage, makeBook, openPage } from './book.ts';
import { ISSUE_WORDS } from './issue-words.ts';
import { drawDemonstrationMark } from './marks.ts';
import { POSTER_WORDS } from './poster-words.ts';

/** A4 hangs on a wall, A6 stands on a counter; both have the same proportions. */
export type PosterFormat = 'a4' | 'a6';

export const POSTER_FORMATS = ['a4', 'a6'] as const satisfies readonly PosterFormat[];

/** What a poster says: whose it is, for what, where it hangs, and where its code leads. */
export type PosterFacts = {
  readonly society: { readonly name: Bilingual; readonly code: string; readonly phone: string; readonly demonstration: boolean };
  readonly campaign: Bilingual;
  readonly place: Bilingual;
  /** `https://giving.example.org/d/<place>`. */
  readonly address: string;
};

/** A4 upright in points; A6 is half of it each way. */
const [WIDTH, HEIGHT, MARGIN] = [595.28, 841.89, 52];
const MIDDLE = WIDTH / 2;
const QR_SIZE = 264;
const QR_TOP = 296;

/** Draws the poster of a place as PDF for the printer. The emblem's slot above the society's name stays empty here. */
export async function drawPoster(facts: PosterFacts, format: PosterFormat): Promise<Uint8Array> {
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  const book = makeBook();
  const scale = format === 'a4' ? 1 : 0.5;
  const sheet = openPage(book, WIDTH * scale, HEIGHT * scale);
  await drawOn({ sheet, scale, ladders: { sans, serif } }, facts);
  endPage(book, sheet);
  return bindBook(book, {
    title: `${facts.society.name.zh} ${POSTER_WORDS.scan.zh} ${facts.campaign.zh} ${facts.place.zh}`,
    author: facts.society.name.zh,
    subject: facts.society.demonstration ? `${ISSUE_WORDS.demonstration.zh} ${ISSUE_WORDS.demonstration.en}` : facts.address,
    producer: 'Daylight, poster template 1',
    atMs: 0, // a poster has no date; its bytes depend on what it says alone
  });
}

/** A page with its scale; lengths are those of A4. */
type Poster = { readonly sheet: Sheet; readonly scale: number; readonly ladders: Ladders };

async function drawOn(on: Poster, facts: PosterFacts): Promise<void> {
  const { sheet, scale, ladders } = on;
  const { host } = new URL(facts.address);
  drawSun(on);
  if (facts.society.demonstration) await drawDemonstrationMark(sheet, ladders, { x: MARGIN * scale, y: 26 * scale, scale: scale < 1 ? 0.62 : 1 });
  await words(on, facts.society.name.zh, { y: 158, size: 21, face: 'serif', colour: INK, spacing: 2 });
  await words(on, facts.society.name.en, { y: 177, size: 10.5, face: 'sans', colour: GREY });
  await words(on, facts.campaign.zh, { y: 240, size: 46, face: 'serif', colour: INK, smallest: 20 });
  await words(on, facts.campaign.en, { y: 264, size: 13, face: 'sans', colour: GREY });
  drawQr(sheet, facts.address, { place: { x: (MIDDLE - QR_SIZE / 2) * scale, y: QR_TOP * scale }, size: QR_SIZE * scale, level: 'Q' });
  await words(on, `${POSTER_WORDS.scan.zh}　${POSTER_WORDS.scan.en}`, { y: 598, size: 22, face: 'serif', colour: INK });
  drawRule(sheet, { x: MARGIN * scale, y: 622 * scale, to: (WIDTH - MARGIN) * scale }, { colour: SUN, width: 0.8 * scale });
  await words(on, `${POSTER_WORDS.address.zh}　${POSTER_WORDS.address.en}`, { y: 648, size: 12.5, face: 'sans', colour: INK });
  await words(on, host, { y: 688, size: 32, face: 'sans', colour: TEAL, smallest: 12 });
  await words(on, POSTER_WORDS.warning.zh, { y: 714, size: 13.5, face: 'sans', colour: INK });
  await words(on, POSTER_WORDS.warning.en, { y: 730, size: 9.5, face: 'sans', colour: GREY });
  drawRule(sheet, { x: MARGIN * scale, y: 746 * scale, to: (WIDTH - MARGIN) * scale }, { colour: HAIR, width: 0.5 * scale });
  await drawFoot(on, facts, host);
}

async function drawFoot(on: Poster, { society, place }: PosterFacts, host: string): Promise<void> {
  const check = POSTER_WORDS.check(host);
  const elsewhere = POSTER_WORDS.elsewhere(society.phone);
  await words(on, check.zh, { y: 764, size: 10, face: 'sans', colour: INK });
  await words(on, POSTER_WORDS.place(place.zh), { y: 781, size: 10, face: 'sans', colour: INK });
  await words(on, elsewhere.zh, { y: 798, size: 9, face: 'sans', colour: GREY });
  const last = society.demonstration ? ISSUE_WORDS.demonstrationNote.zh : POSTER_WORDS.code(society.code);
  await words(on, on.scale < 1 ? last : `${elsewhere.en}　${last}`, { y: 813, size: 8.5, face: 'sans', colour: GREY });
}

function drawSun({ sheet, scale }: Poster): void {
  const y = 118 * scale;
  drawRays(sheet, { x: MIDDLE * scale, y }, { from: 0, to: 180, count: 73, inner: 30 * scale, outer: 84 * scale });
  drawRule(sheet, { x: (MIDDLE - 128) * scale, y, to: (MIDDLE + 128) * scale }, { colour: SUN, width: 0.8 * scale });
}

type Look = {
  readonly y: number;
  readonly size: number;
  readonly face: 'sans' | 'serif';
  readonly colour: Colour;
  readonly spacing?: number;
  readonly smallest?: number;
};

/** Below this nobody reads a counter card; a longer text takes another line or less room between letters instead. */
const LEAST = 5.5;

/** One centred line at A4's size; where it is too long it shrinks, then takes two lines upwards from its baseline. */
async function words({ sheet, scale, ladders }: Poster, text: string, { y, size, face, colour, spacing, smallest }: Look): Promise<void> {
  const setting = { size: Math.max(size * scale, LEAST), colour, ladder: ladders[face], align: 'centre' as const };
  const style = spacing === undefined ? setting : { ...setting, spacing: spacing * scale };
  const room = { width: (WIDTH - 2 * MARGIN) * scale, leading: 1.15, smallest: Math.max((smallest ?? size * 0.6) * scale, 4) };
  const block = await fitText(text, style, room);
  const up = block.leading * (block.lines.length - 1);
  drawBlock(sheet, block, { x: MIDDLE * scale, y: y * scale - up });
}
