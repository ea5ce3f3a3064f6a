import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { fromBER } from 'asn1js';
import { CertificationRequest } from 'pkijs';
import { describe, expect, test } from 'vitest';
import { requestCertificate } from '../../../functions/documents/signature/certificate.ts';
import { certificateParts } from '../../../functions/documents/signature/certificate-parts.ts';
import { formatChain, readChain } from '../../../functions/documents/signature/chain.ts';
import { demonstrationChain } from '../../../functions/documents/signature/demonstration-chain.ts';
import { openSigner } from '../../../functions/documents/signature/open-signer.ts';
import { keyOf } from '../../../infra/local/document-keys.ts';
import { plain } from './read-signature.ts';

const made = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const spki = (key: ReturnType<typeof made>['publicKey']) => key.export({ format: 'der', type: 'spki' });
const chainFor = (pair: ReturnType<typeof made>) => demonstrationChain({ publicKey: spki(pair.publicKey), society: '示范省示例公益会', random: randomBytes });

describe('the chain that the demonstration society writes for itself', () => {
  test('says in every subject that it is a demonstration (M17)', async () => {
    const certificates = (await chainFor(made())).map((one) => new X509Certificate(one));
    expect(certificates).toHaveLength(2);
    for (const { subject } of certificates) {
      expect(subject).toContain('O=示范省示例公益会');
      expect(subject).toContain('OU=演示，无法律效力 · demonstration without legal effect');
    }
  });

  test('is one that OpenSSL follows: the root issues itself and the signer’s, and only the root may issue', async () => {
    const pair = made();
    const [own, root] = (await chainFor(pair)).map((one) => new X509Certificate(one));
    if (own === undefined || root === undefined) throw new Error('two are written');
    expect(own.checkIssued(root) && own.verify(root.publicKey)).toBe(true);
    expect(root.checkIssued(root) && root.verify(root.publicKey)).toBe(true);
    expect([own.ca, root.ca]).toEqual([false, true]);
    expect(own.checkPrivateKey(pair.privateKey)).toBe(true);
  });

  test('another call issues under another root: the key of the first is gone', async () => {
    const [[, one], [, other]] = await Promise.all([chainFor(made()), chainFor(made())]);
    expect(new X509Certificate(one ?? '').publicKey.equals(new X509Certificate(other ?? '').publicKey)).toBe(false);
  });
});

describe('a chain is held against its key at the start', () => {
  test('the right one is taken, without its root', async () => {
    const pair = made();
    const [own, root] = await chainFor(pair);
    const read = readChain(formatChain([own ?? new Uint8Array(), root ?? new Uint8Array()]), pair.publicKey);
    expect(read).toEqual({ ok: true, chain: { certificates: [new Uint8Array(own ?? [])], algorithm: 'p256', endsAtMs: Date.parse('2049-12-31T23:59:59Z') } });
  });

  test.each([
    ['no certificate at all', 'document_chain_missing', async () => ''],
    ['another key’s', 'document_chain_of_other_key', async () => formatChain(await chainFor(made()))],
    ['the root first', 'document_chain_of_other_key', async (pair) => formatChain((await chainFor(pair)).toReversed())],
    [
      'another root behind it',
      'document_chain_broken',
      async (pair) => formatChain([(await chainFor(pair)).slice(0, 1), (await chainFor(pair)).slice(1)].flat()),
    ],
    ['a damaged certificate', 'document_chain_unreadable', async (pair) => formatChain([(await chainFor(pair))[0]?.subarray(0, 200) ?? new Uint8Array()])],
  ] as const satisfies readonly (readonly [string, string, (pair: ReturnType<typeof made>) => Promise<string>])[])('%s: %s', async (_, code, pem) => {
    const pair = made();
    expect(readChain(await pem(pair), pair.publicKey)).toEqual({ ok: false, code });
  });

  test('a key that documents cannot be signed with is refused whatever its chain says', () => {
    const unfit = [generateKeyPairSync('ed25519'), generateKeyPairSync('ec', { namedCurve: 'secp384r1' }), generateKeyPairSync('rsa', { modulusLength: 1024 })];
    for (const { publicKey } of unfit) expect(readChain('', publicKey)).toEqual({ ok: false, code: 'document_key_unfit' });
  });
});

describe('a certificate ends', () => {
  const LAST = Date.parse('2049-12-31T23:59:59Z');
  const opened = async (now: () => number) => {
    const pair = made();
    const said: string[] = [];
    const alarm = (code: string, { endsAt }: { readonly endsAt: string }) => said.push(`${code} ${endsAt}`);
    const signer = openSigner(keyOf(pair.privateKey), formatChain(await chainFor(pair)), { now, alarm });
    if (!signer.ok) throw new Error(signer.code);
    return { signer: signer.signer, said };
  };

  test('and a month before somebody is told, while documents are signed on', async () => {
    expect((await opened(() => LAST - 31 * 86_400_000)).said).toEqual([]);
    const { signer, said } = await opened(() => LAST - 29 * 86_400_000);
    expect(said).toEqual(['document_certificate_ends 2049-12-31T23:59:59.000Z']);
    expect((await signer.sign(new Uint8Array(1))).length).toBeGreaterThan(60);
  });

  test('and from then on nothing is signed: a document is kept as it was drawn', async () => {
    let nowMs = LAST;
    const { signer, said } = await opened(() => nowMs);
    await signer.sign(new Uint8Array(1));
    nowMs += 1;
    await expect(signer.sign(new Uint8Array(1))).rejects.toThrow('document_certificate_ended');
    expect(said).toHaveLength(2);
  });
});

test('a request for a certificate is signed by its own key and names the society', async () => {
  const pair = made();
  const request = await requestCertificate({
    algorithm: 'p256',
    sign: keyOf(pair.privateKey).sign,
    publicKey: spki(pair.publicKey),
    subject: { organisation: '某某公益会', name: '某某公益会' },
  });
  const read = new CertificationRequest({ schema: fromBER(plain(request)).result });
  expect(await read.verify()).toBe(true);
  expect(read.subject.typesAndValues.map(({ value }) => value.valueBlock.value)).toEqual(['某某公益会', '某某公益会']);
});

test('what is no certificate is not taken apart', () => {
  for (const wrong of [new Uint8Array(), Uint8Array.of(0x30, 0x80), Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x01), Uint8Array.of(0x30, 0x81, 0x01, 0)]) {
    expect(() => certificateParts(wrong)).toThrow('no certificate');
  }
});
