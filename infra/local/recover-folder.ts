import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readLogDescription } from '../../functions/actions/read-log-description.ts';
import { type Recovered, recoverLog } from '../../functions/actions/recover-log.ts';
import type { Alarm } from '../../functions/deps.ts';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import type { DataFolder } from './data-folder.ts';
import { createTables, isEmbedded, startDynoxide } from './dynoxide.ts';
import { folderFiles } from './folder-files.ts';
import { type GuardVerdict, judgeGuard } from './guarded-log.ts';

/** `tablesLost`: there was no file of tables, so that nothing but the log could be rebuilt. */
export type FolderRecovered =
  | (Extract<Recovered, { readonly ok: true }> & { readonly tablesLost: boolean })
  | Extract<Recovered, { readonly ok: false }>
  | { readonly ok: false; readonly reason: 'no_log' | Exclude<GuardVerdict, 'fits'> };

/** `copies`: signed checkpoints that lie elsewhere, besides the one kept beside the folder. */
export type FolderRecovery = { readonly copies?: readonly Uint8Array[]; readonly alarm?: Alarm };

/**
 * Rebuilds the tables of the log in a data folder on which no portal runs. The checkpoint kept beside the folder is
 * asked first: where the published files are older than it, or tell another history, nothing is changed and both stay.
 */
export async function recoverFolder(folder: DataFolder, { copies = [], alarm = () => {} }: FolderRecovery = {}): Promise<FolderRecovered> {
  const log = folderFiles(folder.log, { durable: true });
  const description = await readLogDescription({ log });
  if (description === undefined) return { ok: false, reason: 'no_log' };
  const verdict = await judgeGuard(log, folder.guard, description.key);
  if (verdict !== 'fits') return { ok: false, reason: verdict };
  const tablesLost = isEmbedded() && !existsSync(folder.tables);
  const emulator = await startDynoxide({ file: folder.tables });
  try {
    const tables = { records: 'daylight-records', ledger: 'daylight-ledger' };
    await createTables(emulator.endpoint, tables);
    const db = dynamoDatabase({ tables, endpoint: emulator.endpoint, region: 'local' });
    const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
    const recovered = await recoverLog(
      { db, log, publicFiles: folderFiles(folder.public, { durable: false }), logKey: description.key, now: Date.now, random, alarm },
      copies,
    );
    return recovered.ok ? { ...recovered, tablesLost } : recovered;
  } finally {
    await emulator.stop();
  }
}
