// Writes a QR code (ISO/IEC 18004) as a stencil of one bit a module (ISO 32000-1, 8.9.6.2): smaller than its outlines, and as sharp.
import qrcode, { type QRCode } from 'qrcode';
import { type PdfFile, writeStream } from './pdf-file.ts';

/** What a code says: text, and digits behind it where it carries a proof. */
export type CodeText = { readonly text: string; readonly digits?: string };

/**
 * Writes the code and gives its number. The mask is fixed because searching for one costs more than the rest of a page and reads
 * no better; the modes are fixed because what we write is known. A code with digits is large and held still: it needs less repair.
 */
export function writeCode(file: PdfFile, { text, digits }: CodeText): number {
  const parts = [{ data: Buffer.from(text), mode: 'byte' as const }];
  const code =
    digits === undefined
      ? qrcode.create(parts, { errorCorrectionLevel: 'M', maskPattern: 2 })
      : qrcode.create([...parts, { data: digits, mode: 'numeric' as const }], { errorCorrectionLevel: 'L', maskPattern: 2 });
  const { size } = code.modules;
  return writeStream(file, `/Type/XObject/Subtype/Image/Width ${size}/Height ${size}/ImageMask true/BitsPerComponent 1/Decode[1 0]`, bitsOf(code.modules));
}

/** Rows from the top, each padded to whole bytes; a dark module is 1. */
function bitsOf({ size, data }: QRCode['modules']): Uint8Array {
  const rowBytes = (size + 7) >> 3;
  const bits = new Uint8Array(rowBytes * size);
  for (let at = 0; at < data.length; at++) {
    if (data[at] === 0) continue;
    const column = at % size;
    const byte = ((at - column) / size) * rowBytes + (column >> 3);
    bits[byte] = (bits[byte] ?? 0) | (0x80 >> (column & 7));
  }
  return bits;
}
