import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadLadder } from '../../functions/documents/faces.ts';
import { breakLines } from '../../functions/documents/line-breaks.ts';
import { punctuationOf } from '../../functions/documents/punctuation.ts';
import { shapeLine } from '../../functions/documents/shape.ts';

const ladder = await loadLadder('serif');
const style = { size: 10, colour: [0, 0, 0] as const, ladder };
const linesOf = async (text: string, ems: number) => (await breakLines(text, style, ems * 10)).map((line) => line.text);
/** Widths in thousandths of an em, character by character. */
const widthsOf = async (text: string) => (await shapeLine(text, ladder)).runs.flatMap((run) => run.glyphs.map((glyph) => Math.round(glyph.advance)));

describe('punctuation', () => {
  test.each([
    ['two marks that meet share three halves', '元），已', [1000, 500, 1000, 1000]],
    ['three marks that meet', '好。”）', [1000, 500, 500, 1000]],
    ['an opening mark at the beginning of a line stands flush', '（中国）', [500, 1000, 1000, 1000]],
    ['marks between characters keep their width', '王五、李四', [1000, 1000, 1000, 1000, 1000]],
  ])('%s', async (_, text, widths) => expect(await widthsOf(text)).toEqual(widths));

  test.each(['children’s “books”', 'Zoë’s', '给 O’Connor'])('Latin quotation marks are as narrow as Latin in %s', async (text) => {
    const line = await shapeLine(text, ladder);
    const marks = line.runs.flatMap((run) => run.glyphs.filter((glyph) => /[’“”]/.test(glyph.text)));
    expect(marks.length).toBeGreaterThan(0);
    for (const mark of marks) expect(mark.advance).toBeLessThan(500);
  });

  test('no mark is changed twice', () => {
    const text = fc.array(fc.constantFrom(...'王a’“”（），。b'), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (typed) => {
        const starts = punctuationOf(typed).map(({ from }) => from);
        expect(new Set(starts).size).toBe(starts.length);
      }),
    );
  });
});

describe('Han beside Latin', () => {
  test('gets the gap that nobody typed, and none beside a typed one', async () => {
    const [latin = 0] = await widthsOf('A');
    const [digit = 0] = await widthsOf('5');
    expect(await widthsOf('北A班5组')).toEqual([1200, latin + 200, 1200, digit + 200, 1000]);
    expect((await widthsOf('北 A 班')).filter((width) => width > 1000)).toEqual([]);
  });
});

describe('lines', () => {
  test('no mark that closes begins a line and none that opens ends one', async () => {
    const parts = fc.array(fc.constantFrom(...'王五李四张三，。）（“”、'), { minLength: 1, maxLength: 60 }).map((typed) => typed.join(''));
    await fc.assert(
      fc.asyncProperty(parts, async (text) => {
        const lines = await linesOf(text, 16);
        expect(lines.join('')).toBe(text);
        // Where one run of marks is wider than a line, it has to break somewhere.
        if (/[，。）（“”、]{6}/.test(text)) return;
        for (const line of lines.slice(1)) expect(line).not.toMatch(/^[，。）”、]/);
        for (const line of lines.slice(0, -1)) expect(line).not.toMatch(/[（“]$/);
      }),
      { numRuns: 200 },
    );
  });

  test('the last one is never a mere end', async () => {
    expect(await linesOf('一二三四五六七八九十一', 10)).toEqual(['一二三四五六七', '八九十一']);
    expect(await linesOf('一二三四五六七八九十', 10)).toEqual(['一二三四五六七八九十']);
  });

  test('a number stays with its unit, and a date together', async () => {
    for (let ems = 8; ems < 20; ems++) {
      const lines = await linesOf('您于\u00a02026\u00a0年\u00a011\u00a0月\u00a023\u00a0日向项目捐赠，记入第\u00a061\u00a0期捐赠公示。', ems);
      expect(lines.some((line) => line.includes('第\u00a061\u00a0期'))).toBe(true);
      if (ems > 12) expect(lines.some((line) => line.includes('2026\u00a0年\u00a011\u00a0月\u00a023\u00a0日'))).toBe(true);
    }
  });

  test('a paragraph keeps its indent, and only its first line has it', async () => {
    expect(await linesOf('　　一二三四五六七八九十', 8)).toEqual(['　　一二三四五六', '七八九十']);
  });
});
