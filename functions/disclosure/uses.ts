import type { Entry } from '../domain/entry.ts';
import type { Article, FixEntry, HandEntry, ReportEntry, SpendEntry, StatementEntry } from '../domain/entry-moves.ts';
import { movementsOf } from '../domain/movements.ts';
import type { Day } from '../domain/time.ts';

/** A use of money or goods as the page of uses shows it; `entry` with its first lines, as it holds now. */
export type UseLine = {
  readonly index: number;
  readonly issue: number;
  readonly row: number;
  readonly entry: SpendEntry | HandEntry;
  readonly fixedBy?: number;
};

/** What a campaign received and handed out of an article in one branch, and what is there; transfers and opening stock are in `left`. */
export type StockLine = {
  readonly branch: string;
  readonly campaign: string;
  readonly article: Article;
  readonly received: number;
  readonly handed: number;
  readonly left: number;
};

/** A report as the page of reports lists it. */
export type ReportLine = { readonly index: number; readonly entry: ReportEntry };

/** A comparison with an acquirer's or a bank's bill as the page of reports lists it. */
export type StatementLine = { readonly index: number; readonly entry: StatementEntry };

/** What the pages of uses and of reports are drawn from: what the first `size` entries say, in a size that grows with articles and not with gifts. */
export type Uses = {
  readonly v: 2;
  readonly size: number;
  /** The record's first day, and the last that is closed. */
  readonly from?: Day;
  readonly through?: Day;
  /** The last uses of each campaign, newest first. */
  readonly last: { readonly [campaign: string]: readonly UseLine[] };
  readonly stock: readonly StockLine[];
  /** Newest first. */
  readonly reports: readonly ReportLine[];
  /** Newest first. */
  readonly statements: readonly StatementLine[];
};

/** Uses shown of each campaign, and reports and statements listed. */
export const USES_SHOWN = 20;
export const REPORTS_SHOWN = 200;
export const STATEMENTS_SHOWN = 100;

/** Nothing used yet. */
export const NO_USES: Uses = { v: 2, size: 0, last: {}, stock: [], reports: [], statements: [] };

/** Whether the pages of uses and reports say something else after this entry. */
export function touchesUses(entry: Entry): boolean {
  return TOUCHING.has(entry.k);
}

const TOUCHING: ReadonlySet<Entry['k']> = new Set(['define', 'close', 'goods', 'spend', 'hand', 'transfer', 'balance', 'fix', 'refund', 'statement', 'report']);

/** Where an entry stands: `issue` is the number of its issue, `row` counts from 1 within it. */
export type UsePlace = { readonly index: number; readonly issue: number; readonly row: number };

/** Adds the next entry; the result depends on nothing else (M1). */
export function addUse(uses: Uses, entry: Entry, place: UsePlace): Uses {
  const next = { ...uses, size: place.index + 1 };
  if (entry.k === 'open') return { ...next, from: entry.on };
  if (entry.k === 'close') return { ...next, through: entry.through };
  if (entry.k === 'statement') return { ...next, statements: [{ index: place.index, entry }, ...uses.statements].slice(0, STATEMENTS_SHOWN) };
  if (entry.k === 'report') return { ...next, reports: [{ index: place.index, entry }, ...uses.reports].slice(0, REPORTS_SHOWN) };
  const stock = addStock(uses.stock, entry);
  if (entry.k === 'fix') return { ...next, stock, last: fixUses(uses.last, entry, place.index) };
  if (entry.k !== 'spend' && entry.k !== 'hand') return stock === uses.stock ? next : { ...next, stock };
  return { ...next, stock, last: withUse(uses.last, { ...place, entry: shortened(entry) }) };
}

function withUse(last: Uses['last'], line: UseLine): Uses['last'] {
  const { campaign } = line.entry;
  return { ...last, [campaign]: [line, ...(last[campaign] ?? [])].slice(0, USES_SHOWN) };
}

/** A corrected use is shown as it holds now, with the number of the correction, where its campaign's list still has it. */
function fixUses(last: Uses['last'], fix: FixEntry, by: number): Uses['last'] {
  if (fix.what !== 'spend' && fix.what !== 'hand') return last;
  const fixed = new Set(fix.of.map(({ index }) => index));
  const found = Object.values(last)
    .flat()
    .find(({ index }) => fixed.has(index));
  if (found === undefined) return last;
  const others = Object.fromEntries(Object.entries(last).map(([campaign, lines]) => [campaign, lines.filter((line) => line !== found)]));
  const line = { ...found, entry: shortened(asFixed(found.entry, fix)), fixedBy: by };
  const { campaign } = line.entry;
  const lines = [...(others[campaign] ?? []), line].sort((a, b) => b.index - a.index).slice(0, USES_SHOWN);
  return { ...others, [campaign]: lines };
}

/** What is not a public fact stays: what the entry is, and what it points at. */
function asFixed(entry: SpendEntry | HandEntry, fix: FixEntry): SpendEntry | HandEntry {
  const { v, id, on, of } = entry;
  const stays = { v, id, on, ...(of === undefined ? {} : { of }) };
  if (fix.what === 'spend') return { ...stays, ...fix.now, k: 'spend' };
  return fix.what === 'hand' ? { ...stays, ...fix.now, k: 'hand' } : entry;
}

const LINES_KEPT = 12;

/** Commitments and what is past the first lines are left out; a longer list says how many it has. */
function shortened(entry: SpendEntry | HandEntry): SpendEntry | HandEntry {
  const { c: _, ...said } = entry;
  if (said.k === 'spend' || !('lines' in said) || said.lines.length <= LINES_KEPT) return said;
  const { lines, ...rest } = said;
  return { ...rest, list: { count: lines.length, sha256: '' } };
}

function addStock(stock: readonly StockLine[], entry: Entry): readonly StockLine[] {
  const moved = movementsOf(entry).flatMap(({ fund, column, of, by }) => ('article' in of ? [{ fund, column, article: of.article, by }] : []));
  if (moved.length === 0) return stock;
  const lines = new Map(stock.map((line) => [keyOf(line), line]));
  for (const { fund, column, article, by } of moved) {
    const { branch, campaign } = fund;
    const line = lines.get(keyOf({ branch, campaign, article })) ?? { branch, campaign, article, received: 0, handed: 0, left: 0 };
    const [received, handed] = [column === 'received' ? by : 0, column === 'used' ? -by : 0];
    lines.set(keyOf(line), { ...line, received: line.received + received, handed: line.handed + handed, left: line.left + by });
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

const keyOf = ({ branch, campaign, article }: Pick<StockLine, 'branch' | 'campaign' | 'article'>): string =>
  JSON.stringify([campaign, branch, article.name, article.spec ?? '', article.unit]);
