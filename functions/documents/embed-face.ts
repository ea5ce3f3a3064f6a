import { createHash } from 'node:crypto';
import { type PDFContext, type PDFRef, PDFString } from 'pdf-lib';
import type { Face } from './faces.ts';
import { subsetFace } from './subset.ts';

/** What was drawn of a face: glyph number to the one character it stands for, or to nothing where its run spells itself. */
export type UsedGlyphs = ReadonlyMap<number, string>;

/**
 * Embeds the used glyphs of a face as a composite font whose codes are the face's glyph numbers (ISO 32000-1, 9.7; Identity-H).
 * Written here because pdf-lib's own `subset: true` draws most Chinese glyphs blank while their text still extracts.
 */
export async function embedFace(context: PDFContext, face: Face, used: UsedGlyphs): Promise<PDFRef> {
  const glyphs = [...used.keys()].sort((left, right) => left - right);
  const program = await subsetFace(face.name, glyphs);
  const name = `${subsetTag(program)}+Daylight-${face.name}`;
  const descendant = context.obj({
    Type: 'Font',
    Subtype: 'CIDFontType2',
    BaseFont: name,
    CIDToGIDMap: 'Identity',
    CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
    DW: 1000,
    W: glyphs.flatMap((glyph) => [glyph, [glyphWidth(face, glyph)]]),
    FontDescriptor: embedDescriptor(context, face, { name, program }),
  });
  const font = context.obj({
    Type: 'Font',
    Subtype: 'Type0',
    BaseFont: name,
    Encoding: 'Identity-H',
    DescendantFonts: [context.register(descendant)],
    ToUnicode: context.register(context.flateStream(characterMap(used))),
  });
  return context.register(font);
}

/** Width of a glyph in thousandths of an em, as the font program says it. */
export function glyphWidth(face: Face, glyph: number): number {
  return Math.round((face.font.glyphHAdvance(glyph) * 1000) / face.unitsPerEm);
}

function embedDescriptor(context: PDFContext, face: Face, font: { readonly name: string; readonly program: Uint8Array }): PDFRef {
  const scale = 1000 / face.unitsPerEm;
  const { ascender, descender } = face.font.hExtents();
  const descriptor = context.obj({
    Type: 'FontDescriptor',
    FontName: font.name,
    Flags: 4,
    FontBBox: [-1000, Math.round(descender * scale), 3000, Math.round(ascender * scale)],
    ItalicAngle: 0,
    Ascent: Math.round(ascender * scale),
    Descent: Math.round(descender * scale),
    CapHeight: 733,
    StemV: 80,
    FontFile2: context.register(context.flateStream(font.program, { Length1: font.program.length })),
  });
  return context.register(descriptor);
}

/** Six letters that differ where the subsets differ, as a subset's name needs (ISO 32000-1, 9.6.4). */
function subsetTag(program: Uint8Array): string {
  return [...createHash('sha256').update(program).digest().subarray(0, 6)].map((byte) => String.fromCharCode(65 + (byte % 26))).join('');
}

/** ToUnicode map (ISO 32000-1, 9.10.3) in blocks of at most a hundred. */
function characterMap(used: UsedGlyphs): string {
  const lines = [...used].filter(([, text]) => text !== '').map(([glyph, text]) => `<${hex(glyph)}> <${utf16(text)}>`);
  const blocks: string[] = [];
  for (let at = 0; at < lines.length; at += 100) {
    const block = lines.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <FFFF> endcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
}

/** Four hexadecimal digits of a glyph number or UTF-16 unit. */
export const hex = (unit: number): string => (OCTETS[unit >> 8] ?? '') + (OCTETS[unit & 0xff] ?? '');

const OCTETS = Array.from({ length: 256 }, (_, octet) => (0x100 + octet).toString(16).toUpperCase().slice(1));

/** A text as UTF-16BE in hexadecimal digits. */
export function utf16(text: string): string {
  let digits = '';
  for (let at = 0; at < text.length; at++) digits += hex(text.charCodeAt(at));
  return digits;
}
