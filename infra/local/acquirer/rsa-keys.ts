import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { keepSecret } from '../sandbox/signing.ts';

/** An RSA key of 2048 bits with its public half as PEM. */
export type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject; readonly privatePem: string; readonly publicPem: string };

/** Reads a key from its file (PKCS #8 in PEM, mode 0600), making both at the first start. */
export function openRsaKey(file: string): KeyPair {
  if (!existsSync(file)) keepSecret(file, newRsaKey().privatePem);
  return pairOf(createPrivateKey(readFileSync(file)));
}

/** Makes a key. */
export function newRsaKey(): KeyPair {
  return pairOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
}

function pairOf(privateKey: KeyObject): KeyPair {
  const publicKey = createPublicKey(privateKey);
  const privatePem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { privateKey, publicKey, privatePem, publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString() };
}
