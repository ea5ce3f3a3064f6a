// Reads what a time stamp authority answers: RFC 3161, 2.4.2, a SignedData (RFC 5652, 5) around a TSTInfo.
import { createHash, verify, X509Certificate } from 'node:crypto';
import { integer, oid } from './der.ts';
import { type DerValue, readDer, readInside } from './der-reading.ts';

export type AskedStamp = { readonly digest: Uint8Array; readonly nonce: Uint8Array; readonly roomBytes: number };

/** The token in an answer, or in words why it is not taken: it is granted, fits its room, answers what was asked, and was signed by a certificate that it brings. */
export function readTimeStamp(answer: Uint8Array, asked: AskedStamp): Uint8Array | string {
  const [statusInfo, token] = readInside(answer) ?? [];
  const status = inside(statusInfo)?.[0]?.content;
  if (status?.length !== 1 || (status[0] ?? 0) > GRANTED_WITH_MODS) return 'not granted';
  if (token === undefined) return 'no token';
  if (token.whole.length > asked.roomBytes) return 'token too large';
  const signed = readSigned(token);
  const [, , imprint, , , ...more] = (signed && readInside(signed.content)) ?? [];
  if (signed === undefined || !isSame(inside(imprint)?.[1]?.content, asked.digest)) return 'stamped something else';
  if (!more.some(({ whole }) => isSame(whole, integer(asked.nonce)))) return 'answers another request';
  return holds(signed) ? token.whole : 'signature does not hold';
}

const GRANTED_WITH_MODS = 1;

type Signed = {
  /** TSTInfo in DER. */
  readonly content: Uint8Array;
  readonly certificates: readonly DerValue[];
  /** Who signed, digest algorithm, signed attributes, signature algorithm, signature. */
  readonly signerInfo: readonly DerValue[];
};

/** Fields of SignedData after its version and digest algorithms (RFC 5652, 5.1). */
function readSigned(token: DerValue): Signed | undefined {
  const [, , encapsulated, ...rest] = inside(inside(inside(token)?.[1])?.[0]) ?? [];
  const content = inside(inside(encapsulated)?.[1])?.[0]?.content;
  const certificates = inside(rest.find(({ tag }) => tag === TAG_0));
  const signerInfo = inside(inside(rest.at(-1))?.[0])?.slice(1);
  return content && certificates && signerInfo && { content, certificates, signerInfo };
}

const TAG_0 = 0xa0;
const SET = 0x31;
const MESSAGE_DIGEST = oid('1.2.840.113549.1.9.4');
const DIGESTS = [
  ['sha256', oid('2.16.840.1.101.3.4.2.1')],
  ['sha384', oid('2.16.840.1.101.3.4.2.2')],
  ['sha512', oid('2.16.840.1.101.3.4.2.3')],
] as const;

/** RFC 5652, 5.4: the attributes hold the digest of the content and are themselves what is signed, as a SET OF. Of RSA only PKCS #1 v1.5 is known here. */
function holds({ content, certificates, signerInfo: [, digestAlgorithm, attributes, , signature] }: Signed): boolean {
  const algorithm = DIGESTS.find(([, name]) => isSame(inside(digestAlgorithm)?.[0]?.whole, name))?.[0];
  if (algorithm === undefined || attributes?.tag !== TAG_0 || signature === undefined) return false;
  const named = inside(attributes)
    ?.map(inside)
    .find((one) => isSame(one?.[0]?.whole, MESSAGE_DIGEST));
  const digest = inside(named?.[1])?.[0]?.content;
  if (!isSame(digest, createHash(algorithm).update(content).digest())) return false;
  const toBeSigned = Buffer.from(attributes.whole);
  toBeSigned[0] = SET;
  return certificates.some(({ whole }) => isSignedBy(whole, { algorithm, toBeSigned, signature: signature.content }));
}

type ByDigest = { readonly algorithm: string; readonly toBeSigned: Uint8Array; readonly signature: Uint8Array };

function isSignedBy(certificate: Uint8Array, { algorithm, toBeSigned, signature }: ByDigest): boolean {
  try {
    return verify(algorithm, toBeSigned, new X509Certificate(certificate).publicKey, signature);
  } catch {
    return false; // no certificate, or a key of another kind than the signature
  }
}

const inside = (value: DerValue | undefined): readonly DerValue[] | undefined => value && readDer(value.content);

const isSame = (one: Uint8Array | undefined, other: Uint8Array): boolean => one !== undefined && Buffer.compare(one, other) === 0;
