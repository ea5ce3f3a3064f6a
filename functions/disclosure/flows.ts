import type { Entry } from '../domain/entry.ts';
import type { Currency } from '../domain/money.ts';
import { COLUMNS, linesOf, movementsOf, statedValues } from '../domain/movements.ts';
import type { Tally } from './live.ts';

/**
 * What moved in a branch for a campaign besides gifts of money, in minor units: `received` holds what corrections did to
 * gifts, `used` and `refunded` are negative. `uses` counts the times that money was used.
 */
export type Flow = {
  readonly cur: Currency;
  readonly branch: string;
  readonly campaign: string;
  readonly brought: number;
  readonly received: number;
  readonly refunded: number;
  readonly used: number;
  readonly moved: number;
  readonly uses: number;
};

/** Consignments of goods received, those of them without a stated value, times that goods were handed out, and the stated values by currency. */
export type GoodsCount = {
  readonly received: number;
  readonly unvalued: number;
  readonly handed: number;
  readonly values: readonly { readonly cur: Currency; readonly minor: number }[];
};

/** What an entry other than a gift of money moves of money. */
export function flowsOf(entry: Entry): readonly Flow[] {
  const flows: Flow[] = [];
  for (const { fund, column, of, by } of movementsOf(entry)) {
    if (!('cur' in of)) continue;
    const { branch, campaign } = fund;
    flows.push({ ...NOTHING, cur: of.cur, branch, campaign, [column]: by, uses: entry.k === 'spend' ? 1 : 0 });
  }
  return flows;
}

/** Adds two lists of flows, key by key, in a fixed order. */
export function addFlows(left: readonly Flow[], right: readonly Flow[]): readonly Flow[] {
  const sums = new Map(left.map((flow) => [keyOf(flow), flow]));
  for (const flow of right) {
    const known = sums.get(keyOf(flow));
    sums.set(keyOf(flow), known === undefined ? flow : mergeFlow(known, flow));
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, flow]) => flow);
}

/** What an entry adds to the count of goods; nothing where it has to do with none. */
export function countGoods(before: GoodsCount | undefined, entry: Entry): GoodsCount | undefined {
  if (entry.k === 'hand') return addGoods(before, { ...NO_GOODS, handed: 1 });
  if (entry.k !== 'goods') return undefined;
  const lines = linesOf(entry);
  const values = [...statedValues(lines)].map(([cur, minor]) => ({ cur, minor }));
  return addGoods(before, { received: 1, unvalued: lines.some((line) => line.value === undefined) ? 1 : 0, handed: 0, values });
}

/** Adds two counts of goods; values of different currencies stay apart. */
export function addGoods(left: GoodsCount | undefined, right: GoodsCount): GoodsCount {
  const before = left ?? NO_GOODS;
  const values = new Map(before.values.map(({ cur, minor }) => [cur, minor]));
  for (const { cur, minor } of right.values) values.set(cur, (values.get(cur) ?? 0) + minor);
  return {
    received: before.received + right.received,
    unvalued: before.unvalued + right.unvalued,
    handed: before.handed + right.handed,
    values: [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([cur, minor]) => ({ cur, minor })),
  };
}

/** An account in one currency: what came in less what went back, what was used (positive), and what that leaves of everything. */
export type Account = {
  readonly received: number;
  readonly refunded: number;
  readonly corrected: number;
  readonly used: number;
  readonly uses: number;
  /** What was there before the record, and what other funds brought or took. */
  readonly brought: number;
  readonly moved: number;
  readonly left: number;
};

/** Adds gifts and whatever else moved to one account. */
export function accountOf(tallies: readonly Tally[], flows: readonly Flow[], cur: Currency = 'CNY'): Account {
  const gifts = tallies.filter((one) => one.cur === cur).reduce((sum, one) => sum + one.minor, 0);
  const sum = flows.filter((one) => one.cur === cur).reduce(mergeFlow, { ...NOTHING, cur, branch: '', campaign: '' });
  const { refunded, received: corrected, used, uses, brought, moved } = sum;
  const received = gifts + corrected + refunded;
  return { received, refunded, corrected, used: -used, uses, brought, moved, left: received + used + brought + moved };
}

/** Currencies other than the society's own that anything moved in. */
export function otherCurrencies(flows: readonly Flow[]): readonly Currency[] {
  return [...new Set(flows.map(({ cur }) => cur))].filter((cur) => cur !== 'CNY').sort();
}

const NO_GOODS: GoodsCount = { received: 0, unvalued: 0, handed: 0, values: [] };
const NOTHING = { brought: 0, received: 0, refunded: 0, used: 0, moved: 0, uses: 0 } as const;

const keyOf = ({ cur, branch, campaign }: Flow): string => [cur, branch, campaign].join('|');

function mergeFlow(left: Flow, right: Flow): Flow {
  const sums = Object.fromEntries(COLUMNS.map((column) => [column, left[column] + right[column]]));
  return { ...left, ...sums, uses: left.uses + right.uses };
}
