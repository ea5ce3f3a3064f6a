import { NULL, oid, sequence } from './der.ts';
import type { DocumentSigner } from './document-signer.ts';

/** SHA-256 (RFC 5754, 2: without parameters). */
export const SHA_256: Uint8Array = sequence(oid('2.16.840.1.101.3.4.2.1'));

/** Names of signature algorithms: ecdsa-with-SHA256 (RFC 5758, 3.2) and sha256WithRSAEncryption (RFC 4055, 5). */
export const SIGNATURE_ALGORITHMS: Record<DocumentSigner['algorithm'], Uint8Array> = {
  p256: sequence(oid('1.2.840.10045.4.3.2')),
  rsa: sequence(oid('1.2.840.113549.1.1.11'), NULL),
};
