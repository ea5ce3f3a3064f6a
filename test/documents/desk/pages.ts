import { PDFiumLibrary } from '@hyzyla/pdfium';

let library: Promise<PDFiumLibrary> | undefined;

/** Text of every page as PDFium extracts it, blanks of any length as one. */
export async function pagesOf(pdf: Uint8Array): Promise<readonly string[]> {
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(pdf);
  const pages = Array.from({ length: document.getPageCount() }, (_, page) => document.getPage(page).getText().replace(/\s+/g, ' '));
  document.destroy();
  return pages;
}
