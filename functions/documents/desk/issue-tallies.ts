import { definedName } from '../../disclosure/defined-name.ts';
import { groupDigits } from '../../disclosure/digits.ts';
import { sumOf, type Tally } from '../../disclosure/live.ts';
import { channelName, type Lang, texts } from '../../disclosure/text.ts';
import { formatMinor } from '../../domain/money.ts';
import type { Bilingual } from '../../domain/society.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, HAIR, INK } from '../palette.ts';
import { drawRule } from '../paths.ts';
import type { Sheet } from '../sheet.ts';
import { drawBlock, fitText, setLine } from '../typeset.ts';
import type { IssueFacts } from './issue-facts.ts';
import { ISSUE_WORDS } from './issue-words.ts';
import { drawLabel } from './marks.ts';

/** A line of the tables that say where the money came from. */
export type TallyLine =
  | { readonly kind: 'heading'; readonly name: Bilingual }
  | { readonly kind: 'part' | 'total'; readonly name: Bilingual; readonly count: number; readonly minor: number }
  | { readonly kind: 'space' };

/** Height of every such line in points. */
export const TALLY_HEIGHT = 15.5;

/** Gifts of money by campaign, by branch, by means of payment: each part with its count and sum, the largest first, and the total below. */
export function tallyLines({ issue, definitions }: IssueFacts): readonly TallyLine[] {
  const word = (key: 'byCampaign' | 'byBranch' | 'byChannel'): Bilingual => ({
    zh: ISSUE_WORDS.gifts.zh + texts.zh[key],
    en: `${ISSUE_WORDS.gifts.en} ${texts.en[key].toLowerCase()}`,
  });
  const tables = [
    { name: word('byCampaign'), keyOf: (tally: Tally) => tally.campaign, nameOf: (id: string) => both((lang) => definedName(definitions.campaigns, id, lang)) },
    { name: word('byBranch'), keyOf: (tally: Tally) => tally.branch, nameOf: (id: string) => both((lang) => definedName(definitions.branches, id, lang)) },
    { name: word('byChannel'), keyOf: (tally: Tally) => tally.ch, nameOf: (id: string) => both((lang) => channelName(id, lang)) },
  ];
  const { count, minor } = sumOf(issue.tallies);
  return tables.flatMap(({ name, keyOf, nameOf }, at): readonly TallyLine[] => [
    ...(at === 0 ? [] : [{ kind: 'space' } as const]),
    { kind: 'heading', name },
    ...partsOf(issue.tallies, keyOf).map(({ key, ...sum }) => ({ kind: 'part' as const, name: nameOf(key), ...sum })),
    { kind: 'total', name: both((lang) => texts[lang].total), count, minor },
  ]);
}

function partsOf(
  tallies: readonly Tally[],
  keyOf: (tally: Tally) => string,
): readonly { readonly key: string; readonly count: number; readonly minor: number }[] {
  const keys = [...new Set(tallies.map(keyOf))].sort();
  const parts = keys.map((key) => ({ key, ...sumOf(tallies.filter((tally) => keyOf(tally) === key)) }));
  return parts.sort((left, right) => right.minor - left.minor);
}

const both = (say: (lang: Lang) => string): Bilingual => ({ zh: say('zh'), en: say('en') });

type LineAt = { readonly left: number; readonly right: number; readonly y: number; readonly ladders: Ladders };

/** Draws one line, `y` being its top. */
export async function drawTallyLine(sheet: Sheet, line: TallyLine, { left, right, y, ladders }: LineAt): Promise<void> {
  if (line.kind === 'space') return;
  const baseline = y + 11;
  const counts = right - 120;
  if (line.kind === 'heading') {
    const heading = await setLine(sheet, line.name.zh, { place: { x: left, y: baseline }, style: { size: 11, colour: INK, ladder: ladders.serif } });
    const quiet = { size: 7.5, colour: GREY, ladder: ladders.sans };
    await setLine(sheet, line.name.en, { place: { x: left + heading + 7, y: baseline }, style: quiet });
    const head = (key: 'columnCount' | 'columnSum') => `${texts.zh[key]} ${texts.en[key]}`;
    await setLine(sheet, head('columnCount'), { place: { x: counts, y: baseline }, style: { ...quiet, align: 'right' } });
    await setLine(sheet, head('columnSum'), { place: { x: right, y: baseline }, style: { ...quiet, align: 'right' } });
    drawRule(sheet, { x: left, y: y + TALLY_HEIGHT, to: right }, { colour: INK, width: 0.5 });
    return;
  }
  const figures = { size: 9, colour: INK, ladder: ladders.sans, align: 'right' as const };
  await drawName(sheet, line.name, { x: left, y: baseline, width: counts - 50 - left, ladders });
  await setLine(sheet, groupDigits(line.count), { place: { x: counts, y: baseline }, style: figures });
  await setLine(sheet, formatMinor(line.minor), { place: { x: right, y: baseline }, style: figures });
  if (line.kind === 'part') drawRule(sheet, { x: left, y: y + TALLY_HEIGHT, to: right }, { colour: HAIR, width: 0.3 });
}

/** A name that finds no room beside its English becomes smaller with it. */
async function drawName(sheet: Sheet, name: Bilingual, { x, y, width, ladders }: { x: number; y: number; width: number; ladders: Ladders }): Promise<void> {
  const room = { width, leading: 1, smallest: 3 };
  const whole = await fitText(`${name.zh} ${name.en}`, { size: 9, colour: INK, ladder: ladders.sans }, room);
  await (whole.style.size === 9 ? drawLabel(sheet, name, { x, y, ladders }) : drawBlock(sheet, whole, { x, y }));
}
