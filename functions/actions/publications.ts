import type { Deps } from '../deps.ts';
import { type Checkpoint, openCheckpoint } from '../domain/ledger/checkpoint.ts';
import { sameBytes } from '../domain/ledger/hash.ts';
import type { VerifierKey } from '../domain/ledger/note.ts';
import { publicationKey } from '../store/tables.ts';
import type { Head } from './read-head.ts';

/** A checkpoint that was published: its size, and as it was signed where the note holds it. */
export type Publication = { readonly size: number; readonly signed?: Uint8Array };

/** `log_behind`: the published files are older than what was published. `log_forked`: they tell another history. */
export type Contradiction = 'log_behind' | 'log_forked';

const CHECKPOINT_HEADERS = { contentType: 'text/plain; charset=utf-8', cache: 'public, max-age=1' };

/** Keeps a published checkpoint under its size, beside the log and in the table, with the time; the first of each stays. */
export async function keepPublication(deps: Pick<Deps, 'db' | 'log' | 'now'>, size: number, signed: Uint8Array): Promise<void> {
  await deps.log.put(`checkpoints/${size}`, signed, { when: 'absent', ...CHECKPOINT_HEADERS });
  await deps.db.write([{ table: 'ledger', put: { ...publicationKey(size), atMs: deps.now(), signed }, when: 'absent' }]);
}

/** The largest publication that the table notes. Read before the log's head, it can never be ahead of it, unless the files went back. */
export async function readNewestPublication(deps: Pick<Deps, 'db'>): Promise<Publication | undefined> {
  const [item] = await deps.db.query('ledger', { pk: publicationKey(0).pk, reverse: true, limit: 1 });
  if (item === undefined) return undefined;
  return item.signed instanceof Uint8Array ? { size: Number(item.sk), signed: item.signed } : { size: Number(item.sk) };
}

/** Whether the head of the log contradicts what was published before: each of the two stores watches over the other (M20). */
export function contradictionOf({ checkpoint }: Head, newest: Publication | undefined, key: VerifierKey): Contradiction | undefined {
  if (newest === undefined || newest.size < checkpoint.size) return undefined;
  if (newest.size > checkpoint.size) return 'log_behind';
  const before = newest.signed === undefined ? undefined : openCopy(newest.signed, key);
  return before === undefined || sameBytes(before.root, checkpoint.root) ? undefined : 'log_forked';
}

/** The checkpoint in a signed copy; nothing where the log's key did not sign it. */
export function openCopy(signed: Uint8Array | string, key: VerifierKey): Checkpoint | undefined {
  const opened = openCheckpoint(signed, { origin: key.name, keys: [key] });
  return opened.ok ? opened.checkpoint : undefined;
}
