import { describe, expect, test } from 'vitest';
import { uncoveredCharacters } from '../../functions/documents/documents.ts';
import { checkName } from '../../functions/domain/donor-name.ts';
import { drawUnsigned, factsOf } from './facts.ts';
import { compareInk, drawOutlines } from './outlines.ts';
import { cropOf, pixelsOf, qrOf, testNames, textOf } from './pdf-reading.ts';

const names = (await testNames()).flatMap((line) => {
  const check = checkName(line);
  return check.ok ? [check.name] : [];
});

/** Upper Uyghur and a composed letter typed in two parts, beside the names of the vectors. */
const everyName = [...new Set([...names, 'ئابدۇراخمان مەھمۇت', 'José'])];

/** Where the receipt sets the donor's name, in points; a name of at most this width keeps its size and its one line. */
const NAME = { x: 194, y: 310.35, size: 16.5, width: 345 };
const PAGE = { width: 595.28, height: 330 };
const SCALE = 2;
/** Where the QR code stands, in pixels, white around it included. */
const QR = { left: 92, top: 1308, size: 182 };

/** Blanks may be written as others, and readers leave out what nobody sees. */
const readable = (text: string): string => text.replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, '');

test('names: the list is the one of the vectors', () => {
  expect(everyName.length).toBeGreaterThan(90);
});

describe('a name on the receipt is drawn as its own outlines and reads as typed', () => {
  test.each(everyName)('%s', async (name) => {
    expect(await uncoveredCharacters(name)).toEqual([]);
    const facts = factsOf('receipt', { donor: { kind: 'person', name } });
    const pdf = await drawUnsigned(facts);
    expect(readable(await textOf(pdf))).toContain(readable(name));
    const page = await pixelsOf(pdf, SCALE);
    const reference = await drawOutlines(name, { ...PAGE, ...NAME, width: PAGE.width }, SCALE);
    const fits = reference.width <= NAME.width;
    const area = { left: NAME.x * SCALE - 2, right: 540 * SCALE, top: (NAME.y - 17) * SCALE, bottom: (NAME.y + 5) * SCALE };
    const ink = compareInk(page, reference.pixels, area);
    expect(ink.ink).toBeGreaterThan(8);
    if (fits) expect(ink.astray).toBeLessThan(0.005);
    if (fits) expect(Math.abs(ink.ink / ink.other - 1)).toBeLessThan(0.1);
    expect(qrOf(cropOf(page, QR))).toBe(facts.verifyUrl);
  });
});

describe('a long name shrinks, then wraps, and is never cut', () => {
  const long = everyName.filter((name) => [...name].length > 30);
  test.each(
    long.flatMap((name) => [
      { name, kind: 'receipt' as const },
      { name, kind: 'certificate' as const },
    ]),
  )('$kind: $name', async ({ name, kind }) => {
    const pdf = await drawUnsigned(factsOf(kind, { donor: { kind: 'organisation', name } }));
    expect(readable(await textOf(pdf))).toContain(readable(name));
  });
});

describe('a character without a glyph is told before paying and never drawn blank', () => {
  test('it is named', async () => {
    expect(await uncoveredCharacters('王𠀀五')).toEqual(['𠀀']);
    expect(await uncoveredCharacters('王五')).toEqual([]);
    expect(await uncoveredCharacters('')).toEqual([]);
  });

  test('the writer refuses it', async () => {
    await expect(drawUnsigned(factsOf('certificate', { donor: { kind: 'person', name: '王𠀀' } }))).rejects.toThrow('U+20000');
  });
});
