import type { Deps } from '../deps.ts';
import type { Live } from '../disclosure/live.ts';
import { isLate } from '../disclosure/live.ts';
import type { OpenFile, Row, ShownName } from '../disclosure/row.ts';
import { ANONYMOUS_NAME } from '../domain/donor-name.ts';
import type { Entry, GiftEntry } from '../domain/entry.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { money } from '../domain/money.ts';
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
  const opens = await readOpenFiles(deps, range.from, range.to);
  return entries.map((entry, at) => rowOf(entry, { issue: range.issue, index: range.from + at, opens }));
}

/** The row of one entry. */
export function rowOf(entry: Entry, at: { readonly issue: IssueFrame; readonly index: number; readonly opens: ReadonlyMap<number, OpenFile> }): Row {
  const place = { index: at.index, row: at.index - at.issue.first + 1, on: entry.on };
  if (entry.k !== 'gift') return { kind: 'note', ...place, entry };
  const open = at.opens.get(Math.floor(at.index / TILE_WIDTH));
  const message = open?.openings[at.index]?.note?.value;
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
    shown: shownOf(entry, at.index, open),
    ...(message === undefined ? {} : { message }),
  };
}

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

function shownOf(entry: GiftEntry, index: number, open: OpenFile | undefined): ShownName {
  if (entry.unclaimed === true) return { state: 'unclaimed' };
  if (open?.held.includes(index) === true) return { state: 'held' };
  const value = open?.openings[index]?.shown.value;
  if (value === undefined) return { state: 'withdrawn' };
  return value === ANONYMOUS_NAME ? { state: 'anonymous' } : { state: 'named', text: value };
}
