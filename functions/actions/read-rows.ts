import type { Deps } from '../deps.ts';
import type { Later } from '../disclosure/after.ts';
import type { Live } from '../disclosure/live.ts';
import { isLate } from '../disclosure/live.ts';
import type { OpenFile, Row, ShownName } from '../disclosure/row.ts';
import { isLateIn } from '../domain/close.ts';
import { ANONYMOUS_NAME } from '../domain/donor-name.ts';
import type { Entry, GiftEntry } from '../domain/entry.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { money } from '../domain/money.ts';
import { readAfter } from './forgotten.ts';
import { readPublished } from './read-published.ts';

/** Where rows are counted from: an issue's first index and first day. */
export type IssueFrame = Pick<Live['issue'], 'number' | 'first' | 'from'>;

/** Public rows of the entries `[from, to)` of an issue, names from the public openings only; `size` is the published size. */
export async function readRows(
  deps: Pick<Deps, 'log' | 'publicFiles'>,
  range: { readonly issue: IssueFrame; readonly from: number; readonly to: number; readonly size: number },
): Promise<readonly Row[]> {
  const entries = await readPublished(deps, range);
  if (entries === undefined) throw new Error(`entries from ${range.from} are not in the published bundles`);
  const [opens, later] = await Promise.all([readOpenFiles(deps, range.from, range.to), readLater(deps, range.from, range.to)]);
  const claimed = new Set(entries.flatMap((_, at) => claimBundles(later(range.from + at))).filter((bundle) => !opens.has(bundle)));
  for (const bundle of claimed) for (const [number, file] of await readOpenFiles(deps, bundle * TILE_WIDTH, bundle * TILE_WIDTH + 1)) opens.set(number, file);
  return entries.map((entry, at) => rowOf(entry, { issue: range.issue, index: range.from + at, opens, later: later(range.from + at) }));
}

/** Bundles whose openings name whoever claimed an entry. */
export function claimBundles(later: readonly Later[]): readonly number[] {
  return later.flatMap(({ index, k }) => (k === 'claim' ? [Math.floor(index / TILE_WIDTH)] : []));
}

/** What later entries say of the entries `[from, to)`. */
async function readLater(deps: Pick<Deps, 'publicFiles'>, from: number, to: number): Promise<(index: number) => readonly Later[]> {
  const bundles = Array.from(
    { length: Math.max(0, Math.ceil(to / TILE_WIDTH) - Math.floor(from / TILE_WIDTH)) },
    (_, at) => Math.floor(from / TILE_WIDTH) + at,
  );
  const files = new Map(await Promise.all(bundles.map(async (bundle) => [bundle, await readAfter(deps, bundle)] as const)));
  return (index) => files.get(Math.floor(index / TILE_WIDTH))?.after[index] ?? [];
}

/** The row of one entry. */
export function rowOf(entry: Entry, at: RowPlace): Row {
  const place = { index: at.index, row: at.index - at.issue.first + 1, on: entry.on };
  const open = at.opens.get(Math.floor(at.index / TILE_WIDTH));
  const message = open?.openings[at.index]?.note?.value;
  const told = (at.later ?? []).filter(({ k }) => k !== 'withdraw' && k !== 'erase');
  const later = told.length === 0 ? {} : { later: told };
  if (entry.k !== 'gift') {
    const late = isLateIn(entry, at.issue.from) ? { late: true as const } : {};
    if (entry.k !== 'goods' && entry.k !== 'claim') return { kind: 'note', ...place, entry, ...late, ...later };
    const given = { shown: shownAt(at.index, open), ...(message === undefined ? {} : { message }) };
    return { kind: 'note', ...place, entry, given, ...late, ...later };
  }
  return {
    kind: 'gift',
    ...place,
    late: isLate(entry, at.issue.from),
    branch: entry.branch,
    campaign: entry.campaign,
    ...(entry.place === undefined ? {} : { place: entry.place }),
    restricted: entry.restricted === true,
    channel: entry.ch,
    money: money(entry.cur, entry.amt),
    shown: shownOf(entry, at),
    ...(message === undefined ? {} : { message }),
    ...later,
  };
}

/** Where an entry stands, with the openings of its bundle and what later entries say of it. */
export type RowPlace = {
  readonly issue: IssueFrame;
  readonly index: number;
  readonly opens: ReadonlyMap<number, OpenFile>;
  readonly later?: readonly Later[];
};

/** The openings of the bundles that hold `[from, to)`; a bundle without any has no file. */
export async function readOpenFiles(deps: Pick<Deps, 'publicFiles'>, from: number, to: number): Promise<Map<number, OpenFile>> {
  const files = new Map<number, OpenFile>();
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < to; bundle++) {
    const stored = await deps.publicFiles.get(openKey(bundle));
    if (stored !== undefined) files.set(bundle, JSON.parse(new TextDecoder().decode(stored.bytes)));
  }
  return files;
}

/** Key of a bundle's openings. */
export const openKey = (bundle: number): string => `open/${bundle}.json`;

/** A gift that was claimed is shown by the name that the claim opens; one that nobody claimed has none. */
function shownOf(entry: GiftEntry, { index, opens, later = [] }: RowPlace): ShownName {
  const named = later.find(({ k }) => k === 'claim')?.index ?? index;
  if (named === index && entry.unclaimed === true) return { state: 'unclaimed' };
  return shownAt(named, opens.get(Math.floor(named / TILE_WIDTH)));
}

function shownAt(index: number, open: OpenFile | undefined): ShownName {
  if (open?.held.includes(index) === true) return { state: 'held' };
  const value = open?.openings[index]?.shown.value;
  if (value === undefined) return { state: 'withdrawn' };
  return value === ANONYMOUS_NAME ? { state: 'anonymous' } : { state: 'named', text: value };
}
