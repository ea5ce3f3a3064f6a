import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { type DocumentKeyOptions, fileDocumentSigner } from '../../infra/local/document-keys.ts';
import { openPortal } from '../../infra/local/portal.ts';
import { readSettings } from '../../infra/local/settings.ts';
import { verifySignature } from '../documents/signature/read-signature.ts';
import { signTinyPdf } from '../documents/signature/tiny-pdf.ts';
import { demonstration } from '../support/world.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-document-keys-'));
afterAll(() => rmSync(base, { recursive: true }));

const REAL = { demonstration: false, name: { zh: '某某公益会', en: 'Some Society' } };

function options(name: string, more: Partial<DocumentKeyOptions> = {}): DocumentKeyOptions {
  mkdirSync(join(base, name), { recursive: true });
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  return { keyFile: (file) => join(base, name, file), society: demonstration(), random, now: Date.now, alarm: () => {}, ...more };
}

const open = async (name: string, more?: Partial<DocumentKeyOptions>) => {
  const opened = await fileDocumentSigner(options(name, more));
  if (!opened.ok) throw new Error(opened.code);
  return opened.signer;
};

const certificates = (file: string): readonly Buffer[] =>
  [...readFileSync(file, 'utf8').matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-/g)].map(([, text]) => Buffer.from(text ?? '', 'base64'));

describe('the key that signs documents on one machine', () => {
  test('is made at the first start, readable by its owner only, and stays', async () => {
    const first = await open('stays');
    expect(statSync(join(base, 'stays/document.key')).mode & 0o777).toBe(0o600);
    const second = await open('stays');
    expect(second.certificates).toEqual(first.certificates);
    const [, root] = certificates(join(base, 'stays/document-chain.pem'));
    expect(await verifySignature(await signTinyPdf(second), [root ?? Buffer.of()])).toBe('valid and trusted');
  });

  test('may be an RSA key that was put there', async () => {
    const { keyFile } = options('rsa');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(keyFile('document.key'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const signer = await open('rsa');
    expect(signer.algorithm).toBe('rsa');
    const [, root] = certificates(keyFile('document-chain.pem'));
    expect(await verifySignature(await signTinyPdf(signer), [root ?? Buffer.of()])).toBe('valid and trusted');
  });

  test('that takes the place of another is vouched for anew', async () => {
    const first = await open('replaced');
    rmSync(join(base, 'replaced/document.key'));
    const second = await open('replaced');
    expect(second.certificates).not.toEqual(first.certificates);
    const [, root] = certificates(join(base, 'replaced/document-chain.pem'));
    expect(await verifySignature(await signTinyPdf(second), [root ?? Buffer.of()])).toBe('valid and trusted');
  });

  test('is vouched for by an authority where the society is a real one: until then it refuses, and leaves a request for one', async () => {
    expect(await fileDocumentSigner(options('real', { society: REAL }))).toEqual({ ok: false, code: 'document_chain_missing' });
    expect(readFileSync(join(base, 'real/document.csr'), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
    expect(existsSync(join(base, 'real/document-chain.pem'))).toBe(false);
  });

  test('takes no chain of another key, wherever that lies', async () => {
    await open('one');
    const chainFile = join(base, 'one/document-chain.pem');
    expect(await fileDocumentSigner(options('two', { chainFile }))).toEqual({ ok: false, code: 'document_chain_of_other_key' });
    expect(await fileDocumentSigner(options('two', { chainFile: join(base, 'nowhere.pem') }))).toEqual({ ok: false, code: 'document_chain_missing' });
  });
});

test('a portal whose certificate is for another key does not start, and says which file is wrong', async () => {
  await open('other');
  const opened = await openDataFolder(join(base, 'portal'));
  if (!opened.ok) return expect.unreachable();
  const address = { publicUrl: 'http://127.0.0.1:9', ownUrl: 'http://127.0.0.1:9' };
  const start = openPortal({
    ...{ ...address, folder: opened.folder, society: demonstration(), site: '', clock: Date.now, simulated: false, windowMs: 0, alarm: () => {} },
    documentChainFile: join(base, 'other/document-chain.pem'),
  });
  await expect(start).rejects.toMatchObject({ reason: 'document_chain_of_other_key', message: expect.stringContaining('DOCUMENT_CHAIN_FILE') });
  opened.folder.release();
});

test('chain and time stamp authority are taken from the environment', () => {
  const given = { DOCUMENT_CHAIN_FILE: 'chain.pem', TIME_STAMP_URL: 'http://stamp.example.org/tsa' };
  expect(readSettings(given)).toMatchObject({ documentChainFile: 'chain.pem', timeStampUrl: 'http://stamp.example.org/tsa' });
  expect(readSettings({})).not.toHaveProperty('timeStampUrl');
  expect(() => readSettings({ TIME_STAMP_URL: 'stamp.example.org' })).toThrow('TIME_STAMP_URL must be an address');
});
