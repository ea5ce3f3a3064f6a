import { createHash } from 'node:crypto';
import { fromBER } from 'asn1js';
import { Certificate, ContentInfo, SignedData, TSTInfo } from 'pkijs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cmsSize } from '../../../functions/documents/signature/cms.ts';
import { timeStamper } from '../../../functions/documents/signature/time-stamp.ts';
import { plain, readSignature, verifySignature } from './read-signature.ts';
import { makeSigner, type TestSigner } from './signers.ts';
import { type Mood, startTimeAuthority, type TimeAuthority } from './time-authority.ts';
import { signTinyPdf } from './tiny-pdf.ts';

const said: string[] = [];
let authority: TimeAuthority;
let made: TestSigner;
beforeAll(async () => {
  authority = await startTimeAuthority();
  const alarm = (code: string, { cause }: { readonly cause: string }) => said.push(`${code}: ${cause}`);
  made = await makeSigner('p256', timeStamper({ address: authority.address, alarm, timeoutMs: 300 }));
});
beforeEach(() => {
  authority.mood = 'grants';
  said.length = 0;
});
afterAll(() => authority.close());

/** The token that stands among the unsigned attributes of a document's signature. */
function tokenOf(pdf: Buffer): SignedData | undefined {
  const attribute = readSignature(pdf).signed.signerInfos[0]?.unsignedAttrs?.attributes.find(({ type }) => type === '1.2.840.113549.1.9.16.2.14');
  const value = attribute?.values[0];
  return value === undefined ? undefined : new SignedData({ schema: new ContentInfo({ schema: value }).content });
}

describe('PAdES B-T: an authority states when the signature existed', () => {
  test('by a round trip to a real one, whose token covers the signature and is signed by the authority', async () => {
    const pdf = await signTinyPdf(made.signer);
    expect(await verifySignature(pdf, [made.root])).toBe('valid and trusted');
    const token = tokenOf(pdf);
    const content = token?.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer(0);
    const stamped = new TSTInfo({ schema: fromBER(content).result });
    const signature = readSignature(pdf).signed.signerInfos[0]?.signature.getValue() ?? new ArrayBuffer(0);
    expect(stamped.genTime).toEqual(new Date('2026-11-24T04:00:00Z'));
    expect(Buffer.from(stamped.messageImprint.hashedMessage.getValue()).equals(createHash('sha256').update(Buffer.from(signature)).digest())).toBe(true);
    expect(await token?.verify({ signer: 0, data: signature, trustedCerts: [Certificate.fromBER(plain(authority.root))] })).toBe(true);
    expect(said).toEqual([]);
  });

  test('and each request asks for the certificates and carries a number of its own', async () => {
    authority.asked.length = 0;
    await signTinyPdf(made.signer);
    await signTinyPdf(made.signer);
    const [one, other] = authority.asked;
    expect(one?.equals(other ?? Buffer.of())).toBe(false);
    expect(one?.subarray(-3)).toEqual(Buffer.of(0x01, 0x01, 0xff));
  });

  test('in a room that is kept free whether it is used or not', async () => {
    const without = cmsSize({ certificates: made.signer.certificates, algorithm: 'p256', sign: made.signer.sign });
    expect(cmsSize(made.signer) - without).toBeGreaterThan(7000);
    const { filled } = readSignature(await signTinyPdf(made.signer));
    expect(filled.length).toBe(cmsSize(made.signer));
  });
});

describe('a failing authority holds up no document', () => {
  test.each<[Mood, string]>([
    ['refuses', 'not granted'],
    ['fails', 'status 503'],
    ['stamps another digest', 'stamped something else'],
    ['takes another nonce', 'answers another request'],
    ['signs wrongly', 'signature does not hold'],
    ['talks too much', 'answer too large'],
    ['keeps silent', 'TimeoutError'],
  ])('one that %s: the document goes out with B-B, and it is said why', async (mood, cause) => {
    authority.mood = mood;
    const pdf = await signTinyPdf(made.signer);
    expect(await verifySignature(pdf, [made.root])).toBe('valid and trusted');
    expect(tokenOf(pdf)).toBeUndefined();
    expect(said).toEqual([`time_stamp_missing: ${cause}`]);
  });

  test('nor does one that is not there', async () => {
    const { signer, root } = await makeSigner('rsa', timeStamper({ address: 'http://127.0.0.1:9/', alarm: (code) => said.push(code) }));
    expect(await verifySignature(await signTinyPdf(signer), [root])).toBe('valid and trusted');
    expect(said).toEqual(['time_stamp_missing']);
  });
});
