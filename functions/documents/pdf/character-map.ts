// Writes the map from codes back to text (ISO 32000-1, 9.10.3), in blocks of at most a hundred lines.
import { hex, utf16 } from '../embed-face.ts';
import type { FontGlyph } from '../glyphs/font-program.ts';
import { NARROW } from '../glyphs/glyph-store.ts';

type Coded = Pick<FontGlyph, 'key' | 'code'>;

/** Leading bytes of the codes that nearly every name is made of: Latin, Chinese and its punctuation. */
const COMMON = [0x00, 0x20, 0x30, ...Array.from({ length: 0xa0 - 0x4e }, (_, at) => 0x4e + at), 0xff];
const COMMON_BYTES = new Set(COMMON);

/** Tells whether the map that every file of a template has leads a code back to its text. */
export const isCommon = ({ code }: Coded): boolean => COMMON_BYTES.has(code >> 8);

/** The map of all codes that are common, and of these glyphs; each row of 256 codes is led to itself. */
export function commonMap(glyphs: readonly Coded[]): string {
  const rows = COMMON.map((row) => [row << 8, (row << 8) | 0xff, row << 8].map((code) => `<${hex(code)}>`).join(''));
  const others = glyphs.filter((glyph) => !isCommon(glyph));
  return mapOf(blocksOf('bfrange', rows) + blocksOf('bfchar', others.map(lineOf)));
}

/** The map of these glyphs alone. */
export const ownMap = (glyphs: readonly Coded[]): string => mapOf(blocksOf('bfchar', glyphs.map(lineOf)));

const lineOf = ({ key, code }: Coded): string => `<${hex(code)}><${utf16(String.fromCodePoint(key >= NARROW ? key - NARROW : key))}>`;

function blocksOf(kind: 'bfchar' | 'bfrange', lines: readonly string[]): string {
  let blocks = '';
  for (let at = 0; at < lines.length; at += 100) {
    const block = lines.slice(at, at + 100);
    blocks += `${block.length} begin${kind}\n${block.join('\n')}\nend${kind}\n`;
  }
  return blocks;
}

const mapOf = (blocks: string): string => `/CIDInit/ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
/CMapName/Adobe-Identity-UCS def/CMapType 2 def
1 begincodespacerange<0000><FFFF>endcodespacerange
${blocks}endcmap CMapName currentdict/CMap defineresource pop end end`;
