import { type Fit, type FitWish, type Ladder, type Line, lineOf } from './line.ts';
import { breakLines } from './line-breaks.ts';
import { drawLine, type Place, type Setting, type Sheet, widthOf } from './sheet.ts';

export type { Ladder } from './line.ts';

/** A setting with its faces, the room there is, and where the text begins, ends or is centred. */
export type Style = Setting & { readonly ladder: Ladder; readonly align?: 'left' | 'right' | 'centre' };

/** Draws one line that is known to fit; `place.x` is its left end, right end or centre as aligned. Gives back its width in points. */
export function setLine(sheet: Sheet, text: string, { place, style }: { readonly place: Place; readonly style: Style }): number {
  return drawAligned(sheet, lineOf(text, style.ladder), { place, style });
}

function drawAligned(sheet: Sheet, line: Line, { place, style }: { readonly place: Place; readonly style: Style }): number {
  const width = widthOf(line, style);
  const shift = style.align === 'right' ? width : style.align === 'centre' ? width / 2 : 0;
  drawLine(sheet, line, { place: { x: place.x - shift, y: place.y }, setting: style });
  return width;
}

/** Room for a text: width in points, distance of lines as a factor of the size, and how small it may become before it takes another line. */
export type Room = { readonly width: number; readonly leading: number; readonly smallest?: number; readonly lines?: number };

/** A text that has found its size and its lines. */
export type Block = { readonly lines: readonly Line[]; readonly style: Style; readonly height: number; readonly leading: number };

/** Fits a text: first it shrinks to `smallest` to keep to its `lines`, then it wraps at that size; it is never cut. */
export function fitText(text: string, style: Style, room: Room): Block {
  const { size } = style;
  const wish = { size, smallest: room.smallest ?? size, width: room.width, wanted: room.lines ?? 1, spacing: style.spacing ?? 0 };
  const fit = knownFit(text, style.ladder, wish) ?? findFit(text, style, wish);
  const leading = fit.size * room.leading;
  return { lines: fit.lines, style: fit.size === size ? style : { ...style, size: fit.size }, leading, height: fit.lines.length * leading };
}

/** How the text was fitted into the same room before, in this document or in the last one. */
function knownFit(text: string, ladder: Ladder, wish: FitWish): Fit | undefined {
  if (!('stores' in ladder)) return undefined;
  const known = ladder.set.fits.get(text)?.find((fit) => isSame(fit.wish, wish));
  if (known !== undefined) return known;
  const before = ladder.before.fits.get(text)?.find((fit) => isSame(fit.wish, wish));
  if (before !== undefined) keep(text, ladder, before);
  return before;
}

const isSame = (one: FitWish, other: FitWish): boolean =>
  one.size === other.size && one.smallest === other.smallest && one.width === other.width && one.wanted === other.wanted && one.spacing === other.spacing;

function keep(text: string, ladder: Ladder, fit: Fit): Fit {
  if (!('stores' in ladder)) return fit;
  const fits = ladder.set.fits.get(text);
  if (fits === undefined) ladder.set.fits.set(text, [fit]);
  else fits.push(fit);
  return fit;
}

function findFit(text: string, style: Style, wish: FitWish): Fit {
  let { size } = wish;
  for (; size > wish.smallest; size -= 0.5) {
    const lines = breakLines(text, { ...style, size }, wish.width);
    if (lines.length <= wish.wanted) return keep(text, style.ladder, { wish, size, lines });
  }
  const { smallest } = wish;
  return keep(text, style.ladder, { wish, size: smallest, lines: breakLines(text, { ...style, size: smallest }, wish.width) });
}

/** Draws a block whose first line stands on `place.y`. */
export function drawBlock(sheet: Sheet, block: Block, place: Place): void {
  block.lines.forEach((line, at) => {
    drawAligned(sheet, line, { place: { x: place.x, y: place.y + at * block.leading }, style: block.style });
  });
}
