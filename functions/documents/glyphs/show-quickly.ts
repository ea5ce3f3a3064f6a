import { ADDED, claimGlyph, type DocumentGlyphs } from './drawn-glyphs.ts';
import type { QuickLine } from './quick-line.ts';

/** How a line is shown: its size in points, the same as the file writes it, and extra space after each glyph in thousandths of an em. */
export type Showing = { readonly size: number; readonly written: string; readonly gap: number };

/** The operators that show a line; `fixed` tells that all its glyphs are the template's, so that they show it in other documents too. */
export type Shown = { readonly operators: string; readonly fixed: boolean };

/**
 * The operators that show a line (ISO 32000-1, 9.4.3): fonts as they change, codes as two bytes each, and between them by how
 * many thousandths of an em the pen goes back.
 */
export function showQuickly(line: QuickLine, glyphs: DocumentGlyphs, { size, written, gap }: Showing): Shown {
  let operators = '';
  let font = '';
  let owed = 0;
  let fixed = true;
  for (const { face, key, index, advance, shift } of line.quick) {
    const drawn = glyphs.get(face.name);
    if (drawn === undefined) throw new RangeError(`the document has no face ${face.name}`);
    const code = claimGlyph(drawn, key, size);
    if (code >= ADDED) fixed = false;
    const name = code < ADDED ? drawn.fixedName : drawn.addedName;
    const before = Math.round(owed + shift);
    if (name !== font) {
      operators += `${font === '' ? '' : ')]TJ '}/${name} ${written} Tf[${before === 0 ? '' : -before}(`;
      font = name;
    } else if (before !== 0) operators += `)${-before}(`;
    operators += (BYTES[(code >> 8) & 0xff] ?? '') + (BYTES[code & 0xff] ?? '');
    owed = advance + gap - (face.store.advances[index] ?? 0) - shift + (owed + shift - before);
  }
  return { operators: font === '' ? '' : `${operators})]TJ`, fixed };
}

/** A byte as it stands in a string (ISO 32000-1, 7.3.4.2): brackets, the backslash and a line's end, which readers would change, behind a backslash. */
const BYTES = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (character === '\r') return '\\r';
  return '()\\'.includes(character) ? `\\${character}` : character;
});
