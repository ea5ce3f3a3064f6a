// A glyph store is a face laid out for one purpose: to hand out the outline of a character with one read.
// File: 8 bytes of mark and length, a JSON header, then a table that finds the characters of the first plane and one of
// the changes between plain letters, sorted keys, offsets, advances and numbers in the face, then kerned pairs and how
// much each changes, then the outlines as charstrings.
import { openSync, readSync } from 'node:fs';

/** Key of the form that a character takes in a line without Chinese (feature `pwid`): its code point and this. */
export const NARROW = 0x110000;

/** Measures of a face in thousandths of an em. */
export type FaceMeasures = {
  readonly postScriptName: string;
  readonly box: readonly [number, number, number, number];
  readonly ascent: number;
  readonly descent: number;
};

export type StoreHeader = FaceMeasures & {
  readonly count: number;
  readonly pairs: number;
  /** Marks that give up a half (feature `halt`): code point, advance, shift. */
  readonly halved: readonly (readonly [number, number, number])[];
  /** Code points of which two become one glyph. */
  readonly joins: readonly number[];
};

/** Everything that is read at issue time of a face; `index` 0 is the glyph of what is missing. */
export type GlyphStore = FaceMeasures & {
  readonly find: (key: number) => number;
  readonly advances: Uint16Array;
  /** Numbers of the glyphs in the face that the store was made of. */
  readonly numbers: Uint16Array;
  readonly halved: ReadonlyMap<number, { readonly advance: number; readonly shift: number }>;
  readonly joins: readonly number[];
  /** Change of the advance of the first of two kerned code points. */
  readonly kern: (first: number, second: number) => number;
  /** The charstring of a glyph. */
  readonly outlineOf: (index: number) => Uint8Array;
};

export const STORE_MARK = 'GLY2';

/** Bytes of one glyph in the index (key, offset, advance, number) and of one pair (both code points, change). */
export const GLYPH_BYTES = 12;
export const PAIR_BYTES = 6;

/** Code points below this have a table of their own for what lies between two of them. */
export const PLAIN = 0x80;

const PLANE = 0x10000;

/** Bytes of both tables. */
export const TABLE_BYTES = PLANE * 2 + PLAIN * PLAIN * 2;

/** Opens a store: the index is read into memory as it lies in the file, the outlines stay there. */
export function openGlyphStore(file: string): GlyphStore {
  const handle = openSync(file, 'r');
  const start = readBytes(handle, 0, 8);
  if (start.toString('latin1', 0, 4) !== STORE_MARK) throw new TypeError(`${file} is no glyph store`);
  const length = start.readUInt32LE(4);
  const header: StoreHeader = JSON.parse(readBytes(handle, 8, length).toString());
  const { count, pairs } = header;
  const size = TABLE_BYTES + count * GLYPH_BYTES + 4 + pairs * PAIR_BYTES;
  const memory = readBytes(handle, 8 + length, size).buffer;
  const [keys, offsets] = [new Uint32Array(memory, TABLE_BYTES, count), new Uint32Array(memory, TABLE_BYTES + count * 4, count + 1)];
  const index = TABLE_BYTES + count * GLYPH_BYTES + 4;
  return {
    ...header,
    find: quickFinder(new Uint16Array(memory, 0, PLANE), keys),
    advances: new Uint16Array(memory, TABLE_BYTES + count * 8 + 4, count),
    numbers: new Uint16Array(memory, TABLE_BYTES + count * 10 + 4, count),
    halved: new Map(header.halved.map(([key, advance, shift]) => [key, { advance, shift }])),
    kern: kerner(new Int16Array(memory, PLANE * 2, PLAIN * PLAIN), new Uint32Array(memory, index, pairs), new Int16Array(memory, index + pairs * 4, pairs)),
    outlineOf: keeper((at) => readBytes(handle, 8 + length + size + (offsets[at] ?? 0), (offsets[at + 1] ?? 0) - (offsets[at] ?? 0))),
  };
}

/** Outlines that are kept in memory, some 200 bytes each: names have the same characters again and again. */
const KEPT_AT_MOST = 2000;

function keeper(read: (index: number) => Uint8Array): GlyphStore['outlineOf'] {
  const kept = new Map<number, Uint8Array>();
  return (index) => {
    const known = kept.get(index);
    if (known !== undefined) return known;
    if (kept.size >= KEPT_AT_MOST) kept.clear();
    const outline = read(index);
    kept.set(index, outline);
    return outline;
  };
}

/** Tells whether a character may be kerned: European letters, digits and marks. */
export const isKerned = (codePoint: number): boolean => codePoint < 0x180 || (codePoint >= 0x2010 && codePoint <= 0x203a);

export const pairKey = (first: number, second: number): number => first * 0x10000 + second;

/** Pairs of plain letters, which are nearly all, have a table of their own. */
function kerner(plain: Int16Array, keys: Uint32Array, changes: Int16Array): (first: number, second: number) => number {
  const pairAt = finder(keys);
  return (first, second) => (first < PLAIN && second < PLAIN ? plain[first * PLAIN + second] : changes[pairAt(pairKey(first, second))]) ?? 0;
}

/** Bytes of a file in memory of their own, on which arrays of numbers can be laid. */
function readBytes(handle: number, at: number, length: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  readSync(handle, bytes, 0, length, at);
  return bytes;
}

/** Keys of the first plane have a table of their own. */
function quickFinder(table: Uint16Array, keys: Uint32Array): (key: number) => number {
  const find = finder(keys);
  return (key) => table[key] ?? Math.max(0, find(key));
}

/** Finds the place of a key among sorted ones, or -1. */
function finder(keys: Uint32Array): (key: number) => number {
  return (key) => {
    let [low, high] = [0, keys.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const there = keys[middle] ?? 0;
      if (there === key) return middle;
      if (there < key) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  };
}
