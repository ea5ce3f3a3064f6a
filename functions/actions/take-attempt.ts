import { createHmac } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { numberOf } from '../store/item.ts';
import { attemptKey } from '../store/tables.ts';

const MINUTE_MS = 60_000;

/** Attempts of a kind within a window: of one who asks, and of all together, since addresses are cheap to change. */
type Bound = { readonly windowMs: number; readonly one: number; readonly all: number };

/**
 * What is counted. `lookup` and `claim`: by address. `account`: claims by name and last digits, by the amount and day that
 * they name; at this pace whoever knows the name needs a year for four digits. `ask`: what is left for staff, by address.
 */
export const BOUNDS = {
  lookup: { windowMs: 10 * MINUTE_MS, one: 20, all: 2_000 },
  claim: { windowMs: 10 * MINUTE_MS, one: 10, all: 1_000 },
  account: { windowMs: 1_440 * MINUTE_MS, one: 20, all: 20_000 },
  ask: { windowMs: 60 * MINUTE_MS, one: 5, all: 200 },
} as const satisfies { readonly [what: string]: Bound };

const TRIES = 4;

/**
 * Counts an attempt, and tells whether it may go on. Who asks is kept as a keyed digest that changes with each window,
 * and dropped by the table when the next one is over.
 */
export async function takeAttempt(deps: Pick<Deps, 'db' | 'now' | 'secret'>, who: string, what: keyof typeof BOUNDS = 'lookup'): Promise<boolean> {
  const { windowMs, one: most, all } = BOUNDS[what];
  const window = Math.floor(deps.now() / windowMs);
  const asker = what === 'lookup' ? who : `${what}|${who}`;
  const one = createHmac('sha256', deps.secret).update(`attempt|${window}|${asker}`).digest('hex').slice(0, 32);
  const expiresAt = ((window + 2) * windowMs) / 1000;
  const count = { window, expiresAt };
  return (await add(deps, { ...count, who: one, most })) && (await add(deps, { ...count, who: what === 'lookup' ? 'all' : `all-${what}`, most: all }));
}

type Counting = { readonly window: number; readonly expiresAt: number; readonly who: string; readonly most: number };

async function add({ db }: Pick<Deps, 'db'>, { window, expiresAt, who, most }: Counting): Promise<boolean> {
  const key = attemptKey(window, who);
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const item = await db.get('records', key);
    const before = item === undefined ? 0 : numberOf(item, 'attempts');
    if (before >= most) return false;
    const when = item === undefined ? 'absent' : { is: { attempts: before } };
    if ((await db.write([{ table: 'records', put: { ...key, attempts: before + 1, expiresAt }, when }])).ok) return true;
  }
  return false; // so many at once are too many
}
