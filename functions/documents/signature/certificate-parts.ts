import { readInside } from './der-reading.ts';

/** What a signature or a further certificate repeats of a certificate, each in DER (RFC 5280, 4.1). */
export type CertificateParts = {
  readonly serialNumber: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
};

const VERSION = 0xa0;

/** Takes a certificate apart; throws where it is none. */
export function certificateParts(certificate: Uint8Array): CertificateParts {
  const signed = readInside(certificate)?.[0];
  const all = (signed && readInside(signed.whole)) ?? [];
  const [serialNumber, , issuer, , subject, publicKey] = all[0]?.tag === VERSION ? all.slice(1) : all;
  if (serialNumber === undefined || issuer === undefined || subject === undefined || publicKey === undefined) throw new TypeError('this is no certificate');
  return { serialNumber: serialNumber.whole, issuer: issuer.whole, subject: subject.whole, publicKey: publicKey.whole };
}
