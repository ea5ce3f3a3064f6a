import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordNumber } from '../../functions/domain/number.ts';
import { giftBody, type Placed, pay, place, published } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { runCommand } from '../support/run-command.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const dataDir = join(base, 'data');
let portal: PortalProcess;
beforeAll(async () => {
  portal = await startPortal({ dataDir, environment: { FISCAL_BILL: 'manual' } });
});
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

const bills = (...args: readonly string[]) => runCommand('infra/local/bills.ts', args, { DATA_DIR: dataDir });
const asked = (gift: Placed, path: string, body?: object) =>
  fetch(`${portal.url}/api/donations/${gift.id}/${path}`, {
    headers: { authorization: `Bearer ${gift.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });

/** Asks until the bill stands so. */
async function until(gift: Placed, state: string) {
  for (const endMs = Date.now() + 40_000; Date.now() < endMs; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const bill = await (await asked(gift, 'bill')).json();
    if (bill.state === state && (state !== 'issued' || bill.file !== undefined)) return bill;
  }
  throw new Error(`the bill does not become ${state}: ${await (await asked(gift, 'bill')).text()}`);
}

test('a clerk carries a bill to the platform and back, the donor opens the file as it came, and nobody else does', { timeout: 120_000 }, async () => {
  const gift = await place(portal, giftBody({ receipt: { wanted: true, title: '示例纺织厂', taxId: '13990000DAYL1GHT79' } }));
  await pay(portal, gift.orderNo);
  await published(portal, gift);
  await until(gift, 'submitted');
  const file = join(base, 'out.csv');
  expect(await bills('export', file)).toMatchObject({ code: 0, said: expect.stringContaining('1 项') });
  expect(await bills('export', file)).toMatchObject({ code: 1, said: expect.stringContaining('已存在') });
  const out = readFileSync(file, 'utf8');
  expect(out).toContain('开具,示例纺织厂,13990000DAYL1GHT79,10.00,壹拾元整');
  const back = join(base, 'back.csv');
  writeFileSync(back, out.trimEnd().replace(/,{6}$/, ',32050126,\t0000817610,bngFFX,2026-11-24,票.pdf,'));
  expect(await bills('import', back, '--store')).toMatchObject({ code: 1, said: expect.stringContaining('文件不在同一文件夹里') });
  const pdf = Buffer.from('%PDF-1.7\nas the platform gave it\n');
  writeFileSync(join(base, '票.pdf'), pdf);
  expect(await bills('import', back)).toMatchObject({ code: 0, said: expect.stringContaining('只是预览') });
  expect(await bills('import', back, '--store')).toMatchObject({ code: 0, said: expect.stringContaining('1 项已收下') });
  expect(await bills('import', back, '--store')).toMatchObject({ code: 0, said: expect.stringContaining('1 项先前已收下') });
  expect(await until(gift, 'issued')).toMatchObject({ bill: { code: '32050126', number: '0000817610', checkCode: 'bngFFX', day: '2026-11-24' }, file: 'pdf' });
  const { address } = await (await asked(gift, 'documents/bill', {})).json();
  const opened = await fetch(`${portal.url}${address}`);
  expect(Buffer.from(await opened.arrayBuffer()).equals(pdf)).toBe(true);
  expect(opened.headers.get('content-security-policy')).toContain('sandbox');
  const stranger = { ...gift, token: 'x'.repeat(43) };
  expect([(await asked(stranger, 'bill')).status, (await asked(stranger, 'bill', {})).status, (await asked(stranger, 'documents/bill', {})).status]).toEqual([
    401, 401, 401,
  ]);
  expect((await fetch(`${portal.url}${address.slice(0, -4)}AAAA`)).status).toBe(404);
  expect(await bills('list')).toMatchObject({ code: 0, said: expect.stringMatching(/waiting: 0[\s\S]*person: 0/) });
});

test('for a donor who asked by telephone, by number; what cannot be asked for says why', { timeout: 60_000 }, async () => {
  const gift = await place(portal, giftBody());
  await pay(portal, gift.orderNo);
  const { number } = await published(portal, gift);
  expect(await bills('ask', number)).toMatchObject({ code: 1, said: expect.stringContaining('name_empty') });
  expect(await bills('ask', number, '--title', '王㛃')).toMatchObject({ code: 0, said: expect.stringMatching(/B[0-9A-Z]{29}/) });
  expect(await bills('ask', recordNumber(1, 0))).toMatchObject({ code: 1, said: expect.stringContaining('not_a_gift') });
  expect(await bills('retry', 'B123')).toMatchObject({ code: 1 });
  expect(await bills('stock')).toMatchObject({ code: 0, said: expect.stringContaining('平台没有说明') });
  expect(await until(gift, 'submitted')).toMatchObject({ title: '王㛃' });
  expect(await asked(gift, 'bill', { title: '别人' }).then((answer) => answer.json())).toMatchObject({ code: 'bill_asked_before', status: 409 });
  expect(await asked(gift, 'bill', { title: 1 }).then((answer) => answer.json())).toMatchObject({ code: 'body_invalid' });
  expect(await asked(gift, 'documents/bill', {}).then((answer) => answer.json())).toMatchObject({ code: 'bill_without_file' });
});

test('M18: what is unknown, or not for this society, is refused at the start', async () => {
  await expect(startPortal({ dataDir: join(base, 'other'), environment: { FISCAL_BILL: 'printer' } })).rejects.toThrow('FISCAL_BILL');
});
