import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadLadder } from '../../functions/documents/faces.ts';
import { builtFolder, FACES, readFace } from '../../functions/documents/font-files.ts';
import { charstringOf } from '../../functions/documents/glyphs/charstring.ts';
import { openGlyphStore } from '../../functions/documents/glyphs/glyph-store.ts';
import { isInStores, laddersOf, openStores } from '../../functions/documents/glyphs/open-stores.ts';
import { contoursOf } from '../../functions/documents/glyphs/outline.ts';
import { type QuickLine, type StoredFace, shapeQuickly } from '../../functions/documents/glyphs/quick-line.ts';
import { readTrueType } from '../../functions/documents/glyphs/truetype.ts';
import { lineOf } from '../../functions/documents/line.ts';
import { shapeLine } from '../../functions/documents/shape.ts';

const stores = openStores();
const ladder = await loadLadder('serif');
const faces: readonly StoredFace[] = [stores.serif, stores.sans, stores.korean];
const sources = {
  sans: readTrueType(await readFace('sans')),
  serif: readTrueType(await readFace('serif')),
  korean: readTrueType(await readFace('korean')),
};

const placesOf = (line: QuickLine | undefined) => line?.quick.map(({ face, advance, shift }) => [face.name, Math.round(advance * 100), shift]);
const shapedPlaces = (text: string) =>
  shapeLine(text, ladder).runs.flatMap((run) => run.glyphs.map(({ advance, x }) => [run.face.name, Math.round(advance * 100), x]));

describe('a line from the stores is the line that HarfBuzz sets', () => {
  test.each([
    '王㛃',
    '您于 2026 年 11 月 23 日向“山洪紧急救助”捐赠人民币壹仟元整（¥1,682.16），已记入',
    'AVATAR To. WA “Yes” Zoë’s',
    '给 O’Connor 和 Zoë，（“好”）',
    '中—…·ＡＢ',
    '김철수',
    '王，。（）“”、',
  ])('%s', (text) => expect(placesOf(shapeQuickly(text, faces))).toEqual(shapedPlaces(text)));

  test('whatever stands beside whatever', () => {
    const signs = [...'王李，。（）“”、：《》AVToy,.’‘-–—…·1234567890éÅß ¥&@한が㛃䶮𬍛　'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 14 }), (parts) => {
        const text = `${parts.join('')}王`; // a line of marks alone has no script, which moves some by a thousandth
        const line = shapeQuickly(text, faces);
        // Runs of several faces are set each for itself by HarfBuzz, which does not look across.
        fc.pre(line !== undefined && new Set(line.quick.map(({ face }) => face.name)).size === 1);
        expect(placesOf(line)).toEqual(shapedPlaces(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('what joins, bears marks or runs to the left is left to HarfBuzz, and refused without it', () => {
    const odd = ['བཀྲ་ཤིས', 'ئابدۇراخمان', 'ᠪᠠᠭᠠᠲᠤᠷ', '김철수'.normalize('NFD'), 'José'.normalize('NFD'), 'Андрей', 'Lǚ', '—— 记', 'ＡＢＣ'];
    for (const text of odd) {
      expect([text, shapeQuickly(text, faces), isInStores(text, stores)]).toEqual([text, undefined, false]);
      expect(() => lineOf(text, laddersOf(stores).serif)).toThrow('needs shaping');
      expect(lineOf(text, laddersOf(stores, { shaped: { sans: ladder, serif: ladder } }).serif)).toMatchObject({ text });
    }
  });
});

describe('a store', () => {
  test.each(['sans', 'serif', 'korean'] as const)('of %s holds the outlines and widths of its face', (name) => {
    const { store } = stores[name];
    const text = name === 'korean' ? '김철수' : '王㛃李䶮赵𫖯周𨱏吴㭎孙𬴊褚𫍯卫𬍤韩𬤇，。（）0123456789';
    for (const { runs } of [
      shapeLine(
        text,
        ladder.filter((face) => face.name === name),
      ),
    ]) {
      for (const glyph of runs.flatMap((run) => run.glyphs)) {
        const index = store.find(glyph.text.codePointAt(0) ?? 0);
        expect(store.numbers[index]).toBe(glyph.id);
        const wish = { advance: sources[name].advanceOf(glyph.id), grid: 1 };
        expect(Buffer.compare(store.outlineOf(index), charstringOf(contoursOf(sources[name].recordOf(glyph.id)), wish))).toBe(0);
        expect(store.advances[index]).toBe(sources[name].advanceOf(glyph.id));
      }
    }
  });

  test('does not hold what its face does not draw', () => {
    for (const character of ['𠀀', '😀', '\u200d']) expect(stores.sans.store.find(character.codePointAt(0) ?? 0)).toBe(0);
  });

  test('refuses a file that is none', () => {
    expect(() => openGlyphStore(new URL(import.meta.resolve(FACES.tibetan)).pathname)).toThrow(TypeError);
    expect(openGlyphStore(join(builtFolder(), 'serif.glyphs')).find(0x738b)).toBeGreaterThan(0);
  });
});
