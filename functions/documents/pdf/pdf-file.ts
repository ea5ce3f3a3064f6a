// Writes the bones of a PDF file, front to back in one pass: header, objects, object streams, cross-reference stream
// (ISO 32000-1, 7.3 and 7.5). Small objects are packed, since a document has some seventy of them.

/** Where an object is: its offset, or which object stream holds it and as the how many-th; 0 for one that is promised and not yet written. */
export type ObjectPlace = number | readonly [stream: number, at: number];

/** A file being written; `places` by the number of the object, `packed` those that wait for an object stream. */
export type PdfFile = { bytes: Buffer; length: number; readonly places: ObjectPlace[]; packed: { readonly number: number; readonly body: string }[] };

/** The written beginning of a file, to which any number of files can be the end. */
export type Beginning = { readonly bytes: Buffer; readonly places: readonly ObjectPlace[] };

/** Makes bytes smaller in the format of zlib. */
export type Squeeze = (bytes: Uint8Array) => Uint8Array;

// PDF 1.7; the second line tells programs that the file is not text (7.5.2).
const HEADER = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1');

/** Begins a file with room for so many bytes more than its beginning has. */
export function beginFile(room: number, beginning: Beginning = { bytes: HEADER, places: [0] }): PdfFile {
  const bytes = Buffer.allocUnsafe(beginning.bytes.length + room);
  beginning.bytes.copy(bytes);
  return { bytes, length: beginning.bytes.length, places: [...beginning.places], packed: [] };
}

/** What has been written so far, as the beginning of others. */
export function beginningOf(file: PdfFile): Beginning {
  return { bytes: Buffer.from(file.bytes.subarray(0, file.length)), places: file.places };
}

/** Promises an object and gives its number, so that others can point at it. */
export function reserve(file: PdfFile): number {
  return file.places.push(0) - 1;
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

/** Writes an object (7.3.10) where anybody finds it who only searches the bytes, and gives back its number. */
export function writeObject(file: PdfFile, body: string, number = reserve(file)): number {
  file.places[number] = file.length;
  writeText(file, `${number} 0 obj\n${body}\nendobj\n`);
  return number;
}

/** Keeps an object for the next object stream, under a new number unless it was promised one, which it gives back. */
export function packObject(file: PdfFile, body: string, number = reserve(file)): number {
  file.packed.push({ number, body });
  return number;
}

/** Writes a stream (7.3.8); `entries` are those of its dictionary besides its length. */
export function writeStream(file: PdfFile, entries: string, data: Uint8Array | string, number = reserve(file)): number {
  file.places[number] = file.length;
  writeText(file, `${number} 0 obj\n<<${entries}/Length ${data.length}>>stream\n`);
  if (typeof data === 'string') writeText(file, data);
  else writeBytes(file, data);
  writeText(file, '\nendstream\nendobj\n');
  return number;
}

/** Writes what is packed as one object stream (7.5.7): pairs of number and offset, then the objects. */
export function writePacked(file: PdfFile, squeeze: Squeeze): void {
  const stream = reserve(file);
  let [pairs, bodies] = ['', ''];
  for (const [at, { number, body }] of file.packed.entries()) {
    file.places[number] = [stream, at];
    pairs += `${number} ${bodies.length} `;
    bodies += `${body} `;
  }
  const data = squeeze(Buffer.from(pairs + bodies, 'latin1'));
  writeStream(file, `/Type/ObjStm/N ${file.packed.length}/First ${pairs.length}/Filter/FlateDecode`, data, stream);
  file.packed = [];
}

/**
 * Writes the cross-reference stream (7.5.8) with the trailer's entries in its dictionary: of each object what it is, its
 * offset or stream in as few bytes as any needs, its place within the stream.
 */
export function endFile(file: PdfFile, entries: string, squeeze: Squeeze): void {
  const number = reserve(file);
  const start = file.length;
  file.places[number] = start;
  const width = start < 0x10000 ? 2 : 3;
  const rows = Buffer.alloc((width + 2) * file.places.length);
  let row = 0;
  for (const place of file.places) {
    const packed = typeof place !== 'number';
    rows[row] = packed ? 2 : place === 0 ? 0 : 1;
    rows.writeUIntBE(packed ? place[0] : place, row + 1, width);
    rows[row + width + 1] = packed ? place[1] : 0;
    row += width + 2;
  }
  writeStream(file, `/Type/XRef/Size ${file.places.length}/W[1 ${width} 1]/Filter/FlateDecode${entries}`, squeeze(rows), number);
  writeText(file, `startxref\n${start}\n%%EOF\n`);
}

function makeRoom(file: PdfFile, bytes: number): void {
  if (file.length + bytes <= file.bytes.length) return;
  const larger = Buffer.allocUnsafe(2 * file.bytes.length + bytes);
  file.bytes.copy(larger, 0, 0, file.length);
  file.bytes = larger;
}
