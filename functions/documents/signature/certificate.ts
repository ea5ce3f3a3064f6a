// Writes certificates (RFC 5280) and what a certificate is asked for with (RFC 2986).
import { createHash } from 'node:crypto';
import { SIGNATURE_ALGORITHMS } from './algorithms.ts';
import { bits, der, integer, namedBits, octets, oid, sequence, setOf, smallInteger, TRUE, tagged, text } from './der.ts';
import { readInside } from './der-reading.ts';
import type { DocumentSigner } from './document-signer.ts';

/** Whom a certificate is for: the parts of a distinguished name, in this order. */
export type Subject = { readonly organisation: string; readonly unit?: string; readonly name: string };

/** A key that signs certificates or requests, and the name that it goes by. */
export type Issuer = Pick<DocumentSigner, 'algorithm' | 'sign'> & { readonly subject: Subject; readonly publicKey: Uint8Array };

export type CertificateWish = {
  readonly subject: Subject;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  readonly authority: boolean;
  /** At least 8 and at most 19 random bytes (RFC 5280, 4.1.2.2). */
  readonly serialNumber: Uint8Array;
  /** First and last instant, as `YYMMDDHHMMSSZ`, until 2049 (RFC 5280, 4.1.2.5.1). */
  readonly validity: readonly [string, string];
};

/** Issues a certificate, in DER. */
export async function issueCertificate(issuer: Issuer, wish: CertificateWish): Promise<Uint8Array> {
  const algorithm = SIGNATURE_ALGORITHMS[issuer.algorithm];
  const toBeSigned = sequence(
    tagged(0, smallInteger(2)), // version 3
    integer(wish.serialNumber),
    algorithm,
    distinguishedName(issuer.subject),
    sequence(...wish.validity.map((instant) => der(UTC_TIME, new TextEncoder().encode(instant)))),
    distinguishedName(wish.subject),
    wish.publicKey,
    tagged(3, sequence(...extensions(wish, issuer))),
  );
  return sequence(toBeSigned, algorithm, bits(await issuer.sign(toBeSigned)));
}

/** Writes what an authority wants to see before it vouches for a key (PKCS #10), in DER. */
export async function requestCertificate(asker: Issuer): Promise<Uint8Array> {
  const toBeSigned = sequence(smallInteger(0), distinguishedName(asker.subject), asker.publicKey, tagged(0));
  return sequence(toBeSigned, SIGNATURE_ALGORITHMS[asker.algorithm], bits(await asker.sign(toBeSigned)));
}

const UTC_TIME = 0x17;

/** Characters that a part of a name has at most (RFC 5280, A.1). */
const LONGEST_NAME = 64;

/** RFC 5280, 4.1.2.4; the names of the parts are those of X.520. */
function distinguishedName({ organisation, unit, name }: Subject): Uint8Array {
  const parts = [
    ['2.5.4.10', organisation],
    ['2.5.4.11', unit],
    ['2.5.4.3', name],
  ] as const;
  return sequence(
    ...parts.flatMap(([type, value]) => (value === undefined ? [] : [setOf(sequence(oid(type), text([...value].slice(0, LONGEST_NAME).join(''))))])),
  );
}

const DIGITAL_SIGNATURE_AND_NON_REPUDIATION = 0b1100_0000;
const CERTIFICATES_AND_REVOCATIONS = 0b0000_0110;

/** Whether it may issue others, what its key may be used for, and by which digests both keys are found (RFC 5280, 4.2.1.9, .3, .2, .1). */
function extensions({ authority, publicKey }: CertificateWish, issuer: Issuer): readonly Uint8Array[] {
  const usage = namedBits(authority ? CERTIFICATES_AND_REVOCATIONS : DIGITAL_SIGNATURE_AND_NON_REPUDIATION);
  return [
    extension('2.5.29.19', sequence(...(authority ? [TRUE] : [])), TRUE),
    extension('2.5.29.15', usage, TRUE),
    extension('2.5.29.14', octets(keyIdentifier(publicKey))),
    extension('2.5.29.35', sequence(der(KEY_IDENTIFIER, keyIdentifier(issuer.publicKey)))),
  ];
}

const KEY_IDENTIFIER = 0x80;

const extension = (type: string, value: Uint8Array, ...critical: readonly Uint8Array[]): Uint8Array => sequence(oid(type), ...critical, octets(value));

/** The first 160 bits of the SHA-256 of the bits of the key (RFC 7093, 2, method 1). */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const key = readInside(publicKey)?.[1];
  if (key === undefined) throw new TypeError('this is no public key');
  return createHash('sha256').update(key.content.subarray(1)).digest().subarray(0, 20);
}
