import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODE_LENGTH, findReferenceCodes, formatReferenceCode, isReferenceCode, referenceCode } from '../../functions/domain/reference-code.ts';

const code = fc.string().map(referenceCode);
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

describe('a reference code', () => {
  test('holds no letter that is mistaken for another', () => {
    fc.assert(fc.property(code, (made) => made.length === CODE_LENGTH && isReferenceCode(made) && !/[01OIL]/.test(made)));
  });

  test('with one wrong character, or two neighbours swapped, is none', () => {
    fc.assert(
      fc.property(code, fc.nat(CODE_LENGTH - 1), fc.constantFrom(...LETTERS), (made, at, letter) => {
        const wrong = made.slice(0, at) + letter + made.slice(at + 1);
        return wrong === made || !isReferenceCode(wrong);
      }),
    );
    fc.assert(
      fc.property(code, fc.nat(CODE_LENGTH - 2), (made, at) => {
        const swapped = made.slice(0, at) + made.charAt(at + 1) + made.charAt(at) + made.slice(at + 2);
        return swapped === made || !isReferenceCode(swapped);
      }),
    );
  });

  test('is found in a remark as people and banks write it', () => {
    const made = referenceCode('d_00000000000000000000000001');
    for (const remark of [
      made,
      made.toLowerCase(),
      formatReferenceCode(made),
      `捐款${made}武汉加油`,
      `跨行转账 ${made.slice(0, 3)} ${made.slice(3)}`,
      `用途：捐赠－${[...made].map((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)).join('')}`,
    ]) {
      expect(findReferenceCodes([remark]), remark).toContain(made);
    }
    expect(findReferenceCodes([made.slice(0, -1), '捐款', ''])).toEqual([]);
  });
});
