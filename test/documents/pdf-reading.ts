import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';

/** A page as pixels, four bytes each, row by row from the top. */
export type Pixels = { readonly width: number; readonly height: number; readonly data: Uint8Array };

let library: Promise<PDFiumLibrary> | undefined;
let opened = 0;

/** PDFium keeps some memory of documents that were closed; an instance is let go long before it has no more. */
const DOCUMENTS_AT_MOST = 100;

function pdfium(): Promise<PDFiumLibrary> {
  if (library === undefined || opened++ % DOCUMENTS_AT_MOST === 0) library = PDFiumLibrary.init();
  return library;
}

/** Text of a page as PDFium extracts it; the first is 0. */
export async function textOf(pdf: Uint8Array, page = 0): Promise<string> {
  const document = await (await pdfium()).loadDocument(pdf);
  const text = document.getPage(page).getText();
  document.destroy();
  return text;
}

/** A page as pixels at so many pixels a point; the first is 0. */
export async function pixelsOf(pdf: Uint8Array, scale: number, page = 0): Promise<Pixels> {
  const document = await (await pdfium()).loadDocument(pdf);
  const { width, height, data } = await document.getPage(page).render({ scale });
  document.destroy();
  return { width, height, data };
}

/** What the QR code on a page says. */
export function qrOf({ width, height, data }: Pixels): string | undefined {
  return jsqr.default(new Uint8ClampedArray(data), width, height)?.data;
}

/** The part of a page that holds a box, given in pixels. */
export function cropOf({ width, data }: Pixels, box: { readonly left: number; readonly top: number; readonly size: number }): Pixels {
  const cropped = new Uint8Array(box.size * box.size * 4);
  for (let row = 0; row < box.size; row++) {
    const start = ((box.top + row) * width + box.left) * 4;
    cropped.set(data.subarray(start, start + box.size * 4), row * box.size * 4);
  }
  return { width: box.size, height: box.size, data: cropped };
}

/** A PNG as pixels. */
export const pixelsOfPng = (png: Uint8Array): Pixels => PNG.sync.read(Buffer.from(png));

/** The test names, one a line, as they stand in the vectors. */
export async function testNames(): Promise<readonly string[]> {
  const file = fileURLToPath(new URL('../vectors/names.txt', import.meta.url));
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}
