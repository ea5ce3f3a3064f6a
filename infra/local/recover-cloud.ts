import { randomBytes } from 'node:crypto';
import { forgetAgain } from '../../functions/actions/forget-again.ts';
import { readAllForgotten } from '../../functions/actions/forgotten.ts';
import { readLogDescription } from '../../functions/actions/read-log-description.ts';
import { type Recovered, recoverLog } from '../../functions/actions/recover-log.ts';
import type { Alarm } from '../../functions/deps.ts';
import { CACHES, LOG_PREFIX } from '../../functions/lambda/buckets.ts';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import { s3Files } from '../../functions/store/s3-files.ts';

/** Where a deployment keeps its log, under the names of the publisher's own variables. */
export type CloudStores = {
  readonly RECORDS_TABLE: string;
  readonly LEDGER_TABLE: string;
  readonly LOG_BUCKET: string;
  readonly PUBLIC_BUCKET: string;
};

/** `forgotten`: gifts whose name had come back with a restored table, and was taken away again. */
export type CloudRecovered =
  | (Extract<Recovered, { readonly ok: true }> & { readonly forgotten: number })
  | Extract<Recovered, { readonly ok: false }>
  | { readonly ok: false; readonly reason: 'no_log' };

/** What the command was given: the stores, signed checkpoints that lie elsewhere, and who hears of alarms. */
export type CloudRecovery = { readonly stores: CloudStores; readonly copies: readonly Uint8Array[]; readonly alarm: Alarm };

/**
 * Rebuilds the tables of a deployment's log from its published files, with whatever rights the one who runs it has: to
 * read both buckets and to write both tables. It puts nothing into a bucket. Names that the published log takes back
 * are taken from a restored table again before anybody is let in.
 */
export async function recoverCloud({ stores, copies, alarm }: CloudRecovery): Promise<CloudRecovered> {
  const log = s3Files({ bucket: stores.LOG_BUCKET, prefix: LOG_PREFIX, cache: CACHES.log });
  const publicFiles = s3Files({ bucket: stores.PUBLIC_BUCKET, cache: CACHES.public });
  const description = await readLogDescription({ log });
  if (description === undefined) return { ok: false, reason: 'no_log' };
  const db = dynamoDatabase({ tables: { records: stores.RECORDS_TABLE, ledger: stores.LEDGER_TABLE } });
  const deps = { db, log, publicFiles, logKey: description.key, now: Date.now, random: (bytes: number) => new Uint8Array(randomBytes(bytes)), alarm };
  const recovered = await recoverLog(deps, copies);
  if (!recovered.ok) return recovered;
  return { ...recovered, forgotten: await forgetAgain(deps, await readAllForgotten({ publicFiles })) };
}

const NAMES = ['RECORDS_TABLE', 'LEDGER_TABLE', 'LOG_BUCKET', 'PUBLIC_BUCKET'] as const;

/** Reads the stores from the variables of a function as `aws lambda get-function-configuration` prints them; the name of the first that is missing otherwise. */
export function parseCloudStores(text: string): { readonly ok: true; readonly stores: CloudStores } | { readonly ok: false; readonly missing: string } {
  const said: unknown = JSON.parse(text);
  const value = (name: string): string => (typeof said === 'object' && said !== null && name in said ? String(Reflect.get(said, name)) : '');
  const missing = NAMES.find((name) => value(name) === '');
  if (missing !== undefined) return { ok: false, missing };
  return {
    ok: true,
    stores: {
      RECORDS_TABLE: value('RECORDS_TABLE'),
      LEDGER_TABLE: value('LEDGER_TABLE'),
      LOG_BUCKET: value('LOG_BUCKET'),
      PUBLIC_BUCKET: value('PUBLIC_BUCKET'),
    },
  };
}
