import { ROWS_PER_PAGE } from '../../functions/disclosure/live.ts';
import { countMember, member, readJson } from './answer-shape.ts';
import type { ReadFile } from './log-reader.ts';

/** Where a row stands: issue, row from 1, page from 1. */
export type RowPlace = { readonly issue: number; readonly row: number; readonly page: number };

type Range = { readonly number: number; readonly first: number };

/** Finds the issue that an index belongs to, in the live sums or by halving over the statements of closed issues; nothing where the files do not tell. */
export async function findIssue(read: ReadFile, index: number): Promise<RowPlace | undefined> {
  const live = await readRange(read, '/live.json', 'issue');
  if (live === undefined) return undefined;
  let [low, high] = [1, live.number];
  let best = index >= live.first ? live : undefined;
  while (best === undefined && low < high) {
    const middle = Math.floor((low + high) / 2);
    const range = await readRange(read, `/log/1/close/${middle}.json`);
    const next = middle + 1 === live.number ? live : await readRange(read, `/log/1/close/${middle + 1}.json`);
    if (range === undefined || next === undefined) return undefined;
    if (index < range.first) high = middle;
    else if (index >= next.first) low = middle + 1;
    else best = range;
  }
  return best === undefined ? undefined : placeIn(best, index);
}

function placeIn(issue: Range, index: number): RowPlace {
  const row = index - issue.first + 1;
  return { issue: issue.number, row, page: Math.ceil(row / ROWS_PER_PAGE) };
}

async function readRange(read: ReadFile, path: string, name?: string): Promise<Range | undefined> {
  const file = await read(path, false);
  const body = typeof file === 'string' ? undefined : readJson(file);
  const range = name === undefined ? body : member(body, name);
  const [number, first] = [countMember(range, 'number'), countMember(range, 'first')];
  return number === undefined || first === undefined ? undefined : { number, first };
}
