import type { GivenLine } from './entry-moves.ts';

/**
 * A line of a fiscal bill: 项目名称 is the item that the finance department assigned and is filled in by the adapter,
 * `what` says which goods where it is goods. `count` is a decimal in words, since tons have fractions; `amountFen` rules, also
 * where unit value and count do not come to it; `standardFen` is left out there.
 */
export type BillLine = { readonly what?: string; readonly unit: string; readonly count: string; readonly standardFen?: number; readonly amountFen: number };

/** The one line of a gift of money: 元, 1, amount, amount. */
export function moneyLine(fen: number): BillLine {
  return { unit: '元', count: '1', standardFen: fen, amountFen: fen };
}

/** Lines of goods, each with the value that the giver stated and proved; `unvalued` names those without one in yuan, for which no bill may be issued yet (待估价). */
export type GoodsLines = { readonly ok: true; readonly lines: readonly BillLine[] } | { readonly ok: false; readonly unvalued: readonly string[] };

/** One line for each kind of goods; nothing is priced here. */
export function goodsLines(given: readonly GivenLine[]): GoodsLines {
  const unvalued = given.filter(({ value }) => value?.cur !== 'CNY').map(({ name }) => name);
  if (unvalued.length > 0) return { ok: false, unvalued };
  const lines = given.map(({ name, spec, unit, count, value }) => {
    const amountFen = value?.amt ?? 0;
    const standard = amountFen % count === 0 ? { standardFen: amountFen / count } : {};
    return { what: spec === undefined ? name : `${name} ${spec}`, unit, count: String(count), ...standard, amountFen };
  });
  return { ok: true, lines };
}

/** The total of a bill is the sum of its lines and nothing else. */
export function totalOf(lines: readonly BillLine[]): number {
  return lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

/** A bill that takes only so many lines: what is too long stands in a list (清单) beside one line that says so. */
export function foldLines(lines: readonly BillLine[], most: number): { readonly lines: readonly BillLine[]; readonly list: readonly BillLine[] } {
  if (lines.length <= most) return { lines, list: [] };
  const amountFen = totalOf(lines);
  return { lines: [{ what: '详见清单', unit: '批', count: '1', standardFen: amountFen, amountFen }], list: lines };
}
