import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DONATION_MOVES, mayMove } from '../../functions/domain/donation.ts';
import { checkName, foldName, shownName } from '../../functions/domain/donor-name.ts';
import { heldReason } from '../../functions/domain/held-text.ts';
import { isOrganisationCode, isResidentId, isSocialCreditCode } from '../../functions/domain/identifier.ts';
import { base32, documentNumber, orderNumber, parseOrderNumber, parseRecordNumber, recordNumber } from '../../functions/domain/number.ts';
import { atShanghai, dayOf, daysBetween, formatInstant, nextDay, parseDay, parseInstant, previousDay, shanghaiTime } from '../../functions/domain/time.ts';

const file = (name: string) => readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8');
const day = (text: string) => parseDay(text) ?? expect.unreachable(text);

describe('identifiers', () => {
  const rows = file('ids.csv').trimEnd().split('\n').slice(1);
  const judges: Record<string, (text: string) => boolean> = { uscc: isSocialCreditCode, orgcode: isOrganisationCode, rid18: isResidentId };
  test.each(rows)('%s', (row) => {
    const [kind = '', value = '', valid] = row.split(',');
    expect(judges[kind]?.(value)).toBe(valid === 'true');
  });
});

describe('names are kept as typed', () => {
  // An emoji, and a private-use code that old systems wrote for 䶮: no two machines agree on what it looks like.
  const refused = new Set(['👨‍👩‍👧一家三口', '李\ue863']);
  test.each(
    file('names.txt')
      .split('\n')
      .filter((line) => line !== ''),
  )('%s', (line) => {
    const check = checkName(line);
    if (refused.has(line)) {
      expect(check).toMatchObject({ ok: false, code: 'name_characters' });
      return;
    }
    const kept = line.replace(/[\u200b\u200d\ufeff\u202e]/gu, '').trim();
    expect(check).toEqual({ ok: true, name: kept });
  });

  test('a name of blanks is empty, one of 201 characters too long', () => {
    expect(checkName('\u3000 \u200b')).toMatchObject({ code: 'name_empty' });
    expect(checkName('𬍛'.repeat(200))).toMatchObject({ ok: true });
    expect(checkName('𬍛'.repeat(201))).toMatchObject({ code: 'name_too_long' });
  });

  test('middle dots are folded for comparing only', () => {
    expect(foldName('买买提•吐尔逊')).toBe(foldName('买买提・吐尔逊'));
    expect(checkName('买买提•吐尔逊')).toEqual({ ok: true, name: '买买提•吐尔逊' });
  });

  test('a masked name does not tell its length', () => {
    expect(shownName({ kind: 'person', name: '𬍛㛃', display: 'masked' })).toBe('𬍛＊＊');
    expect(shownName({ kind: 'person', name: '司徒慕容若水', display: 'masked' })).toBe('司＊＊');
    expect(shownName({ kind: 'person', name: '李', display: 'anonymous' })).toBe('爱心人士');
    expect(shownName({ kind: 'organisation', name: 'A&B', display: 'named' })).toBe('A&B');
  });
});

test.each([
  ['请联系 138-0013-8000', 'phone'],
  ['一三八零零一三八零零零', 'phone'],
  ['看 www.example.org', 'link'],
  ['440524188001010014', 'identity_number'],
  ['某词在此', 'listed_word'],
  ['武汉加油', undefined],
  ['123456', undefined],
])('the message %s is held back: %s', (text, reason) => expect(heldReason(text, ['某词'])).toBe(reason));

describe('numbers', () => {
  test('a record number survives typing and finds every single wrong character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.nat(), fc.constantFrom(...'0123456789'), (index, at, digit) => {
        const number = recordNumber(1, index);
        expect(parseRecordNumber(` ${number.toLowerCase()} `)).toEqual({ kind: 'record', generation: 1, index });
        const place = 2 + (at % String(index).length);
        const wrong = number.slice(0, place) + digit + number.slice(place + 1);
        return wrong === number || 'error' in parseRecordNumber(wrong);
      }),
    );
  });

  test('documents carry their kind in the number', () => {
    expect(parseRecordNumber(documentNumber('certificate', 1, 12_345))).toEqual({ kind: 'certificate', generation: 1, index: 12_345 });
    expect(parseRecordNumber('1-012-3')).toEqual({ error: 'malformed' });
  });

  test('an order number is ours or nothing', () => {
    const id = `d_${base32(new Uint8Array(16).fill(255))}`;
    expect(id).toHaveLength(28);
    const order = orderNumber(id, 1);
    expect(order).toMatch(/^[0-9A-Z]{30}$/);
    expect(parseOrderNumber(order)).toEqual({ donationId: id, attempt: 1 });
    expect(parseOrderNumber(`${order.slice(0, -3)}02${order.slice(-1)}`)).toBeUndefined();
  });
});

describe('M8: a day is a Shanghai date', () => {
  test('midnight in Shanghai parts the days, wherever the machine stands', () => {
    expect(dayOf(Date.parse('2020-01-25T15:59:59.999Z'))).toBe('2020-01-25');
    expect(dayOf(Date.parse('2020-01-25T16:00:00Z'))).toBe('2020-01-26');
    expect(shanghaiTime(Date.parse('2020-01-25T16:00:05Z'))).toBe('00:00:05');
    expect(formatInstant(Date.parse('2020-01-25T16:00:05.9Z'))).toBe('2020-01-26T00:00:05+08:00');
  });

  test('days follow each other over leap years and year ends', () => {
    expect(nextDay(day('2020-02-28'))).toBe('2020-02-29');
    expect(previousDay(day('2021-01-01'))).toBe('2020-12-31');
    expect(daysBetween(day('2020-01-25'), day('2020-02-09'))).toBe(15);
    expect(formatInstant(atShanghai(day('2020-01-25'), '00:05'))).toBe('2020-01-25T00:05:00+08:00');
  });

  test.each(['2021-02-29', '2020-1-1', '2020-13-01', ''])('%s is no day', (text) => expect(parseDay(text)).toBeUndefined());
  test('an instant has an explicit offset', () => {
    expect(parseInstant('2020-01-25T00:00:11+08:00')).toBe(Date.parse('2020-01-24T16:00:11Z'));
    expect(parseInstant('2020-01-25 00:00:11')).toBeUndefined();
  });
});

test('the moves of a gift are exactly these', () => {
  const states = ['pending', 'expired', 'paid', 'refunded'] as const;
  const legal = states.flatMap((from) => states.filter((to) => mayMove(from, to)).map((to) => `${from} ${to}`));
  expect(legal).toEqual(['pending expired', 'pending paid', 'expired paid', 'paid refunded']);
  expect(Object.keys(DONATION_MOVES)).toEqual([...states]);
});
