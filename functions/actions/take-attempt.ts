import { createHmac } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { numberOf } from '../store/item.ts';
import { attemptKey } from '../store/tables.ts';

const WINDOW_MS = 10 * 60_000;

/** Attempts within a window: of one address, and of all together, since addresses are cheap to change. */
const MOST = { one: 20, all: 2_000 };
const TRIES = 4;

/**
 * Counts an attempt, and tells whether it may go on. An address is kept as a keyed digest that changes with each window,
 * and dropped by the table when the window is over.
 */
export async function takeAttempt(deps: Pick<Deps, 'db' | 'now' | 'secret'>, address: string): Promise<boolean> {
  const window = Math.floor(deps.now() / WINDOW_MS);
  const one = createHmac('sha256', deps.secret).update(`attempt|${window}|${address}`).digest('hex').slice(0, 32);
  return (await count(deps, { window, who: one, most: MOST.one })) && (await count(deps, { window, who: 'all', most: MOST.all }));
}

type Counting = { readonly window: number; readonly who: string; readonly most: number };

async function count({ db }: Pick<Deps, 'db'>, { window, who, most }: Counting): Promise<boolean> {
  const key = attemptKey(window, who);
  const expiresAt = ((window + 2) * WINDOW_MS) / 1000;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const item = await db.get('records', key);
    const before = item === undefined ? 0 : numberOf(item, 'attempts');
    if (before >= most) return false;
    const when = item === undefined ? 'absent' : { is: { attempts: before } };
    if ((await db.write([{ table: 'records', put: { ...key, attempts: before + 1, expiresAt }, when }])).ok) return true;
  }
  return false; // so many at once are too many
}
