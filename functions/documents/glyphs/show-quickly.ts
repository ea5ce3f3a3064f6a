import { hex } from '../embed-face.ts';
import { ADDED, claimGlyph, type DocumentGlyphs } from './drawn-glyphs.ts';
import type { QuickLine } from './quick-line.ts';

/**
 * The operators that show a line (ISO 32000-1, 9.4.3): fonts as they change, codes as hexadecimal digits, and between them by
 * how many thousandths of an em the pen goes back. `gap` is extra space after each glyph in the same measure.
 */
export function showQuickly(line: QuickLine, glyphs: DocumentGlyphs, { size, gap }: { readonly size: number; readonly gap: number }): string {
  let operators = '';
  let font = '';
  let owed = 0;
  for (const { face, key, index, advance, shift } of line.quick) {
    const drawn = glyphs.get(face.name);
    if (drawn === undefined) throw new RangeError(`the document has no face ${face.name}`);
    const code = claimGlyph(drawn, key, size);
    const name = code < ADDED ? drawn.fixedName : drawn.addedName;
    const before = Math.round(owed + shift);
    if (name !== font) {
      operators += `${font === '' ? '' : '>]TJ '}/${name} ${size} Tf[${before === 0 ? '' : -before}<`;
      font = name;
    } else if (before !== 0) operators += `>${-before}<`;
    operators += hex(code & 0xffff);
    owed = advance + gap - (face.store.advances[index] ?? 0) - shift + (owed + shift - before);
  }
  return font === '' ? '' : `${operators}>]TJ`;
}
