import { type KeyObject, X509Certificate } from 'node:crypto';
import type { DocumentSigner } from './document-signer.ts';

/** Why a chain of certificates is not for a key: there is none, it is damaged, it is for another key, one link does not issue the one before it, or the key is neither P-256 nor RSA of at least 2048 bits. */
export type ChainRefusal =
  | 'document_chain_missing'
  | 'document_chain_unreadable'
  | 'document_chain_of_other_key'
  | 'document_chain_broken'
  | 'document_key_unfit';

export type Chain = {
  /** DER, the signer's own first; without a root at the end, which whoever trusts it has, and which would travel in every document. */
  readonly certificates: readonly Uint8Array[];
  readonly algorithm: DocumentSigner['algorithm'];
  /** Last instant at which the signer's own certificate holds, in milliseconds since 1970. */
  readonly endsAtMs: number;
};

export type ChainOutcome = { readonly ok: true; readonly chain: Chain } | { readonly ok: false; readonly code: ChainRefusal };

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads a chain in PEM, the signer's own certificate first, and holds it against the key that it is said to be for. */
export function readChain(pem: string, publicKey: KeyObject): ChainOutcome {
  const algorithm = algorithmOf(publicKey);
  if (algorithm === undefined) return { ok: false, code: 'document_key_unfit' };
  const certificates = parseAll(pem.match(PEM) ?? []);
  if (certificates === undefined) return { ok: false, code: 'document_chain_unreadable' };
  const [own] = certificates;
  if (own === undefined) return { ok: false, code: 'document_chain_missing' };
  if (!own.publicKey.equals(publicKey)) return { ok: false, code: 'document_chain_of_other_key' };
  if (!certificates.every((one, at) => isIssuedBy(one, certificates[at + 1]))) return { ok: false, code: 'document_chain_broken' };
  return { ok: true, chain: { certificates: withoutRoot(certificates), algorithm, endsAtMs: Date.parse(own.validTo) } };
}

/** Certificates as a PEM file, in the order in which they are given. */
export function formatChain(certificates: readonly Uint8Array[]): string {
  return certificates.map((one) => formatPem('CERTIFICATE', one)).join('');
}

/** RFC 7468: base64 in lines of 64 characters between two marks. */
export function formatPem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function algorithmOf(key: KeyObject): DocumentSigner['algorithm'] | undefined {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'p256';
  return key.asymmetricKeyType === 'rsa' && modulusLength >= 2048 && modulusLength <= 4096 ? 'rsa' : undefined;
}

function parseAll(blocks: readonly string[]): readonly X509Certificate[] | undefined {
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined; // OpenSSL's own words say nothing that an operator could use
  }
}

/** The last one of a chain has nothing behind it: it may be a root or one whose issuer every reader knows. */
const isIssuedBy = (one: X509Certificate, issuer: X509Certificate | undefined): boolean =>
  issuer === undefined || (one.checkIssued(issuer) && one.verify(issuer.publicKey));

function withoutRoot(certificates: readonly X509Certificate[]): readonly Uint8Array[] {
  return certificates.filter((one, at) => at === 0 || !one.checkIssued(one)).map(({ raw }) => new Uint8Array(raw));
}
