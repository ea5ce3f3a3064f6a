import type { Notebook } from './notebook.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

export const QUERIES = 'queries.json';

const QUERY = /^q_[0-9A-Z]{16}$/;
const STATES = ['settled', 'unpaid', 'unknown'];

/** Reads the public list of those who ask where their gift is, and says how many wait and since when; nothing in the log can prove it, or that it is whole. */
export async function judgeQueries(source: PublicSource, notes: Notebook): Promise<void> {
  const bytes = await readFile(source, QUERIES, LIMITS.list);
  if (isFailure(bytes)) return; // a portal of the first version has none
  const open = listOf(bytes);
  if (open === undefined) notes.find({ code: 'queries_malformed', file: QUERIES });
  else if (open.length > 0) notes.remark('queries_open', { file: QUERIES, count: open.length, detail: open.map(({ since }) => since).sort()[0] ?? '' });
}

type Open = { readonly query: string; readonly since: string; readonly state: string };

function listOf(bytes: Uint8Array): readonly Open[] | undefined {
  try {
    const { open, asOf } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (!Array.isArray(open) || !Number.isFinite(Date.parse(asOf))) return undefined;
    const fits = (one: Open) => QUERY.test(one.query) && Number.isFinite(Date.parse(one.since)) && STATES.includes(one.state) && Object.keys(one).length === 3;
    return open.every(fits) ? open : undefined;
  } catch {
    return undefined; // not JSON
  }
}
