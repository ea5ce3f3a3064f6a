import type { Face } from './faces.ts';
import { type QuickLine, type StoredFace, shapeQuickly } from './glyphs/quick-line.ts';
import { type ShapedLine, shapeLine } from './shape.ts';

/** A line of text that knows its glyphs and its width, however it came to them. */
export type Line = ShapedLine | QuickLine;

/** Faces as glyph stores, for documents made on the spot; `faces` are there where a text needs shaping. */
export type StoredLadder = { readonly stores: readonly StoredFace[]; readonly faces?: readonly Face[] };

/** The faces that a text is set in, the preferred one first. */
export type Ladder = readonly Face[] | StoredLadder;

/** Sets one line: glyph by glyph from the stores where every character stands for itself, by HarfBuzz where it does not. Throws where no face has a character. */
export function lineOf(text: string, ladder: Ladder): Line {
  if (!('stores' in ladder)) return shapeLine(text, ladder);
  const line = shapeQuickly(text, ladder.stores);
  if (line !== undefined) return line;
  if (ladder.faces === undefined) throw new Error('a text that needs shaping came without its faces');
  return shapeLine(text, ladder.faces);
}
