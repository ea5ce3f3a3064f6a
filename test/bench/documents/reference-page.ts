import { PDFDocument, rgb } from 'pdf-lib';
import { loadLadder } from '../../../functions/documents/faces.ts';
import { shapeLine } from '../../../functions/documents/shape.ts';
import type { DisplayPage } from './display-list.ts';

/** A line of the serif face: where its pen begins, in points from the left and the top, its size and colour. */
export type Line = { readonly x: number; readonly y: number; readonly size: number; readonly text: string; readonly colour: string };

/** Lines as HarfBuzz's own outlines over the page's tints, with no font in the file, so that nothing of our embedding is in it; their widths in points come along. */
export async function drawLines(
  { width, height, items }: DisplayPage,
  lines: readonly Line[],
): Promise<{ readonly pdf: Uint8Array; readonly widths: readonly number[] }> {
  const document = await PDFDocument.create();
  const page = document.addPage([width, height]);
  for (const item of items) if (item.is === 'path' && item.pen === undefined) page.drawSvgPath(item.d, { x: 0, y: height, color: colourOf(item.colour) });
  const ladder = await loadLadder('serif');
  const widths: number[] = [];
  for (const { text, x, y, size, colour } of lines) {
    let pen = x;
    for (const { face, glyphs } of (await shapeLine(text, ladder)).runs) {
      for (const glyph of glyphs) {
        const path = upsideDown(face.font.glyphToPath(glyph.id));
        const place = { x: pen + (glyph.x * size) / 1000, y: height - y + (glyph.y * size) / 1000 };
        if (path !== '') page.drawSvgPath(path, { ...place, scale: size / face.unitsPerEm, color: colourOf(colour) });
        pen += (glyph.advance * size) / 1000;
      }
    }
    widths.push(pen - x);
  }
  return { pdf: await document.save(), widths };
}

/** Outlines have y upwards, SVG has it downwards. */
const upsideDown = (path: string): string => path.replace(/(-?[\d.]+)[ ,](-?[\d.]+)/g, (_, x: string, y: string) => `${x},${-Number(y)}`);

const colourOf = (hex: string) => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return rgb(red, green, blue);
};
