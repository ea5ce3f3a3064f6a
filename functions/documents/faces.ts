import type { Font } from 'harfbuzzjs';
import { type Covers, drawsCluster, undrawableIn } from '../domain/drawable.ts';
import { FACES, type FaceName, readFace } from './font-files.ts';

/** A face made ready for shaping; `unitsPerEm` scales every measure it gives. */
export type Face = {
  readonly name: FaceName;
  readonly font: Font;
  readonly unitsPerEm: number;
  readonly covers: ReadonlySet<number>;
  readonly harfbuzz: typeof import('harfbuzzjs');
};

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
  return { name, font: new harfbuzz.Font(face), unitsPerEm: face.upem, covers: new Set(face.collectUnicodes()), harfbuzz };
}

/** Faces in the order in which a character is looked for, the preferred one first. */
export function loadLadder(preferred: 'sans' | 'serif'): Promise<readonly Face[]> {
  const other = preferred === 'sans' ? 'serif' : 'sans';
  return Promise.all([preferred, other, 'tibetan', 'arabic', 'mongolian', 'korean'].filter(isFaceName).map(loadFace));
}

const isFaceName = (name: string): name is FaceName => Object.hasOwn(FACES, name);

/** The first face that draws a whole cluster; nothing where none does. */
export function faceFor(cluster: string, ladder: readonly Face[]): Face | undefined {
  return ladder.find((face) => drawsCluster(cluster, coversOf(face)));
}

/** The characters of a text that no face draws, each once. */
export async function uncovered(text: string): Promise<readonly string[]> {
  return undrawableIn(text, (await loadLadder('serif')).map(coversOf));
}

const coversOf =
  ({ covers }: Face): Covers =>
  (codePoint) =>
    covers.has(codePoint);
