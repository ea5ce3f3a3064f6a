import type { Deps } from '../deps.ts';
import { parseVerifierKey, type VerifierKey } from '../domain/ledger/note.ts';
import { LOG_DESCRIPTION } from './create-log.ts';

/** What `/log/1/log.json` says: under which origin and key the log is written, and whether its clock was simulated. */
export type LogDescription = { readonly origin: string; readonly key: VerifierKey; readonly simulated: boolean };

/** Reads the log's description; nothing before the log was created. Throws where the file is not ours. */
export async function readLogDescription(deps: Pick<Deps, 'log'>): Promise<LogDescription | undefined> {
  const stored = await deps.log.get(LOG_DESCRIPTION);
  if (stored === undefined) return undefined;
  const said: { readonly origin?: unknown; readonly vkeys?: readonly { readonly vkey?: unknown }[]; readonly simulated?: unknown } = JSON.parse(
    new TextDecoder().decode(stored.bytes),
  );
  const vkey = said.vkeys?.[0]?.vkey;
  const key = typeof vkey === 'string' ? parseVerifierKey(vkey) : undefined;
  if (typeof said.origin !== 'string' || key === undefined) throw new TypeError(`${LOG_DESCRIPTION} names no key`);
  return { origin: said.origin, key, simulated: said.simulated === true };
}
