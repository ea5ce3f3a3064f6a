import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatChain } from '../../functions/documents/signature/chain.ts';
import { demonstrationChain } from '../../functions/documents/signature/demonstration-chain.ts';
import { kmsDocumentKey, openDocumentSigner } from '../../functions/lambda/document-signer.ts';
import { folderFiles } from '../../infra/local/folder-files.ts';
import { verifySignature } from '../documents/signature/read-signature.ts';
import { signTinyPdf } from '../documents/signature/tiny-pdf.ts';
import { demonstration } from '../support/world.ts';
import { DOCUMENT_KEY, type KeyStandIn, startKeys } from './key-stand-in.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-kms-'));
const privateFiles = folderFiles(base, { durable: false });
const alarms: string[] = [];
const deps = { society: demonstration(), privateFiles, alarm: (code: string) => alarms.push(code) };
const real = { ...deps, society: { ...deps.society, demonstration: false } };
const CHAIN = 'documents/demonstration-chain.pem';
let keys: KeyStandIn;

beforeAll(async () => {
  keys = await startKeys();
  Object.assign(process.env, { AWS_ENDPOINT_URL_KMS: keys.endpoint, AWS_REGION: 'ap-southeast-1', AWS_ACCESS_KEY_ID: 'documents', AWS_SECRET_ACCESS_KEY: 'x' });
});
beforeEach(async () => {
  await privateFiles.remove(CHAIN);
  keys.asked.length = 0;
});
afterAll(async () => {
  await keys.close();
  rmSync(base, { recursive: true });
});

const roots = async (): Promise<readonly Uint8Array[]> => {
  const pem = new TextDecoder().decode((await privateFiles.get(CHAIN))?.bytes);
  return [Buffer.from(pem.split('-----')[6] ?? '', 'base64')];
};

describe.each(['ec', 'rsa'] as const)('documents are signed by KMS with a key of the kind %s', (kind) => {
  beforeAll(() => {
    const pair = kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    keys.documentKey = pair.privateKey;
  });

  test('which gets 32 bytes of digest and nothing of the document', async () => {
    const signer = await openDocumentSigner(deps, { keyId: DOCUMENT_KEY });
    expect(await verifySignature(await signTinyPdf(signer), await roots())).toBe('valid and trusted');
    expect(keys.asked).toEqual([
      { who: 'documents', operation: 'TrentService.GetPublicKey', of: DOCUMENT_KEY },
      { who: 'documents', operation: 'TrentService.Sign', of: DOCUMENT_KEY },
    ]);
  });

  test('whose wrong signature is thrown, and never reaches a document', async () => {
    const { sign } = await kmsDocumentKey(DOCUMENT_KEY);
    keys.signature = randomBytes(kind === 'rsa' ? 256 : 70);
    await expect(sign(Buffer.from('attributes'))).rejects.toThrow('does not hold');
    keys.signature = undefined;
  });
});

test('a key that signs the log signs no document', async () => {
  await expect(kmsDocumentKey(keys.logKeyId)).rejects.toThrow('ECC_NIST_EDWARDS25519');
});

describe('the chain of certificates', () => {
  test('of the demonstration is written once: of two that start together one decides', async () => {
    const [one, other] = await Promise.all([openDocumentSigner(deps, { keyId: DOCUMENT_KEY }), openDocumentSigner(deps, { keyId: DOCUMENT_KEY })]);
    expect(one.certificates).toEqual(other.certificates);
    expect((await openDocumentSigner(deps, { keyId: DOCUMENT_KEY })).certificates).toEqual(one.certificates);
  });

  test('of the demonstration is written anew for another key', async () => {
    const first = await openDocumentSigner(deps, { keyId: DOCUMENT_KEY });
    keys.documentKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    const second = await openDocumentSigner(deps, { keyId: DOCUMENT_KEY });
    expect(second.certificates).not.toEqual(first.certificates);
    expect(await verifySignature(await signTinyPdf(second), await roots())).toBe('valid and trusted');
  });

  test('of a real society comes with the deployment, or no document is signed', async () => {
    await expect(openDocumentSigner(real, { keyId: DOCUMENT_KEY })).rejects.toThrow(/^document_chain_missing$/);
    expect(await privateFiles.get(CHAIN)).toBeUndefined();
    const request = new TextDecoder().decode((await privateFiles.get('documents/document.csr'))?.bytes);
    expect(request).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
    const publicKey = (await kmsDocumentKey(DOCUMENT_KEY)).publicKey.export({ format: 'der', type: 'spki' });
    const chainFile = join(base, 'chain.pem');
    const chain = await demonstrationChain({ publicKey, society: '某某公益会', random: randomBytes });
    writeFileSync(chainFile, formatChain(chain));
    const signer = await openDocumentSigner(real, { keyId: DOCUMENT_KEY, chainFile });
    expect(await verifySignature(await signTinyPdf(signer), chain.slice(1))).toBe('valid and trusted');
  });

  test('of another key is refused', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const chain = await demonstrationChain({ publicKey: publicKey.export({ format: 'der', type: 'spki' }), society: '某某公益会', random: randomBytes });
    writeFileSync(join(base, 'other.pem'), formatChain(chain));
    await expect(openDocumentSigner(deps, { keyId: DOCUMENT_KEY, chainFile: join(base, 'other.pem') })).rejects.toThrow(/^document_chain_of_other_key$/);
  });
});
