import { hashes, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';

hashes.sha512 = sha512; // makes `verify` synchronous, also where a page on plain http has no WebCrypto

/** Verifies Ed25519 by the rules of RFC 8032; false for anything malformed. */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  try {
    return verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false; // a point that is not on the curve
  }
}
