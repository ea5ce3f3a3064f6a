import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { judgeOpening, keepClosing } from '../../functions/actions/follow-account.ts';
import { type FilePayment, importPayments, madeSerial, previewPayments } from '../../functions/actions/import-payments.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readHead } from '../../functions/actions/read-head.ts';
import { readPublished } from '../../functions/actions/read-published.ts';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { ANONYMOUS_NAME } from '../../functions/domain/donor-name.ts';
import { bankGateway } from '../../functions/gateways/bank.ts';
import { textOf } from '../../functions/store/item.ts';
import { donationKey } from '../../functions/store/tables.ts';
import { createWorld, type World } from '../support/world.ts';

const NOW = Date.parse('2026-11-24T21:00:00+08:00');

let world: World;

beforeAll(async () => {
  const account = { holder: '示例', bank: '示例银行', number: '0000 0000 0000' };
  world = Object.assign(await createWorld(NOW), { gateways: new Map([['bank', bankGateway(account)]]) });
  await createLog(world, { simulated: false });
});

afterAll(() => world.stop());

async function pledge(key: string, name: string, fen = 10_000): Promise<{ readonly id: string; readonly code: string }> {
  const wish: DonationWish = {
    key,
    campaign: world.society.campaigns[0]?.id ?? '',
    amount: { currency: 'CNY', minor: fen },
    method: 'bank',
    donor: { kind: 'person', name, display: 'named' },
    consent: { version: world.society.consentVersion },
    adult: true,
  };
  const started = await startDonation(world, wish);
  if (!started.ok || started.pay.kind !== 'transfer') throw new Error(JSON.stringify(started));
  return { id: started.id, code: started.pay.reference };
}

const transfer = (serial: string, more: Partial<FilePayment> = {}): FilePayment => ({ serial, amountFen: 10_000, atMs: NOW - 3_600_000, ...more });

const readAll = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('');

const gift = async (id: string) => (await world.db.get('records', donationKey(id))) ?? { pk: '', sk: '' };

describe('a payment of a bank file', () => {
  test('that carries the code of a pledge is that donor’s gift, with the amount that really came', async () => {
    const { id, code } = await pledge('pledge-with-code-000001', '张晓明');
    const paid = transfer('BK1', { remark: `捐款 ${code} 加油`, amountFen: 12_345, payer: '张晓明' });
    expect(await previewPayments(world, 'bank', [paid])).toEqual([{ is: 'matched', code: code.replace('-', '') }]);
    expect((await gift(id)).state).toBe('pending');
    expect(await importPayments(world, 'bank', [paid])).toEqual([{ is: 'matched', code: code.replace('-', '') }]);
    expect(await gift(id)).toMatchObject({ state: 'paid', amt: 12_345, shown: '张晓明', serial: 'BK1', gateway: 'bank' });
  });

  test('again, in the same file or another, changes nothing', async () => {
    const again = transfer('BK1', { remark: 'something else' });
    const { code } = await pledge('pledge-of-a-repeat-0001', '李雷');
    const first = transfer('BK2', { remark: code });
    expect((await importPayments(world, 'bank', [first, first])).map(({ is }) => is)).toEqual(['matched', 'known']);
    expect((await importPayments(world, 'bank', [first])).map(({ is }) => is)).toEqual(['known']);
    // Once it is admitted, the serial alone tells it, whatever else the line says.
    await publishSettled(world);
    expect(await importPayments(world, 'bank', [again])).toEqual([{ is: 'known' }]);
  });

  test('without a code is unclaimed: in the issue with its amount, payer and remark in the table only', async () => {
    await importPayments(world, 'bank', [transfer('BK3', { payer: '王某某', remark: '给孩子们' })]);
    await publishSettled(world);
    const size = (await readHead(world))?.checkpoint.size ?? 0;
    const entries = await readPublished(world, { from: 0, to: size, size });
    expect(entries?.filter((entry) => entry.k === 'gift' && entry.unclaimed === true)).toMatchObject([{ ch: 'bank', amt: 10_000 }]);
    const files = ['log', 'public'].map((bucket) => readAll(join(world.folder, bucket))).join('');
    expect(files).toContain(ANONYMOUS_NAME);
    expect(files).not.toMatch(/王某某|给孩子们/);
  });

  test('is only suggested for a pledge of its amount and days, the same name first; a person assigns it', async () => {
    const other = await pledge('pledge-suggested-000001', '赵某', 77_700);
    const same = await pledge('pledge-suggested-000002', '钱某', 77_700);
    const paid = transfer('BK4', { amountFen: 77_700, payer: '钱某' });
    expect(await previewPayments(world, 'bank', [paid])).toEqual([
      {
        is: 'unclaimed',
        suggestions: [
          { code: same.code.replace('-', ''), name: '钱某', sameName: true },
          { code: other.code.replace('-', ''), name: '赵某', sameName: false },
        ],
      },
    ]);
    const assigned = { ...paid, assigned: same.code.replace('-', '') };
    expect((await importPayments(world, 'bank', [assigned])).map(({ is }) => is)).toEqual(['assigned']);
    expect(textOf(await gift(same.id), 'state')).toBe('paid');
    expect(await importPayments(world, 'bank', [{ ...transfer('BK5', { amountFen: 77_700 }), assigned: same.code.replace('-', '') }])).toEqual([
      { is: 'refused', code: 'assigned_taken' },
    ]);
    expect(await importPayments(world, 'bank', [{ ...transfer('BK6'), assigned: '222222222' }])).toEqual([{ is: 'refused', code: 'assigned_unknown' }]);
  });

  test('under a code whose gift is paid already is entered as unclaimed, never refused (M7)', async () => {
    const { code } = await pledge('pledge-paid-twice-00001', '孙某', 500);
    await importPayments(world, 'bank', [transfer('BK7', { amountFen: 500, remark: code })]);
    expect((await importPayments(world, 'bank', [transfer('BK8', { amountFen: 500, remark: code })])).map(({ is }) => is)).toEqual(['unclaimed']);
  });

  test('of the future is refused', async () => {
    expect(await importPayments(world, 'bank', [transfer('BK9', { atMs: NOW + 1 })])).toEqual([{ is: 'refused', code: 'time_ahead' }]);
  });
});

test('two gifts that say the same in a file without serials stay two, and the same file again adds none', async () => {
  const line = { atMs: NOW - 7_200_000, amountFen: 100 };
  const payments = [0, 1].map((nth) => ({ ...line, serial: madeSerial(line, nth) }));
  expect((await importPayments(world, 'unionpay', payments)).map(({ is }) => is)).toEqual(['unclaimed', 'unclaimed']);
  expect((await importPayments(world, 'unionpay', payments)).map(({ is }) => is)).toEqual(['known', 'known']);
});

test('a statement that does not begin where the last one of its account ended is told from one that follows', async () => {
  const first = { channel: 'bank', account: '1', openingFen: 0, closingFen: 500, file: 'a' } as const;
  expect(await judgeOpening(world, first)).toEqual({ is: 'first' });
  await keepClosing(world, first);
  expect(await judgeOpening(world, first)).toEqual({ is: 'same_file' });
  expect(await judgeOpening(world, { ...first, openingFen: 500, closingFen: 600, file: 'b' })).toEqual({ is: 'follows' });
  expect(await judgeOpening(world, { ...first, openingFen: 400, closingFen: 600, file: 'c' })).toEqual({ is: 'differs', lastClosingFen: 500 });
});
