// A glyph store is a TrueType face laid out for one purpose: to hand out the raw outline of a character with one read.
// File: 8 bytes of mark and length, a JSON header, then sorted keys, offsets,
// advances and bearings, then kerned pairs and how much each changes, then the records.
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
  readonly bearings: Int16Array;
  readonly halved: ReadonlyMap<number, { readonly advance: number; readonly shift: number }>;
  readonly joins: readonly number[];
  /** Change of the advance of the first of two kerned code points. */
  readonly kern: (first: number, second: number) => number;
  readonly lengthOf: (index: number) => number;
  /** Copies the record of a glyph into a buffer. */
  readonly read: (index: number, target: Uint8Array, at: number) => void;
};

export const STORE_MARK = 'GLY1';

/** Bytes of one glyph in the index (key, offset, advance, bearing) and of one pair (both code points, change). */
export const GLYPH_BYTES = 12;
export const PAIR_BYTES = 6;

/** Opens a store: the index is read into memory, the records stay in the file. */
export function openGlyphStore(file: string): GlyphStore {
  const handle = openSync(file, 'r');
  const start = readBytes(handle, 0, 8);
  const length = start.readUInt32LE(4);
  if (start.toString('latin1', 0, 4) !== STORE_MARK) throw new TypeError(`${file} is no glyph store`);
  const header: StoreHeader = JSON.parse(readBytes(handle, 8, length).toString());
  const { count, pairs } = header;
  const [index, records] = [count * GLYPH_BYTES + 4, 8 + length + count * GLYPH_BYTES + 4 + pairs * PAIR_BYTES];
  const memory = readBytes(handle, 8 + length, records - 8 - length).buffer;
  const offsets = new Uint32Array(memory, count * 4, count + 1);
  const lengthOf = (at: number): number => (offsets[at + 1] ?? 0) - (offsets[at] ?? 0);
  const changes = new Int16Array(memory, index + pairs * 4, pairs);
  const kern = kerner(new Uint32Array(memory, index, pairs), changes);
  return {
    ...header,
    find: quickFinder(new Uint32Array(memory, 0, count)),
    advances: new Uint16Array(memory, count * 8 + 4, count),
    bearings: new Int16Array(memory, count * 10 + 4, count),
    halved: new Map(header.halved.map(([key, advance, shift]) => [key, { advance, shift }])),
    kern,
    lengthOf,
    read: (at, target, position) => {
      const bytes = lengthOf(at);
      if (bytes > 0) readSync(handle, target, position, bytes, records + (offsets[at] ?? 0));
    },
  };
}

/** Tells whether a character may be kerned: European letters, digits and marks. */
export const isKerned = (codePoint: number): boolean => codePoint < 0x180 || (codePoint >= 0x2010 && codePoint <= 0x203a);

export const pairKey = (first: number, second: number): number => first * 0x10000 + second;

/** Pairs of plain letters, which are nearly all, have a table of their own. */
function kerner(keys: Uint32Array, changes: Int16Array): (first: number, second: number) => number {
  const table = new Int16Array(PLAIN * PLAIN);
  for (const [at, key] of keys.entries()) {
    const first = key >>> 16;
    const second = key & 0xffff;
    if (first < PLAIN && second < PLAIN) table[first * PLAIN + second] = changes[at] ?? 0;
  }
  const pairAt = finder(keys);
  return (first, second) => (first < PLAIN && second < PLAIN ? table[first * PLAIN + second] : changes[pairAt(pairKey(first, second))]) ?? 0;
}

const PLAIN = 0x80;

/** Bytes of a file in memory of their own, on which arrays of numbers can be laid. */
function readBytes(handle: number, at: number, length: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  readSync(handle, bytes, 0, length, at);
  return bytes;
}

/** Keys of the first plane have a table of their own. */
function quickFinder(keys: Uint32Array): (key: number) => number {
  const table = new Uint16Array(0x10000);
  keys.forEach((key, at) => {
    if (key < table.length) table[key] = at;
  });
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
