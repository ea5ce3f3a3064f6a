// Writes the bones of a PDF file, front to back in one pass: header, objects, cross-reference table, trailer (ISO 32000-1, 7.3 and 7.5).

/** A file being written: `offsets` holds the place of every object by its number, 0 for one that is promised and not yet written. */
export type PdfFile = { bytes: Buffer; length: number; readonly offsets: number[] };

/** The written beginning of a file, to which any number of files can be the end. */
export type Beginning = { readonly bytes: Buffer; readonly offsets: readonly number[] };

// PDF 1.7; the second line tells programs that the file is not text (7.5.2).
const HEADER = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1');

/** Begins a file with room for so many bytes more than its beginning has. */
export function beginFile(room: number, beginning: Beginning = { bytes: HEADER, offsets: [0] }): PdfFile {
  const bytes = Buffer.allocUnsafe(beginning.bytes.length + room);
  beginning.bytes.copy(bytes);
  return { bytes, length: beginning.bytes.length, offsets: [...beginning.offsets] };
}

/** What has been written so far, as the beginning of others. */
export function beginningOf(file: PdfFile): Beginning {
  return { bytes: Buffer.from(file.bytes.subarray(0, file.length)), offsets: file.offsets };
}

/** Promises an object and gives its number, so that others can point at it. */
export function reserve(file: PdfFile): number {
  return file.offsets.push(0) - 1;
}

/** Appends text, whose characters all lie below U+0100. */
export function writeText(file: PdfFile, text: string): void {
  makeRoom(file, text.length);
  file.length += file.bytes.write(text, file.length, 'latin1');
}

export function writeBytes(file: PdfFile, bytes: Uint8Array): void {
  makeRoom(file, bytes.length);
  file.bytes.set(bytes, file.length);
  file.length += bytes.length;
}

/** Writes an object (7.3.10), under a new number unless it was promised one, which it gives back. */
export function writeObject(file: PdfFile, body: string, number = reserve(file)): number {
  file.offsets[number] = file.length;
  writeText(file, `${number} 0 obj\n${body}\nendobj\n`);
  return number;
}

/** Writes a stream (7.3.8); `entries` are those of its dictionary besides its length. */
export function writeStream(file: PdfFile, entries: string, data: Uint8Array | string, number = reserve(file)): number {
  file.offsets[number] = file.length;
  writeText(file, `${number} 0 obj\n<<${entries}/Length ${data.length}>>stream\n`);
  if (typeof data === 'string') writeText(file, data);
  else writeBytes(file, data);
  writeText(file, '\nendstream\nendobj\n');
  return number;
}

/** Writes the cross-reference table (7.5.4) and the trailer with its entries besides the size (7.5.5). */
export function endFile(file: PdfFile, entries: string): void {
  const start = file.length;
  const places = file.offsets.map((offset, number) => (number === 0 ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`));
  writeText(file, `xref\n0 ${places.length}\n${places.join('')}trailer\n<</Size ${places.length}${entries}>>\nstartxref\n${start}\n%%EOF\n`);
}

function makeRoom(file: PdfFile, bytes: number): void {
  if (file.length + bytes <= file.bytes.length) return;
  const larger = Buffer.allocUnsafe(2 * file.bytes.length + bytes);
  file.bytes.copy(larger, 0, 0, file.length);
  file.bytes = larger;
}
