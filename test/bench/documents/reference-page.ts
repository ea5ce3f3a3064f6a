import { PDFDocument, rgb } from 'pdf-lib';
import { loadLadder } from '../../../functions/documents/faces.ts';
import { shapeLine } from '../../../functions/documents/shape.ts';
import type { DisplayPage } from './display-list.ts';

/** A line of the serif face: where its pen begins, in points from the left and the top, and its size. */
export type Line = { readonly x: number; readonly y: number; readonly size: number; readonly text: string };

/** Lines as HarfBuzz's own outlines on an empty page, with no font in the file, so that nothing of our embedding is in it; their widths in points come along. */
export async function drawLines(
  { width, height }: DisplayPage,
  lines: readonly Line[],
): Promise<{ readonly pdf: Uint8Array; readonly widths: readonly number[] }> {
  const document = await PDFDocument.create();
  const page = document.addPage([width, height]);
  const ladder = await loadLadder('serif');
  const widths: number[] = [];
  for (const { text, x, y, size } of lines) {
    let pen = x;
    for (const { face, glyphs } of (await shapeLine(text, ladder)).runs) {
      for (const glyph of glyphs) {
        const path = upsideDown(face.font.glyphToPath(glyph.id));
        const place = { x: pen + (glyph.x * size) / 1000, y: height - y + (glyph.y * size) / 1000 };
        if (path !== '') page.drawSvgPath(path, { ...place, scale: size / face.unitsPerEm, color: rgb(0.1, 0.12, 0.14) });
        pen += (glyph.advance * size) / 1000;
      }
    }
    widths.push(pen - x);
  }
  return { pdf: await document.save(), widths };
}

/** Outlines have y upwards, SVG has it downwards. */
const upsideDown = (path: string): string => path.replace(/(-?[\d.]+)[ ,](-?[\d.]+)/g, (_, x: string, y: string) => `${x},${-Number(y)}`);
