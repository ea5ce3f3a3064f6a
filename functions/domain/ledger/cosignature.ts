import { verifyEd25519 } from './ed25519.ts';
import { joinBytes } from './hash.ts';

/** What a witness signed: `bytes` is its signature line without the key id, 8 bytes of time and 64 of Ed25519. */
export type Cosignature = { readonly publicKey: Uint8Array; readonly text: string; readonly bytes: Uint8Array };

/** Bytes of a cosignature on its line, behind the key id. */
const LENGTH = 72;

/** The message of a cosignature over a checkpoint text, its last line feed included (c2sp.org/tlog-cosignature). */
export function cosignatureMessage(text: string, seconds: number): Uint8Array {
  return new TextEncoder().encode(`cosignature/v1\ntime ${seconds}\n${text}`);
}

/** Puts the time, in POSIX seconds, before the Ed25519 signature over `cosignatureMessage`: what stands on the line behind the key id. */
export function formatCosignature(seconds: number, signature: Uint8Array): Uint8Array {
  if (!Number.isSafeInteger(seconds) || seconds < 0 || signature.length !== 64) throw new RangeError('no cosignature');
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  return joinBytes([time, signature]);
}

/** The time, in POSIX seconds, that a cosignature of 72 bytes claims. */
export function cosignedAt(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
}

/** Verifies a cosignature and gives its time in POSIX seconds; nothing where it fails. It says nothing of the truth of the entries. */
export function verifyCosignature({ publicKey, text, bytes }: Cosignature): number | undefined {
  if (bytes.length !== LENGTH) return undefined;
  const seconds = cosignedAt(bytes);
  if (!Number.isSafeInteger(seconds)) return undefined;
  return verifyEd25519(bytes.slice(8), cosignatureMessage(text, seconds), publicKey) ? seconds : undefined;
}
