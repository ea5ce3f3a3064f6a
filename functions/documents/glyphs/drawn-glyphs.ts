import type { StoredFace } from './quick-line.ts';

/** Which glyphs of a face a document shows: those that its template brings along, and those that its own values add. */
export type DrawnGlyphs = {
  readonly face: StoredFace;
  /** Code of a glyph in the template's font, by its key. */
  readonly fixed: ReadonlyMap<number, number>;
  /** Code of a glyph in the document's own font, by its key; the next one has the next number. */
  readonly added: Map<number, number>;
};

/** The glyphs of a document, face by face. */
export type DocumentGlyphs = ReadonlyMap<StoredFace['name'], DrawnGlyphs>;

/** Codes of the glyphs that a template brings along, by face and key. */
export type FixedCodes = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Codes of keys in their order; they begin at 1, since 0 is the glyph of what is missing. */
export function codesOf(keys: { readonly [face: string]: readonly number[] }): FixedCodes {
  return new Map(Object.entries(keys).map(([face, own]) => [face, new Map(own.map((key, at) => [key, at + 1]))]));
}

/** Glyphs of a document whose template has these. */
export function documentGlyphs(faces: readonly StoredFace[], fixed: FixedCodes): DocumentGlyphs {
  return new Map(faces.map((face) => [face.name, { face, fixed: fixed.get(face.name) ?? NONE, added: new Map<number, number>() }]));
}

const NONE: ReadonlyMap<number, number> = new Map();

/** Where a glyph is found: in the template's font (0) or the document's own (1), and under which code. */
export function claimGlyph(drawn: DrawnGlyphs, key: number): { readonly font: 0 | 1; readonly code: number } {
  const fixed = drawn.fixed.get(key);
  if (fixed !== undefined) return { font: 0, code: fixed };
  const known = drawn.added.get(key);
  if (known !== undefined) return { font: 1, code: known };
  const code = drawn.added.size + 1;
  drawn.added.set(key, code);
  return { font: 1, code };
}

/** Name of a font among the page's resources. */
export const fontName = (face: StoredFace['name'], font: 0 | 1): string => `${face}${font}`;
