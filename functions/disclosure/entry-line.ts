import type { Entry } from '../domain/entry.ts';
import type { Article, FixEntry, Fund, GivenLine, LaterKindEntry, Line, Lined, Payee, StatementEntry, TransferEntry } from '../domain/entry-moves.ts';
import { formatMoney, money } from '../domain/money.ts';
import { statedValues } from '../domain/movements.ts';
import { recordNumber } from '../domain/number.ts';
import { shortDay } from './day-text.ts';
import { definedName } from './defined-name.ts';
import { groupDigits } from './digits.ts';
import type { Definitions } from './live.ts';
import { channelName, type Lang } from './text.ts';
import { inLang, moveTexts } from './text-moves.ts';

/** What a row says of an entry that is no gift of money: what it is, who is on the other side, its figure, and everything else in words. */
export type EntryLine = { readonly label: string; readonly who?: string; readonly figure?: string; readonly what: string };

type Context = { readonly lang: Lang; readonly definitions: Definitions };

/** Kinds that have such a line. */
export function isLaterKind(entry: Entry): entry is LaterKindEntry {
  return Object.hasOwn(moveTexts.zh.kinds, entry.k);
}

/** Puts an entry into words, the same for pages, papers and readers of both. */
export function entryLine(entry: LaterKindEntry, context: Context): EntryLine {
  const { lang } = context;
  const text = moveTexts[lang];
  const label = text.kinds[entry.k];
  const where = (fund: Fund): string => fundName(fund, context);
  if (entry.k === 'goods') return { label, figure: figureOf(entry, 1, lang), what: joined(lang, [where(entry), ...linesText(entry, lang)]) };
  if (entry.k === 'spend')
    return {
      label,
      who: payeeName(entry.payee, lang),
      figure: sum(entry.cur, -entry.amt),
      what: joined(lang, [inLang(entry.purpose, lang), where(entry), ...drawn(entry, lang)]),
    };
  if (entry.k === 'hand')
    return {
      label,
      who: payeeName(entry.payee, lang),
      figure: figureOf(entry, -1, lang),
      what: joined(lang, [inLang(entry.purpose, lang), where(entry), ...linesText(entry, lang), ...drawn(entry, lang)]),
    };
  if (entry.k === 'transfer') return { label, figure: transferFigure(entry), what: transferText(entry, context) };
  if (entry.k === 'balance') {
    const figure = 'cur' in entry ? sum(entry.cur, entry.amt) : counted(entry.article, entry.count);
    const what = 'cur' in entry ? [] : [articleName(entry.article)];
    return { label, figure, what: joined(lang, [...what, where(entry), inLang(entry.purpose, lang)]) };
  }
  if (entry.k === 'statement') return { label, who: channelName(entry.ch, lang), figure: sum(entry.cur, entry.bill.amt), what: statementText(entry, lang) };
  if (entry.k === 'fix')
    return { label, ...fixFigure(entry), what: joined(lang, [text.ofNumber(numbers(entry.of, lang)), ...changes(entry, context), inLang(entry.reason, lang)]) };
  if (entry.k === 'refund')
    return {
      label,
      figure: sum(entry.cur, -entry.amt),
      what: joined(lang, [text.ofNumber(numbers(entry.of, lang)), text.refundReasons[entry.why], where(entry)]),
    };
  if (entry.k === 'claim') return { label, what: text.ofNumber(numbers(entry.of, lang)) };
  if (entry.k === 'void')
    return { label, what: joined(lang, [text.ofNumber(numbers(entry.of, lang)), text.voided(text.documents[entry.what]), text.voidReasons[entry.why]]) };
  if (entry.k === 'report') {
    const days = text.reportDays(shortDay(entry.from, lang), shortDay(entry.through, lang));
    return { label, what: joined(lang, [text.reports[entry.what], inLang(entry.title, lang), days, `SHA-256 ${entry.sha256}`]) };
  }
  return { label, what: entry.k === 'key' ? joined(lang, [entry.vkey, text.keyFrom(entry.from)]) : `SHA-256 ${entry.sha256}` };
}

/** The line as one sentence, for a paper. */
export function entrySentence(entry: LaterKindEntry, context: Context): string {
  const { label, who, figure, what } = entryLine(entry, context);
  const head = [label, who, figure].filter((part) => part !== undefined).join(' ');
  return `${head}${context.lang === 'zh' ? '：' : ': '}${what}`;
}

/** A fund by the names that the log gives it. */
export function fundName(fund: Fund, { lang, definitions }: Context): string {
  const names = `${definedName(definitions.campaigns, fund.campaign, lang)} · ${definedName(definitions.branches, fund.branch, lang)}`;
  return fund.restricted === true ? `${names}${lang === 'zh' ? `（${moveTexts.zh.facts.restricted}）` : ` (${moveTexts.en.facts.restricted})`}` : names;
}

/** An article as people call it. */
export const articleName = ({ name, spec }: Article): string => (spec === undefined ? name : `${name} ${spec}`);

const counted = ({ unit }: Pick<Article, 'unit'>, count: number): string => `${count < 0 ? '-' : ''}${groupDigits(Math.abs(count))}\u00a0${unit}`;
const sum = (cur: Parameters<typeof money>[0], minor: number): string => formatMoney(money(cur, minor));
const joined = (lang: Lang, parts: readonly string[]): string => parts.join(lang === 'zh' ? '；' : '; ');

type Pointers = readonly { readonly index: number }[];

const numbers = (of: Pointers, lang: Lang): string => of.map(({ index }) => recordNumber(1, index)).join(lang === 'zh' ? '、' : ', ');

const drawn = (use: { readonly of?: Pointers }, lang: Lang): readonly string[] =>
  use.of === undefined ? [] : [moveTexts[lang].drawnOn(numbers(use.of, lang))];

const LINES_SHOWN = 4;

type HasLines = Lined<GivenLine> | Lined<Line>;

function figureOf(entry: HasLines, sign: 1 | -1, lang: Lang): string {
  if ('list' in entry) return moveTexts[lang].linesBeside(entry.list.count);
  const [first] = entry.lines;
  return entry.lines.length === 1 && first !== undefined ? counted(first, sign * first.count) : moveTexts[lang].linesBeside(entry.lines.length);
}

function linesText(entry: HasLines, lang: Lang): readonly string[] {
  if ('list' in entry) return [];
  const lines: readonly GivenLine[] = entry.lines;
  const shown = lines.slice(0, LINES_SHOWN).map((line) => `${articleName(line)} ${counted(line, line.count)}`);
  const more = lines.length > LINES_SHOWN ? [moveTexts[lang].linesMore(lines.length)] : [];
  const values = [...statedValues(lines)].map(([cur, minor]) => moveTexts[lang].valued(sum(cur, minor)));
  return [[...shown, ...more].join(lang === 'zh' ? '、' : ', '), ...values];
}

const payeeName = (payee: Payee, lang: Lang): string => (payee.class === 'person' ? moveTexts[lang].person : payee.name);

function transferFigure(entry: TransferEntry): string {
  const moved = entry.legs.filter(({ by }) => by > 0).reduce((total, leg) => total + leg.by, 0);
  return 'cur' in entry ? sum(entry.cur, moved) : counted(entry.article, moved);
}

function transferText(entry: TransferEntry, context: Context): string {
  const { lang } = context;
  const text = moveTexts[lang];
  const legs = (sign: 1 | -1) =>
    entry.legs
      .filter(({ by }) => sign * by > 0)
      .map((leg) => `${fundName(leg, context)} ${'cur' in entry ? sum(entry.cur, leg.by) : counted(entry.article, leg.by)}`)
      .join(lang === 'zh' ? '、' : ', ');
  const article = 'article' in entry ? [articleName(entry.article)] : [];
  const consent = entry.consent === undefined ? [] : [text.consents[entry.consent]];
  return joined(lang, [...article, text.fromTo(legs(-1), legs(1)), inLang(entry.purpose, lang), ...consent]);
}

function statementText({ cur, from, through, bill, ours, differences }: StatementEntry, lang: Lang): string {
  const text = moveTexts[lang];
  const days = from === through ? text.billDay(shortDay(from, lang)) : text.bill(shortDay(from, lang), shortDay(through, lang));
  const figures = (count: number, amt: number) => (count === 0 ? (amt === 0 ? [] : [sum(cur, amt)]) : [text.billCount(count, sum(cur, amt))]);
  const said = differences.map(({ why, count, amt, note }) =>
    [text.differences[why], ...figures(count, amt), ...(note === undefined ? [] : [inLang(note, lang)])].join(' '),
  );
  return joined(lang, [
    `${days} ${text.billCount(bill.count, sum(cur, bill.amt))}`,
    text.billOurs(text.billCount(ours.count, sum(cur, ours.amt))),
    ...(said.length === 0 ? [text.billEven] : said),
  ]);
}

function fixFigure(entry: FixEntry): { readonly figure?: string } {
  if (entry.what === 'gift' && entry.was.amt !== entry.now.amt) return { figure: sum(entry.now.cur, entry.now.amt - entry.was.amt) };
  if (entry.what === 'spend' && entry.was.amt !== entry.now.amt) return { figure: sum(entry.now.cur, entry.was.amt - entry.now.amt) };
  return {};
}

const FACTS = ['branch', 'campaign', 'restricted', 'place', 'amt', 'lines', 'payee', 'purpose', 'voucher'] as const;

/** What is different, fact by fact, in the order in which rows show them. */
function changes(entry: FixEntry, context: Context): readonly string[] {
  const text = moveTexts[context.lang];
  return FACTS.flatMap((fact) => {
    const [was, now] = [factText(entry.was, fact, context), factText(entry.now, fact, context)];
    return was === now ? [] : [text.changed(text.facts[fact], was, now)];
  });
}

function factText(facts: FixEntry['was'], fact: (typeof FACTS)[number], { lang, definitions }: Context): string {
  const text = moveTexts[lang];
  if (fact === 'branch') return definedName(definitions.branches, facts.branch, lang);
  if (fact === 'campaign') return definedName(definitions.campaigns, facts.campaign, lang);
  if (fact === 'restricted') return facts.restricted === true ? text.yes : text.none;
  if (fact === 'amt') return 'amt' in facts ? sum(facts.cur, facts.amt) : '';
  if (fact === 'lines')
    return 'lines' in facts ? facts.lines.map((line) => `${articleName(line)} ${counted(line, line.count)}`).join(lang === 'zh' ? '、' : ', ') : '';
  if (fact === 'payee') return 'payee' in facts ? payeeName(facts.payee, lang) : '';
  if (fact === 'purpose') return 'purpose' in facts ? inLang(facts.purpose, lang) : '';
  if (fact === 'place') return 'place' in facts && facts.place !== undefined ? definedName(definitions.places, facts.place, lang) : text.none;
  return 'voucher' in facts && facts.voucher !== undefined ? facts.voucher : text.none;
}
