import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { billBook } from '../../../functions/actions/bill-book.ts';
import { moneyLine } from '../../../functions/domain/bill-lines.ts';
import { billNumber } from '../../../functions/domain/fiscal-bill.ts';
import { parseDay } from '../../../functions/domain/time.ts';
import type { BillFormat, BillWish, FiscalBills } from '../../../functions/gateways/fiscal-bill/fiscal-bill.ts';
import { type GivenBack, listTasks, manualBills, takeGiven } from '../../../functions/gateways/fiscal-bill/manual.ts';
import { readGiven, writeTasks } from '../../../functions/gateways/fiscal-bill/manual-files.ts';
import { createWorld, type World } from '../../support/world.ts';

const DAY = parseDay('2026-03-02') ?? expect.unreachable();
let world: World;
let bills: FiscalBills;
let book: ReturnType<typeof billBook>;
const files = new Map<string, Uint8Array>();
let tests = 0;
beforeAll(async () => {
  world = await createWorld(Date.parse('2026-03-02T12:00:00+08:00'));
});
afterAll(() => world.stop());
beforeEach(() => {
  tests += 1;
  book = billBook(world, `manual${tests}`);
  bills = manualBills({ book, readBytes: async ({ billNo, format }) => files.get(`${billNo}.${format}`) });
});

const id = (last: string) => `d_${last.padStart(26, '0')}`;
const wish = (last = '1', title = '王㛃'): BillWish => ({
  billNo: billNumber('bill', id(last), 1),
  day: DAY,
  payer: { kind: 'person', title },
  lines: [moneyLine(168_216)],
  totalFen: 168_216,
  remark: '日常公益',
});
const given = (billNo: string, change: { readonly format?: BillFormat } = {}): GivenBack => ({
  ourNo: billNo,
  bill: { code: '32050124', number: '0000817610', checkCode: 'bngFFX', day: DAY },
  ...change,
});

describe('what a clerk types into the platform’s own page', () => {
  test('waits until it is brought back, and is asked for once however often it is asked for', async () => {
    const one = wish();
    expect(await bills.find(one)).toEqual({ state: 'unknown' });
    for (let again = 0; again < 3; again++) expect(await bills.issue(one)).toEqual({ state: 'under_way' });
    expect(await listTasks(book)).toEqual([{ what: 'bill', wish: one }]);
    expect(await takeGiven(book, given(one.billNo))).toBe('taken');
    expect(await listTasks(book)).toEqual([]);
    expect(await bills.issue(one)).toEqual({ state: 'issued', bill: { code: '32050124', number: '0000817610', checkCode: 'bngFFX', day: DAY } });
    expect(await bills.find(one)).toMatchObject({ state: 'issued' });
  });

  test('the same file twice changes nothing, another number for the same bill is refused, and so is a bill that nobody asked for', async () => {
    const one = wish();
    await bills.issue(one);
    expect(await Promise.all([takeGiven(book, given(one.billNo)), takeGiven(book, given(one.billNo))])).toEqual(expect.arrayContaining(['taken']));
    expect(await takeGiven(book, given(one.billNo))).toBe('known');
    expect(await takeGiven(book, { ...given(one.billNo), bill: { code: '32050124', number: '0000817611', checkCode: 'bngFFX', day: DAY } })).toBe('differs');
    expect(await takeGiven(book, given(wish('2').billNo))).toBe('unknown');
    expect(await bills.find(one)).toMatchObject({ bill: { number: '0000817610' } });
  });

  test('the file is handed out as it came', async () => {
    const one = wish();
    await bills.issue(one);
    files.set(`${one.billNo}.pdf`, Uint8Array.of(1, 2, 3));
    await takeGiven(book, given(one.billNo, { format: 'pdf' }));
    const bill = { code: '32050124', number: '0000817610', checkCode: 'bngFFX', day: DAY };
    expect(await bills.readFile?.({ billNo: one.billNo, bill })).toEqual({ format: 'pdf', bytes: Uint8Array.of(1, 2, 3) });
  });

  test('what the platform does not take comes back with its words', async () => {
    const one = wish();
    await bills.issue(one);
    await takeGiven(book, { ourNo: one.billNo, refused: '交款人过长' });
    expect(await bills.find(one)).toEqual({ state: 'rejected', field: 'platform', words: '交款人过长' });
  });

  test('a red bill is a task of its own', async () => {
    const one = wish();
    await bills.issue(one);
    await takeGiven(book, given(one.billNo));
    const redNo = billNumber('red', id('1'), 1);
    const bill = { code: '32050124', number: '0000817610', checkCode: 'bngFFX', day: DAY };
    const red = { redNo, billNo: one.billNo, bill, lines: one.lines, totalFen: one.totalFen, reason: '捐赠款退回', day: DAY };
    expect(await bills.reverse(red)).toEqual({ state: 'under_way' });
    expect(await bills.find({ billNo: one.billNo, redNo })).toMatchObject({ state: 'issued' });
    await takeGiven(book, { ourNo: redNo, bill: { ...bill, number: '0000817612' } });
    expect(await bills.reverse(red)).toMatchObject({ state: 'reversed', red: { number: '0000817612' } });
    expect(await bills.find({ billNo: one.billNo, redNo })).toMatchObject({ state: 'reversed', red: { number: '0000817612' } });
  });
});

describe('the file between us and the clerk', () => {
  /** The file as it went out, each row filled in by `fill`. */
  function filled(fill: (row: readonly string[], at: number) => readonly string[], titles: readonly string[] = ['王㛃']): Uint8Array {
    const text = writeTasks(titles.map((title, at) => ({ what: 'bill' as const, wish: wish(String(at + 1), title) })));
    const [head = '', ...rows] = text.trim().split('\r\n');
    return new TextEncoder().encode([head, ...rows.map((row, at) => [row.replace(/,{6}$/, ''), ...fill(row.split(','), at)].join(','))].join('\r\n'));
  }
  const GOOD = ['32050124', '\t0000817610', 'bngFFX', '2026年3月2日', '', ''];

  test('goes out with sum, capitals and payer, nothing of which a spreadsheet computes or cuts', () => {
    const text = writeTasks([{ what: 'bill', wish: wish('1', '=HYPERLINK("x"),名') }]);
    expect(text.startsWith('\ufeff业务流水号,事项,交款人,')).toBe(true);
    expect(text).toContain('"\t=HYPERLINK(""x""),名"');
    expect(text).toContain('1682.16,壹仟陆佰捌拾贰元壹角陆分');
  });

  test('comes back by its headings, as CSV', async () => {
    expect(await readGiven(filled(() => GOOD))).toEqual({
      ok: true,
      rows: [{ row: 2, given: { ourNo: wish().billNo, bill: { code: '32050124', number: '0000817610', checkCode: 'bngFFX', day: DAY } } }],
    });
    expect(await readGiven(filled(() => [...GOOD.slice(0, 4), '王㛃.PDF', '']))).toMatchObject({ rows: [{ given: { format: 'pdf' }, file: '王㛃.PDF' }] });
    expect(await readGiven(filled(() => ['', '', '', '', '', '名称过长']))).toMatchObject({ rows: [{ given: { refused: '名称过长' } }] });
  });

  test('comes back as a workbook too', async () => {
    const { default: write } = await import('write-excel-file/node');
    const cell = (value: string) => ({ value, type: String });
    const rows = [
      ['业务流水号', '票据代码', '票据号码', '校验码', '开票日期'].map(cell),
      [wish().billNo, '32050124', '0000817610', 'bngFFX', '2026-03-02'].map(cell),
    ];
    const bytes = await write(rows).toBuffer();
    expect(await readGiven(new Uint8Array(bytes))).toMatchObject({ ok: true, rows: [{ given: { bill: { number: '0000817610' } } }] });
  });

  test.each([
    ['numbers_damaged', ['32050124', '817610', 'bngFFX', '2026-03-02', '', '']],
    ['numbers_damaged', ['3.2050124E7', '0000817610', 'bngFFX', '2026-03-02', '', '']],
    ['numbers_missing', ['32050124', '0000817610', '', '2026-03-02', '', '']],
    ['day_unreadable', ['32050124', '0000817610', 'bngFFX', '昨天', '', '']],
    ['file_kind', ['32050124', '0000817610', 'bngFFX', '2026-03-02', 'x.exe', '']],
  ] as const)('one row with %s, and nothing of the file is taken', async (code, cells) => {
    expect(await readGiven(filled((_, at) => (at === 0 ? GOOD : cells), ['王㛃', '欧阳']))).toEqual({
      ok: false,
      code: 'file_unreadable',
      faults: [{ row: 3, code }],
    });
  });

  test('rows that nobody filled in are left, a number that is not ours or stands there twice is named', async () => {
    expect(await readGiven(filled(() => ['', '', '', '', '', '']))).toEqual({ ok: false, code: 'file_no_lines', faults: [] });
    const twice = new TextDecoder().decode(filled(() => GOOD));
    const again = `${twice}\r\n${twice.split('\r\n')[1]}`;
    expect(await readGiven(new TextEncoder().encode(again))).toMatchObject({ ok: false, faults: [{ row: 3, code: 'row_repeated' }] });
    expect(await readGiven(new TextEncoder().encode(twice.replace(wish().billNo, 'B123')))).toMatchObject({ ok: false, faults: [{ code: 'number_not_ours' }] });
    expect(await readGiven(readFileSync(new URL('../../vectors/amounts.csv', import.meta.url)))).toMatchObject({ ok: false, code: 'file_no_heading' });
  });
});
