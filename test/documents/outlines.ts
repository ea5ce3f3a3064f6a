import { PDFDocument, rgb } from 'pdf-lib';
import { loadLadder } from '../../functions/documents/faces.ts';
import { shapeLine } from '../../functions/documents/shape.ts';
import { type Pixels, pixelsOf } from './pdf-reading.ts';

/** Where a line stands on a page of this size: points from the left and the top, size of the type. */
export type Spot = { readonly width: number; readonly height: number; readonly x: number; readonly y: number; readonly size: number };

/** Draws a line from HarfBuzz's own outlines, with no font in the file, so that nothing of our embedding is in it; its width in points comes along. */
export async function drawOutlines(text: string, spot: Spot, scale: number): Promise<{ readonly pixels: Pixels; readonly width: number }> {
  const document = await PDFDocument.create();
  const page = document.addPage([spot.width, spot.height]);
  const line = await shapeLine(text, await loadLadder('serif'));
  let pen = spot.x;
  for (const { face, glyphs } of line.runs) {
    for (const glyph of glyphs) {
      const path = upsideDown(face.font.glyphToPath(glyph.id));
      const [x, y] = [pen + (glyph.x * spot.size) / 1000, spot.height - spot.y + (glyph.y * spot.size) / 1000];
      if (path !== '') page.drawSvgPath(path, { x, y, scale: spot.size / face.unitsPerEm, color: rgb(0.1, 0.12, 0.14) });
      pen += (glyph.advance * spot.size) / 1000;
    }
  }
  return { pixels: await pixelsOf(await document.save(), scale), width: pen - spot.x };
}

/** Outlines have y upwards, SVG has it downwards. */
const upsideDown = (path: string): string => path.replace(/(-?[\d.]+)[ ,](-?[\d.]+)/g, (_, x: string, y: string) => `${x},${-Number(y)}`);

/** A part of a page in pixels. */
export type Area = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** How much ink lies in an area of each picture, a whole pixel counting 1, and the share of dark pixels that have nothing beside them in the other. */
export function compareInk(left: Pixels, right: Pixels, area: Area): { readonly ink: number; readonly other: number; readonly astray: number } {
  const sums = { ink: 0, other: 0, dark: 0, astray: 0 };
  for (let y = Math.floor(area.top); y < area.bottom; y++) {
    for (let x = Math.floor(area.left); x < area.right; x++) {
      const [one, two] = [inkAt(left, x, y), inkAt(right, x, y)];
      sums.ink += one;
      sums.other += two;
      if (one > 0.5 || two > 0.5) sums.dark++;
      if ((one > 0.5 && !near(right, x, y)) || (two > 0.5 && !near(left, x, y))) sums.astray++;
    }
  }
  return { ink: sums.ink, other: sums.other, astray: sums.dark === 0 ? 0 : sums.astray / sums.dark };
}

/** Glyphs of a font are set on whole pixels and outlines are not, so a pixel may find its like next door. */
const near = (pixels: Pixels, x: number, y: number): boolean =>
  [-1, 0, 1].some((down) => [-1, 0, 1].some((across) => inkAt(pixels, x + across, y + down) > 0.3));

const inkAt = ({ width, data }: Pixels, x: number, y: number): number => 1 - (data[(y * width + x) * 4] ?? 255) / 255;
