import { createDecipheriv } from 'node:crypto';
import { decodeBase64 } from '../../domain/ledger/base64.ts';

/** What a notice carries sealed; nonce and associated data are UTF-8, the second may be empty. */
export type Sealed = { readonly ciphertext: string; readonly nonce: string; readonly associatedData: string };

const TAG_BYTES = 16;

/** Opens AEAD_AES_256_GCM (RFC 5116); nothing where key, nonce, associated data or any bit of the ciphertext is another one. */
export function openSealed(key: Uint8Array, { ciphertext, nonce, associatedData }: Sealed): Uint8Array | undefined {
  const bytes = decodeBase64(ciphertext);
  if (bytes === undefined || bytes.length <= TAG_BYTES || Buffer.byteLength(nonce) !== 12) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(associatedData)).setAuthTag(bytes.subarray(-TAG_BYTES));
    return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]));
  } catch {
    return undefined; // the tag does not hold
  }
}
