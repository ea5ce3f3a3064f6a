import type { Deps } from '../deps.ts';
import { lastingKey, parseKeyList, type RangedKey } from '../domain/ledger/key-range.ts';
import type { VerifierKey } from '../domain/ledger/note.ts';
import { LOG_DESCRIPTION } from './create-log.ts';

/** What `/log/1/log.json` says: under which origin and keys the log is written, which of them is the lasting one, and whether its clock was simulated. */
export type LogDescription = { readonly origin: string; readonly key: VerifierKey; readonly keys: readonly RangedKey[]; readonly simulated: boolean };

/** Reads the log's description; nothing before the log was created. Throws where the file is not ours. */
export async function readLogDescription(deps: Pick<Deps, 'log'>): Promise<LogDescription | undefined> {
  const stored = await deps.log.get(LOG_DESCRIPTION);
  if (stored === undefined) return undefined;
  const said: { readonly origin?: unknown; readonly vkeys?: unknown; readonly simulated?: unknown } = JSON.parse(new TextDecoder().decode(stored.bytes));
  const keys = parseKeyList(said.vkeys);
  const key = lastingKey(keys);
  if (typeof said.origin !== 'string' || key === undefined) throw new TypeError(`${LOG_DESCRIPTION} names no key`);
  return { origin: said.origin, key, keys, simulated: said.simulated === true };
}
