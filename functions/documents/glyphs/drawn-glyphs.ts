import type { StoredFace } from './quick-line.ts';

/** Which glyphs of a face a document shows: those that its template brings along, and those that its own values add. */
export type DrawnGlyphs = {
  readonly face: StoredFace;
  /** Names of both fonts among the page's resources. */
  readonly fixedName: string;
  readonly addedName: string;
  /** Glyphs of the template's font, by their keys. */
  readonly fixed: ReadonlyMap<number, FixedGlyph>;
  /** The same of the document's own font. */
  readonly added: Map<number, AddedGlyph>;
};

/** A glyph that a template brings along; its outline is fine enough up to a size in points. */
export type FixedGlyph = { readonly code: number; readonly upTo: number };

/** A glyph of the document's own font, and the largest size in which it stands. */
export type AddedGlyph = { readonly code: number; size: number };

/** The glyphs of a document, face by face. */
export type DocumentGlyphs = ReadonlyMap<StoredFace['name'], DrawnGlyphs>;

/** Keys of the glyphs that a template brings along, face by face, each with the grid on which its outline lies, in thousandths of an em. */
export type FixedKeys = { readonly [face: string]: readonly (readonly [key: number, grid: number])[] };

/** What a template brings along, by face and key. */
export type FixedGlyphs = ReadonlyMap<string, ReadonlyMap<number, FixedGlyph>>;

/**
 * How far a grid may move a point, in points of the page: three fifths of a dot of a press that sets 1,200 to the inch. A coarser
 * grid makes smaller files, and small letters have no use for a finer one. Each is a multiple of the one before, since a
 * font that has few numbers squeezes better.
 */
const MOVED_AT_MOST = 0.036;
const GRIDS = [6, 3, 1];

const sizeOf = (grid: number): number => (2 * 1000 * MOVED_AT_MOST) / grid;

/** The grid for the largest size in points that a glyph has in its template; one unit is as fine as the faces are. */
export const gridFor = (size: number): number => GRIDS.find((grid) => size <= sizeOf(grid)) ?? 1;

/** How much larger a gift may show a glyph than its template foresaw: words have more room beside a short name. */
const LARGER = 1.2;

const upToOf = (grid: number): number => (grid === 1 ? Number.POSITIVE_INFINITY : sizeOf(grid) * LARGER);

/** Codes are those of Unicode; glyphs beyond its first plane, and second forms, have codes that no character has (surrogates). */
const SPARE = 0xd800;

const codeOf = (key: number, place: number): number => (key <= 0xffff ? key : SPARE + place);

/** Gives the glyphs of a template their codes; no two share a spare one, since all fonts share one map to characters. */
export function fixGlyphs(keys: FixedKeys): FixedGlyphs {
  let place = 0;
  return new Map(
    Object.entries(keys).map(([face, own]) => [face, new Map(own.map(([key, grid]) => [key, { code: codeOf(key, place++), upTo: upToOf(grid) }]))]),
  );
}

/** Glyphs of a document whose template has these. */
export function documentGlyphs(faces: readonly StoredFace[], fixed: FixedGlyphs): DocumentGlyphs {
  return new Map(faces.map((face) => [face.name, glyphsOf(face, fixed.get(face.name) ?? NONE)]));
}

const NONE: ReadonlyMap<number, FixedGlyph> = new Map();

const glyphsOf = (face: StoredFace, fixed: ReadonlyMap<number, FixedGlyph>): DrawnGlyphs => {
  return { face, fixed, added: new Map(), fixedName: `${face.name}0`, addedName: `${face.name}1` };
};

/** Stands before the codes of the document's own font. */
export const ADDED = 0x10000;

/** Code of a glyph at a size in the template's font, or, with `ADDED`, in the document's own. */
export function claimGlyph({ fixed, added }: DrawnGlyphs, key: number, size: number): number {
  const known = fixed.get(key);
  if (known !== undefined && size <= known.upTo) return known.code;
  const own = added.get(key);
  if (own === undefined) {
    const code = codeOf(key, added.size);
    added.set(key, { code, size });
    return ADDED + code;
  }
  if (size > own.size) own.size = size;
  return ADDED + own.code;
}
