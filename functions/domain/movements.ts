import type { Entry } from './entry.ts';
import type { Article, FixEntry, Fund, GivenLine, GoodsEntry, HandEntry, Line, Lined } from './entry-moves.ts';
import type { Currency } from './money.ts';

/** What of a fund's account a movement belongs to: brought in from before the record, received, given back, used, moved between funds. */
export type Column = 'brought' | 'received' | 'refunded' | 'used' | 'moved';

export const COLUMNS = ['brought', 'received', 'refunded', 'used', 'moved'] as const satisfies readonly Column[];

/** What is counted: money of a currency, or an article. */
export type Measure = { readonly cur: Currency } | { readonly article: Article };

/** One change of what a fund holds; `by` is in minor units or in the article's unit, negative where something leaves. */
export type Movement = { readonly fund: Fund; readonly column: Column; readonly of: Measure; readonly by: number };

/** Everything that an entry moves, in the order in which it says it. All sums of the record are sums of these (M1). */
export function movementsOf(entry: Entry): readonly Movement[] {
  if (entry.k === 'gift') return [money(entry, 'received', entry.amt)];
  if (entry.k === 'goods') return goods(entry, 'received', linesOf(entry), 1);
  if (entry.k === 'spend') return [money(entry, 'used', -entry.amt)];
  if (entry.k === 'hand') return goods(entry, 'used', linesOf(entry), -1);
  if (entry.k === 'refund') return [money(entry, 'refunded', -entry.amt)];
  if (entry.k === 'balance')
    return 'cur' in entry ? [money(entry, 'brought', entry.amt)] : goods(entry, 'brought', [{ ...entry.article, count: entry.count }], 1);
  if (entry.k === 'transfer') {
    const of: Measure = 'cur' in entry ? { cur: entry.cur } : { article: entry.article };
    return entry.legs.map((leg) => ({ fund: fundOf(leg), column: 'moved', of, by: leg.by }));
  }
  return entry.k === 'fix' ? fixMovements(entry) : [];
}

/** The lines of an entry. Throws where they lie beside the log and nobody has put them in. */
export function linesOf<One extends Line>(entry: Lined<One> & { readonly id: string }): readonly One[] {
  if ('list' in entry) throw new Error(`the lines of entry ${entry.id} were not read`);
  return entry.lines;
}

/** An entry with the lines put in that lay beside the log. */
export function withLines(entry: GoodsEntry | HandEntry, lines: readonly GivenLine[]): GoodsEntry | HandEntry {
  if ('lines' in entry) return entry;
  const { list: _, ...said } = entry;
  return { ...said, lines };
}

/** The fund that an entry, a leg or a fact names, and nothing else of it. */
export function fundOf({ branch, campaign, restricted }: Fund): Fund {
  return restricted === true ? { branch, campaign, restricted } : { branch, campaign };
}

/** The article of a line, and nothing else of it. */
export function articleOf({ name, spec, unit }: Article): Article {
  return spec === undefined ? { name, unit } : { name, spec, unit };
}

/** Stated values of given lines, by currency; lines without one are not priced (M9). */
export function statedValues(lines: readonly GivenLine[]): ReadonlyMap<Currency, number> {
  const sums = new Map<Currency, number>();
  for (const { value } of lines) if (value !== undefined) sums.set(value.cur, (sums.get(value.cur) ?? 0) + value.amt);
  return sums;
}

type Priced = Fund & { readonly cur: Currency; readonly amt: number };

const money = (entry: Fund & { readonly cur: Currency }, column: Column, by: number): Movement => ({
  fund: fundOf(entry),
  column,
  of: { cur: entry.cur },
  by,
});

const goods = (fund: Fund, column: Column, lines: readonly Line[], sign: 1 | -1): readonly Movement[] =>
  lines.map((line) => ({ fund: fundOf(fund), column, of: { article: articleOf(line) }, by: sign * line.count }));

/** What held before is taken out, and what holds from here on is put in, in the column of the entry that is corrected. */
function fixMovements(entry: FixEntry): readonly Movement[] {
  const price = (facts: Priced, column: Column, sign: 1 | -1): readonly Movement[] => [money(facts, column, sign * facts.amt)];
  if (entry.what === 'gift') return [...price(entry.was, 'received', -1), ...price(entry.now, 'received', 1)];
  if (entry.what === 'spend') return [...price(entry.was, 'used', 1), ...price(entry.now, 'used', -1)];
  if (entry.what === 'goods') return [...goods(entry.was, 'received', entry.was.lines, -1), ...goods(entry.now, 'received', entry.now.lines, 1)];
  return [...goods(entry.was, 'used', entry.was.lines, 1), ...goods(entry.now, 'used', entry.now.lines, -1)];
}
