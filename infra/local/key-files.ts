import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { NoteSigner } from '../../functions/deps.ts';
import { type COSIGNATURE, ED25519, verifierKey } from '../../functions/domain/ledger/note.ts';
import { keepSecret } from './sandbox/signing.ts';

/** File of the key that signs the log, and of the one that is to follow it. */
export const LOG_SEED = 'log.seed';
export const NEXT_LOG_SEED = 'log.next.seed';

const SEED_BYTES = 32;

/** Reads a secret of 32 bytes from its file (hex, mode 0600), making it at the first start. */
export function openSecret(file: string, random: (bytes: number) => Uint8Array): Uint8Array {
  if (!existsSync(file)) keepSecret(file, Buffer.from(random(SEED_BYTES)).toString('hex'));
  const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (secret.length !== SEED_BYTES) throw new Error(`${file} holds no secret of 32 bytes`);
  return new Uint8Array(secret);
}

type SignerOf = { readonly origin: string; readonly random: (bytes: number) => Uint8Array; readonly type?: typeof ED25519 | typeof COSIGNATURE };

/** Signs with the Ed25519 seed in a file, made at the first start: checkpoints of a log, unless `type` says that it cosigns them; whoever holds that file holds the seal. */
export function fileSigner(file: string, log: SignerOf): NoteSigner {
  const seed = openSecret(file, log.random);
  const der = Buffer.concat([Buffer.from(PKCS8_ED25519, 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const publicKey = new Uint8Array(spki.subarray(spki.length - 32));
  return { key: verifierKey(log.origin, log.type ?? ED25519, publicKey), sign: async (text) => new Uint8Array(sign(null, text, key)) };
}

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410 section 7). */
const PKCS8_ED25519 = '302e020100300506032b657004220420';
