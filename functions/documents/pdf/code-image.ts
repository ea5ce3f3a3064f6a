// Writes a QR code (ISO/IEC 18004) as a stencil of one bit a module (ISO 32000-1, 8.9.6.2): smaller than its outlines, and as sharp.
import qrcode, { type QRCode } from 'qrcode';
import { type PdfFile, writeStream } from './pdf-file.ts';

/** What a code says: text, and digits behind it where it carries a proof. */
export type CodeText = { readonly text: string; readonly digits?: string };

/**
 * Writes the code and gives its number. The mask is fixed because searching for one costs more than the rest of a page and reads
 * no better; the modes are fixed because what we write is known. A code with digits is large and held still: it needs less repair.
 */
export function writeCode(file: PdfFile, { text, digits = '' }: CodeText): number {
  const data = Buffer.from(text);
  const lengths = `${data.length} ${digits.length}`;
  const code = makeCode(data, digits, versions.get(lengths));
  if (versions.size < VERSIONS_AT_MOST) versions.set(lengths, code.version);
  const { size } = code.modules;
  return writeStream(file, `/Type/XObject/Subtype/Image/Width ${size}/Height ${size}/ImageMask true/BitsPerComponent 1/Decode[1 0]`, bitsOf(code.modules));
}

function makeCode(data: Buffer, digits: string, version: number | undefined): QRCode {
  const parts = [{ data, mode: 'byte' as const }];
  const how = { maskPattern: 2, ...(version === undefined ? {} : { version }) } as const;
  if (digits === '') return qrcode.create(parts, { errorCorrectionLevel: 'M', ...how });
  return qrcode.create([...parts, { data: digits, mode: 'numeric' as const }], { errorCorrectionLevel: 'L', ...how });
}

/** Version of a code by the lengths of its bytes and digits; the package would try them one after another. */
const versions = new Map<string, number>();
const VERSIONS_AT_MOST = 1000;

/** Rows from the top, each padded to whole bytes; a dark module is 1. */
function bitsOf({ size, data }: QRCode['modules']): Uint8Array {
  const bits = new Uint8Array(((size + 7) >> 3) * size);
  let at = 0;
  let place = 0;
  for (let row = 0; row < size; row++) {
    let byte = 1;
    for (let column = 0; column < size; column++) {
      byte = (byte << 1) | (data[at++] ?? 0);
      if (byte > 0xff) {
        bits[place++] = byte;
        byte = 1;
      }
    }
    if (byte > 1) bits[place++] = byte << (8 - (size & 7));
  }
  return bits;
}
