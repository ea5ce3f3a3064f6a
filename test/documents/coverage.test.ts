import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uncoveredCharacters } from '../../functions/documents/documents.ts';
import { faceFor, loadLadder } from '../../functions/documents/faces.ts';
import { coverageSource } from '../../functions/documents/make-coverage.ts';
import { type ShapedLine, shapeLine } from '../../functions/documents/shape.ts';
import { checkName } from '../../functions/domain/donor-name.ts';
import { checkText, cleanText } from '../../functions/domain/donor-text.ts';
import { undrawable } from '../../functions/domain/drawable.ts';

const ladder = await loadLadder('serif');
const covered = [...new Set(ladder.flatMap((face) => [...face.covers]))].map((codePoint) => String.fromCodePoint(codePoint));
const isAccepted = (text: string): boolean => checkName(text).ok || (checkText(text).ok && cleanText(text) === text);
const inked = ({ runs }: ShapedLine): boolean => runs.some(({ face, glyphs }) => glyphs.some((glyph) => face.font.glyphToPath(glyph.id) !== ''));

describe('what is accepted before paying and what the fonts can draw are the same', () => {
  test('the table is the one that these fonts give', async () => {
    expect(await readFile(new URL('../../functions/domain/glyph-coverage.ts', import.meta.url), 'utf8')).toBe(await coverageSource());
  });

  test('table and fonts agree on every code point of the planes that hold text', () => {
    const differing: string[] = [];
    expect(covered.filter((character) => (character.codePointAt(0) ?? 0) >= 0x40000)).toEqual([]);
    for (let codePoint = 1; codePoint < 0x40000; codePoint++) {
      const character = String.fromCodePoint(codePoint);
      if ((undrawable(character).length === 0) !== (faceFor(character, ladder) !== undefined)) differing.push(codePoint.toString(16));
    }
    expect(differing).toEqual([]);
  });

  test('every accepted character is drawn, and leaves ink unless it is a blank', async () => {
    const faults: string[] = [];
    for (const character of covered.filter(isAccepted)) {
      const line = shapeLine(character, ladder);
      const blank = /[\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u.test(character);
      if (inked(line) === blank) faults.push(`U+${character.codePointAt(0)?.toString(16)}`);
    }
    expect(covered.length).toBeGreaterThan(44_000);
    expect(faults).toEqual([]);
  });

  test('whatever is accepted, in whatever combination, shapes without a missing glyph', async () => {
    const marks = covered.filter((character) => /\p{M}/u.test(character));
    const letters = covered.filter((character) => !/\p{M}/u.test(character));
    const joined = ['\u200c', '\u200d', '\u180e', '\ufe0f', '\u{e0100}', '\u3164', '\u115f'];
    const one = fc.oneof(fc.constantFrom(...letters), fc.constantFrom(...marks), fc.constantFrom(...joined), fc.constantFrom(...'éếйǚ한が'.normalize('NFD')));
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 12 }), async (parts) => {
        const text = parts.join('');
        if (undrawable(text).length > 0) return;
        expect(await uncoveredCharacters(text)).toEqual([]);
        await shapeLine(text, ladder);
      }),
      { numRuns: 500 },
    );
  });
});

describe('scripts that need shaping count where drawing works', () => {
  test.each([
    ['Tibetan', 'བཀྲ་ཤིས་ཚེ་རིང་།', 'tibetan'],
    ['Uyghur', 'ئابدۇراخمان', 'arabic'],
    ['Mongolian', 'ᠪᠠᠭᠠᠲᠤᠷ', 'mongolian'],
    ['Hangul', '김철수', 'korean'],
    ['Hangul typed in parts', '김철수'.normalize('NFD'), 'korean'],
    ['Cyrillic typed in parts', 'Андрей'.normalize('NFD'), 'serif'],
    ['Pinyin typed in parts', 'Lǚ Zhèng'.normalize('NFD'), 'serif'],
  ])('%s', async (_, name, face) => {
    expect(checkName(name)).toEqual({ ok: true, name });
    const { runs } = await shapeLine(name, ladder);
    expect(new Set(runs.map((run) => run.face.name))).toEqual(new Set([face]));
  });

  test.each(['สมชาย', 'שלום', 'ශ්‍රී', 'राम', '𠀀', '王𪚥'])('%s is told before paying, each character once', async (name) => {
    const check = checkName(name);
    expect(check).toMatchObject({ ok: false, code: 'name_characters', characters: await uncoveredCharacters(name) });
    expect(checkText(name)).toMatchObject({ ok: false, code: 'text_characters' });
  });
});

test('the table is a few kilobytes, because every donor’s browser loads it', async () => {
  expect((await readFile(new URL('../../functions/domain/glyph-coverage.ts', import.meta.url))).byteLength).toBeLessThan(4096);
});
