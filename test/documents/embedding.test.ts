import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fontkit from '@pdf-lib/fontkit';
import { expect, test } from 'vitest';
import { loadLadder } from '../../functions/documents/faces.ts';
import { ASSETS, FACES } from '../../functions/documents/font-files.ts';
import { shapeLine } from '../../functions/documents/shape.ts';
import { subsetFace } from '../../functions/documents/subset.ts';

const TEXT = '王㛃李䶮赵𫖯周𨱏吴㭎孙𬴊褚𫍯卫𬍤韩𬤇，。（）0123456789';

test('another reader of the same font finds the same glyph for every character', async () => {
  const font = fontkit.create(await readFile(fileURLToPath(import.meta.resolve(FACES.serif))));
  const { runs } = await shapeLine(TEXT, await loadLadder('serif'));
  const shaped = runs.flatMap((run) => run.glyphs.map((glyph) => glyph.id));
  expect(shaped).toEqual([...TEXT].map((character) => font.glyphForCodePoint(character.codePointAt(0) ?? 0).id));
});

test('a subset holds every outline of its glyphs, byte for byte, and no layout tables', async () => {
  const { runs } = await shapeLine(TEXT, await loadLadder('serif'));
  const ids = runs.flatMap((run) => run.glyphs.map((glyph) => glyph.id));
  const whole = tablesOf(await readFile(fileURLToPath(import.meta.resolve(FACES.serif))));
  const part = tablesOf(await subsetFace('serif', ids));
  expect([...part.keys()].filter((name) => ['GSUB', 'GPOS', 'GDEF'].includes(name))).toEqual([]);
  for (const id of ids) {
    const outline = outlineOf(whole, id);
    expect(outline.byteLength).toBeGreaterThan(10);
    // The subset may pad an outline to an even length.
    expect(Buffer.compare(outlineOf(part, id).subarray(0, outline.byteLength), outline)).toBe(0);
  }
});

test('digits of the tables’ face have one width, so that figures stand under one another', async () => {
  const { runs } = await shapeLine('0123456789', await loadLadder('sans'));
  expect(new Set(runs.flatMap((run) => run.glyphs.map((glyph) => glyph.advance))).size).toBe(1);
});

test('every file that a bundle must bring along is there', async () => {
  for (const asset of ASSETS) expect((await readFile(fileURLToPath(import.meta.resolve(asset)))).byteLength).toBeGreaterThan(10_000);
});

/** Tables of a TrueType file by name (OpenType, "Table directory"). */
function tablesOf(bytes: Uint8Array): ReadonlyMap<string, DataView> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = Array.from({ length: view.getUint16(4) }, (_, at): [string, DataView] => {
    const record = 12 + at * 16;
    const name = String.fromCharCode(...bytes.subarray(record, record + 4));
    return [name, new DataView(bytes.buffer, bytes.byteOffset + view.getUint32(record + 8), view.getUint32(record + 12))];
  });
  return new Map(tables);
}

function outlineOf(tables: ReadonlyMap<string, DataView>, glyph: number): Uint8Array {
  const [head, loca, glyf] = ['head', 'loca', 'glyf'].map((name) => tables.get(name));
  if (head === undefined || loca === undefined || glyf === undefined) throw new Error('not a TrueType face');
  const long = head.getInt16(50) === 1;
  const offset = (at: number): number => (long ? loca.getUint32(at * 4) : loca.getUint16(at * 2) * 2);
  return new Uint8Array(glyf.buffer, glyf.byteOffset + offset(glyph), offset(glyph + 1) - offset(glyph));
}
