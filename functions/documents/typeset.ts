import { type Ladder, type Line, lineOf } from './line.ts';
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
  const wanted = room.lines ?? 1;
  const smallest = room.smallest ?? style.size;
  for (let size = style.size; size > smallest; size -= 0.5) {
    const lines = breakLines(text, { ...style, size }, room.width);
    if (lines.length <= wanted) return blockOf(lines, { ...style, size }, room);
  }
  return blockOf(breakLines(text, { ...style, size: smallest }, room.width), { ...style, size: smallest }, room);
}

function blockOf(lines: readonly Line[], style: Style, room: Room): Block {
  return { lines, style, leading: style.size * room.leading, height: lines.length * style.size * room.leading };
}

/** Draws a block whose first line stands on `place.y`. */
export function drawBlock(sheet: Sheet, block: Block, place: Place): void {
  block.lines.forEach((line, at) => {
    drawAligned(sheet, line, { place: { x: place.x, y: place.y + at * block.leading }, style: block.style });
  });
}
