import { ADDED, claimGlyph, type DocumentGlyphs } from './drawn-glyphs.ts';
import type { QuickLine } from './quick-line.ts';

/**
 * The operators that show a line (ISO 32000-1, 9.4.3): fonts as they change, codes as hexadecimal digits, and between them by
 * how many thousandths of an em the pen goes back. `gap` is extra space after each glyph in the same measure.
 */
export function showQuickly(line: QuickLine, glyphs: DocumentGlyphs, { size, gap }: { readonly size: string; readonly gap: number }): string {
  let operators = '';
  let font = '';
  let owed = 0;
  for (const { face, key, index, advance, shift } of line.quick) {
    const drawn = glyphs.get(face.name);
    if (drawn === undefined) throw new RangeError(`the document has no face ${face.name}`);
    const code = claimGlyph(drawn, key);
    const name = code < ADDED ? drawn.fixedName : drawn.addedName;
    const before = Math.round(owed + shift);
    if (name !== font) {
      operators += `${font === '' ? '' : '>]TJ '}/${name} ${size} Tf[${before === 0 ? '' : -before}<`;
      font = name;
    } else if (before !== 0) operators += `>${-before}<`;
    operators += DIGITS[code & 0xfff];
    owed = advance + gap - (face.store.advances[index] ?? 0) - shift + (owed + shift - before);
  }
  return font === '' ? '' : `${operators}>]TJ`;
}

/** Codes as four hexadecimal digits; no document has as many glyphs of one face. */
const DIGITS = Array.from({ length: 4096 }, (_, code) => code.toString(16).padStart(4, '0'));
