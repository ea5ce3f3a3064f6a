import type { Font } from 'harfbuzzjs';
import { FACES, type FaceName, readFace } from './font-files.ts';

/** A face made ready for shaping; `unitsPerEm` scales every measure it gives. */
export type Face = { readonly name: FaceName; readonly font: Font; readonly unitsPerEm: number; readonly covers: ReadonlySet<number> };

const loaded = new Map<FaceName, Promise<Face>>();

/** A face, read from its file once per process. */
export function loadFace(name: FaceName): Promise<Face> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const face = openFace(name);
  loaded.set(name, face);
  // A failed read must not stick: the next document tries again.
  face.catch(() => loaded.delete(name));
  return face;
}

async function openFace(name: FaceName): Promise<Face> {
  const [harfbuzz, bytes] = await Promise.all([import('harfbuzzjs'), readFace(name)]);
  const face = new harfbuzz.Face(new harfbuzz.Blob(bytes));
  return { name, font: new harfbuzz.Font(face), unitsPerEm: face.upem, covers: new Set(face.collectUnicodes()) };
}

/** Faces in the order in which a character is looked for, the preferred one first. */
export function loadLadder(preferred: 'sans' | 'serif'): Promise<readonly Face[]> {
  const other = preferred === 'sans' ? 'serif' : 'sans';
  return Promise.all([preferred, other, 'tibetan', 'arabic', 'mongolian', 'korean'].filter(isFaceName).map(loadFace));
}

const isFaceName = (name: string): name is FaceName => Object.hasOwn(FACES, name);

/** Needs no glyph of its own: joiners, variation selectors and the like. */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Variation_Selector}]$/u;

/** The first face that has every visible character of a cluster; nothing where none has. */
export function faceFor(cluster: string, ladder: readonly Face[]): Face | undefined {
  const visible = [...cluster].filter((character) => !INVISIBLE.test(character));
  return ladder.find((face) => visible.every((character) => hasGlyph(face, character)));
}

function hasGlyph(face: Face, character: string): boolean {
  if (face.covers.has(character.codePointAt(0) ?? 0)) return true;
  // Accented letters may exist only composed, or only in parts.
  return character.normalize('NFD') !== character && [...character.normalize('NFD')].every((part) => face.covers.has(part.codePointAt(0) ?? 0));
}

const clusters = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** A text in grapheme clusters, which no change of face may tear. */
export const clustersOf = (text: string): readonly string[] => [...clusters.segment(text)].map(({ segment }) => segment);

/** The characters of a text that no face covers, each once; what shaping leaves out counts as covered. */
export async function uncovered(text: string): Promise<readonly string[]> {
  const ladder = await loadLadder('serif');
  const odd = clustersOf(text).filter((cluster) => faceFor(cluster, ladder) === undefined);
  const alone = odd.flatMap((cluster) => [...cluster].filter((character) => faceFor(character, ladder) === undefined));
  return [...new Set(alone.length > 0 || odd.length === 0 ? alone : odd)];
}
