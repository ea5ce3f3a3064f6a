import { Blob, Face, Font } from 'harfbuzzjs';
import { describe, expect, test } from 'vitest';
import { loadFace } from '../../functions/documents/faces.ts';
import { readFace } from '../../functions/documents/font-files.ts';
import { charstringOf } from '../../functions/documents/glyphs/charstring.ts';
import { ADDED, claimGlyph, documentGlyphs, fixGlyphs, gridFor } from '../../functions/documents/glyphs/drawn-glyphs.ts';
import { fontProgram } from '../../functions/documents/glyphs/font-program.ts';
import { openStores } from '../../functions/documents/glyphs/open-stores.ts';
import { contoursOf } from '../../functions/documents/glyphs/outline.ts';
import { readTrueType } from '../../functions/documents/glyphs/truetype.ts';

type Point = readonly [number, number];

type Line = readonly [Point, Point];

/** A path as HarfBuzz tells it, in short straight lines. */
function linesOf(path: string): readonly Line[] {
  const lines: Line[] = [];
  let [pen, start]: [Point, Point] = [
    [0, 0],
    [0, 0],
  ];
  for (const [, command = '', rest = ''] of path.matchAll(/([MLQCZ])([^MLQCZ]*)/g)) {
    const numbers = (rest.match(/-?[\d.]+/g) ?? []).map(Number);
    const places = Array.from({ length: numbers.length / 2 }, (_, at): Point => [numbers[2 * at] ?? 0, numbers[2 * at + 1] ?? 0]);
    if (command === 'M') start = pen = places[0] ?? pen;
    else {
      const ends = [pen, ...(command === 'Z' ? [start] : places)];
      const steps = Math.max(2, Math.ceil(ends.slice(1).reduce((sum, to, at) => sum + distance(ends[at] ?? to, to), 0) / 8));
      for (let step = 0; step < steps; step++) lines.push([pointAt(ends, step / steps), pointAt(ends, (step + 1) / steps)]);
      pen = ends.at(-1) ?? pen;
    }
  }
  return lines;
}

/** By de Casteljau, whatever the degree. */
function pointAt(ends: readonly Point[], t: number): Point {
  if (ends.length === 1) return ends[0] ?? [0, 0];
  return pointAt(
    ends.slice(1).map(([x, y], at) => [(ends[at]?.[0] ?? 0) * (1 - t) + x * t, (ends[at]?.[1] ?? 0) * (1 - t) + y * t]),
    t,
  );
}

const distance = ([x, y]: Point, [toX, toY]: Point): number => Math.hypot(toX - x, toY - y);

/** How far the corner of one path that lies farthest from the other lies from it. */
const apart = (one: readonly Line[], other: readonly Line[]): number =>
  one.reduce(
    (most, [corner]) =>
      Math.max(
        most,
        other.reduce((least, line) => Math.min(least, beside(corner, line)), 1000),
      ),
    0,
  );

/** Distance of a point from a line between two. */
function beside(point: Point, [from, to]: Line): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const part = ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / (dx * dx + dy * dy || 1);
  const held = Math.min(1, Math.max(0, part));
  return distance(point, [from[0] + dx * held, from[1] + dy * held]);
}

/** A bare program as HarfBuzz opens it: with the few tables that an OpenType font must have. */
function opened(program: Uint8Array, count: number): Font {
  const [head, maxp] = [Buffer.alloc(54), Buffer.alloc(6)];
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt32BE(0x5f0f3cf5, 12);
  head.writeUInt16BE(1000, 18);
  maxp.writeUInt32BE(0x00005000, 0);
  maxp.writeUInt16BE(count, 4);
  const tables = [
    ['CFF ', Buffer.from(program)],
    ['head', head],
    ['maxp', maxp],
  ] as const;
  const directory = Buffer.alloc(12 + 16 * tables.length);
  directory.write('OTTO');
  directory.writeUInt16BE(tables.length, 4);
  let at = directory.length;
  for (const [place, [name, bytes]] of tables.entries()) {
    directory.write(name, 12 + 16 * place);
    directory.writeUInt32BE(at, 12 + 16 * place + 8);
    directory.writeUInt32BE(bytes.length, 12 + 16 * place + 12);
    at += bytes.length;
  }
  return new Font(new Face(new Blob(new Uint8Array(Buffer.concat([directory, ...tables.map(([, bytes]) => bytes)])))));
}

const SAMPLE = [...'捐赠证㛃䶮𨱏永，（“036SQ&@gß¥é'];

describe.each(['sans', 'serif'] as const)('outlines of %s as charstrings', (name) => {
  test('are those of the face, as another program reads both', async () => {
    const { font } = await loadFace(name);
    const { store } = openStores()[name];
    const keys = SAMPLE.map((character) => character.codePointAt(0) ?? 0);
    const glyphs = keys.map((key, at) => ({ key, code: at + 1, outline: store.outlineOf(store.find(key)) }));
    const own = opened(fontProgram({ name: 'DAYAAA+Test', box: store.box, glyphs }), glyphs.length + 1);
    for (const [at, key] of keys.entries()) {
      const [wanted, drawn] = [linesOf(font.glyphToPath(store.numbers[store.find(key)] ?? 0)), linesOf(own.glyphToPath(at + 1))];
      expect(wanted.length).toBeGreaterThan(8);
      expect([SAMPLE[at], Math.max(apart(wanted, drawn), apart(drawn, wanted)) <= 2]).toEqual([SAMPLE[at], true]);
    }
  });

  test('lie on their grid, and no point of them farther off than that asks for', async () => {
    const source = readTrueType(await readFace(name));
    const { store } = openStores()[name];
    const number = store.numbers[store.find(0x8d60)] ?? 0;
    const [fine, coarse] = [1, 6].map((grid) => charstringOf(contoursOf(source.recordOf(number)), { advance: 1000, grid }));
    const [one, six] = [fine, coarse].map((outline) =>
      opened(fontProgram({ name: 'DAYAAA+Test', box: store.box, glyphs: [{ key: 1, code: 1, outline: outline ?? new Uint8Array() }] }), 2).glyphToPath(1),
    );
    expect(linesOf(one ?? '').length).toBeGreaterThan(100);
    for (const place of (six ?? '').match(/-?[\d.]+/g) ?? []) expect(Math.abs(Number(place)) % 6).toBe(0);
    expect(apart(linesOf(six ?? ''), linesOf(one ?? ''))).toBeLessThanOrEqual(3 * Math.SQRT2 + 1.5);
  });
});

describe('a grid', () => {
  test('moves nothing by more than three fifths of a dot of 1,200 to the inch, and large letters stand on none', () => {
    for (const size of [4, 6.5, 7.5, 9, 10.45, 15, 20]) expect((gridFor(size) / 2000) * size).toBeLessThanOrEqual((72 / 1200) * 0.6);
    expect([7, 10.45, 15, 28, 40].map(gridFor)).toEqual([6, 6, 3, 1, 1]);
  });

  test('is left by a gift that shows a glyph much larger than its template foresaw', () => {
    const upTo = (size: number) =>
      fixGlyphs({ sans: [[0x8d60, gridFor(size)]] })
        .get('sans')
        ?.get(0x8d60)?.upTo ?? 0;
    expect([upTo(10) > 10, upTo(10) < 15, upTo(40)]).toEqual([true, true, Number.POSITIVE_INFINITY]);
    const [glyphs] = documentGlyphs([openStores().sans], fixGlyphs({ sans: [[0x8d60, 6]] })).values();
    if (glyphs === undefined) return expect.unreachable();
    expect([claimGlyph(glyphs, 0x8d60, 10), glyphs.added.size]).toEqual([0x8d60, 0]);
    expect([claimGlyph(glyphs, 0x8d60, 24) >= ADDED, glyphs.added.size]).toEqual([true, 1]);
  });
});
