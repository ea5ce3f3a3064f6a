import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from '@noble/ed25519';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, expect, test } from 'vitest';
import { formatCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { EMPTY_ROOT } from '../../functions/domain/ledger/hash.ts';
import { COSIGNATURE, formatNote, parseNote, parseVerifierKey, signatureLine, verifyNote } from '../../functions/domain/ledger/note.ts';
import { witnessStack } from '../../infra/aws/witness-stack.ts';
import { bundleFunctions } from '../../infra/bundle.ts';
import { hex, utf8 } from '../domain/ledger/vector-bytes.ts';
import type { Vectors } from '../domain/ledger/vector-shape.ts';
import { startBundle } from '../lambda/bundle-process.ts';
import { apiAnswer, apiEvent } from '../lambda/events.ts';
import { startKeys } from '../lambda/key-stand-in.ts';
import { startS3 } from '../lambda/s3-stand-in.ts';

const vectors: Vectors = JSON.parse(readFileSync(new URL('../vectors/tlog.json', import.meta.url), 'utf8'));
const { log } = vectors.keys;
const folder = mkdtempSync(join(tmpdir(), 'daylight-witness-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the template of a witness has a key that is never given out, a bucket that keeps every version, and no right beyond them', () => {
  const code = join(folder, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.mjs'), 'export const handler = () => undefined;\n');
  const app = new App({ outdir: join(folder, 'out') });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = witnessStack(app, { name: 'witness.example.net/committee', logs: log.vkey, code, region: 'ap-southeast-1' });
  app.synth();
  const template = Template.fromStack(stack);
  template.hasResource('AWS::KMS::Key', { Properties: { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' }, DeletionPolicy: 'Retain' });
  template.hasResource('AWS::S3::Bucket', { Properties: { VersioningConfiguration: { Status: 'Enabled' } }, DeletionPolicy: 'Retain' });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { WITNESS_NAME: 'witness.example.net/committee', LOG_VKEYS: log.vkey } },
  });
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap((one) => one.Properties.PolicyDocument.Statement);
  expect(statements.flatMap((one: { Action: string | string[] }) => one.Action).sort()).toEqual(
    ['kms:GetPublicKey', 'kms:Sign', 'logs:CreateLogStream', 'logs:PutLogEvents', 's3:GetObject', 's3:ListBucket', 's3:PutObject'].sort(),
  );
});

test('its bundle cosigns with KMS and holds what it cosigned in S3', { timeout: 60_000 }, async () => {
  await bundleFunctions({ outDir: folder, functions: [{ name: 'witness', entry: 'functions/lambda/witness.ts', draws: false }] });
  const [keys, s3] = await Promise.all([startKeys(), startS3(() => true)]);
  const bundle = await startBundle(join(folder, 'witness'), {
    WITNESS_NAME: 'witness.example.net/committee',
    LOG_VKEYS: log.vkey,
    WITNESS_BUCKET: 'held-bucket',
    WITNESS_KEY_ID: keys.logKeyId,
    AWS_REGION: 'ap-southeast-1',
    AWS_ACCESS_KEY_ID: 'witness',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_KMS: keys.endpoint,
  });
  const ask = async (path: string, body?: string) => {
    const request = new Request(`https://w.example.net${path}`, body === undefined ? {} : { method: 'POST', body });
    const invoked = await bundle.invoke(await apiEvent(request, { routeKey: 'ANY /{proxy+}', base64: false }));
    return invoked.ok ? apiAnswer(invoked.answer as Parameters<typeof apiAnswer>[0]) : expect.unreachable(JSON.stringify(invoked));
  };
  const vkey = parseVerifierKey((await (await ask('/')).text()).trim());
  expect(vkey).toMatchObject({ name: 'witness.example.net/committee', type: COSIGNATURE });
  const text = formatCheckpoint({ origin: log.name, size: 0, root: EMPTY_ROOT });
  const id = parseVerifierKey(log.vkey)?.id ?? expect.unreachable();
  const checkpoint = formatNote(text, [signatureLine({ name: log.name, id }, sign(utf8(text), hex(log.seedHex)))]);
  const answer = await ask('/add-checkpoint', `old 0\n\n${checkpoint}`);
  const line = await answer.text();
  expect([answer.status, verifyNote(parseNote(formatNote(text, [line])) ?? expect.unreachable(), vkey === undefined ? [] : [vkey]).ok]).toEqual([200, true]);
  expect([...s3.objects.keys()]).toEqual([expect.stringMatching(/^held-bucket\/[0-9a-f]{64}\/checkpoint$/)]);
  expect((await ask('/add-checkpoint', `old 5\n\n${checkpoint}`)).status).toBe(400);
  await bundle.stop();
  await Promise.all([keys.close(), s3.close()]);
});
