/** The tables of a TrueType face that a glyph store is made of (OpenType 1.9: "head", "hhea", "hmtx", "loca", "glyf"). */
export type TrueTypeFace = {
  readonly box: readonly [number, number, number, number];
  readonly recordOf: (glyph: number) => Uint8Array;
  readonly advanceOf: (glyph: number) => number;
};

/** Reads a face of a thousand units to the em whose glyphs are all simple; throws for another. */
export function readTrueType(bytes: Uint8Array): TrueTypeFace {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [head, hhea, hmtx, loca, glyf] = ['head', 'hhea', 'hmtx', 'loca', 'glyf'].map((tag) => tableAt(bytes, view, tag));
  if (head === undefined || hhea === undefined || hmtx === undefined || loca === undefined || glyf === undefined) throw new TypeError('no TrueType face');
  if (view.getUint16(head + 18) !== 1000) throw new TypeError('a store needs a face of 1000 units to the em');
  const long = view.getInt16(head + 50) === 1;
  const offset = (glyph: number): number => (long ? view.getUint32(loca + 4 * glyph) : 2 * view.getUint16(loca + 2 * glyph));
  const measured = view.getUint16(hhea + 34); // glyphs from here on repeat the last advance
  const box = [view.getInt16(head + 36), view.getInt16(head + 38), view.getInt16(head + 40), view.getInt16(head + 42)] as const;
  return {
    box,
    recordOf: (glyph) => {
      const record = bytes.subarray(glyf + offset(glyph), glyf + offset(glyph + 1));
      if (record.length > 0 && new DataView(record.buffer, record.byteOffset).getInt16(0) < 0) throw new TypeError(`glyph ${glyph} is made of others`);
      return record;
    },
    advanceOf: (glyph) => view.getUint16(hmtx + 4 * Math.min(glyph, measured - 1)),
  };
}

/** Where a table begins (OpenType 1.9, "Table directory"). */
function tableAt(bytes: Uint8Array, view: DataView, tag: string): number | undefined {
  for (let record = 12; record < 12 + view.getUint16(4) * 16; record += 16) {
    if (String.fromCharCode(...bytes.subarray(record, record + 4)) === tag) return view.getUint32(record + 8);
  }
  return undefined;
}
