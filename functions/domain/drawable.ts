import { COVERAGE } from './glyph-coverage.ts';

/** Needs no glyph of its own: joiners, variation selectors and the like. The four Hangul fillers do, since shaping gives them their width. */
const INVISIBLE = /^(?![\u115f\u1160\u3164\uffa0])\p{Default_Ignorable_Code_Point}$/u;

/** Tells whether a face covers a code point. */
export type Covers = (codePoint: number) => boolean;

/** Tells whether a face can draw a grapheme cluster; letters with marks may exist composed only, or in parts only, and shaping finds either. */
export function drawsCluster(cluster: string, covers: Covers): boolean {
  return [cluster, cluster.normalize('NFC')].some((form) => [...form].every((character) => INVISIBLE.test(character) || drawsCharacter(character, covers)));
}

/** The characters of a text that can be drawn in no face, each once; where only their combination cannot, the whole cluster. */
export function undrawableIn(text: string, faces: readonly Covers[]): readonly string[] {
  const draws = (cluster: string) => faces.some((covers) => drawsCluster(cluster, covers));
  // Most names need one face and no segmenter, which older phones lack.
  if (faces.some((covers) => [...text].every((character) => drawsCluster(character, covers)))) return [];
  const odd = clustersOf(text).filter((cluster) => !draws(cluster));
  return [...new Set(odd.flatMap((cluster) => oddOf(cluster, draws)))];
}

/** The characters of a text that no receipt or certificate can carry, each once; read from a table, so that no font is needed. */
export function undrawable(text: string): readonly string[] {
  faces ??= Object.values(COVERAGE).map(readCoverage);
  return undrawableIn(text, faces);
}

/** A text in grapheme clusters, which no change of face may tear. */
export function clustersOf(text: string): readonly string[] {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'grapheme' });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

let faces: readonly Covers[] | undefined;
let segmenter: Intl.Segmenter | undefined;

function oddOf(cluster: string, draws: (text: string) => boolean): readonly string[] {
  const alone = [...cluster].filter((character) => !draws(character));
  return alone.length > 0 ? alone : [cluster];
}

function drawsCharacter(character: string, covers: Covers): boolean {
  const has = (one: string) => covers(one.codePointAt(0) ?? 0);
  if (has(character)) return true;
  const parts = character.normalize('NFD');
  return parts !== character && [...parts].every(has);
}

/** Reads pairs of numbers in base 36: how many code points to pass over, how many are covered. */
function readCoverage(text: string): Covers {
  const ranges: { readonly from: number; readonly to: number }[] = [];
  const steps = text.split(' ').map((step) => Number.parseInt(step, 36));
  let at = 0;
  for (let pair = 0; pair < steps.length; pair += 2) {
    const from = at + (steps[pair] ?? 0);
    at = from + (steps[pair + 1] ?? 0);
    ranges.push({ from, to: at });
  }
  return (codePoint) => ranges.some(({ from, to }) => codePoint >= from && codePoint < to);
}
