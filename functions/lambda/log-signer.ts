import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { NoteSigner } from '../deps.ts';
import { verifyEd25519 } from '../domain/ledger/ed25519.ts';
import { type COSIGNATURE, ED25519, verifierKey } from '../domain/ledger/note.ts';
import { clientBounds } from '../store/client-bounds.ts';

/** What a key signs: notes themselves, or cosignatures with their time. */
type NoteType = typeof ED25519 | typeof COSIGNATURE;

const SEED = /^[0-9a-f]{64}$/;

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410 section 7). */
const PKCS8_ED25519 = '302e020100300506032b657004220420';

/**
 * Signs checkpoints with a key that KMS never gives out (`ECC_NIST_EDWARDS25519`, algorithm `ED25519_SHA_512`, which
 * takes the message itself, at most 4096 bytes). A signature that does not hold is thrown and never published.
 */
export async function kmsSigner(key: { readonly keyId: string; readonly origin: string; readonly type?: NoteType }): Promise<NoteSigner> {
  const sdk = await import('@aws-sdk/client-kms');
  const client = new sdk.KMSClient(clientBounds());
  const { PublicKey, KeySpec } = await client.send(new sdk.GetPublicKeyCommand({ KeyId: key.keyId }));
  if (PublicKey === undefined || KeySpec !== 'ECC_NIST_EDWARDS25519') throw new TypeError(`the log's key is no Ed25519 key: ${KeySpec}`);
  const publicKey = rawKey(createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }));
  return {
    key: verifierKey(key.origin, key.type ?? ED25519, publicKey),
    sign: async (text) => {
      const asked = { KeyId: key.keyId, Message: text, MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' } as const;
      const { Signature } = await client.send(new sdk.SignCommand(asked));
      if (Signature === undefined || !verifyEd25519(Signature, text, publicKey)) throw new Error('KMS answered with a signature that does not hold');
      return Signature;
    },
  };
}

/** Signs checkpoints with an Ed25519 seed of 64 hex digits, for regions whose KMS does not take that curve. Throws without repeating it where it is none. */
export function seedSigner(seed: string, origin: string, type: NoteType = ED25519): NoteSigner {
  if (!SEED.test(seed)) throw new TypeError("the log's seed is not 64 hex digits");
  const key = createPrivateKey({ key: Buffer.from(PKCS8_ED25519 + seed, 'hex'), format: 'der', type: 'pkcs8' });
  return { key: verifierKey(origin, type, rawKey(createPublicKey(key))), sign: async (text) => new Uint8Array(sign(null, text, key)) };
}

/** The 32 bytes at the end of the DER form. */
function rawKey(key: KeyObject): Uint8Array {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError("the log's key is no Ed25519 key");
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-32));
}
