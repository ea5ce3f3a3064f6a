import type { Face } from './faces.ts';
import { type QuickLine, type StoredFace, shapeQuickly } from './glyphs/quick-line.ts';
import { type ShapedLine, shapeLine } from './shape.ts';

/** A line of text that knows its glyphs and its width, however it came to them. */
export type Line = ShapedLine | QuickLine;

/** Faces as glyph stores, for documents made on the spot, with the lines that were set before; `faces` are there where a text needs shaping. */
export type StoredLadder = {
  readonly stores: readonly StoredFace[];
  readonly faces?: readonly Face[];
  /** Lines of this document: sizes are tried, texts come twice. */
  readonly known: Map<string, Line>;
  /** Lines of our own wording, which are the same in every document. */
  readonly wording: ReadonlyMap<string, Line>;
};

/** The faces that a text is set in, the preferred one first. */
export type Ladder = readonly Face[] | StoredLadder;

/** Sets one line: glyph by glyph from the stores where every character stands for itself, by HarfBuzz where it does not. Throws where no face has a character. */
export function lineOf(text: string, ladder: Ladder): Line {
  if (!('stores' in ladder)) return shapeLine(text, ladder);
  const known = ladder.wording.get(text) ?? ladder.known.get(text);
  if (known !== undefined) return known;
  const line = shapeQuickly(text, ladder.stores) ?? shapeWith(text, ladder.faces);
  ladder.known.set(text, line);
  return line;
}

function shapeWith(text: string, faces: readonly Face[] | undefined): ShapedLine {
  if (faces === undefined) throw new Error('a text that needs shaping came without its faces');
  return shapeLine(text, faces);
}
