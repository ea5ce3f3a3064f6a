import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitEntries, readCounter } from '../../functions/actions/admit-entries.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { readHalts } from '../../functions/actions/halts.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { publishedPlace } from '../../functions/actions/read-donation.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { CACHES, LOG_PREFIX } from '../../functions/lambda/buckets.ts';
import { s3Files } from '../../functions/store/s3-files.ts';
import { COUNTER_KEY, entryKey, identityKey } from '../../functions/store/tables.ts';
import { type S3StandIn, startS3 } from '../lambda/s3-stand-in.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const COMMAND = fileURLToPath(new URL('../../infra/local/recover.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'daylight-'));
const variables = join(folder, 'variables.json');
const copy = join(folder, 'checkpoint');

let own: World;
let world: World;
let s3: S3StandIn;
const ids: string[] = [];

/** A deployment's stores: tables behind DynamoDB's interface, buckets behind S3's. */
beforeAll(async () => {
  [own, s3] = await Promise.all([createWorld(NOON), startS3()]);
  const at = { endpoint: s3.endpoint, region: 'ap-southeast-1' };
  world = {
    ...own,
    log: s3Files({ bucket: 'log-bucket', prefix: LOG_PREFIX, cache: CACHES.log, ...at }),
    publicFiles: s3Files({ bucket: 'public-bucket', cache: CACHES.public, ...at }),
  };
  writeFileSync(
    variables,
    JSON.stringify({ RECORDS_TABLE: 'records', LEDGER_TABLE: 'ledger', LOG_BUCKET: 'log-bucket', PUBLIC_BUCKET: 'public-bucket', PORTAL_SECRET: 'not read' }),
  );
  await createLog(world, { simulated: false });
  for (const serial of ['one', 'two']) {
    ids.push((await settlePayment(world, payment('NOBODY', { paidAtMs: NOON, serial }))).entryId);
    await publishSettled(world);
  }
  writeFileSync(copy, checkpoint());
});
afterAll(async () => {
  await s3.close();
  await own.stop();
  rmSync(folder, { recursive: true });
});

const checkpoint = (): Uint8Array => new Uint8Array(s3.objects.get(`log-bucket/${LOG_PREFIX}checkpoint`)?.bytes ?? expect.unreachable());

type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** Runs the command as an engineer would, with credentials and addresses in the environment. */
function run(...args: readonly string[]): Promise<Ended> {
  const env = {
    ...process.env,
    AWS_REGION: 'ap-southeast-1',
    AWS_ACCESS_KEY_ID: 'operator',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_DYNAMODB: own.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], { env }, (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }));
  });
}

test('M20: the tables of a deployment are rebuilt from its published files, under the operator’s own rights, and nothing is put into a bucket', async () => {
  const before = await readCounter(world);
  const [first = '', second = ''] = ids;
  const index = (before?.next ?? 0) - 1;
  const gone = [entryKey(index), identityKey(second)].map((key) => ({ table: 'ledger' as const, erase: key, when: 'always' as const }));
  await world.db.write([...gone, { table: 'ledger', update: COUNTER_KEY, set: { next: index }, when: 'present' }]);
  expect(await publishSettled(world)).toMatchObject({ ok: false, reason: 'table_shorter' });
  const puts = s3.asked.filter(({ method }) => method === 'PUT').length;
  const done = await run('--aws', variables, '--against', copy);
  expect([done.code, done.err]).toEqual([0, '']);
  expect(done.out).toContain(`log of ${before?.next} entries holds together`);
  expect(done.out).toMatch(/1 rebuilt.*\n.*2 published, 0 not put and harmless, 0 beyond the log, 0 of another tree/);
  expect(s3.asked.filter(({ method }) => method === 'PUT')).toHaveLength(puts);
  expect(await readCounter(world)).toEqual(before);
  expect(await publishSettled(world)).toMatchObject({ ok: true });
  for (const [at, id] of [first, second].entries()) expect((await publishedPlace(world, id))?.index).toBe(index - 1 + at);
});

test('a bucket that went back behind the copy is not recovered from: publication is halted, with both signed files for the public page', async () => {
  await settlePayment(world, payment('NOBODY', { paidAtMs: NOON, serial: 'three' }));
  await admitEntries(world);
  await publishSettled(world);
  const newer = join(folder, 'newer');
  const newest = checkpoint();
  writeFileSync(newer, newest);
  const { next = 0 } = (await readCounter(world)) ?? {};
  await world.db.write([{ table: 'ledger', erase: { pk: 'PUB', sk: String(next).padStart(13, '0') }, when: 'present' }]); // a table from before knows nothing of it
  s3.putAs(`log-bucket/${LOG_PREFIX}checkpoint`, new Uint8Array(readFileSync(copy)));
  const refused = await run('--aws', variables, '--against', newer);
  expect([refused.code, refused.out]).toEqual([1, '']);
  expect(refused.err).toContain('are older than a checkpoint that was published');
  expect(await readHalts(world)).toMatchObject([{ what: 'publication', reason: 'log_behind', evidence: [text(newest), text(checkpoint())] }]);
  s3.putAs(`log-bucket/${LOG_PREFIX}checkpoint`, newest);
  expect(await run('--aws', variables, '--without-copy')).toMatchObject({ code: 0 });
  expect(await readHalts(world)).toEqual([]);
});

test('without a copy to compare with it must be said that there is none; a file that names no table is told so', async () => {
  expect((await run('--aws', variables)).err).toContain('--without-copy');
  writeFileSync(join(folder, 'empty.json'), '{}');
  expect((await run('--aws', join(folder, 'empty.json'), '--without-copy')).err).toContain('does not name RECORDS_TABLE');
});

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
