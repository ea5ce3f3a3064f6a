import { webcrypto } from 'node:crypto';
import { fromBER, OctetString, Sequence } from 'asn1js';
import { Certificate, ContentInfo, CryptoEngine, SignedData, setEngine } from 'pkijs';

setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto as unknown as Crypto }));

export type ReadSignature = {
  /** Signed bytes of the document, both ranges one after the other. */
  readonly content: Buffer;
  /** What stands in Contents, with whatever it was filled up with. */
  readonly filled: Buffer;
  /** The DER at its beginning. */
  readonly cms: Buffer;
  readonly signed: SignedData;
};

/** Takes the signature out of a PDF by nothing but its ByteRange. */
export function readSignature(pdf: Buffer): ReadSignature {
  const [start = 0, before = 0, after = 0, rest = 0] = (/\/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+) *\]/.exec(pdf.toString('latin1')) ?? []).slice(1).map(Number);
  if (start !== 0 || after + rest !== pdf.length || pdf[before] !== 0x3c || pdf[after - 1] !== 0x3e)
    throw new Error('ByteRange leaves out something else than Contents');
  const filled = Buffer.from(pdf.subarray(before + 1, after - 1).toString('latin1'), 'hex');
  const { offset, result } = fromBER(plain(filled));
  const signed = new SignedData({ schema: new ContentInfo({ schema: result }).content });
  return { content: Buffer.concat([pdf.subarray(0, before), pdf.subarray(after)]), filled, cms: filled.subarray(0, offset), signed };
}

/** What pkijs says of a signature under these roots (DER); a throw is a no. */
export async function verifySignature(pdf: Buffer, roots: readonly Uint8Array[]): Promise<string> {
  const trustedCerts = roots.map((root) => Certificate.fromBER(plain(root)));
  try {
    const { content, signed } = readSignature(pdf);
    const said = await signed.verify({ signer: 0, data: plain(content), trustedCerts, checkChain: true, extendedMode: true });
    return said.signatureVerified === true && said.signerCertificateVerified === true ? 'valid and trusted' : said.message;
  } catch (error) {
    return error instanceof Error ? error.message : String((error as { readonly message?: string }).message);
  }
}

/** The digests of certificates that the attribute signing-certificate-v2 names (RFC 5035, 3). */
export function signingCertificates({ signed }: ReadSignature): readonly string[] {
  const attribute = signed.signerInfos[0]?.signedAttrs?.attributes.find(({ type }) => type === '1.2.840.113549.1.9.16.2.47');
  const named = attribute?.values[0]?.valueBlock.value[0]?.valueBlock.value ?? [];
  return named.map((one: unknown) => {
    const digest = one instanceof Sequence ? one.valueBlock.value[0] : undefined;
    return digest instanceof OctetString ? Buffer.from(digest.valueBlock.valueHexView).toString('hex') : '';
  });
}

/** An ArrayBuffer with these bytes and no others, which asn1js and pkijs read. */
export function plain(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
