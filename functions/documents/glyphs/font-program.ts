// Writes a TrueType font program that holds some glyphs of a store (OpenType 1.9; ISO 32000-1, 9.9 names the tables that a
// composite font needs: no cmap, since codes are the numbers of the glyphs).
import type { GlyphStore } from './glyph-store.ts';

/** The program of a font whose glyph `n` is the n-th of these places in the store; the first is the glyph of what is missing. */
export function fontProgram(store: GlyphStore, glyphs: readonly number[]): Buffer {
  const offsets = offsetsOf(store, glyphs);
  const outlines = offsets.at(-1) ?? 0;
  const long = outlines > SHORT_AT_MOST;
  const sizes: readonly (readonly [string, number])[] = [
    ['glyf', outlines],
    ['head', 54],
    ['hhea', 36],
    ['hmtx', glyphs.length * 4],
    ['loca', offsets.length * (long ? 4 : 2)],
    ['maxp', 32],
  ];
  const { bytes, places } = emptyProgram(sizes);
  const [glyf = 0, head = 0, hhea = 0, hmtx = 0, loca = 0, maxp = 0] = places;
  for (const [at, glyph] of glyphs.entries()) {
    store.read(glyph, bytes, glyf + (offsets[at] ?? 0));
    bytes.writeUInt16BE(store.advances[glyph] ?? 0, hmtx + at * 4);
    bytes.writeInt16BE(store.bearings[glyph] ?? 0, hmtx + at * 4 + 2);
  }
  for (const [at, offset] of offsets.entries()) long ? bytes.writeUInt32BE(offset, loca + at * 4) : bytes.writeUInt16BE(offset / 2, loca + at * 2);
  writeHead(bytes, head, { store, long });
  writeHorizontalHeader(bytes, hhea, { store, count: glyphs.length });
  writeMaxima(bytes, maxp, { glyf, offsets });
  writeChecksums(bytes, sizes, places);
  return bytes;
}

/** Offsets in the short form of `loca` count in pairs of bytes. */
const SHORT_AT_MOST = 0x1fffe;

function offsetsOf(store: GlyphStore, glyphs: readonly number[]): readonly number[] {
  const offsets = [0];
  for (const glyph of glyphs) offsets.push((offsets.at(-1) ?? 0) + ((store.lengthOf(glyph) + 1) & ~1));
  return offsets;
}

/** Directory of the tables, each of which begins on a multiple of four bytes ("Table directory"). */
function emptyProgram(sizes: readonly (readonly [string, number])[]): { readonly bytes: Buffer; readonly places: readonly number[] } {
  const places: number[] = [];
  let end = 12 + 16 * sizes.length;
  for (const [, size] of sizes) {
    places.push(end);
    end += (size + 3) & ~3;
  }
  const bytes = Buffer.alloc(end);
  bytes.writeUInt32BE(0x00010000, 0);
  bytes.writeUInt16BE(sizes.length, 4);
  bytes.writeUInt16BE(64, 6); // the largest power of two up to six tables, times 16
  bytes.writeUInt16BE(2, 8);
  bytes.writeUInt16BE(16 * sizes.length - 64, 10);
  return { bytes, places };
}

function writeHead(bytes: Buffer, at: number, { store, long }: { readonly store: GlyphStore; readonly long: boolean }): void {
  bytes.writeUInt32BE(0x00010000, at);
  bytes.writeUInt32BE(0x00010000, at + 4);
  bytes.writeUInt32BE(0x5f0f3cf5, at + 12);
  bytes.writeUInt16BE(0b11, at + 16); // baseline at 0, left bearings as in hmtx
  bytes.writeUInt16BE(1000, at + 18);
  for (const [side, value] of store.box.entries()) bytes.writeInt16BE(value, at + 36 + side * 2);
  bytes.writeUInt16BE(6, at + 46);
  bytes.writeInt16BE(2, at + 48);
  bytes.writeInt16BE(long ? 1 : 0, at + 50);
}

function writeHorizontalHeader(bytes: Buffer, at: number, { store, count }: { readonly store: GlyphStore; readonly count: number }): void {
  bytes.writeUInt32BE(0x00010000, at);
  bytes.writeInt16BE(store.ascent, at + 4);
  bytes.writeInt16BE(store.descent, at + 6);
  bytes.writeUInt16BE(3000, at + 10);
  bytes.writeInt16BE(1, at + 18);
  bytes.writeUInt16BE(count, at + 34);
}

/** The most contours and points of any glyph ("maxp" and "glyf": contours first, last points of the contours from byte 10). */
function writeMaxima(bytes: Buffer, at: number, { glyf, offsets }: { readonly glyf: number; readonly offsets: readonly number[] }): void {
  let [points, contours] = [0, 0];
  for (let glyph = 0; glyph < offsets.length - 1; glyph++) {
    const [start = 0, end = 0] = [offsets[glyph], offsets[glyph + 1]];
    if (start === end) continue;
    const own = bytes.readInt16BE(glyf + start);
    contours = Math.max(contours, own);
    points = Math.max(points, bytes.readUInt16BE(glyf + start + 8 + 2 * own) + 1);
  }
  bytes.writeUInt32BE(0x00010000, at);
  bytes.writeUInt16BE(offsets.length - 1, at + 4);
  bytes.writeUInt16BE(points, at + 6);
  bytes.writeUInt16BE(contours, at + 8);
  bytes.writeUInt16BE(2, at + 14);
}

function writeChecksums(bytes: Buffer, sizes: readonly (readonly [string, number])[], places: readonly number[]): void {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const [table, [tag, size]] of sizes.entries()) {
    const [record, place] = [12 + 16 * table, places[table] ?? 0];
    let sum = 0;
    for (let at = place; at < place + size; at += 4) sum = (sum + words.getInt32(at)) | 0;
    bytes.write(tag, record, 'latin1');
    bytes.writeInt32BE(sum, record + 4);
    bytes.writeUInt32BE(place, record + 8);
    bytes.writeUInt32BE(size, record + 12);
  }
}
