import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMoney, formatMinor, formatMoney, money, parseYuan } from '../../functions/domain/money.ts';
import { uppercaseAmount } from '../../functions/domain/uppercase-amount.ts';

const vectors = readFileSync(new URL('../vectors/amounts.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1);

describe('M9: money is an integer of minor units with its currency', () => {
  test.each([
    ['1', 100],
    ['1.5', 150],
    ['0.29', 29],
    ['1,000.00', 100_000],
    ['１２．５０', 1250],
    ['99999999.99', 9_999_999_999],
  ])('%s yuan is %d fen', (text, fen) => expect(parseYuan(text)).toBe(fen));

  test.each(['', '-1', '1e3', '1.234', '1,00', '0x10', '1 2', 'NaN', '99999999999999999999'])('%j is no amount', (text) => {
    expect(parseYuan(text)).toBeUndefined();
  });

  test('what is written is read back to the fen', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (fen) => parseYuan(formatMinor(fen)) === fen));
  });

  test('an amount shows its sign, its groups and two decimals', () => {
    expect(formatMoney(money('CNY', 168_216))).toBe('¥1,682.16');
    expect(formatMoney(money('USD', -5))).toBe('-US$0.05');
  });

  test('yuan and dollars are never added', () => {
    expect(() => addMoney(money('CNY', 1), money('USD', 1))).toThrow(TypeError);
    expect(addMoney(money('CNY', 1), money('CNY', 2)).minor).toBe(3);
    expect(() => money('CNY', 0.5)).toThrow(RangeError);
  });
});

describe('the amount in capitals', () => {
  test.each(vectors)('%s', (line) => {
    const [fen, words] = line.split(',');
    expect(uppercaseAmount(Number(fen))).toBe(words);
  });

  test.each([
    [100_000_480_065, '壹拾亿零肆仟捌佰元零陆角伍分'],
    [100_010_000_000, '壹拾亿零壹拾万元整'],
    [12_345_678_901, '壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分'],
    [100_000_000_000_000, '壹万亿元整'],
    [100_000_000_000_100, '壹万亿零壹元整'],
    [100_010_000_000_000, '壹万零壹亿元整'],
    [110_000_000_000_000, '壹万壹仟亿元整'],
    [123_456_789_012_345, '壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分'],
    [900_000_000_000_009, '玖万亿元零玖分'],
  ])('%d fen is %s', (fen, words) => expect(uppercaseAmount(fen)).toBe(words));

  test.each([0, -1, 0.5, Number.NaN, 1e15])('%d has no form in capitals', (fen) => {
    expect(() => uppercaseAmount(fen)).toThrow(RangeError);
  });
});
