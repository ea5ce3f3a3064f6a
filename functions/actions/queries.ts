import { createHmac } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { base32 } from '../domain/number.ts';
import type { Item } from '../store/database.ts';
import { openQueryKey, queryKey } from '../store/tables.ts';

/** How a query ended: its gift is in the log, or the gateway has said for good that nobody paid. */
export type QueryEnd = 'published' | 'unpaid';

/** Public name of the query about a gift; one gift has one, and nobody can link the two without the secret. */
export function queryId(secret: Uint8Array, donationId: string): string {
  return `q_${base32(createHmac('sha256', secret).update(`query|${donationId}`).digest().subarray(0, 10))}`;
}

/** Records that somebody asks where a gift is, once, and gives what is recorded; a query that has ended stays ended. */
export async function openQuery(deps: Pick<Deps, 'db' | 'now' | 'secret'>, donationId: string): Promise<Item> {
  const id = queryId(deps.secret, donationId);
  const ended = await deps.db.get('records', queryKey(id));
  if (ended !== undefined) return ended;
  const item = { ...openQueryKey(id), query: id, donation: donationId, openedAtMs: deps.now(), askedAtMs: 0 };
  const written = await deps.db.write([{ table: 'records', put: item, when: 'absent' }]);
  return written.ok ? item : (written.failed[0]?.found ?? item);
}

/** Ends a query: it leaves the list, and stays recorded with how it ended. */
export async function endQuery(deps: Pick<Deps, 'db' | 'now'>, query: Item, how: QueryEnd): Promise<void> {
  const id = String(query.query);
  await deps.db.write([
    { table: 'records', erase: openQueryKey(id), when: 'present' },
    { table: 'records', put: { ...query, ...queryKey(id), endedAtMs: deps.now(), ended: how }, when: 'absent' },
  ]);
}
