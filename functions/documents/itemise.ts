import { clustersOf } from '../domain/drawable.ts';
import { type Face, faceFor } from './faces.ts';

/** A stretch of text in one face and one direction. */
export type Run = { readonly text: string; readonly face: Face; readonly rightToLeft: boolean };

/** Thrown where a text reached the writer although a character has no glyph; callers ask `uncoveredCharacters` first. */
export class UncoveredError extends Error {
  readonly characters: readonly string[];
  constructor(characters: readonly string[]) {
    super(`no glyph for ${characters.map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`).join(' ')}`);
    this.characters = characters;
  }
}

/** Cuts one line into runs and puts them in the order in which they stand from left to right. */
export function itemise(text: string, ladder: readonly Face[]): readonly Run[] {
  const pieces = clustersOf(text).map((cluster) => ({ text: cluster, face: faceFor(cluster, ladder) }));
  const missing = pieces.filter((piece) => piece.face === undefined).map((piece) => piece.text);
  if (missing.length > 0) throw new UncoveredError(missing);
  const directions = directionsOf(pieces.map((piece) => piece.text));
  const runs: Run[] = [];
  pieces.forEach(({ text: piece, face }, at) => {
    if (face === undefined) return;
    const rightToLeft = directions[at] === 'right';
    const last = runs.at(-1);
    if (last !== undefined && last.face === face && last.rightToLeft === rightToLeft) runs[runs.length - 1] = { ...last, text: last.text + piece };
    else runs.push({ text: piece, face, rightToLeft });
  });
  return visualOrder(runs);
}

type Direction = 'left' | 'right';

const RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const LEFT = /[\p{L}\p{N}]/u;

/** Clusters that carry no direction take that of both neighbours where these agree, else the line's (UAX 9, N1 and N2). */
function directionsOf(pieces: readonly string[]): readonly Direction[] {
  const strong = pieces.map((piece): Direction | undefined => (RIGHT.test(piece) ? 'right' : LEFT.test(piece) ? 'left' : undefined));
  const base = 'left';
  return strong.map((own, at) => {
    if (own !== undefined) return own;
    const before = strong.slice(0, at).findLast((other) => other !== undefined) ?? base;
    const after = strong.slice(at + 1).find((other) => other !== undefined) ?? base;
    return before === after ? before : base;
  });
}

/** Lines run left to right; neighbouring right-to-left runs change places as a group (UAX 9, L2). */
function visualOrder(runs: readonly Run[]): readonly Run[] {
  const ordered: Run[] = [];
  let group: Run[] = [];
  for (const run of runs) {
    if (run.rightToLeft) group.unshift(run);
    else {
      ordered.push(...group, run);
      group = [];
    }
  }
  return [...ordered, ...group];
}
