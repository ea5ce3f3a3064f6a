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

/** Glyphs of a document of whose faces the template has these keys, in the order of their codes. */
export function documentGlyphs(faces: readonly StoredFace[], fixed: { readonly [face: string]: readonly number[] }): DocumentGlyphs {
  return new Map(faces.map((face) => [face.name, { face, fixed: codesOf(fixed[face.name] ?? []), added: new Map<number, number>() }]));
}

/** Codes begin at 1: 0 is the glyph of what is missing. */
const codesOf = (keys: readonly number[]): ReadonlyMap<number, number> => new Map(keys.map((key, at) => [key, at + 1]));

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
