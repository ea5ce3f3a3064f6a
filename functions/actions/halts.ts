import type { Deps } from '../deps.ts';
import type { Halt } from '../disclosure/render-halt.ts';
import { numberOf, textOf } from '../store/item.ts';
import { haltKey } from '../store/tables.ts';

/** Notes that something stands still, and since when; the first note stays. */
export async function noteHalt(deps: Pick<Deps, 'db' | 'now'>, halt: Omit<Halt, 'sinceMs'>): Promise<void> {
  await deps.db.write([{ table: 'ledger', put: { ...haltKey(halt.what), what: halt.what, reason: halt.reason, sinceMs: deps.now() }, when: 'absent' }]);
}

/** Takes back a note once what stood still goes on. */
export async function liftHalt(deps: Pick<Deps, 'db'>, what: Halt['what']): Promise<void> {
  await deps.db.write([{ table: 'ledger', erase: haltKey(what), when: 'always' }]);
}

/** What stands still now; nothing where all goes on. */
export async function readHalts(deps: Pick<Deps, 'db'>): Promise<readonly Halt[]> {
  const items = await deps.db.query('ledger', { pk: haltKey('publication').pk });
  return items.map((item) => ({ what: item.what === 'close' ? 'close' : 'publication', reason: textOf(item, 'reason'), sinceMs: numberOf(item, 'sinceMs') }));
}
