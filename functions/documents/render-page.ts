import { PDFiumLibrary } from '@hyzyla/pdfium';
import { PNG } from 'pngjs';

let library: Promise<PDFiumLibrary> | undefined;

/** Renders a page of a PDF with PDFium as PNG; throws where the page does not exist or the width is not 200 to 3000 pixels. */
export async function renderPage(pdf: Uint8Array, { page, width }: { readonly page: number; readonly width: number }): Promise<Uint8Array> {
  if (!Number.isInteger(width) || width < 200 || width > 3000) throw new RangeError(`a picture is 200 to 3000 pixels wide: ${width}`);
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(pdf);
  try {
    if (!Number.isInteger(page) || page < 1 || page > document.getPageCount()) throw new RangeError(`no page ${page}`);
    const sheet = document.getPage(page - 1);
    const { originalWidth, originalHeight } = sheet.getOriginalSize();
    const drawn = await sheet.render({ width, height: Math.round((width * originalHeight) / originalWidth), colorSpace: 'BGRA', transparent: false });
    return pngOf(drawn);
  } finally {
    document.destroy();
  }
}

function pngOf(drawn: { readonly width: number; readonly height: number; readonly data: Uint8Array }): Uint8Array {
  const png = new PNG({ width: drawn.width, height: drawn.height });
  // The library calls it BGRA, but has PDFium write red first.
  png.data.set(drawn.data);
  return PNG.sync.write(png, { colorType: 2 });
}
