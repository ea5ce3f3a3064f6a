import type { Face } from './faces.ts';
import { type QuickLine, type StoredFace, shapeQuickly } from './glyphs/quick-line.ts';
import { type ShapedLine, shapeLine } from './shape.ts';

/** A line of text that knows its glyphs and its width, however it came to them. */
export type Line = ShapedLine | QuickLine;

/** How a text was fitted into its room. */
export type Fit = { readonly wish: FitWish; readonly size: number; readonly lines: readonly Line[] };

/** What the fit of a text depends on: sizes and widths in points. */
export type FitWish = { readonly size: number; readonly smallest: number; readonly width: number; readonly wanted: number; readonly spacing: number };

/** What was set for a document: lines by their text, and how texts were fitted. */
export type SetTexts = { readonly lines: Map<string, Line>; readonly fits: Map<string, Fit[]> };

/**
 * Faces as glyph stores, for documents made on the spot; `faces` are there where a text needs shaping. `before` is what was
 * set for the last document: what this one says again (wording, society, campaign) need not be set again, and what it does
 * not say is forgotten with it, names above all.
 */
export type StoredLadder = {
  readonly stores: readonly StoredFace[];
  readonly faces?: readonly Face[];
  readonly set: SetTexts;
  readonly before: SetTexts;
};

/** The faces that a text is set in, the preferred one first. */
export type Ladder = readonly Face[] | StoredLadder;

/** Nothing set yet. */
export const nothingSet = (): SetTexts => ({ lines: new Map(), fits: new Map() });

/** Sets one line: glyph by glyph from the stores where every character stands for itself, by HarfBuzz where it does not. Throws where no face has a character. */
export function lineOf(text: string, ladder: Ladder): Line {
  if (!('stores' in ladder)) return shapeLine(text, ladder);
  const known = ladder.set.lines.get(text);
  if (known !== undefined) return known;
  const line = ladder.before.lines.get(text) ?? shapeQuickly(text, ladder.stores) ?? shapeWith(text, ladder.faces);
  ladder.set.lines.set(text, line);
  return line;
}

function shapeWith(text: string, faces: readonly Face[] | undefined): ShapedLine {
  if (faces === undefined) throw new Error('a text that needs shaping came without its faces');
  return shapeLine(text, faces);
}
