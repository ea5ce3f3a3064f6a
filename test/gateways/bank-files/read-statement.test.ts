import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readStatement } from '../../../functions/gateways/bank-files/read-statement.ts';
import type { Statement } from '../../../functions/gateways/bank-files/statement.ts';
import { textFile, workbook } from './made-files.ts';

const HEAD = '交易时间,交易流水号,借方发生额,贷方发生额,余额,对方户名,附言';

async function read(bytes: Uint8Array, fileName = 'list.csv'): Promise<Statement> {
  const outcome = await readStatement(bytes, fileName);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.statement;
}

const faultsOf = async (bytes: Uint8Array) => {
  const outcome = await readStatement(bytes, 'list.csv');
  return outcome.ok ? [] : outcome.code === 'rows' ? outcome.faults.map(({ row, code, cell }) => ({ row, code, cell })) : [outcome.code];
};

describe('a bank statement', () => {
  const rows = [
    '中国示例银行 交易明细,,,,,,',
    '账号：6222000000000000001,,,,,,',
    HEAD,
    '2026-11-23 09:15:02,BK0001,,"1,000.00","11,000.00",甲某,武汉加油 HJK2',
    '2026/11/23 10:00,BK0002,30.00,-,"10,970.00",乙公司,手续费',
    '',
    '20261123 110000,BK0003,,５０．００,"11,020.00",丙某,',
    HEAD,
    '20261123 120000,BK0004,,0.01,"11,020.01",丁某,',
    '合计,,30.00,"1,050.01",,,共 3 笔',
  ];

  test('is read by the words of its headings, in UTF-8 and in GBK alike, with what went out beside what came in', async () => {
    for (const encoding of ['utf-8', 'gbk'] as const) {
      const { lines, ...sums } = await read(textFile(rows, encoding));
      expect(lines.map(({ serial, direction, amountFen, payer }) => [serial, direction, amountFen, payer])).toEqual([
        ['BK0001', 'in', 100_000, '甲某'],
        ['BK0002', 'out', 3_000, '乙公司'],
        ['BK0003', 'in', 5_000, '丙某'],
        ['BK0004', 'in', 1, '丁某'],
      ]);
      expect(lines[0]).toMatchObject({ atMs: Date.parse('2026-11-23T09:15:02+08:00'), day: '2026-11-23', remark: '武汉加油 HJK2' });
      expect(sums).toMatchObject({ inFen: 105_001, outFen: 3_000, openingFen: 1_000_000, closingFen: 1_102_001, totals: [105_001] });
    }
  });

  test('may run backwards in time', async () => {
    const upside = [
      ...rows.slice(0, 3),
      ...rows
        .slice(3, 9)
        .filter((row) => row !== '' && row !== HEAD)
        .reverse(),
    ];
    expect(await read(textFile(upside))).toMatchObject({ openingFen: 1_000_000, closingFen: 1_102_001 });
  });

  test('is not taken where a balance does not follow, a total differs, an amount or a time is no such thing; each place is named', async () => {
    const broken = (at: number, row: string) => textFile(rows.map((each, index) => (index === at ? row : each)));
    expect(await faultsOf(broken(6, '20261123 110000,BK0003,,50.01,"11,020.00",丙某,'))).toEqual([
      { row: 10, code: 'total_differs', cell: '1,050.01' },
      { row: 7, code: 'balance_breaks', cell: '1102000' },
    ]);
    expect(await faultsOf(broken(3, '2026-11-23 09:15:02,BK0001,,1000元整,"11,000.00",甲某,'))).toContainEqual({
      row: 4,
      code: 'amount_unreadable',
      cell: '1000元整',
    });
    expect(await faultsOf(broken(3, '2026-02-30,BK0001,,"1,000.00","11,000.00",甲某,'))).toContainEqual({
      row: 4,
      code: 'time_unreadable',
      cell: '2026-02-30',
    });
    expect(await faultsOf(broken(4, '2026-11-23,BK0001,30.00,,"10,970.00",乙公司,'))).toEqual([]);
    expect(await faultsOf(broken(6, '20261123 110000,BK0001,,50.00,"11,020.00",丙某,'))).toContainEqual({ row: 7, code: 'serial_differs', cell: 'BK0001' });
  });

  test('with account numbers in scientific notation is refused: nobody knows the digits that are lost', async () => {
    const heading = '交易时间,凭证号,对方账号,借贷标志,发生额,对方单位名称';
    const damaged = textFile([heading, '2026-11-23,1,6.22202E+18,贷,10.00,甲某']);
    expect(await faultsOf(damaged)).toEqual([{ row: 2, code: 'digits_lost', cell: '6.22202E+18' }]);
    const typed = await workbook([heading.split(','), ['2026-11-23', '1', Number('6222020200011234567'), '贷', 10, '甲某']]);
    expect((await faultsOf(typed)).map((fault) => (typeof fault === 'string' ? fault : fault.code))).toEqual(['digits_lost']);
  });

  test('in another currency is refused, never added', async () => {
    expect(await faultsOf(textFile(['交易日期,流水号,金额,币种', '2026-11-23,1,10.00,美元']))).toEqual([{ row: 2, code: 'currency_other', cell: '美元' }]);
  });
});

describe('a reversal', () => {
  const heading = '交易日期,流水号,借方发生额,贷方发生额,对方户名,摘要';

  test('negates the payment before it, by a word or by a negative amount', async () => {
    const { lines, reversed, reversals } = await read(
      textFile([
        heading,
        '2026-11-20,1,,10.00,甲某,',
        '2026-11-20,2,,10.00,乙某,',
        '2026-11-21,3,10.00,,乙某,退汇',
        '2026-11-22,4,,30.00,丙某,',
        '2026-11-22,5,,-30.00,丙某,冲正',
      ]),
    );
    expect(lines.map(({ serial }) => serial)).toEqual(['1']);
    expect([reversed, reversals]).toEqual([2, []]);
  });

  test('of another file stays for a person to enter', async () => {
    const { lines, reversals } = await read(textFile([heading, '2026-11-20,1,,10.00,甲某,', '2026-11-21,3,99.00,,乙某,退汇']));
    expect([lines.length, reversals.map(({ serial, amountFen }) => [serial, amountFen])]).toEqual([1, [['3', 9900]]]);
  });

  test('that came before any such payment negates nothing', async () => {
    const { reversals } = await read(textFile([heading, '2026-11-20,1,10.00,,甲某,退汇', '2026-11-21,2,,10.00,甲某,']));
    expect(reversals).toHaveLength(1);
  });
});

describe('what a file is', () => {
  test('its first bytes say, not its name', async () => {
    const sheet = await workbook([
      ['捐赠明细（2026年11月23日）', null, null],
      ['姓名', '金额(元)', '时间'],
      ['爱心人士', 1020.1, '15:35:21'],
    ]);
    expect((await read(sheet, '明细.csv')).lines).toMatchObject([{ amountFen: 102_010, day: '2026-11-23', atMs: Date.parse('2026-11-23T15:35:21+08:00') }]);
  });

  test('a date of a workbook is read as it is shown', async () => {
    const sheet = await workbook([
      ['日期', '金额', '流水号'],
      [new Date('2026-11-23T09:15:02Z'), 1, 'x'],
    ]);
    expect((await read(sheet)).lines[0]?.atMs).toBe(Date.parse('2026-11-23T09:15:02+08:00'));
  });

  test.each([
    ['nothing', new Uint8Array(), 'file_empty'],
    ['an old Excel file under another name', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4]), 'file_old_excel'],
    ['a web page that calls itself a sheet', textFile(['<html><table><tr><td>金额</td></tr></table></html>']), 'file_web_page'],
    ['a workbook that was cut off', new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1, 2, 3, 4]), 'file_unreadable'],
    ['bytes of no text', new Uint8Array([0xff, 0xff, 0x00, 0x80]), 'file_encoding'],
    ['a list without headings', textFile(['甲某,10.00,2026-11-23']), 'file_no_heading'],
    ['headings without rows', textFile(['交易单号,交易金额']), 'file_no_lines'],
    ['times of no day', textFile(['姓名,金额,时间', '甲某,1.00,12:00:00']), 'file_no_day'],
  ])('%s is refused with a code', async (_, bytes, code) => {
    expect(await readStatement(bytes, 'list.csv')).toEqual({ ok: false, code });
  });
});

describe('camt.053', () => {
  const camt = (entries: string, closing = '1100.50') =>
    new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><Othr><Id>6222000000000000001</Id></Othr></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">${closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
${entries}</Stmt></BkToCstmrStmt></Document>`);
  const entry = (amount: string, more = '', indicator = 'CRDT') =>
    `<Ntry><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>${indicator}</CdtDbtInd><BookgDt><Dt>2026-11-23</Dt></BookgDt><AcctSvcrRef>REF${amount}</AcctSvcrRef>${more}</Ntry>`;
  const detail = (amount: string, payer: string) =>
    `<TxDtls><Refs><EndToEndId>${payer}</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="CNY">${amount}</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Nm>${payer}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>为 &amp; 救灾</Ustrd></RmtInf></TxDtls>`;

  test('is read entry by entry, one that books several payments as several', async () => {
    const { lines, ...sums } = await read(
      camt(
        entry('60.50', `<NtryDtls>${detail('60.00', '甲某')}${detail('0.50', '乙某')}</NtryDtls>`) +
          entry('50.00', `<NtryDtls>${detail('50.00', '丙某')}</NtryDtls>`) +
          entry('10.00', '', 'DBIT'),
      ),
    );
    expect(lines.map(({ serial, direction, amountFen, payer }) => [serial, direction, amountFen, payer])).toEqual([
      ['REF60.50/甲某', 'in', 6000, '甲某'],
      ['REF60.50/乙某', 'in', 50, '乙某'],
      ['REF50.00', 'in', 5000, '丙某'],
      ['REF10.00', 'out', 1000, undefined],
    ]);
    expect(lines[0]?.remark).toBe('为 & 救灾');
    expect(sums).toMatchObject({ openingFen: 100_000, closingFen: 110_050, account: '6222000000000000001' });
  });

  test('that does not add up, or is cut off, is not taken', async () => {
    expect(await faultsOf(camt(entry('100.50'), '1100.51'))).toEqual([{ row: 1, code: 'balance_breaks', cell: '110051' }]);
    expect(await faultsOf(camt(entry('100.50')).subarray(0, -60))).toEqual(['file_unreadable']);
    expect(await faultsOf(camt(entry('60.50', `<NtryDtls>${detail('60.00', '甲某')}${detail('0.40', '乙某')}</NtryDtls>`), '1060.50'))).toEqual([
      { row: 1, code: 'total_differs', cell: '60.50' },
    ]);
  });
});

const originals = fileURLToPath(new URL('../../../../shared/data/wuhan-2020/originals/', import.meta.url));

describe.runIf(existsSync(originals))('the lists that a society published in 2020, as they are', () => {
  test.each([
    ['qr-pos-2020-01-24.xlsx', 1207, 21_078_319, [21_078_319]],
    ['qr-pos-2020-02-09.xlsx', 1997, 64_735_006, [64_735_006]],
    ['unionpay-2020-02-07.xlsx', 999, 5_925_506, [5_925_506]],
    ['unionpay-2020-02-12.xlsx', 554, 3_794_079, []],
  ])('%s', async (name, count, fen, totals) => {
    const { lines, inFen, outFen, totals: stated } = await read(new Uint8Array(readFileSync(originals + name)), name);
    expect([lines.length, inFen, outFen, stated]).toEqual([count, fen, 0, totals]);
    const day = /\d{4}-\d{2}-\d{2}/.exec(name)?.[0];
    expect(lines.every((line) => line.day === day)).toBe(true);
  });
});
