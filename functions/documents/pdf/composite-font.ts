// Writes a composite font (ISO 32000-1, 9.7): codes are the numbers of its glyphs, and a map leads them back to text.
import { hex, utf16 } from '../embed-face.ts';
import { fontProgram } from '../glyphs/font-program.ts';
import { type GlyphStore, NARROW } from '../glyphs/glyph-store.ts';
import { type PdfFile, packObject, writeStream } from './pdf-file.ts';
import { to } from './pdf-text.ts';
import { squeezeWell } from './squeeze.ts';

/** `keys` in the order of their codes, which begin at 1; `tag` is of six capitals and differs from font to font of a file (9.6.4). */
export type FontWish = { readonly store: GlyphStore; readonly keys: readonly number[]; readonly tag: string; readonly squeezed: boolean };

/** Writes a font with everything that belongs to it, and gives the number under which pages know it. */
export function writeFont(file: PdfFile, { store, keys, tag, squeezed }: FontWish): number {
  const glyphs = [0, ...keys.map(store.find)];
  const name = `${tag}+${store.postScriptName}`;
  const write = squeezed ? writeSqueezed : writeStream;
  const program = fontProgram(store, glyphs);
  const programStream = write(file, `/Length1 ${program.length}`, program);
  const descriptor = packObject(
    file,
    `<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[${store.box.join(' ')}]/ItalicAngle 0/Ascent ${store.ascent}/Descent ${store.descent}/CapHeight 733/StemV 80/FontFile2 ${to(programStream)}>>`,
  );
  const descendant = packObject(
    file,
    `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDToGIDMap/Identity/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ${to(descriptor)}/DW 1000/W[${widthsOf(store, glyphs)}]>>`,
  );
  const map = write(file, '', Buffer.from(characterMap(keys), 'latin1'));
  return packObject(file, `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[${to(descendant)}]/ToUnicode ${to(map)}>>`);
}

/** Writes a stream that is squeezed once for all the files that begin with it. */
export function writeSqueezed(file: PdfFile, entries: string, data: Uint8Array): number {
  return writeStream(file, `${entries}/Filter/FlateDecode`, squeezeWell(data));
}

/** Widths that are not those of a Chinese character, run by run (9.7.4.3). */
function widthsOf({ advances }: GlyphStore, glyphs: readonly number[]): string {
  let widths = '';
  let open = false;
  for (const [code, glyph] of glyphs.entries()) {
    const width = advances[glyph] ?? 0;
    if (width === 1000) {
      if (open) widths += ']';
      open = false;
    } else {
      widths += open ? ` ${width}` : `${code}[${width}`;
      open = true;
    }
  }
  return open ? `${widths}]` : widths;
}

/** Characters of the codes (9.10.3), in blocks of at most a hundred. */
function characterMap(keys: readonly number[]): string {
  let blocks = '';
  for (let at = 0; at < keys.length; at += 100) {
    const block = keys.slice(at, at + 100);
    const lines = block.map((key, place) => `<${hex(at + place + 1)}><${utf16(String.fromCodePoint(key >= NARROW ? key - NARROW : key))}>\n`);
    blocks += `${block.length} beginbfchar\n${lines.join('')}endbfchar\n`;
  }
  return `${MAP_START}${blocks}${MAP_END}`;
}

const MAP_START = `/CIDInit/ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
/CMapName/Adobe-Identity-UCS def/CMapType 2 def
1 begincodespacerange<0000><FFFF>endcodespacerange
`;
const MAP_END = 'endcmap CMapName currentdict/CMap defineresource pop end end';
