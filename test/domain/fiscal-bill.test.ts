import { describe, expect, test } from 'vitest';
import { foldLines, goodsLines, moneyLine, totalOf } from '../../functions/domain/bill-lines.ts';
import { billNumber, foldBrackets, lastDayToAsk, parseBillNumber, warnOfBill } from '../../functions/domain/fiscal-bill.ts';

const ID = 'd_0123456789ABCDEFGHJKMNPQRS';

describe('numbers of a fiscal bill are strings, and are warned about, never refused', () => {
  test.each([
    [{ code: '32050124', number: '0000817610', checkCode: 'bngFFX' }, []],
    [{ code: '32050124', number: '0000817610', checkCode: 'bngFFXq' }, ['check_code_form']],
    [{ code: '3205012', number: '817610', checkCode: '字ngFFX' }, ['code_form', 'number_form', 'check_code_form']],
    [{ code: '３2050124', number: '000081761O', checkCode: 'bngFFX' }, ['code_form', 'number_form']],
  ])('%j: %j', (bill, warnings) => {
    expect(warnOfBill(bill)).toEqual(warnings);
  });

  test('a batch may have other lengths', () => {
    expect(warnOfBill({ code: '320501240', number: '817610', checkCode: 'abcd' }, { code: 9, number: 6, checkCode: 4 })).toEqual([]);
  });

  test('its title compares after folding brackets', () => {
    expect(foldBrackets('公益事业捐赠统一票据（电子）')).toBe(foldBrackets('公益事业捐赠统一票据(电子)'));
  });
});

test('our own number names the gift and the attempt, bill and red bill apart, and finds a wrong character', () => {
  const [bill, red] = [billNumber('bill', ID, 2), billNumber('red', ID, 2)];
  expect([bill.length, bill.slice(0, 3), red.slice(0, 3)]).toEqual([30, 'B01', 'V01']);
  expect(parseBillNumber(bill)).toEqual({ what: 'bill', donationId: ID, attempt: 2 });
  expect(parseBillNumber(red)).toEqual({ what: 'red', donationId: ID, attempt: 2 });
  expect(parseBillNumber(`${bill.slice(0, 5)}Z${bill.slice(6)}`)).toBeUndefined();
  expect(() => billNumber('bill', ID, 100)).toThrow(RangeError);
});

test('it can be asked for through the last Shanghai day of half a year', () => {
  expect(lastDayToAsk(Date.parse('2026-03-02T23:59:59+08:00'))).toBe('2026-08-29');
  expect(lastDayToAsk(Date.parse('2026-03-02T16:00:00Z'))).toBe('2026-08-30');
});

describe('lines', () => {
  test('money is one line, and the total the sum of the lines', () => {
    expect(moneyLine(168_216)).toEqual({ unit: '元', count: '1', standardFen: 168_216, amountFen: 168_216 });
  });

  test('goods are a line for each kind; where unit value and count do not come to the amount, the amount rules', () => {
    const lines = goodsLines([
      { name: '帐篷', unit: '顶', count: 12, value: { cur: 'CNY', amt: 600_000, basis: 'invoice' } },
      { name: '医用口罩', spec: 'N95', unit: '只', count: 3, value: { cur: 'CNY', amt: 1_000, basis: 'letter' } },
    ]);
    expect(lines).toEqual({
      ok: true,
      lines: [
        { what: '帐篷', unit: '顶', count: '12', standardFen: 50_000, amountFen: 600_000 },
        { what: '医用口罩 N95', unit: '只', count: '3', amountFen: 1_000 },
      ],
    });
    expect(lines.ok && totalOf(lines.lines)).toBe(601_000);
  });

  test('goods without a value in yuan that somebody proved get no bill, and nothing is priced', () => {
    const unvalued = goodsLines([
      { name: '棉被', unit: '床', count: 5 },
      { name: '制氧机', unit: '台', count: 1, value: { cur: 'USD', amt: 50_000, basis: 'customs' } },
    ]);
    expect(unvalued).toEqual({ ok: false, unvalued: ['棉被', '制氧机'] });
  });

  test('more lines than a bill takes stand in a list of the same sum', () => {
    const many = Array.from({ length: 5 }, (_, at) => ({ what: `物 ${at}`, unit: '件', count: '1', amountFen: 100 + at }));
    expect(foldLines(many, 5)).toEqual({ lines: many, list: [] });
    const folded = foldLines(many, 4);
    expect(folded.lines).toEqual([{ what: '详见清单', unit: '批', count: '1', standardFen: 510, amountFen: 510 }]);
    expect(folded.list).toEqual(many);
  });
});
