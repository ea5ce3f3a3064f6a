import pdfmake from 'pdfmake';
import { ASCENT, FONTS } from './fonts.mjs';
import { shapesOf } from './svg.mjs';

/** pdfmake, every text at its place and the rest of a page as one drawing. */
export async function open() {
  pdfmake.setFonts({ sans: { normal: FONTS.sans }, serif: { normal: FONTS.serif } });
  pdfmake.setUrlAccessPolicy?.(() => false);
  pdfmake.setLocalAccessPolicy?.(() => true);
  return { issue: draw };
}

async function draw(pages) {
  const content = pages.flatMap((page, at) => pageOf(page, at > 0));
  const [{ width, height }] = pages;
  return pdfmake.createPdf({ pageSize: { width, height }, pageMargins: 0, defaultStyle: { font: 'sans' }, content }).getBuffer();
}

function pageOf(page, further) {
  const shapes = { svg: shapesOf(page), width: page.width, absolutePosition: { x: 0, y: 0 } };
  const texts = page.items.flatMap((item) => (item.is === 'text' ? [textOf(item)] : []));
  return [{ text: ' ', fontSize: 1, ...(further ? { pageBreak: 'before' } : {}) }, shapes, ...texts];
}

function textOf({ text, face, size, x, y, colour, spacing }) {
  const place = { x, y: y - ASCENT[face] * size };
  return {
    text,
    font: face,
    fontSize: size,
    color: colour,
    noWrap: true,
    preserveLeadingSpaces: true,
    absolutePosition: place,
    ...(spacing ? { characterSpacing: spacing } : {}),
  };
}
