import type { Deps } from '../deps.ts';
import type { GapEntry } from '../domain/entry.ts';
import { canonicalBytes } from '../domain/ledger/canonical.ts';
import { dayOf, parseDay } from '../domain/time.ts';
import { admission, isSealed, readCounter } from './admit-entries.ts';
import { entryId } from './tokens.ts';

/**
 * Admits one entry of the log's own, so that the next tree is one larger than a size that can no longer be used. False
 * where a close or a recovery holds the seal; it is tried again when that is gone.
 */
export async function admitFiller(deps: Pick<Deps, 'db' | 'now' | 'secret' | 'alarm'>, size: number): Promise<boolean> {
  const counter = await readCounter(deps);
  const from = counter === undefined ? undefined : parseDay(counter.from);
  if (counter === undefined || from === undefined || isSealed(counter, deps.now())) return false;
  deps.alarm('size_unusable', { size: counter.next });
  const id = entryId(deps.secret, `gap|${size}|${counter.next}`);
  const gap: GapEntry = { v: 1, k: 'gap', id, on: dayOf(deps.now()), from, through: from, cause: 'restore' };
  const item = { pk: '', sk: '', id, bytes: canonicalBytes(gap), donation: '' };
  const writes = admission(counter, [item]).filter((write) => !('erase' in write));
  await deps.db.write(writes); // refused where another was quicker: then the log grows all the same
  return true;
}
