import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { cmsSize, makeCms } from '../../../functions/documents/signature/cms.ts';
import { openssl, opensslSays, pdfsig, pdfsigSays, VALID_AND_TRUSTED } from './other-readers.ts';
import { plain, readSignature, signingCertificates, verifySignature } from './read-signature.ts';
import { ALGORITHMS, makeSigner, type TestSigner } from './signers.ts';
import { signTinyPdf } from './tiny-pdf.ts';

describe.each(ALGORITHMS)('a document signed with %s', (algorithm) => {
  let made: TestSigner;
  let pdf: Buffer;
  beforeAll(async () => {
    made = await makeSigner(algorithm);
    pdf = await signTinyPdf(made.signer);
  });

  test('is valid and trusted, as pkijs reads it', async () => {
    expect(await verifySignature(pdf, [made.root])).toBe('valid and trusted');
  });

  test('is not trusted under another root', async () => {
    const { root } = await makeSigner(algorithm);
    expect(await verifySignature(pdf, [root])).not.toBe('valid and trusted');
  });

  test('has the signed attributes of PAdES B-B and no other: content type, digest, and the signing certificate by its SHA-256', () => {
    const read = readSignature(pdf);
    const info = read.signed.signerInfos[0];
    const types = info?.signedAttrs?.attributes.map(({ type }) => type);
    expect(types?.toSorted()).toEqual(['1.2.840.113549.1.9.16.2.47', '1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4']);
    expect(signingCertificates(read)).toEqual([
      createHash('sha256')
        .update(made.signer.certificates[0] ?? '')
        .digest('hex'),
    ]);
    expect(info?.unsignedAttrs).toBeUndefined();
    expect(read.signed.encapContentInfo.eContent).toBeUndefined();
    expect(read.signed.certificates).toHaveLength(1);
  });

  test('is DER throughout: read and written again by another hand it is the same bytes', () => {
    const { cms, signed } = readSignature(pdf);
    expect(cms.includes(Buffer.from(signed.toSchema(true).toBER()))).toBe(true);
  });

  test('every flipped byte of what is signed is found', async () => {
    const { content, signed, filled } = readSignature(pdf);
    const gap = filled.length * 2 + 2;
    const hole = pdf.indexOf('/Contents<') + '/Contents'.length;
    const digest = signed.signerInfos[0]?.signedAttrs?.attributes.find(({ type }) => type === '1.2.840.113549.1.9.4')?.values[0]?.valueBlock.valueHexView;
    for (let at = 0; at < content.length; at += 1) {
      const other = Buffer.from(content);
      other[at] = (other[at] ?? 0) ^ 1;
      expect(createHash('sha256').update(other).digest().equals(Buffer.from(digest))).toBe(false);
    }
    for (const at of [0, 9, hole - 1, hole + gap, pdf.length - 2]) {
      const other = Buffer.from(pdf);
      other[at] = (other[at] ?? 0) ^ 1;
      expect(await verifySignature(other, [made.root]), `byte ${at}`).not.toBe('valid and trusted');
    }
  });

  test('a flipped bit in the signature or in a signed attribute is found', async () => {
    const { signed, cms } = readSignature(pdf);
    const hole = pdf.indexOf('/Contents<') + '/Contents<'.length;
    const flip = (part: Uint8Array) => {
      const at = hole + cms.indexOf(Buffer.from(part)) * 2 + 1;
      return Buffer.concat([pdf.subarray(0, at), Buffer.from([(pdf[at] ?? 0) ^ 1]), pdf.subarray(at + 1)]);
    };
    const info = signed.signerInfos[0];
    const signature = Buffer.from(info?.signature.valueBlock.valueHexView ?? []);
    expect(await verifySignature(flip(signature.subarray(-20)), [made.root])).not.toBe('valid and trusted');
    const digest = createHash('sha256')
      .update(made.signer.certificates[0] ?? '')
      .digest();
    expect(await verifySignature(flip(digest), [made.root])).not.toBe('valid and trusted');
  });

  test('fills the room that was said beforehand, every time, with zeros behind the DER and nothing else', async () => {
    const size = cmsSize(made.signer);
    for (let at = 0; at < 40; at += 1) {
      const cms = await makeCms(made.signer, createHash('sha256').update(String(at)).digest());
      expect(cms.length).toBe(size);
    }
    const { filled, cms } = readSignature(pdf);
    expect(filled.length).toBe(size);
    expect(filled.length - cms.length).toBeLessThan(algorithm === 'rsa' ? 1 : 10);
    expect(filled.subarray(cms.length).every((octet) => octet === 0)).toBe(true);
  });

  test('takes at most 1.25 KB, with RSA 1.6 KB', () => {
    expect(cmsSize(made.signer)).toBeLessThan(algorithm === 'rsa' ? 1638 : 1280);
  });

  test.skipIf(!openssl.present)(openssl.title, () => {
    const { cms, content } = readSignature(pdf);
    expect(opensslSays({ cms, content, root: made.root })).toContain('CAdES Verification successful');
    const other = Buffer.from(content);
    other[20] = (other[20] ?? 0) ^ 1;
    expect(opensslSays({ cms, content: other, root: made.root })).not.toContain('successful');
  });

  test.skipIf(!pdfsig.present)(pdfsig.title, () => {
    expect(pdfsigSays(pdf, made.root)).toEqual(VALID_AND_TRUSTED);
  });
});

test('a signer whose key answers with more than a signature is not believed', async () => {
  const { signer } = await makeSigner('p256');
  await expect(makeCms({ ...signer, sign: async () => new Uint8Array(100) }, new Uint8Array(32))).rejects.toThrow('100 bytes');
});

test('bytes are handed to pkijs by themselves', () => {
  expect(plain(Buffer.from('abc').subarray(1)).byteLength).toBe(2);
});
