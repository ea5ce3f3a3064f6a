import type { KeyObject } from 'node:crypto';
import { type Chain, type ChainRefusal, readChain } from './chain.ts';
import type { DocumentSigner } from './document-signer.ts';

/** A key wherever it lies: what it is known by, and its one operation. */
export type DocumentKey = Pick<DocumentSigner, 'sign'> & { readonly publicKey: KeyObject };

export type SignerOptions = Pick<DocumentSigner, 'stamper'> & {
  /** The machine's clock, in milliseconds since 1970: certificates run out by it, whatever day a replay simulates. */
  readonly now: () => number;
  readonly alarm: (code: 'document_certificate_ends', detail: { readonly endsAt: string }) => void;
};

export type OpenedSigner = { readonly ok: true; readonly signer: DocumentSigner } | { readonly ok: false; readonly code: ChainRefusal };

const NOTICE_MS = 30 * 86_400_000;

/**
 * Joins a key with the chain of certificates that vouches for it. A month before the first of them ends somebody is
 * told; after that nothing is signed, since a document is kept for ever as it was drawn.
 */
export function openSigner(key: DocumentKey, pem: string, options: SignerOptions): OpenedSigner {
  const read = readChain(pem, key.publicKey);
  if (!read.ok) return read;
  const { chain } = read;
  if (options.now() > chain.endsAtMs - NOTICE_MS) sayItEnds(chain, options);
  const sign: DocumentSigner['sign'] = async (message) => {
    if (options.now() <= chain.endsAtMs) return key.sign(message);
    sayItEnds(chain, options);
    throw new Error('document_certificate_ended');
  };
  const { certificates, algorithm } = chain;
  return { ok: true, signer: { certificates, algorithm, sign, ...(options.stamper === undefined ? {} : { stamper: options.stamper }) } };
}

function sayItEnds({ endsAtMs }: Chain, { alarm }: SignerOptions): void {
  alarm('document_certificate_ends', { endsAt: new Date(endsAtMs).toISOString() });
}
