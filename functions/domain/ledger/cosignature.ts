import { verifyEd25519 } from './ed25519.ts';

/** What a witness signed: `bytes` is its signature line without the key id, 8 bytes of time and 64 of Ed25519. */
export type Cosignature = { readonly publicKey: Uint8Array; readonly text: string; readonly bytes: Uint8Array };

/** The message of a cosignature over a checkpoint text, its last line feed included (c2sp.org/tlog-cosignature). */
export function cosignatureMessage(text: string, seconds: number): Uint8Array {
  return new TextEncoder().encode(`cosignature/v1\ntime ${seconds}\n${text}`);
}

/** Verifies a cosignature and gives its time in POSIX seconds; nothing where it fails. It says nothing of the truth of the entries. */
export function verifyCosignature({ publicKey, text, bytes }: Cosignature): number | undefined {
  if (bytes.length !== 72) return undefined;
  const seconds = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  if (!Number.isSafeInteger(seconds)) return undefined;
  return verifyEd25519(bytes.slice(8), cosignatureMessage(text, seconds), publicKey) ? seconds : undefined;
}
