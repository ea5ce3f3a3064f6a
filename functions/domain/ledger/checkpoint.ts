import { decodeBase64, encodeBase64 } from './base64.ts';
import type { Hash } from './hash.ts';
import { ED25519, type Note, parseNote, type VerifierKey, verifyNote } from './note.ts';

/** What a log signs: its origin, how many entries it has, and the root over them. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Hash };

/** A checkpoint that the log's own key signed, or why there is none. */
export type OpenedCheckpoint =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly note: Note }
  | { readonly ok: false; readonly code: 'malformed' | 'unknown_key' | 'bad_signature' | 'wrong_origin' };

/** The text that is signed: three lines, no extensions (c2sp.org/tlog-checkpoint). */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${encodeBase64(checkpoint.root)}\n`;
}

/** Reads the text strictly: three lines, no leading zero, a root of 32 bytes; nothing otherwise, since we never write anything else. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', sizeText = '', rootText = '', end, ...more] = text.split('\n');
  const root = decodeBase64(rootText);
  const size = Number(sizeText);
  if (end !== '' || more.length > 0 || origin === '' || !/^(0|[1-9]\d*)$/.test(sizeText) || !Number.isSafeInteger(size)) return undefined;
  return root === undefined || root.length !== 32 ? undefined : { origin, size, root };
}

/** Verifies a signed checkpoint of this origin: the log's own key must be among the signers. */
export function openCheckpoint(signed: string | Uint8Array, log: { readonly origin: string; readonly keys: readonly VerifierKey[] }): OpenedCheckpoint {
  const note = parseNote(signed);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return { ok: false, code: 'malformed' };
  if (checkpoint.origin !== log.origin) return { ok: false, code: 'wrong_origin' };
  const verdict = verifyNote(note, log.keys);
  if (!verdict.ok) return verdict;
  return verdict.by.some((key) => key.name === log.origin && key.type === ED25519) ? { ok: true, checkpoint, note } : { ok: false, code: 'unknown_key' };
}
