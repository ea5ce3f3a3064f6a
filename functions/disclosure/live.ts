import type { CloseEntry, DefineEntry, Entry, GiftEntry } from '../domain/entry.ts';
import type { Day } from '../domain/time.ts';
import { nextDay } from '../domain/time.ts';
import { addFlows, addGoods, countGoods, type Flow, flowsOf, type GoodsCount } from './flows.ts';

/** Rows on one page of an issue. */
export const ROWS_PER_PAGE = 200;

/** Count and sum of the gifts that agree in currency, branch, campaign and channel; `late` counts those entered after their day was closed. */
export type Tally = {
  readonly cur: 'CNY';
  readonly branch: string;
  readonly campaign: string;
  readonly ch: string;
  readonly count: number;
  readonly minor: number;
  readonly lateCount: number;
  readonly lateMinor: number;
};

/** An issue: the index range from `first` up to its close. `from` and `through` are Shanghai days; an open issue has no `last`, `through`, `closedAtIndex`. */
export type IssueSummary = {
  readonly number: number;
  readonly first: number;
  readonly from: Day;
  readonly through?: Day;
  /** Index of the close entry. */
  readonly closedAt?: number;
  readonly sha256?: string;
  /** Closed with balances, and so with the wider CSV; issues of the first version were not. */
  readonly balanced?: true;
  readonly tallies: readonly Tally[];
  /** What moved besides gifts of money, and how often goods came and went; absent where nothing did. */
  readonly flows?: readonly Flow[];
  readonly goods?: GoodsCount;
};

export type Definitions = {
  readonly branches: { readonly [id: string]: DefineEntry };
  readonly campaigns: { readonly [id: string]: DefineEntry };
  readonly places: { readonly [id: string]: DefineEntry };
};

/**
 * What the entries `[0, size)` come to: everything the live pages say, in a size that does not grow with gifts.
 * It is kept beside the pages to save work, and can be recomputed from the log at any time (M1).
 */
export type Live = {
  readonly v: 1;
  readonly size: number;
  readonly issue: IssueSummary;
  /** Sums of all closed issues. */
  readonly before: readonly Tally[];
  /** What moved in them besides gifts of money, and how often goods came and went; absent where nothing did. */
  readonly flowsBefore?: readonly Flow[];
  readonly goodsBefore?: GoodsCount;
  /** The last seven closed issues, newest first. */
  readonly closed: readonly IssueSummary[];
  readonly definitions: Definitions;
};

/** The projection of an empty log whose first issue begins on `from`. */
export function emptyLive(from: Day): Live {
  return { v: 1, size: 0, issue: { number: 1, first: 0, from, tallies: [] }, before: [], closed: [], definitions: { branches: {}, campaigns: {}, places: {} } };
}

/** Adds the entries from `live.size` on, in order, one by one; the result depends on nothing else (M1). */
export function addEntries(live: Live, entries: readonly Entry[]): Live {
  return entries.reduce(addEntry, live);
}

/** How often goods came and went since the record began; nothing where none did. */
export function goodsOf({ goodsBefore, issue }: Live): GoodsCount | undefined {
  return issue.goods === undefined ? goodsBefore : addGoods(goodsBefore, issue.goods);
}

/** Tells whether a gift stands after the close of its own day: by position, with no flag (M8). */
export function isLate(entry: GiftEntry, issueFrom: Day): boolean {
  return entry.on < issueFrom;
}

/** Adds two lists of tallies, key by key, in a fixed order. */
export function addTallies(left: readonly Tally[], right: readonly Tally[]): readonly Tally[] {
  const sums = new Map(left.map((tally) => [tallyKey(tally), tally]));
  for (const tally of right) {
    const known = sums.get(tallyKey(tally));
    sums.set(tallyKey(tally), known === undefined ? tally : mergeTally(known, tally));
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally);
}

/** Count and sum over tallies of one currency. */
export function sumOf(tallies: readonly Tally[], cur: 'CNY' = 'CNY'): { count: number; minor: number; lateCount: number; lateMinor: number } {
  const sum = { count: 0, minor: 0, lateCount: 0, lateMinor: 0 };
  for (const tally of tallies.filter((one) => one.cur === cur)) {
    sum.count += tally.count;
    sum.minor += tally.minor;
    sum.lateCount += tally.lateCount;
    sum.lateMinor += tally.lateMinor;
  }
  return sum;
}

function addEntry(live: Live, entry: Entry): Live {
  const next = { ...live, size: live.size + 1 };
  if (entry.k === 'gift') return { ...next, issue: addGift(live.issue, entry) };
  if (entry.k === 'define') return { ...next, definitions: define(live.definitions, entry) };
  if (entry.k === 'close') return closeIssue(next, entry);
  return { ...next, issue: addMoves(live.issue, entry) };
}

function addMoves(issue: IssueSummary, entry: Entry): IssueSummary {
  const flows = flowsOf(entry);
  const goods = countGoods(issue.goods, entry);
  return { ...issue, ...(flows.length === 0 ? {} : { flows: addFlows(issue.flows ?? [], flows) }), ...(goods === undefined ? {} : { goods }) };
}

function addGift(issue: IssueSummary, entry: GiftEntry): IssueSummary {
  const late = isLate(entry, issue.from) ? 1 : 0;
  const { cur, branch, campaign, ch, amt } = entry;
  return { ...issue, tallies: addTallies(issue.tallies, [{ cur, branch, campaign, ch, count: 1, minor: amt, lateCount: late, lateMinor: late * amt }]) };
}

function define(definitions: Definitions, entry: DefineEntry): Definitions {
  const list = ({ branch: 'branches', campaign: 'campaigns', place: 'places' } as const)[entry.what];
  return { ...definitions, [list]: { ...definitions[list], [entry.key]: entry } };
}

function closeIssue(live: Live, entry: CloseEntry): Live {
  const closed: IssueSummary = {
    ...live.issue,
    through: entry.through,
    closedAt: live.size - 1,
    sha256: entry.sha256,
    ...(entry.sums === undefined ? {} : { balanced: true }),
  };
  const { flows, goods } = live.issue;
  return {
    ...live,
    before: addTallies(live.before, live.issue.tallies),
    ...(flows === undefined ? {} : { flowsBefore: addFlows(live.flowsBefore ?? [], flows) }),
    ...(goods === undefined ? {} : { goodsBefore: addGoods(live.goodsBefore, goods) }),
    closed: [closed, ...live.closed].slice(0, 7),
    issue: { number: entry.number + 1, first: live.size, from: nextDay(entry.through), tallies: [] },
  };
}

const tallyKey = (tally: Tally): string => [tally.cur, tally.branch, tally.campaign, tally.ch].join('|');

function mergeTally(a: Tally, b: Tally): Tally {
  return { ...a, count: a.count + b.count, minor: a.minor + b.minor, lateCount: a.lateCount + b.lateCount, lateMinor: a.lateMinor + b.lateMinor };
}
