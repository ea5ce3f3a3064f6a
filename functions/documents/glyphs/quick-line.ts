import { areOfTwoScripts, TRAIT, traitsOf } from '../traits.ts';
import { type GlyphStore, isKerned, NARROW } from './glyph-store.ts';

/** A face whose glyphs lie in a store. */
export type StoredFace = { readonly name: 'sans' | 'serif' | 'korean'; readonly store: GlyphStore };

/** A glyph as it stands in a line, in thousandths of an em: how far it moves the pen, and how far beside the pen it stands. */
export type QuickGlyph = { readonly face: StoredFace; readonly key: number; readonly index: number; readonly advance: number; readonly shift: number };

/** A line in which every character is one glyph; `width` in thousandths of an em. */
export type QuickLine = {
  readonly text: string;
  readonly quick: readonly QuickGlyph[];
  readonly width: number;
  readonly count: number;
  /** What drew it before, with the template's glyphs alone, and where and how that was. */
  readonly drawn: DrawnBefore[];
};

/** Operators of a line by everything that they depend on: its place and setting in points. */
export type DrawnBefore = {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly colour: readonly number[];
  readonly spacing: number | undefined;
  readonly stroke: number | undefined;
  readonly operators: readonly string[];
};

/** Gap between Han and Latin or digits where nobody typed a blank, about as wide as one, in thousandths of an em. */
export const GAP = 200;

/**
 * Sets a line by the rules that the stores hold: no letter joins another, so each character has its own glyph.
 * Nothing where a character is in no store; HarfBuzz sets the same text the same way, a test holds the two together.
 */
export function shapeQuickly(text: string, faces: readonly StoredFace[]): QuickLine | undefined {
  const { codePoints, traits, isLatin } = readText(text);
  const quick: QuickGlyph[] = [];
  let width = 0;
  for (let at = 0; at < codePoints.length; at++) {
    const codePoint = codePoints[at] ?? 0;
    const next = codePoints[at + 1] ?? 0;
    const face = faceOf(codePoint, faces);
    if (face === undefined || (isLatin && isFullWidthLatin(codePoint)) || (next === codePoint && face.store.joins.includes(codePoint))) return undefined;
    const { store } = face;
    const isNarrow = isLatin || isApostrophe(codePoints, traits, at);
    const key = isNarrow ? narrowOf(codePoint, store) : codePoint;
    const half = key === codePoint && !isLatin && isHalved(traits, at) ? store.halved.get(codePoint) : undefined;
    const index = store.find(key);
    const isPair = isKernedIn(codePoint, isNarrow, store) && isKernedIn(next, isLatin || isApostrophe(codePoints, traits, at + 1), store);
    const gap = areOfTwoScripts(traits[at] ?? 0, traits[at + 1] ?? 0) ? GAP : 0;
    const advance = (half?.advance ?? store.advances[index] ?? 0) + (isPair ? store.kern(codePoint, next) : 0) + gap;
    quick.push({ face, key, index, advance, shift: half?.shift ?? 0 });
    width += advance;
  }
  return { text, quick, width, count: quick.length, drawn: [] };
}

/** The characters of a text with their traits; `isLatin` where none of them asks for full width. */
function readText(text: string): { readonly codePoints: readonly number[]; readonly traits: readonly number[]; readonly isLatin: boolean } {
  const codePoints: number[] = [];
  const traits: number[] = [];
  let all = 0;
  for (let at = 0; at < text.length; at++) {
    const codePoint = text.codePointAt(at) ?? 0;
    if (codePoint > 0xffff) at++;
    const own = traitsOf(codePoint);
    codePoints.push(codePoint);
    traits.push(own);
    all |= own;
  }
  return { codePoints, traits, isLatin: (all & TRAIT.fullWidth) === 0 };
}

/** The first face whose store has a character. */
export function faceOf(codePoint: number, faces: readonly StoredFace[]): StoredFace | undefined {
  for (const face of faces) if (face.store.find(codePoint) !== 0) return face;
  return undefined;
}

function narrowOf(codePoint: number, store: GlyphStore): number {
  return codePoint > 0x7f && store.find(codePoint + NARROW) !== 0 ? codePoint + NARROW : codePoint;
}

/** Pairs are kept for narrow forms; a mark that stands there in its wide one is not kerned. */
const isKernedIn = (codePoint: number, isNarrow: boolean, store: GlyphStore): boolean =>
  isKerned(codePoint) && (isNarrow || narrowOf(codePoint, store) === codePoint);

/** Letters of full width become proportional ones in a line without Chinese, and are kerned. */
export const isFullWidthLatin = (codePoint: number): boolean => (traitsOf(codePoint) & TRAIT.latin) !== 0 && codePoint > 0xff00;

const RIGHT_QUOTE = 0x2019;

function isApostrophe(codePoints: readonly number[], traits: readonly number[], at: number): boolean {
  return codePoints[at] === RIGHT_QUOTE && ((traits[at - 1] ?? 0) & TRAIT.latin) !== 0 && ((traits[at + 1] ?? 0) & TRAIT.latin) !== 0;
}

/** Of two Chinese marks that meet one gives up its blank half, and so does an opening one at the beginning (see `punctuation.ts`). */
function isHalved(traits: readonly number[], at: number): boolean {
  const own = traits[at] ?? 0;
  if ((own & (TRAIT.closes | TRAIT.opens)) === 0) return false;
  if ((own & TRAIT.closes) !== 0) return ((traits[at + 1] ?? 0) & (TRAIT.closes | TRAIT.opens)) !== 0;
  return at === 0 || ((traits[at - 1] ?? 0) & TRAIT.opens) !== 0;
}
