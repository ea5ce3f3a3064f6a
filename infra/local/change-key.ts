import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { endOldKeys } from '../../functions/actions/change-key.ts';
import { readHead } from '../../functions/actions/read-head.ts';
import { readLogDescription } from '../../functions/actions/read-log-description.ts';
import { encodeHex } from '../../functions/domain/ledger/base64.ts';
import { formatVerifierKey, type VerifierKey } from '../../functions/domain/ledger/note.ts';
import type { DataFolder } from './data-folder.ts';
import { folderFiles } from './folder-files.ts';
import { fileSigner, LOG_SEED, NEXT_LOG_SEED } from './key-files.ts';

/** `laid`: the next key lies ready, and the next start introduces it. `ended`: only the newest key signs from `from` on. */
export type KeyChanged =
  | { readonly ok: true; readonly outcome: 'laid'; readonly key: VerifierKey }
  | { readonly ok: true; readonly outcome: 'ended'; readonly key: VerifierKey; readonly from: number }
  | { readonly ok: false; readonly reason: 'no_log' | 'no_next_key' | 'not_introduced' };

/** Lays a further key beside the log's; no portal may run on the folder. Repeating it gives the same key. */
export async function layNextKey(folder: DataFolder): Promise<KeyChanged> {
  const said = await readLogDescription({ log: logOf(folder) });
  if (said === undefined) return { ok: false, reason: 'no_log' };
  return { ok: true, outcome: 'laid', key: seedOf(folder, NEXT_LOG_SEED, said.origin).key };
}

/**
 * Ends the old key: from the next checkpoint on only the newer one signs, and its seed takes the place of the other, which
 * is kept under the id of its key. Killed anywhere, it is run again. Refused until a published checkpoint has both
 * signatures, since nobody could follow.
 */
export async function endOldKey(folder: DataFolder): Promise<KeyChanged> {
  const log = logOf(folder);
  const said = await readLogDescription({ log });
  if (said === undefined) return { ok: false, reason: 'no_log' };
  if (!existsSync(folder.keyFile(NEXT_LOG_SEED))) return { ok: false, reason: 'no_next_key' };
  const next = seedOf(folder, NEXT_LOG_SEED, said.origin).key;
  const head = await readHead({ log, logKey: next });
  if (head?.signed === undefined || !said.keys.some(({ key }) => formatVerifierKey(key) === formatVerifierKey(next)))
    return { ok: false, reason: 'not_introduced' };
  const from = head.checkpoint.size + 1;
  await endOldKeys({ log }, from);
  const old = seedOf(folder, LOG_SEED, said.origin).key;
  copyFileSync(folder.keyFile(LOG_SEED), folder.keyFile(`log.${encodeHex(old.id)}.seed`));
  renameSync(folder.keyFile(NEXT_LOG_SEED), folder.keyFile(LOG_SEED)); // never without a key: an absent one would be made anew
  return { ok: true, outcome: 'ended', key: next, from };
}

const logOf = (folder: DataFolder) => folderFiles(folder.log, { durable: true });

const seedOf = (folder: DataFolder, name: string, origin: string) =>
  fileSigner(folder.keyFile(name), { origin, random: (bytes) => new Uint8Array(randomBytes(bytes)) });
