import type { Deps } from '../deps.ts';
import { formatInstant } from '../domain/time.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, OPEN_QUERIES } from '../store/tables.ts';
import { putPage } from './put-page.ts';
import { endQuery } from './queries.ts';
import { publishedPlace } from './read-donation.ts';
import { readHead } from './read-head.ts';

/** One open query as everybody may see it. `settled`: paid, and not in the log yet. `unpaid`: the gateway knew of no payment when it was asked last. `unknown`: it did not answer. */
export type ListedQuery = { readonly query: string; readonly since: string; readonly state: 'settled' | 'unpaid' | 'unknown' };

type Needs = Pick<Deps, 'now' | 'db' | 'log' | 'logKey' | 'publicFiles' | 'secret'>;

/** Key of the public list of open queries. */
export const QUERIES_KEY = 'queries.json';

const LISTED_AT_MOST = 500;

/**
 * Writes the public list of those who ask where their gift is and have it not in the log yet, oldest first; ends what
 * has been found. Public names only: neither gift, amount nor asker can be told from it.
 */
export async function listQueries(deps: Needs): Promise<readonly ListedQuery[]> {
  const size = (await readHead(deps))?.checkpoint.size ?? 0;
  const items = await deps.db.query('records', { pk: OPEN_QUERIES, limit: LISTED_AT_MOST });
  const listed: ListedQuery[] = [];
  for (const item of items) {
    const state = await stateOf(deps, item);
    if (state === 'published' || state === 'ended_unpaid') await endQuery(deps, item, state === 'published' ? 'published' : 'unpaid');
    else listed.push({ query: textOf(item, 'query'), since: formatInstant(numberOf(item, 'openedAtMs')), state });
  }
  const open = listed.toSorted((a, b) => a.since.localeCompare(b.since) || a.query.localeCompare(b.query));
  const more = items.length === LISTED_AT_MOST ? { atLeast: true } : {};
  await putPage(deps, size, { key: QUERIES_KEY, text: `${JSON.stringify({ v: 1, size, asOf: formatInstant(deps.now()), ...more, open }, undefined, 1)}\n` });
  return open;
}

async function stateOf(deps: Needs, query: Item): Promise<ListedQuery['state'] | 'published' | 'ended_unpaid'> {
  const gift = await deps.db.get('records', donationKey(textOf(query, 'donation')));
  if (gift?.state === 'paid') return (await publishedPlace(deps, textOf(gift, 'entryId'))) === undefined ? 'settled' : 'published';
  if (gift === undefined || gift.state === 'expired') return 'ended_unpaid'; // the gateway said so after the order's end
  return query.heard === 'unpaid' ? 'unpaid' : 'unknown';
}
