import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { startDonation } from '../../functions/actions/start-donation.ts';
import { money } from '../../functions/domain/money.ts';
import { CACHES, LOG_PREFIX } from '../../functions/lambda/buckets.ts';
import { s3Files } from '../../functions/store/s3-files.ts';
import { DOCUMENT_KEY, type KeyStandIn, startKeys } from '../lambda/key-stand-in.ts';
import { type S3StandIn, startS3 } from '../lambda/s3-stand-in.ts';
import { runCommand } from '../support/run-command.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const SECRET = 'arn:aws:secretsmanager:ap-southeast-1:111122223333:secret:portal';
const folder = mkdtempSync(join(tmpdir(), 'daylight-'));
const variables = join(folder, 'documents.json');
const named = {
  ...{ RECORDS_TABLE: 'records', LEDGER_TABLE: 'ledger', LOG_BUCKET: 'log-bucket', PUBLIC_BUCKET: 'public-bucket', PRIVATE_BUCKET: 'private-bucket' },
  ...{ PORTAL_SECRET: SECRET, DOCUMENT_KEY_ID: DOCUMENT_KEY, PUBLIC_URL: 'https://daylight.example.org', SOCIETY_FILE: 'society.json' },
};

let own: World;
let world: World;
let s3: S3StandIn;
let keys: KeyStandIn;
let publishing = true;
let publisher: Promise<void>;

/** A deployment's stores and keys, and a publisher that is woken now and then. */
beforeAll(async () => {
  [own, s3, keys] = await Promise.all([createWorld(NOON), startS3(), startKeys()]);
  const at = { endpoint: s3.endpoint, region: 'ap-southeast-1' };
  world = {
    ...own,
    log: s3Files({ bucket: 'log-bucket', prefix: LOG_PREFIX, cache: CACHES.log, ...at }),
    publicFiles: s3Files({ bucket: 'public-bucket', cache: CACHES.public, ...at }),
    privateFiles: s3Files({ bucket: 'private-bucket', cache: CACHES.private, ...at }),
  };
  const merchant = { SANDBOX_ADDRESS: 'http://127.0.0.1:9/sandbox', SANDBOX_MERCHANT: 'daylight', SANDBOX_MERCHANT_KEY: 'ab'.repeat(32) };
  keys.secrets.set(SECRET, JSON.stringify({ root: Buffer.from(world.secret).toString('hex'), ...merchant, SANDBOX_PUBLIC_KEY: 'cd'.repeat(32) }));
  writeFileSync(variables, JSON.stringify(named));
  await createLog(world, { simulated: false });
  publisher = (async () => {
    while (publishing) {
      await publishSettled(world);
      await pause(100);
    }
  })();
});
afterAll(async () => {
  publishing = false;
  await publisher;
  await Promise.all([s3.close(), keys.close()]);
  await own.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a command as staff with rights to the deployment would; nothing runs on its DATA_DIR. */
function run(command: string, args: readonly string[], deployment = variables) {
  return runCommand(`infra/local/${command}.ts`, args, {
    ...{ DEPLOYMENT: deployment, DATA_DIR: join(folder, 'none'), INIT_CWD: folder, AWS_REGION: 'ap-southeast-1' },
    ...{ AWS_ACCESS_KEY_ID: 'clerk', AWS_SECRET_ACCESS_KEY: 'secret', AWS_ENDPOINT_URL_DYNAMODB: own.endpoint, AWS_ENDPOINT_URL_S3: s3.endpoint },
    ...{ AWS_ENDPOINT_URL_KMS: keys.endpoint, AWS_ENDPOINT_URL_SECRETS_MANAGER: keys.endpoint },
  });
}

async function give(name: string): Promise<string> {
  const wish = {
    key: Buffer.from(world.random(24)).toString('base64url'),
    campaign: 'everyday',
    amount: money('CNY', 10_000),
    method: 'sandbox',
    donor: { kind: 'person', name, display: 'named' },
    consent: { version: world.society.consentVersion },
    adult: true,
  } as const;
  const started = await startDonation(world, wish, 'zh');
  if (!started.ok) throw new Error(started.code);
  const item = await world.db.get('records', { pk: `D#${started.id}`, sk: 'DONATION' });
  await settlePayment(world, payment(String(item?.orderNo), { paidAtMs: NOON }));
  return started.id;
}

const publicPage = (key: string): string => new TextDecoder().decode(s3.objects.get(`public-bucket/${key}`)?.bytes);

test('a clerk enters spending, hands out a certificate and takes a name back in a deployment, and each is public when the command ends', async () => {
  await give('陈示例');
  await expect.poll(() => publicPage('today.html'), { timeout: 20_000 }).toContain('陈示例');
  const [number = ''] = /1-\d+-\w/.exec(publicPage('today.html')) ?? [];
  writeFileSync(
    join(folder, 'spend.json'),
    JSON.stringify({
      key: 'paper-1',
      k: 'spend',
      branch: 'province',
      campaign: 'everyday',
      cur: 'CNY',
      amt: 2_500,
      on: '2026-11-24',
      payee: { class: 'supplier', name: '示例供应商' },
      purpose: { zh: '口罩' },
    }),
  );
  const entered = await run('enter', ['spend.json']);
  expect(entered).toMatchObject({ code: 0, said: expect.stringContaining('Published') });
  expect(publicPage('today.html')).toContain('示例供应商');
  const zipped = await run('documents', ['--zip', 'out.zip', number]);
  expect(zipped).toMatchObject({ code: 0, said: expect.stringContaining('1 份') });
  expect(readFileSync(join(folder, 'out.zip')).includes('%PDF-')).toBe(true);
  const forgotten = await run('forget', [number]);
  expect(forgotten).toMatchObject({ code: 0, said: expect.stringContaining('up to date') });
  expect(publicPage('open/0.json')).not.toContain('陈示例');
});

test('nobody closes from a desk that may not sign, and a file that does not name what is needed says so', async () => {
  expect(await run('close', [])).toMatchObject({ code: 1, said: expect.stringContaining('the function closer closes') });
  const { PRIVATE_BUCKET: _, ...less } = named;
  writeFileSync(join(folder, 'less.json'), JSON.stringify(less));
  expect(await run('forget', ['1-1-1'], join(folder, 'less.json'))).toMatchObject({ code: 1, said: expect.stringContaining('does not name PRIVATE_BUCKET') });
  expect(await run('forget', ['1-1-1'], join(folder, 'absent.json'))).toMatchObject({ code: 1, said: expect.stringContaining('cannot be read') });
});
