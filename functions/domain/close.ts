import { addMovements, type Balance, type Balances, carryOver, listBalances, NO_BALANCES } from './balances.ts';
import type { CloseGoods, CloseSum, CloseTotal, Entry, GiftEntry } from './entry.ts';
import { canonicalBytes, type Json, parseCanonical } from './ledger/canonical.ts';
import { articleOf, type COLUMNS, fundOf, linesOf, movementsOf } from './movements.ts';
import type { Day } from './time.ts';

/** What an issue comes to: its place in the log, its days and its sums, nothing that names anyone. */
export type ClosedIssue = {
  readonly number: number;
  readonly first: number;
  readonly entries: readonly Entry[];
  readonly from: Day;
  readonly through: Day;
  /** What all funds held when the issue began and what became of it; absent in issues closed by the first version, whose statement says nothing of it. */
  readonly balances?: Balances;
};

/** Sums of an issue's gifts by channel and currency, in a fixed order. */
export function closeTotals(entries: readonly Entry[]): readonly CloseTotal[] {
  const totals = new Map<string, CloseTotal>();
  for (const entry of entries) {
    if (entry.k !== 'gift') continue;
    const { ch, cur } = entry;
    const key = `${ch}|${cur}`;
    const sum = totals.get(key) ?? { k: 'gift', ch, cur, count: 0, amt: 0 };
    totals.set(key, { ...sum, count: sum.count + 1, amt: sum.amt + entry.amt });
  }
  return [...totals.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
}

/** What an issue's entries make of the balances with which it opened. */
export function closeBalances(opening: Balances, entries: readonly Entry[]): Balances {
  return addMovements(opening, entries.flatMap(movementsOf));
}

/** Grand totals of money over all funds, currency by currency; they are never added together (M9). */
export function closeSums(balances: Balances): readonly CloseSum[] {
  const sums = new Map<string, CloseSum>();
  for (const balance of listBalances(balances)) {
    if (!('cur' in balance.of)) continue;
    const { cur } = balance.of;
    const sum = sums.get(cur) ?? { cur, opening: 0, brought: 0, received: 0, refunded: 0, used: 0, moved: 0, closing: 0 };
    sums.set(cur, { cur, ...added(sum, balance) });
  }
  return [...sums.values()].sort((a, b) => (a.cur < b.cur ? -1 : 1));
}

/** Goods of an issue, counted by consignments, since pieces and tons have no sum; nothing where none moved. */
export function closeGoods(entries: readonly Entry[]): CloseGoods | undefined {
  const given = entries.flatMap((entry) => (entry.k === 'goods' ? [linesOf(entry)] : []));
  const unvalued = given.filter((lines) => lines.some((line) => line.value === undefined)).length;
  const handed = entries.filter(({ k }) => k === 'hand').length;
  return given.length + handed === 0 ? undefined : { received: given.length, unvalued, handed };
}

/** Tells whether an entry stands after the close of its own day: by position, with no flag (M8). */
export function isLateIn(entry: Entry, issueFrom: Day): boolean {
  return LATE.has(entry.k) && entry.on < issueFrom;
}

const LATE: ReadonlySet<Entry['k']> = new Set(['gift', 'goods', 'spend', 'hand', 'refund', 'transfer']);

/**
 * The canonical, name-free statement of a closed issue, as it lies at `/log/1/close/<number>.json`; its SHA-256 is in
 * the `close` entry. It depends on the entries alone, so that anybody can write it again (M1, M3). Version 2 says what
 * every fund held at its beginning, what came and went, and what it holds, in money and in goods.
 */
export function closeStatement(issue: ClosedIssue): Uint8Array {
  const { balances } = issue;
  const gifts = issue.entries.filter((entry) => entry.k === 'gift');
  return canonicalBytes({
    v: balances === undefined ? 1 : 2,
    number: issue.number,
    first: issue.first,
    last: issue.first + issue.entries.length - 1,
    from: issue.from,
    through: issue.through,
    gifts: gifts.length,
    late: issue.entries.flatMap((entry, at) => (isLateIn(entry, issue.from) ? [issue.first + at] : [])),
    totals: closeTotals(issue.entries).map((total) => ({ ...total })),
    parts: parts(gifts),
    ...(balances === undefined ? {} : { balances: listBalances(balances).map(writeBalance) }),
  });
}

/** The balances with which the issue after this statement opens; nothing where it is of the first version, or no statement. */
export function openingAfter(statement: Uint8Array): Balances | undefined {
  const value = parseCanonical(statement);
  if (typeof value !== 'object' || !('balances' in value) || !Array.isArray(value.balances)) return undefined;
  const listed: readonly WrittenBalance[] = value.balances as unknown as readonly WrittenBalance[]; // our own, whose digest is in the log
  return carryOver(
    addMovements(
      NO_BALANCES,
      listed.map((one) => ({ fund: fundOf(one), of: measureOf(one), column: 'brought', by: one.closing })),
    ),
  );
}

type Sums = Pick<Balance, 'opening' | 'closing' | (typeof COLUMNS)[number]>;

type WrittenBalance = Sums & Balance['fund'] & ({ readonly cur: CloseSum['cur'] } | { readonly name: string; readonly spec?: string; readonly unit: string });

const measureOf = (written: WrittenBalance): Balance['of'] => ('cur' in written ? { cur: written.cur } : { article: articleOf(written) });

function writeBalance(balance: Balance): Json {
  const of = 'cur' in balance.of ? balance.of : balance.of.article;
  return { ...balance.fund, ...of, ...added(ZERO, balance) };
}

const ZERO: Sums = { opening: 0, brought: 0, received: 0, refunded: 0, used: 0, moved: 0, closing: 0 };

function added(left: Sums, right: Sums): Sums {
  return {
    opening: left.opening + right.opening,
    brought: left.brought + right.brought,
    received: left.received + right.received,
    refunded: left.refunded + right.refunded,
    used: left.used + right.used,
    moved: left.moved + right.moved,
    closing: left.closing + right.closing,
  };
}

function parts(gifts: readonly GiftEntry[]) {
  const sums = new Map<string, { branch: string; campaign: string; ch: string; cur: string; count: number; amt: number }>();
  for (const { branch, campaign, ch, cur, amt } of gifts) {
    const key = [cur, branch, campaign, ch].join('|');
    const sum = sums.get(key) ?? { branch, campaign, ch, cur, count: 0, amt: 0 };
    sums.set(key, { ...sum, count: sum.count + 1, amt: sum.amt + amt });
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
