import { sha256 } from '@noble/hashes/sha2.js';
import { decodeBase64, encodeBase64, encodeHex } from './base64.ts';
import { verifyCosignature } from './cosignature.ts';
import { verifyEd25519 } from './ed25519.ts';
import { joinBytes, sameBytes } from './hash.ts';
import { isWellFormed } from './well-formed.ts';

/** Signature type of plain Ed25519 over the note's text: a log's key (c2sp.org/signed-note). */
export const ED25519 = 0x01;

/** Signature type of an Ed25519 cosignature with its time: a witness's key. */
export const COSIGNATURE = 0x04;

const SIGNATURES_MAX = 100;
const LAST_BREAK = '\n\n';

/** One signature line as read; `bytes` is what follows the key id. */
export type Signature = { readonly name: string; readonly keyId: Uint8Array; readonly bytes: Uint8Array };

/** A note as read: `text` is what is signed, its last line feed included. */
export type Note = { readonly text: string; readonly signatures: readonly Signature[] };

/** A key that may have signed a note. `id` is its first four identifying bytes. */
export type VerifierKey = { readonly name: string; readonly id: Uint8Array; readonly type: number; readonly publicKey: Uint8Array };

/** Whose signatures hold; `unknown_key` where none of the keys signed. */
export type NoteVerdict = { readonly ok: true; readonly by: readonly VerifierKey[] } | { readonly ok: false; readonly code: 'unknown_key' | 'bad_signature' };

/** Reads a signed note; nothing where it is not one to the letter (c2sp.org/signed-note). */
export function parseNote(signed: string | Uint8Array): Note | undefined {
  const whole = typeof signed === 'string' ? signed : decodeUtf8(signed);
  if (whole === undefined || !isWellFormed(whole) || hasControls(whole) || !whole.endsWith('\n')) return undefined;
  const at = whole.lastIndexOf(LAST_BREAK);
  if (at < 0) return undefined;
  const lines = whole.slice(at + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) return undefined;
  const signatures = lines.map(parseSignatureLine);
  return signatures.every((one) => one !== undefined) ? { text: whole.slice(0, at + 1), signatures } : undefined;
}

/** Judges a note by the keys given: a known key whose signature fails refuses it, whatever the order; unknown ones are passed over. */
export function verifyNote(note: Note, keys: readonly VerifierKey[]): NoteVerdict {
  const by: VerifierKey[] = [];
  for (const signature of note.signatures) {
    const key = keys.find((one) => one.name === signature.name && sameBytes(one.id, signature.keyId));
    if (key === undefined) continue;
    if (!verifySignature(key, note.text, signature.bytes)) return { ok: false, code: 'bad_signature' };
    if (!by.includes(key)) by.push(key);
  }
  return by.length === 0 ? { ok: false, code: 'unknown_key' } : { ok: true, by };
}

/** What a key signed in a note, as it stands on the lines behind the key id; nothing is verified by that. */
export function signaturesOf(note: Note, key: Pick<VerifierKey, 'name' | 'id'>): readonly Uint8Array[] {
  return note.signatures.filter((one) => one.name === key.name && sameBytes(one.keyId, key.id)).map(({ bytes }) => bytes);
}

/** Puts text and signature lines together. */
export function formatNote(text: string, lines: readonly string[]): string {
  return `${text}\n${lines.join('')}`;
}

/** One signature line, its line feed included. */
export function signatureLine(key: Pick<VerifierKey, 'name' | 'id'>, signature: Uint8Array): string {
  return `\u2014 ${key.name} ${encodeBase64(joinBytes([key.id, signature]))}\n`;
}

/** First four bytes of `SHA256(name || LF || type || public key)`: it identifies a key and proves nothing. */
export function keyId(name: string, type: number, publicKey: Uint8Array): Uint8Array {
  return sha256(joinBytes([new TextEncoder().encode(`${name}\n`), Uint8Array.of(type), publicKey])).slice(0, 4);
}

/** Makes the key that verifies under this name; throws where the name may not stand in a note. */
export function verifierKey(name: string, type: number, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new RangeError(`no key name: ${name}`);
  return { name, type, publicKey, id: keyId(name, type, publicKey) };
}

/** A key as `name+id+base64`. */
export function formatVerifierKey(key: VerifierKey): string {
  return `${key.name}+${encodeHex(key.id)}+${encodeBase64(joinBytes([Uint8Array.of(key.type), key.publicKey]))}`;
}

/** Reads `name+id+base64`, cut at the first two `+` only, since base64 has its own; nothing where the id does not fit. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const bytes = decodeBase64(match?.[3] ?? '');
  if (match === null || bytes === undefined || bytes.length !== 33 || !isKeyName(match[1] ?? '')) return undefined;
  const key = verifierKey(match[1] ?? '', bytes[0] ?? 0, bytes.slice(1));
  return encodeHex(key.id) === match[2] && (key.type === ED25519 || key.type === COSIGNATURE) ? key : undefined;
}

/** White_Space of Unicode, by hand: JavaScript's `\s` has U+FEFF and lacks U+0085. */
function isKeyName(name: string): boolean {
  return name !== '' && !/[+\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(name);
}

function parseSignatureLine(line: string): Signature | undefined {
  const [dash, name = '', encoded = '', ...more] = line.split(' ');
  const bytes = decodeBase64(encoded);
  if (dash !== '\u2014' || more.length > 0 || !isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return { name, keyId: bytes.slice(0, 4), bytes: bytes.slice(4) };
}

function verifySignature(key: VerifierKey, text: string, signature: Uint8Array): boolean {
  if (key.type === ED25519) return verifyEd25519(signature, new TextEncoder().encode(text), key.publicKey);
  return key.type === COSIGNATURE && verifyCosignature({ publicKey: key.publicKey, text, bytes: signature }) !== undefined;
}

function hasControls(text: string): boolean {
  return /[\u0000-\u0009\u000b-\u001f]/.test(text);
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined; // not UTF-8
  }
}
