import type { Deps } from '../deps.ts';
import { parseCheckpoint } from '../domain/ledger/checkpoint.ts';
import { parseNote } from '../domain/ledger/note.ts';
import { WITNESSED } from './keep-cosignatures.ts';

/** How far the witnesses have cosigned the log, as our own file has it; nothing before the first time. */
export async function readWitnessedSize({ log }: Pick<Deps, 'log'>): Promise<number | undefined> {
  const stored = await log.get(WITNESSED);
  return stored === undefined ? undefined : parseCheckpoint(parseNote(stored.bytes)?.text ?? '')?.size;
}
