// Made once, when the product is built: shapes every character on its own with HarfBuzz and keeps what came of it.
import type { Face } from '../faces.ts';
import { CLOSES, OPENS } from '../punctuation.ts';
import { charstringOf } from './charstring.ts';
import { type FaceMeasures, GLYPH_BYTES, isKerned, NARROW, PAIR_BYTES, PLAIN, pairKey, STORE_MARK, type StoreHeader, TABLE_BYTES } from './glyph-store.ts';
import { contoursOf } from './outline.ts';
import { readTrueType, type TrueTypeFace } from './truetype.ts';

type Kept = { readonly key: number; readonly glyph: number };

/** Letters that take a form from their neighbours, or a place from too many pairs; their words are shaped when they come. */
const NEEDS_SHAPING =
  /[\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Tibetan}\p{Script=Mongolian}\p{Script=Greek}\p{Script=Cyrillic}\u0180-\u024f\u1e00-\u1eff\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;

/** The bytes of the store of a face; `only` keeps the characters that it is for. */
export function makeGlyphStore(face: Face, bytes: Uint8Array, only: (character: string) => boolean = () => true): Uint8Array {
  const source = readTrueType(bytes);
  const characters = [...face.covers].map((codePoint) => String.fromCodePoint(codePoint)).filter((one) => !NEEDS_SHAPING.test(one) && only(one));
  const plain = characters.flatMap((character) => keptOf(face, character));
  const glyphs = new Map(plain.map(({ key, glyph }) => [key, glyph]));
  const narrow = characters.flatMap((character) => narrowOf(face, character, glyphs));
  const kept = [{ key: 0, glyph: 0 }, ...[...plain, ...narrow].sort((left, right) => left.key - right.key)];
  const pairs = kerningOf(face, characters);
  const halved = [...(CLOSES + OPENS)].flatMap((mark) => halvedOf(face, mark));
  const joins = characters.filter((one) => /\p{Pd}/u.test(one) && joinsItself(face, one)).map((one) => one.codePointAt(0) ?? 0);
  const header: StoreHeader = { ...measuresOf(face, source), count: kept.length, pairs: pairs.length, halved, joins };
  const outlines = kept.map(({ glyph }) => charstringOf(contoursOf(source.recordOf(glyph)), { advance: source.advanceOf(glyph), grid: 1 }));
  return Buffer.concat([startOf(header), tablesOf(kept, pairs), indexOf(kept, { source, outlines }), pairsOf(pairs), ...outlines]);
}

/** A character is kept where it makes exactly one glyph that stands on the pen. */
function keptOf(face: Face, character: string): readonly Kept[] {
  const [glyph, ...more] = shapeAlone(face, character);
  if (glyph === undefined || more.length > 0 || glyph.codepoint === 0 || (glyph.xOffset ?? 0) !== 0 || (glyph.yOffset ?? 0) !== 0) return [];
  return [{ key: character.codePointAt(0) ?? 0, glyph: glyph.codepoint }];
}

function narrowOf(face: Face, character: string, plain: ReadonlyMap<number, number>): readonly Kept[] {
  const [glyph] = shapeAlone(face, character, 'pwid');
  const key = character.codePointAt(0) ?? 0;
  const own = plain.get(key);
  if (key <= 0x7f || glyph === undefined || own === undefined || face.name === 'korean') return [];
  return own !== glyph.codepoint ? [{ key: key + NARROW, glyph: glyph.codepoint }] : [];
}

function halvedOf(face: Face, mark: string): StoreHeader['halved'] {
  const [glyph] = shapeAlone(face, mark, 'halt');
  return glyph === undefined || glyph.codepoint === 0 ? [] : [[mark.codePointAt(0) ?? 0, glyph.xAdvance ?? 0, glyph.xOffset ?? 0]];
}

/** Two dashes become one long one. */
const joinsItself = (face: Face, character: string): boolean => shapeAlone(face, character + character).length !== 2;

type Pair = { readonly key: number; readonly change: number };

/** Every pair of letters and marks as they stand in a line without Chinese, shaped side by side; in the order of their keys. */
function kerningOf(face: Face, characters: readonly string[]): readonly Pair[] {
  const alone = characters.filter((one) => isKerned(one.codePointAt(0) ?? 0)).sort();
  const advances = new Map(alone.map((one) => [one, shapeAlone(face, one, 'pwid')[0]?.xAdvance ?? 0]));
  return alone.flatMap((first) => {
    const others = alone.filter((second) => second !== first || !joinsItself(face, first));
    const placed = shapeAlone(face, others.map((second) => first + second).join(''), 'pwid');
    if (placed.length !== others.length * 2) throw new Error(`${first} joins another letter`);
    return others.flatMap((second, at) => {
      const change = (placed[at * 2]?.xAdvance ?? 0) - (advances.get(first) ?? 0);
      return change === 0 ? [] : [{ key: pairKey(first.codePointAt(0) ?? 0, second.codePointAt(0) ?? 0), change }];
    });
  });
}

function shapeAlone(face: Face, text: string, feature?: string) {
  const { Buffer: Text, Direction, Feature, shape } = face.harfbuzz;
  const buffer = new Text();
  buffer.addText(text);
  buffer.setScript('Hani'); // the faces set marks alike in every script, and otherwise only where there is none
  buffer.setDirection(Direction.LTR);
  buffer.setLanguage('zh-hans');
  shape(face.font, buffer, [new Feature('liga', 0), ...(feature === undefined ? [] : [new Feature(feature, 1)])]);
  return buffer.getGlyphInfosAndPositions();
}

function measuresOf(face: Face, { box }: TrueTypeFace): FaceMeasures {
  const { ascender, descender } = face.font.hExtents();
  return { postScriptName: `Daylight-${face.name}`, box, ascent: ascender, descent: descender };
}

function startOf(header: StoreHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc(-json.length & 3, ' ')]);
  const start = Buffer.alloc(8);
  start.write(STORE_MARK, 'latin1');
  start.writeUInt32LE(padded.length, 4);
  return Buffer.concat([start, padded]);
}

/** Where the characters of the first plane are, and what lies between plain letters. */
function tablesOf(kept: readonly Kept[], pairs: readonly Pair[]): Buffer {
  const tables = Buffer.alloc(TABLE_BYTES);
  for (const [at, { key }] of kept.entries()) if (key <= 0xffff) tables.writeUInt16LE(at, key * 2);
  for (const { key, change } of pairs) {
    const [first, second] = [key >>> 16, key & 0xffff];
    if (first < PLAIN && second < PLAIN) tables.writeInt16LE(change, 0x20000 + (first * PLAIN + second) * 2);
  }
  return tables;
}

function indexOf(kept: readonly Kept[], { source, outlines }: { readonly source: TrueTypeFace; readonly outlines: readonly Uint8Array[] }): Buffer {
  const index = Buffer.alloc(kept.length * GLYPH_BYTES + 4);
  let offset = 0;
  for (const [at, { key, glyph }] of kept.entries()) {
    index.writeUInt32LE(key, at * 4);
    index.writeUInt32LE(offset, (kept.length + at) * 4);
    index.writeUInt16LE(source.advanceOf(glyph), kept.length * 8 + 4 + at * 2);
    index.writeUInt16LE(glyph, kept.length * 10 + 4 + at * 2);
    offset += outlines[at]?.length ?? 0;
  }
  index.writeUInt32LE(offset, kept.length * 8);
  return index;
}

function pairsOf(pairs: readonly Pair[]): Buffer {
  const table = Buffer.alloc(pairs.length * PAIR_BYTES);
  for (const [at, { key, change }] of pairs.entries()) {
    table.writeUInt32LE(key, at * 4);
    table.writeInt16LE(change, pairs.length * 4 + at * 2);
  }
  return table;
}
