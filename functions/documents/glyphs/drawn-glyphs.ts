import type { StoredFace } from './quick-line.ts';

/** Which glyphs of a face a document shows: those that its template brings along, and those that its own values add. */
export type DrawnGlyphs = {
  readonly face: StoredFace;
  /** Names of both fonts among the page's resources. */
  readonly fixedName: string;
  readonly addedName: string;
  /** Code of a glyph in the template's font, by its key. */
  readonly fixed: ReadonlyMap<number, number>;
  /** The same in the document's own font, with `ADDED` before it; the next one has the next number. */
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
  return new Map(faces.map((face) => [face.name, glyphsOf(face, fixed.get(face.name) ?? NONE)]));
}

const NONE: ReadonlyMap<number, number> = new Map();

const glyphsOf = (face: StoredFace, fixed: ReadonlyMap<number, number>): DrawnGlyphs => {
  return { face, fixed, added: new Map(), fixedName: `${face.name}0`, addedName: `${face.name}1` };
};

/** Stands before the codes of the document's own font. */
export const ADDED = 0x10000;

/** Code of a glyph in the template's font, or, with `ADDED`, in the document's own. */
export function claimGlyph({ fixed, added }: DrawnGlyphs, key: number): number {
  const known = fixed.get(key) ?? added.get(key);
  if (known !== undefined) return known;
  const code = ADDED + added.size + 1;
  added.set(key, code);
  return code;
}
