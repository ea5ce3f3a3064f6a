// Writes the signature of a document: CMS SignedData (RFC 5652, 5), detached, as PAdES baseline B-B asks for it
// (ETSI EN 319 142-1, 6.3; SubFilter ETSI.CAdES.detached). No signing-time: in PAdES that is the entry M of the dictionary.
import { createHash, X509Certificate } from 'node:crypto';
import { SHA_256, SIGNATURE_ALGORITHMS } from './algorithms.ts';
import { certificateParts } from './certificate-parts.ts';
import { der, octets, oid, sequence, setOf, smallInteger, tagged } from './der.ts';
import type { DocumentSigner } from './document-signer.ts';

/** Bytes that a signature of this signer takes at most, which is what `makeCms` fills; a document keeps twice as many hexadecimal digits free. */
export function cmsSize(signer: DocumentSigner): number {
  return formOf(signer).size;
}

/**
 * Signs a document by the SHA-256 of its signed ranges. The answer is exactly `cmsSize` bytes: DER, then zeros, since an
 * ECDSA signature may be some bytes shorter (ISO 32000-2, 12.8.1 lets Contents be filled up). Throws where the key does.
 */
export async function makeCms(signer: DocumentSigner, documentDigest: Uint8Array): Promise<Uint8Array> {
  const form = formOf(signer);
  const attributes = Buffer.from(form.attributes);
  attributes.set(documentDigest, form.digestAt);
  const signature = await signer.sign(attributes);
  if (signature.length > form.signatureBytes) throw new RangeError(`a signature of ${signature.length} bytes, where ${form.signatureBytes} are kept free`);
  const token = await signer.stamper?.stamp(signature);
  const cms = new Uint8Array(form.size);
  cms.set(form.write(attributes, { signature, token }));
  return cms;
}

/** Everything of a signature that stays the same from document to document. */
type Form = {
  readonly size: number;
  readonly signatureBytes: number;
  /** The signed attributes with a hole for the document's digest at `digestAt`. */
  readonly attributes: Uint8Array;
  readonly digestAt: number;
  readonly write: (attributes: Uint8Array, made: { readonly signature: Uint8Array; readonly token: Uint8Array | undefined }) => Uint8Array;
};

const forms = new WeakMap<DocumentSigner, Form>();

function formOf(signer: DocumentSigner): Form {
  const known = forms.get(signer);
  if (known !== undefined) return known;
  const form = makeForm(signer);
  forms.set(signer, form);
  return form;
}

const SIGNED_DATA = oid('1.2.840.113549.1.7.2');
const DATA = oid('1.2.840.113549.1.7.1');

function makeForm(signer: DocumentSigner): Form {
  const own = ownCertificate(signer);
  const { issuer, serialNumber } = certificateParts(own);
  const hole = new Uint8Array(32).fill(0xa5);
  const attributes = signedAttributes(own, hole);
  // RFC 5652, 5.1: version 1, digest algorithm, content type without content, certificates.
  const before = Buffer.concat([smallInteger(1), setOf(SHA_256), sequence(DATA), tagged(0, ...signer.certificates.toSorted(Buffer.compare))]);
  // RFC 5652, 5.3: version 1, who signed, digest algorithm.
  const who = Buffer.concat([smallInteger(1), sequence(issuer, serialNumber), SHA_256]);
  const write: Form['write'] = (signed, { signature, token }) => {
    const unsigned = token === undefined ? [] : [tagged(1, timeStampAttribute(token))];
    const signerInfo = sequence(who, implicit(signed), SIGNATURE_ALGORITHMS[signer.algorithm], octets(signature), ...unsigned);
    return sequence(SIGNED_DATA, tagged(0, sequence(before, setOf(signerInfo))));
  };
  const signatureBytes = longestSignature(signer, own);
  const token = signer.stamper === undefined ? undefined : new Uint8Array(signer.stamper.roomBytes);
  const size = write(attributes, { signature: new Uint8Array(signatureBytes), token }).length;
  return { size, signatureBytes, attributes, digestAt: Buffer.from(attributes).indexOf(hole), write };
}

/**
 * Content type and digest (RFC 5652, 11.1 and 11.2) and the signing certificate by its SHA-256, which keeps another
 * certificate for the same key from being put in its place (RFC 5035, 3; ETSI EN 319 122-1, 5.2.2.3). The digest of the
 * document does not move them: what orders a SET OF stands before it.
 */
function signedAttributes(certificate: Uint8Array, documentDigest: Uint8Array): Uint8Array {
  const digest = createHash('sha256').update(certificate).digest();
  const contentType = sequence(oid('1.2.840.113549.1.9.3'), setOf(DATA));
  const messageDigest = sequence(oid('1.2.840.113549.1.9.4'), setOf(octets(documentDigest)));
  const signingCertificate = sequence(oid('1.2.840.113549.1.9.16.2.47'), setOf(sequence(sequence(sequence(octets(digest))))));
  return setOf(contentType, messageDigest, signingCertificate);
}

/** The token of a time stamp authority (RFC 3161, appendix A), which makes B-T of B-B. */
const timeStampAttribute = (token: Uint8Array): Uint8Array => sequence(oid('1.2.840.113549.1.9.16.2.14'), setOf(token));

const TAG_0 = 0xa0;

/** What is signed is a SET OF; what stands in the signature is the same under the tag [0] (RFC 5652, 5.4). */
function implicit(attributes: Uint8Array): Uint8Array {
  const copy = Buffer.from(attributes);
  copy[0] = TAG_0;
  return copy;
}

function ownCertificate({ certificates: [own] }: DocumentSigner): Uint8Array {
  if (own === undefined) throw new TypeError('a signer of documents needs a certificate');
  return own;
}

/** Two integers of at most 33 octets in a sequence (RFC 3279, 2.2.3), or as many octets as the modulus of an RSA key has. */
function longestSignature({ algorithm }: DocumentSigner, certificate: Uint8Array): number {
  if (algorithm === 'p256') return der(0x30, der(0x02, new Uint8Array(33)), der(0x02, new Uint8Array(33))).length;
  const { modulusLength } = new X509Certificate(certificate).publicKey.asymmetricKeyDetails ?? {};
  if (modulusLength === undefined) throw new TypeError('the certificate is for no RSA key');
  return Math.ceil(modulusLength / 8);
}
