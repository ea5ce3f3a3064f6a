// Writes a font program that holds some glyphs: the Compact Font Format with its glyphs named by codes (Adobe Technical
// Note 5176; ISO 32000-1, 9.9 calls it CIDFontType0C). What it leaves out has its default.
import { numberBytes, USUAL_ADVANCE } from './charstring.ts';

/** A glyph of a font: what it stands for, by its key in the store; its code; its charstring. */
export type FontGlyph = { readonly key: number; readonly code: number; readonly outline: Uint8Array };

type Font = { readonly name: string; readonly box: readonly number[]; readonly glyphs: readonly FontGlyph[] };

/** The program of a font; `glyphs` in the order of their codes, without the one of what is missing, which has no ink. */
export function fontProgram({ name, box, glyphs }: Font): Buffer {
  const { start, charsetAt } = startOf(name, { box, count: glyphs.length + 1 });
  const outlines = glyphs.reduce((sum, { outline }) => sum + outline.length, MISSING.length);
  const offsetBytes = outlines < 0xffff ? 2 : 3;
  const table = start.length + 3;
  const bytes = Buffer.allocUnsafe(table + offsetBytes * (glyphs.length + 2) + outlines);
  bytes.set(start);
  bytes.writeUIntBE(((glyphs.length + 1) << 8) | offsetBytes, start.length, 3);
  let [at, offset] = [table + offsetBytes * (glyphs.length + 2), 1];
  bytes.writeUIntBE(offset, table, offsetBytes);
  const add = (outline: Uint8Array, glyph: number): void => {
    bytes.set(outline, at);
    at += outline.length;
    offset += outline.length;
    bytes.writeUIntBE(offset, table + offsetBytes * (glyph + 1), offsetBytes);
  };
  add(MISSING, 0);
  for (const [place, { code, outline }] of glyphs.entries()) {
    bytes.writeUInt16BE(code, charsetAt + 1 + 2 * place);
    add(outline, place + 1);
  }
  return bytes;
}

/** The charstring `endchar`. */
const MISSING = Uint8Array.of(14);

/** Header, names and strings, empty subroutines (5176, 5 to 8 and 16). */
const HEADER = [1, 0, 4, 4];
const STRINGS = indexOf([...Buffer.from('Adobe')], [...Buffer.from('Identity')]);
const NO_SUBROUTINES = [0, 0];
/** The first two strings that are not standard ones. */
const [ADOBE, IDENTITY] = [391, 392];
const PRIVATE = [...numberBytes(USUAL_ADVANCE), 20, ...numberBytes(0), 21];

/** Everything before the charstrings, in which the codes of the charset (format 0) are still to be put, and where that begins. */
function startOf(name: string, { box, count }: { readonly box: readonly number[]; readonly count: number }) {
  const before = [...HEADER, ...indexOf([...Buffer.from(name)])];
  const charsetAt = before.length + indexOf(topOf(box, [0, 0, 0, 0])).length + STRINGS.length + NO_SUBROUTINES.length;
  const charset = 1 + 2 * (count - 1);
  const select = [3, 0, 1, 0, 0, 0, count >> 8, count & 255]; // all glyphs belong to the only font dictionary
  const privateAt = charsetAt + charset + select.length;
  const dictionaries = indexOf([...numberBytes(PRIVATE.length), ...longNumber(privateAt), 18]);
  const dictionariesAt = privateAt + PRIVATE.length;
  const top = topOf(box, [charsetAt, charsetAt + charset, dictionariesAt + dictionaries.length, dictionariesAt]);
  const start = [...before, ...indexOf(top), ...STRINGS, ...NO_SUBROUTINES, ...new Array<number>(charset).fill(0), ...select, ...PRIVATE, ...dictionaries];
  return { start: Uint8Array.from(start), charsetAt };
}

/** The top dictionary (5176, 9): registry, bounding box, count of codes, places of charset, selection, charstrings and font dictionaries. */
function topOf(box: readonly number[], [charset, select, outlines, dictionaries]: readonly [number, number, number, number]): readonly number[] {
  const registry = [...numberBytes(ADOBE), ...numberBytes(IDENTITY), ...numberBytes(0), 12, 30];
  const measures = [...box.flatMap(numberBytes), 5, ...longNumber(0x10000), 12, 34];
  const places = [...longNumber(charset), 15, ...longNumber(select), 12, 37, ...longNumber(outlines), 17, ...longNumber(dictionaries), 12, 36];
  return [...registry, ...measures, ...places];
}

/** A number of always five bytes, so that places do not move what they tell the place of. */
const longNumber = (value: number): readonly number[] => [29, (value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

/** Short objects with their offsets, which begin at 1 (5176, 5). */
function indexOf(...objects: readonly (readonly number[])[]): readonly number[] {
  let end = 1;
  const offsets = objects.map(({ length }) => {
    end += length;
    return end;
  });
  return [0, objects.length, 1, 1, ...offsets, ...objects.flat()];
}
