import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { decodeBase64 } from '../domain/ledger/base64.ts';

/** Reads an RSA private key of 2048 bits or more: PEM, or the bare base64 of PKCS #8 or PKCS #1 that gateways' tools write. Throws for anything else, repeating nothing of it. */
export function readRsaPrivateKey(text: string): KeyObject {
  return readKey('private key', [
    () => createPrivateKey(text),
    () => createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' }),
    () => createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs1' }),
  ]);
}

/** Reads an RSA public key: PEM of a key or of a certificate, or the bare base64 of SPKI. Throws for anything else. */
export function readRsaPublicKey(text: string): KeyObject {
  return readKey('public key', [() => createPublicKey(text), () => createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })]);
}

/** Signs with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 8017 8.2), base64. */
export function signRsa(key: KeyObject, text: string): string {
  return sign('sha256', Buffer.from(text), key).toString('base64');
}

/** Tells whether a signature in strict base64 holds over these bytes; the algorithm is ours to name, whatever the message says. */
export function holdsRsa(key: KeyObject, message: Uint8Array, signature: string): boolean {
  const bytes = decodeBase64(signature);
  return bytes !== undefined && bytes.length > 0 && verify('sha256', message, key, bytes);
}

const LEAST_BITS = 2048;

function readKey(what: string, ways: readonly (() => KeyObject)[]): KeyObject {
  for (const way of ways) {
    const key = attempt(way);
    if (key !== undefined && key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_BITS) return key;
  }
  throw new TypeError(`no RSA ${what} of ${LEAST_BITS} bits or more`);
}

/** The parser's own words could repeat a piece of the key. */
function attempt(way: () => KeyObject): KeyObject | undefined {
  try {
    return way();
  } catch {
    return undefined;
  }
}
