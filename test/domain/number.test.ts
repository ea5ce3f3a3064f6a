import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCharacter, documentNumber, orderNumber, parseOrderNumber, parseRecordNumber, recordNumber } from '../../functions/domain/number.ts';

const ALPHABET = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const bodies = fc.array(fc.constantFrom(...ALPHABET), { minLength: 2, maxLength: 30 });

describe('the check character (ISO 7064, MOD 37,36)', () => {
  test('finds every single wrong character', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), (body, nat) => {
        const at = nat % body.length;
        const others = ALPHABET.filter((other) => other !== body[at]);
        const right = checkCharacter(body.join(''));
        return others.every((other) => checkCharacter(body.with(at, other).join('')) !== right);
      }),
    );
  });

  // After one character the sum may stand anywhere, so that all its states are tried.
  test.each(ALPHABET)('finds 629 of 630 swaps of two neighbours after %s', (before) => {
    const missed = ALPHABET.flatMap((left, at) =>
      ALPHABET.slice(at + 1)
        .filter((right) => checkCharacter(before + left + right) === checkCharacter(before + right + left))
        .map((right) => ALPHABET.indexOf(right) - at),
    );
    expect([[1], [35]]).toContainEqual(missed);
  });

  // The example that the standard's text prints for this system.
  test('is the one of the standard', () => expect(checkCharacter('A12425GABC1234002')).toBe('M'));
});

describe('a number as people type it', () => {
  const number = documentNumber('receipt', 1, 49_690);
  const read = { kind: 'receipt', generation: 1, index: 49_690 };
  const wide = [...number].map((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).join('');

  test.each([number, number.toLowerCase(), ` ${number.replaceAll('-', ' - ')} `, wide, number.replaceAll('-', '–')])('%s', (typed) => {
    expect(parseRecordNumber(typed)).toEqual(read);
  });

  test.each(['', '1', '1-2', '0-2-A', '1-02-A', 'X1-2-A', '1--2-A', '1-2-AB', '12345678-1234567890'])('%j is malformed', (typed) => {
    expect(parseRecordNumber(typed)).toEqual({ error: 'malformed' });
  });

  test('a wrong check character is told apart from a malformed number', () => {
    const wrong = number.slice(0, -1) + (number.endsWith('0') ? '1' : '0');
    expect(parseRecordNumber(wrong)).toEqual({ error: 'check_character' });
  });

  test('M17: no number looks like a state bill of 8 and 10 digits', () => {
    fc.assert(fc.property(fc.nat(), (index) => !/^\d{8}\D?\d{10}$/.test(recordNumber(1, index))));
  });
});

describe('an order number', () => {
  const id = 'd_0123456789ABCDEFGHJKMNPQRS';
  test.each([1, 9, 10, 99])('attempt %d is read back', (attempt) => {
    const order = orderNumber(id, attempt);
    expect(order).toMatch(/^[0-9A-Z]{30}$/);
    expect(parseOrderNumber(order)).toEqual({ donationId: id, attempt });
  });

  test.each([0, 100, 1.5, Number.NaN])('there is no attempt %d', (attempt) => expect(() => orderNumber(id, attempt)).toThrow(RangeError));
  test.each(['d_short', '0123456789ABCDEFGHJKMNPQRS', `${id}0`])('%s is no gift', (bad) => expect(() => orderNumber(bad, 1)).toThrow(RangeError));
  test.each(['', 'D', orderNumber(id, 1).toLowerCase(), `${orderNumber(id, 1)}0`, ` ${orderNumber(id, 1)}`])('%j is not ours', (order) => {
    expect(parseOrderNumber(order)).toBeUndefined();
  });
});
