// Keeps the place of a signature and puts it there (ISO 32000-1, 12.8; ETSI EN 319 142-1 for what stands in it).
import { createHash, type Hash } from 'node:crypto';
import { type PdfFile, packObject, writeText } from './pdf-file.ts';
import { dateString, to } from './pdf-text.ts';

/** The place of a signature: `from` its opening bracket, `to` behind its closing one, `range` where the signed ranges are told. */
export type Hole = { readonly from: number; readonly to: number; readonly range: number };

/** A field without looks (12.7.4.5), printable and locked, to be listed by the form and by the page. */
export function writeSignatureField(file: PdfFile, signature: number, page: number): number {
  return packObject(file, `<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/F 132/Rect[0 0 0 0]/P ${to(page)}/V ${to(signature)}>>`);
}

/** Enough for four numbers of seven digits. */
const RANGE_ROOM = ' '.repeat(36);

/** Writes the signature's dictionary with a hole for exactly so many bytes, as hexadecimal digits. */
export function writeSignature(file: PdfFile, { number, bytes, atMs }: { readonly number: number; readonly bytes: number; readonly atMs: number }): Hole {
  file.places[number] = file.length;
  writeText(file, `${number} 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M${dateString(atMs)}/ByteRange`);
  const range = file.length;
  writeText(file, `${RANGE_ROOM}/Contents`);
  const from = file.length;
  writeText(file, `<${'0'.repeat(2 * bytes)}>`);
  const hole = { range, from, to: file.length };
  writeText(file, '>>\nendobj\n');
  return hole;
}

/** Tells the signed ranges, which is everything but the hole, and gives their SHA-256. `begun` has hashed the file's first bytes already. */
export function digestAround(file: PdfFile, hole: Hole, begun: { readonly hash: Hash; readonly bytes: number }): Uint8Array {
  file.bytes.write(`[0 ${hole.from} ${hole.to} ${file.length - hole.to}]`, hole.range, 'latin1');
  return begun.hash.copy().update(file.bytes.subarray(begun.bytes, hole.from)).update(file.bytes.subarray(hole.to, file.length)).digest();
}

/** Puts the signature in its place. */
export function fillHole(file: PdfFile, hole: Hole, signature: Uint8Array): void {
  const digits = Buffer.from(signature).toString('hex');
  if (digits.length !== hole.to - hole.from - 2) throw new RangeError(`a signature of ${signature.length} bytes does not fill its place`);
  file.bytes.write(digits, hole.from + 1, 'latin1');
}

/** The SHA-256 of the first bytes of many files, to be gone on with for each. */
export const hashBeginning = (bytes: Uint8Array): { readonly hash: Hash; readonly bytes: number } => ({
  hash: createHash('sha256').update(bytes),
  bytes: bytes.length,
});
