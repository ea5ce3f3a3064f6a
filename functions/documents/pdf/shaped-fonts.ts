// Brings fonts that HarfBuzz has subset into a file of ours: pdf-lib makes the objects, whose numbers go on from those that we have.
import { PDFContext, PDFDict, type PDFObject, PDFRawStream, type PDFRef } from 'pdf-lib';
import { embedFace } from '../embed-face.ts';
import { type Sheet, usedFaces } from '../sheet.ts';
import { type PdfFile, reserve, writeBytes, writeText } from './pdf-file.ts';
import { to } from './pdf-text.ts';

/** Writes a font for every face that was shaped with, and gives their entries for the page's resources. */
export async function writeShapedFonts(file: PdfFile, sheet: Sheet): Promise<readonly string[]> {
  const context = PDFContext.create();
  context.largestObjectNumber = file.places.length - 1;
  const entries: string[] = [];
  for (const { face, glyphs } of usedFaces(sheet)) entries.push(`/${face.name} ${to((await embedFace(context, face, glyphs)).objectNumber)}`);
  for (const [reference, object] of context.enumerateIndirectObjects()) writeForeign(file, reference, object);
  return entries;
}

function writeForeign(file: PdfFile, { objectNumber }: PDFRef, object: PDFObject): void {
  while (file.places.length <= objectNumber) reserve(file);
  if (object instanceof PDFDict || object instanceof PDFRawStream) {
    file.places[objectNumber] = file.length;
    const bytes = new Uint8Array(object.sizeInBytes());
    object.copyBytesInto(bytes, 0);
    writeText(file, `${objectNumber} 0 obj\n`);
    writeBytes(file, bytes);
    writeText(file, '\nendobj\n');
  } else throw new TypeError('a font is made of dictionaries and streams');
}
