import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textFile } from '../gateways/bank-files/made-files.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { runCommand } from '../support/run-command.ts';
import { wholeRecord } from '../support/whole-record.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const dataDir = join(base, 'data');
let portal: PortalProcess;
beforeAll(async () => {
  portal = await startPortal({ dataDir });
});
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

/** Runs `npm run import` with these arguments, as a clerk does. */
const importFile = (...args: readonly string[]) => runCommand('infra/local/import.ts', args, { DATA_DIR: dataDir });

function file(name: string, rows: readonly string[]): string {
  const path = join(base, name);
  writeFileSync(path, textFile(rows, 'gbk'));
  return path;
}

const HEAD = '交易时间,交易流水号,借方发生额,贷方发生额,余额,对方户名,附言';
const yesterday = [
  HEAD,
  '20200123 090000,BK1,,100.00,100.00,甲某,',
  '20200123 100000,BK2,30.00,,70.00,乙公司,房租',
  '20200123 110000,BK3,,0.01,70.01,丙某,给孩子',
];
const gifts = async () =>
  (await wholeRecord(portal))
    .flatMap((entry) => (entry.k === 'gift' ? [[entry.ch, entry.amt, entry.unclaimed]] : []))
    .sort(([, a], [, b]) => Number(b) - Number(a));

test('a clerk sees what would be entered, enters it, and the same file again adds nothing', async () => {
  const path = file('yesterday.csv', yesterday);
  const preview = await importFile(path, '--channel', 'bank');
  expect(preview).toMatchObject({ code: 0, said: expect.stringContaining('收入 2 笔，100.01 元') });
  expect(preview.said).toContain('Nothing was stored');
  expect(await gifts()).toEqual([]);
  expect((await importFile(path, '--channel', 'bank', '--store')).said).toContain('Entered 2');
  await expect.poll(gifts).toEqual([
    ['bank', 10_000, true],
    ['bank', 1, true],
  ]);
  expect((await importFile(path, '--channel', 'bank', '--store')).said).toContain('Entered 0');
  expect(await gifts()).toHaveLength(2);
});

test('a file of whole days that agrees with the record is stated in public, once, and only together with --store', async () => {
  const stated = async () =>
    (await wholeRecord(portal)).flatMap((entry) => (entry.k === 'statement' ? [[entry.ch, entry.from, entry.through, entry.bill]] : []));
  const path = file('yesterday.csv', yesterday);
  for (let again = 0; again < 2; again++)
    expect(await importFile(path, '--channel', 'bank', '--store', '--statement')).toMatchObject({
      code: 0,
      said: expect.stringContaining('file and record agree'),
    });
  expect(await stated()).toEqual([['bank', '2020-01-23', '2020-01-23', { count: 2, amt: 10_001 }]]);
  expect(await importFile(path, '--channel', 'bank', '--statement')).toMatchObject({ code: 1, said: expect.stringContaining('npm run import') });
});

test('a statement that does not begin where the last one ended is taken only when a person says so', async () => {
  const path = file('gap.csv', [HEAD, '20200124 090000,BK9,,1.00,99.00,丁某,']);
  const refused = await importFile(path, '--channel', 'bank', '--store');
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('The last statement ended at 70.01, this one begins at 98.00') });
  expect(await gifts()).toHaveLength(2);
  expect((await importFile(path, '--channel', 'bank', '--store', '--gap')).said).toContain('Entered 1');
});

test.each([
  [['--channel', 'bank'], 'npm run import -- FILE'],
  [['x.csv', '--channel', 'cash'], 'npm run import -- FILE'],
  [['x.csv', '--channel', 'bank', '--assign', '2=ABC'], 'npm run import -- FILE'],
  [['nowhere.csv', '--channel', 'bank'], 'nowhere.csv'],
])('asked wrongly with %j it enters nothing and says what is wrong', async (args, sentence) => {
  expect(await importFile(...args)).toMatchObject({ code: 1, said: expect.stringContaining(sentence) });
});

test('a file that a spreadsheet has damaged is refused with the row', async () => {
  const path = file('damaged.csv', ['交易时间,流水号,金额,对方账号', '20200123,1,5.00,6.22E+18']);
  expect(await importFile(path, '--channel', 'bank', '--store')).toMatchObject({ code: 1, said: expect.stringContaining('第 2 行') });
});

const original = fileURLToPath(new URL('../../../shared/data/wuhan-2020/originals/unionpay-2020-02-12.xlsx', import.meta.url));

test.runIf(existsSync(original))('a list of 554 gifts as an acquirer sent it is entered as it is, equal ones apart', async () => {
  expect((await importFile(original, '--channel', 'unionpay', '--store')).said).toContain('Entered 554');
  await expect
    .poll(async () => (await gifts()).filter(([channel]) => channel === 'unionpay').reduce((sum, [, fen]) => sum + Number(fen), 0), { timeout: 20_000 })
    .toBe(3_794_079);
});
