// Writes a composite font (ISO 32000-1, 9.7) whose codes are those of Unicode, so that all fonts of a file share one map back to text.
import type { FontGlyph } from '../glyphs/font-program.ts';
import { fontProgram } from '../glyphs/font-program.ts';
import type { GlyphStore } from '../glyphs/glyph-store.ts';
import { type PdfFile, packObject, writeStream } from './pdf-file.ts';
import { to } from './pdf-text.ts';
import { squeezeWell } from './squeeze.ts';

/** `glyphs` in any order; `tag` is of six capitals and differs from font to font of a file (9.6.4); `characters` is the map back to text. */
export type FontWish = {
  readonly store: GlyphStore;
  readonly glyphs: readonly FontGlyph[];
  readonly tag: string;
  readonly squeezed: boolean;
  readonly characters: number;
};

/** Writes a font with everything that belongs to it, and gives the number under which pages know it. */
export function writeFont(file: PdfFile, { store, glyphs, tag, squeezed, characters }: FontWish): number {
  const name = `${tag}+${store.postScriptName}`;
  const inOrder = glyphs.toSorted((left, right) => left.code - right.code);
  const write = squeezed ? writeSqueezed : writeStream;
  const program = write(file, '/Subtype/CIDFontType0C', fontProgram({ name, box: store.box, glyphs: inOrder }));
  const descriptor = packObject(
    file,
    `<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[${store.box.join(' ')}]/ItalicAngle 0/Ascent ${store.ascent}/Descent ${store.descent}/CapHeight 733/StemV 80/FontFile3 ${to(program)}>>`,
  );
  const descendant = packObject(
    file,
    `<</Type/Font/Subtype/CIDFontType0/BaseFont/${name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ${to(descriptor)}/DW 1000/W[${widthsOf(store, inOrder)}]>>`,
  );
  return packObject(file, `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[${to(descendant)}]/ToUnicode ${to(characters)}>>`);
}

/** Writes a stream that is squeezed once for all the files that begin with it. */
export function writeSqueezed(file: PdfFile, entries: string, data: Uint8Array): number {
  return writeStream(file, `${entries}/Filter/FlateDecode`, squeezeWell(data));
}

/** Widths that are not those of a Chinese character, run by run of codes (9.7.4.3). */
function widthsOf({ advances, find }: GlyphStore, glyphs: readonly FontGlyph[]): string {
  let widths = '';
  let next = -1;
  for (const { key, code } of glyphs) {
    const width = advances[find(key)] ?? 0;
    if (width === 1000) continue;
    if (code === next) widths += ` ${width}`;
    else widths += `${next < 0 ? '' : ']'}${code}[${width}`;
    next = code + 1;
  }
  return next < 0 ? '' : `${widths}]`;
}
