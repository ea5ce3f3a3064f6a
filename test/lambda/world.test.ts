import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { formatVerifierKey } from '../../functions/domain/ledger/note.ts';
import { CACHES, LOG_PREFIX } from '../../functions/lambda/buckets.ts';
import { cacheFor } from '../../infra/headers.ts';
import { demonstration } from '../support/world.ts';
import { type KeyStandIn, startKeys } from './key-stand-in.ts';
import { type S3StandIn, startS3 } from './s3-stand-in.ts';

// RFC 8032 section 7.1, test 2.
const SEED = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
const ROOT = 'ab'.repeat(32);
const society = demonstration();
let keys: KeyStandIn;
let s3: S3StandIn;

beforeAll(async () => {
  [keys, s3] = await Promise.all([startKeys(), startS3()]);
  const at = { AWS_ENDPOINT_URL_S3: s3.endpoint, AWS_ENDPOINT_URL_KMS: keys.endpoint, AWS_ENDPOINT_URL_SECRETS_MANAGER: keys.endpoint };
  const by = { AWS_REGION: 'cn-north-1', AWS_ACCESS_KEY_ID: 'publisher', AWS_SECRET_ACCESS_KEY: 'x' };
  const file = fileURLToPath(new URL('../../site/society/demonstration.json', import.meta.url));
  Object.assign(process.env, at, by, { SOCIETY_FILE: file, PUBLIC_URL: 'https://daylight.example.org', PORTAL_SECRET: 'portal' });
  Object.assign(process.env, { RECORDS_TABLE: 'records', LEDGER_TABLE: 'ledger', LOG_BUCKET: 'log', PUBLIC_BUCKET: 'public', PRIVATE_BUCKET: 'private' });
});
beforeEach(() => {
  vi.resetModules(); // each test is a process that has just started
  keys.asked.length = 0;
  keys.secrets.set('portal', JSON.stringify({ root: ROOT }));
  keys.secrets.set('seed', SEED);
});
afterAll(() => Promise.all([keys.close(), s3.close()]));

const world = () => import('../../functions/lambda/world.ts');
const describeLog = (origin: string, vkey: string) => s3.putAs('log/log/1/log.json', JSON.stringify({ v: 1, origin, vkeys: [{ vkey, from: 0 }] }));

test('where the deployment names a seed instead of a key, the seed signs and KMS is never asked', async () => {
  process.env.LOG_SEED_SECRET = 'seed';
  const { signer, logKey } = await (await world()).publishing();
  delete process.env.LOG_SEED_SECRET;
  expect(Buffer.from(logKey.publicKey).toString('hex')).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
  expect(await signer.sign(Uint8Array.of(0x72))).toHaveLength(64);
  expect(keys.asked.map(({ operation }) => operation)).toEqual(['secretsmanager.GetSecretValue', 'secretsmanager.GetSecretValue']);
});

test('a function that got no variable for something says which, and does without the rest', async () => {
  await expect((await world()).publishing()).rejects.toThrow('LOG_SEED_SECRET is not set for this function');
});

test('who reads the log takes its key from log.json, as soon as the publisher has begun it', async () => {
  const { drawing } = await world();
  await expect(drawing()).rejects.toThrow('there is no log yet');
  process.env.LOG_SEED_SECRET = 'seed';
  const { logKey: written } = await (await world()).publishing();
  delete process.env.LOG_SEED_SECRET;
  describeLog(society.origin, formatVerifierKey(written));
  const { logKey } = await drawing();
  expect(formatVerifierKey(logKey)).toBe(formatVerifierKey(written));
  expect(await drawing()).toBe(await drawing());
  describeLog('elsewhere.example.org/log/1', formatVerifierKey(written));
  vi.resetModules();
  await expect((await world()).drawing()).rejects.toThrow('the log is elsewhere.example.org/log/1, and the profile names daylight.example.org/log/1');
});

test.each(['{"root":"', `{"root":"${ROOT.toUpperCase()}"}`, `"${ROOT}"`])(
  'a portal secret that is malformed (%#) is refused without repeating any of it',
  async (text) => {
    keys.secrets.set('portal', text);
    await expect((await world()).settling()).rejects.toThrow(/^PORTAL_SECRET is not JSON with `root`, 64 hex digits$/);
  },
);

test('what is put without a life of its own gets the one that the edge’s rules have for its place', () => {
  expect(CACHES.log).toBe(cacheFor(`/${LOG_PREFIX}log.json`));
  expect(CACHES.public).toBe(cacheFor('/index.html'));
  expect(CACHES.private).toBe(cacheFor('/api/files/x'));
});
