/**
 * The key that signs documents, with what vouches for it. The key itself stays where it is (KMS, a file): only
 * `sign` is asked of it.
 */
export type DocumentSigner = {
  /** DER, the signer's own first, then what issued it; a root may be left out. */
  readonly certificates: readonly Uint8Array[];
  /** ECDSA on P-256 or RSA with PKCS #1 v1.5 padding, both with SHA-256. */
  readonly algorithm: 'p256' | 'rsa';
  /** Signs the SHA-256 of a message of at most 4096 bytes; ECDSA answers in DER. Throws where the key cannot be reached. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
  /** Absent where no authority vouches for the time (PAdES B-B). */
  readonly stamper?: TimeStamper;
};

/** An authority that states when a signature existed (RFC 3161). */
export type TimeStamper = {
  /** Bytes kept free for its token in every signature. */
  readonly roomBytes: number;
  /** The token (a CMS in DER) over the SHA-256 of these bytes; nothing where the authority did not answer well, which it has said itself. */
  readonly stamp: (bytes: Uint8Array) => Promise<Uint8Array | undefined>;
};
