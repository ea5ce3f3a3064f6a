import type { Deps } from '../deps.ts';
import type { KeyEntry, PolicyEntry } from '../domain/entry-moves.ts';
import { canonicalBytes } from '../domain/ledger/canonical.ts';
import { numberOf } from '../store/item.ts';
import { identityKey } from '../store/tables.ts';
import { admission, isSealed, readCounter } from './admit-entries.ts';

const ATTEMPTS = 10;

/**
 * Admits an entry that says something of the log itself, made for the very index that it gets, and gives that index; the
 * same id is admitted once. Nothing while an issue is being closed: the next run does it.
 */
export async function admitOwn(deps: Pick<Deps, 'db' | 'now'>, id: string, make: (index: number) => KeyEntry | PolicyEntry): Promise<number | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const placed = await deps.db.get('ledger', identityKey(id));
    if (placed !== undefined) return numberOf(placed, 'index');
    const counter = await readCounter(deps);
    if (counter === undefined || isSealed(counter, deps.now())) return undefined;
    const item = { pk: '', sk: '', id, bytes: canonicalBytes({ ...make(counter.next) }), donation: '' };
    await deps.db.write(admission(counter, [item]).filter((write) => !('erase' in write))); // looked at again, however it went
  }
  throw new Error('others admitted entries at every attempt');
}
