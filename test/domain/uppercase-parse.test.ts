import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LARGEST_FEN, uppercaseAmount } from '../../functions/domain/uppercase-amount.ts';
import { parseUppercaseAmount } from '../../functions/domain/uppercase-parse.ts';

const rows = readFileSync(new URL('../vectors/amounts.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));

describe('an amount in capitals is read back to the fen', () => {
  test.each(rows)('%s fen from %s', (fen, words = '') => expect(parseUppercaseAmount(words)).toBe(Number(fen)));

  test('any amount that can be written can be read', () => {
    const edges = fc.integer({ min: 0, max: 14 }).chain((power) => fc.integer({ min: -120, max: 120 }).map((off) => 10 ** power + off));
    const amounts = fc.oneof(fc.integer({ min: 1, max: LARGEST_FEN }), fc.integer({ min: 1, max: 1_000_000 }), edges).filter((fen) => fen > 0);
    fc.assert(
      fc.property(amounts, (fen) => parseUppercaseAmount(uppercaseAmount(fen)) === fen),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['人民币壹仟元整', 100_000],
    ['人民币 ¥ 壹仟圆正', 100_000],
    ['壹仟〇壹元整', 100_100],
    ['伍角', 50],
    ['叁佰贰拾伍元零肆分', 32_504],
    ['壹仟陆佰捌拾元零叁角贰分', 168_032],
    ['壹仟陆佰捌拾元叁角贰分', 168_032],
    ['壹拾万柒仟元零伍角叁分', 10_700_053],
    ['壹拾万零柒仟元伍角叁分', 10_700_053],
    ['壹拾万零柒仟元整', 10_700_000],
  ])('the legal variant %s is %d fen', (words, fen) => expect(parseUppercaseAmount(words)).toBe(fen));

  test.each([
    ['nothing', ''],
    ['zero', '零元整'],
    ['no 整 after 元', '壹仟元'],
    ['整 after 分', '壹元零壹分整'],
    ['a bare ten', '拾元整'],
    ['an inner zero left out', '壹佰壹元整'],
    ['an inner zero twice', '壹仟零零壹元整'],
    ['an empty 角 place without its zero', '壹元壹分'],
    ['places in the wrong order', '壹佰贰仟元整'],
    ['ordinary numerals', '一千元整'],
    ['figures', '1000'],
    ['two amounts', '壹元整壹元整'],
    ['a text without end', '壹'.repeat(10_000)],
  ])('%s is no amount', (_why, words) => expect(parseUppercaseAmount(words)).toBeUndefined());
});
