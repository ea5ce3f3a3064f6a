import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawDocument } from '../../../functions/documents/documents.ts';
import { CARRIED, factsOf } from '../facts.ts';
import { openssl, opensslSays, pdfsig, pdfsigSays, VALID_AND_TRUSTED } from './other-readers.ts';
import { readSignature, verifySignature } from './read-signature.ts';
import { ALGORITHMS, makeSigner, type TestSigner } from './signers.ts';

const CASES = ALGORITHMS.flatMap((algorithm) => [
  { algorithm, kind: 'receipt' as const },
  { algorithm, kind: 'certificate' as const },
]);

describe.each(CASES)('a $kind signed with $algorithm', ({ algorithm, kind }) => {
  let made: TestSigner;
  let pdf: Buffer;
  beforeAll(async () => {
    made = await makeSigner(algorithm);
    pdf = Buffer.from(await drawDocument(factsOf(kind), { record: CARRIED, signer: made.signer }));
  });

  test('is valid and trusted, and all of it but the signature is signed', async () => {
    expect(await verifySignature(pdf, [made.root])).toBe('valid and trusted');
    const { content, filled } = readSignature(pdf);
    expect(content.length + filled.length * 2 + 2).toBe(pdf.length);
  });

  test('a flipped bit at any place is found: in the page, in what is attached, in the metadata, at the end', async () => {
    const { content, signed } = readSignature(pdf);
    const attribute = signed.signerInfos[0]?.signedAttrs?.attributes.find(({ type }) => type === '1.2.840.113549.1.9.4');
    const digest = Buffer.from(attribute?.values[0]?.valueBlock.valueHexView);
    expect(createHash('sha256').update(content).digest().equals(digest)).toBe(true);
    for (let at = 0; at < content.length; at += 97) {
      const other = Buffer.from(content);
      other[at] = (other[at] ?? 0) ^ 1;
      expect(createHash('sha256').update(other).digest().equals(digest), `byte ${at}`).toBe(false);
    }
    const other = Buffer.from(pdf);
    const at = other.indexOf(CARRIED.entry);
    other[at + 8] = (other[at + 8] ?? 0) ^ 1;
    expect(at).toBeGreaterThan(0);
    expect(await verifySignature(other, [made.root])).not.toBe('valid and trusted');
  });

  test.skipIf(!openssl.present)(openssl.title, () => {
    expect(opensslSays({ ...readSignature(pdf), root: made.root })).toContain('CAdES Verification successful');
  });

  test.skipIf(!pdfsig.present)(pdfsig.title, () => {
    expect(pdfsigSays(pdf, made.root)).toEqual(VALID_AND_TRUSTED);
  });
});
