import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, rgb, setCharacterSpacing } from 'pdf-lib';
import { codePath } from './code-path.mjs';
import { FONTS } from './fonts.mjs';
import { openSubsetter } from './harfbuzz.mjs';

/** pdf-lib by its correct route: its own subsetting drops most Chinese glyphs, so HarfBuzz subsets and pdf-lib embeds the whole. */
export async function open() {
  const subset = await openSubsetter(FONTS);
  return { issue: (pages) => draw(pages, subset) };
}

async function draw(pages, subset) {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const fonts = {};
  for (const face of Object.keys(FONTS)) {
    const text = pages.flatMap(({ items }) => items.flatMap((item) => (item.is === 'text' && item.face === face ? [item.text] : []))).join('');
    if (text !== '') fonts[face] = await document.embedFont(subset(face, text), { subset: false });
  }
  for (const page of pages) drawPage(document.addPage([page.width, page.height]), page, fonts);
  return Buffer.from(await document.save());
}

function drawPage(page, { height, items }, fonts) {
  for (const item of items) {
    const color = rgb(...colourOf(item.colour));
    if (item.is === 'text') {
      if (item.spacing) page.pushOperators(setCharacterSpacing(item.spacing));
      page.drawText(item.text, { x: item.x, y: height - item.y, size: item.size, font: fonts[item.face], color });
      if (item.spacing) page.pushOperators(setCharacterSpacing(0));
    } else if (item.is === 'code') page.drawSvgPath(codePath(item), { x: item.x, y: height - item.y, color: rgb(0, 0, 0) });
    else page.drawSvgPath(item.d, { x: 0, y: height, ...(item.pen === undefined ? { color } : { borderColor: color, borderWidth: item.pen }) });
  }
}

const colourOf = (hex = '#000000') => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
