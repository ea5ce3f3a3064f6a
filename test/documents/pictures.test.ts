import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPicture } from '../../functions/documents/read-picture.ts';
import { checkSociety } from '../../functions/domain/society-rules.ts';
import { bundleDocuments } from '../../infra/build-documents.ts';
import { demonstration } from '../support/world.ts';
import { drawUnsigned, factsOf } from './facts.ts';
import { type Pixels, pixelsOf, qrOf, textOf } from './pdf-reading.ts';

/** A picture that stands for nothing: a diamond of one colour, clear around it. */
function diamond(side: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const png = new PNG({ width: side, height: side });
  for (let at = 0; at < side * side; at++) {
    const [x, y] = [at % side, Math.floor(at / side)];
    const covers = Math.abs(x - side / 2) + Math.abs(y - side / 2) < side / 2;
    png.data.set([red, green, blue, covers ? 255 : 0], at * 4);
  }
  return PNG.sync.write(png);
}

const [BLUE, GREEN] = [
  [40, 90, 200],
  [60, 160, 90],
] as const;
let folder: string;

/** Templates of a society that has both pictures; every drawing of this file is made with them. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'daylight-pictures-'));
  writeFileSync(join(folder, 'emblem.png'), diamond(120, BLUE));
  writeFileSync(join(folder, 'seal.png'), diamond(300, GREEN));
  writeFileSync(join(folder, 'society.json'), JSON.stringify({ ...demonstration(), brand: { emblem: 'emblem.png', seal: 'seal.png' } }));
  await bundleDocuments(folder, join(folder, 'society.json'));
  process.env.FONT_DIR = folder;
});
afterAll(() => {
  delete process.env.FONT_DIR;
  rmSync(folder, { recursive: true });
});

const SCALE = 2;

/** How many pixels of a colour lie within so many points of a place. */
function countOf({ width, data }: Pixels, colour: readonly number[], at: { readonly x: number; readonly y: number; readonly within: number }): number {
  let count = 0;
  for (let y = (at.y - at.within) * SCALE; y < (at.y + at.within) * SCALE; y++)
    for (let x = (at.x - at.within) * SCALE; x < (at.x + at.within) * SCALE; x++) {
      const start = (Math.round(y) * width + Math.round(x)) * 4;
      if (colour.every((part, channel) => Math.abs((data[start + channel] ?? 0) - part) < 3)) count++;
    }
  return count;
}

const EMBLEM = { x: 421, y: 91, within: 30 };
const SEAL = { x: 668, y: 488, within: 55 };

describe('M17: the society’s own pictures', () => {
  test('stand on its certificates where their places are, each in its colour, and what is clear in them stays clear', async () => {
    const page = await pixelsOf(await drawUnsigned(factsOf('certificate')), SCALE);
    expect(countOf(page, BLUE, EMBLEM)).toBeGreaterThan(0.45 * (60 * SCALE) ** 2);
    expect(countOf(page, BLUE, EMBLEM)).toBeLessThan(0.55 * (60 * SCALE) ** 2);
    expect(countOf(page, GREEN, SEAL)).toBeGreaterThan(0.35 * (110 * SCALE) ** 2);
    expect(countOf(page, [255, 255, 255], { x: 630, y: 445, within: 5 })).toBe((10 * SCALE) ** 2);
  });

  test('hide nothing that is written: name and date stand over the seal, and the code is read', async () => {
    const facts = factsOf('certificate');
    const pdf = await drawUnsigned(facts);
    const page = await pixelsOf(pdf, SCALE);
    expect(qrOf(page)).toBe(facts.verifyUrl);
    const text = (await textOf(pdf)).replace(/\s+/g, ' ');
    for (const part of [facts.society.name.zh, '2026 年 11 月 23 日', '演示文件']) expect(text).toContain(part);
    expect(countOf(page, [26, 31, 36], { x: 690, y: 500, within: 30 })).toBeGreaterThan(20);
  });

  test('are on no receipt, which must look like no state document', async () => {
    const page = await pixelsOf(await drawUnsigned(factsOf('receipt')), SCALE);
    const whole = Array.from({ length: page.data.length / 4 }, (_, at) => page.data.subarray(at * 4, at * 4 + 3));
    expect(whole.filter((pixel) => [BLUE, GREEN].some((colour) => colour.every((part, channel) => Math.abs((pixel[channel] ?? 0) - part) < 3)))).toEqual([]);
  });

  test('are named by a profile as files beside it, and the demonstration society has none', () => {
    expect(demonstration().brand).toBeUndefined();
    const withBrand = (brand: unknown) => checkSociety({ ...demonstration(), brand });
    expect(withBrand({ seal: 'our-seal.png' }).ok).toBe(true);
    expect(withBrand({ seal: '../seal.png' })).toEqual({
      ok: false,
      errors: [{ field: 'brand.seal', problem: 'must be the name of a PNG beside the profile' }],
    });
    expect(withBrand({ stamp: 'a.png' }).ok).toBe(false);
  });

  test('are refused where they are no PNG, or larger than every certificate should carry', () => {
    expect(() => readPicture(Buffer.from('no picture'))).toThrow();
    expect(() => readPicture(diamond(1001, BLUE))).toThrow('at most 1000 pixels on a side');
  });
});
