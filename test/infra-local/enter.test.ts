import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giftBody, pay, place, published } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { runCommand } from '../support/run-command.ts';
import { wholeRecord } from '../support/whole-record.ts';
import { fix, goods, hand, refund, report, spend } from '../support/wishes.ts';

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

/** Runs a command on the portal of this test. */
const run = (file: string, ...args: readonly string[]) => runCommand(file, args, { DATA_DIR: dataDir });

let files = 0;
function write(wishes: unknown): string {
  files += 1;
  const file = join(base, `${files}.json`);
  writeFileSync(file, JSON.stringify(wishes));
  return file;
}
const enter = (wishes: unknown, ...options: readonly string[]) => run('infra/local/enter.ts', write(wishes), ...options);
const page = async (path: string) => (await fetch(`${portal.url}${path}`, { cache: 'no-store' })).text();

async function give() {
  const gift = await place(portal, giftBody({}));
  await pay(portal, gift.orderNo);
  return { ...gift, ...(await published(portal, gift)) };
}

test('a day of goods, spending and a correction is entered, closed, and holds from outside', async () => {
  const gift = await give();
  const [spent, given, handed, audited] = [spend(800), goods(), hand(1), report()];
  const before = (await wholeRecord(portal)).length;
  // Its goods are not public yet, so that nothing of the list is entered.
  expect(await enter([spent, given, handed], '--preview')).toMatchObject({ code: 1, said: expect.stringContaining('stock_short') });
  expect((await wholeRecord(portal)).length).toBe(before);
  const entered = await enter([spent, given, audited]);
  expect(entered).toMatchObject({ code: 0, said: expect.stringContaining('Published') });
  const [number = ''] = /1-\d+-\w/.exec(entered.said) ?? [];
  const alone = await enter([refund(gift.number, 1), handed]);
  expect(alone).toMatchObject({ code: 1, said: expect.stringMatching(/refund_by_two[\s\S]*npm run refund/) });
  const more = await enter([spent, handed, fix(number, { amt: 500 })]);
  expect(more).toMatchObject({ code: 0, said: expect.stringContaining('entered before') });
  expect((await wholeRecord(portal)).length).toBe(before + 5);
  expect(await page('/use.html')).toContain('-¥5.00');
  const figures = async () => (await page('/use.html')).match(/<dd class="sum-figure">.*?<\/dd>/gs);
  const soFar = await figures();
  await give(); // what was received grows with the gift, and not at the next close
  await expect.poll(figures).not.toEqual(soFar);
  expect(await page('/en/today.html')).toContain('Oxygen concentrators');
  expect(await page('/reports.html')).toContain('二〇二五年度审计报告');
  expect(await run('infra/local/close.ts', '--now')).toMatchObject({ code: 0 });
  const verified = await run('functions/commands/verify.ts', portal.url);
  expect(verified).toMatchObject({ code: 0, said: expect.stringContaining('全部成立') });
});

test.each([
  [['nowhere.json'], 'cannot be read as JSON'],
  [[], 'npm run enter -- FILE'],
  [['x.json', '--force'], 'npm run enter -- FILE'],
])('asked wrongly with %j it says how, and enters nothing', async (args, sentence) => {
  const before = (await wholeRecord(portal)).length;
  expect(await run('infra/local/enter.ts', ...args)).toMatchObject({ code: 1, said: expect.stringContaining(sentence) });
  expect((await wholeRecord(portal)).length).toBe(before);
});

test('M19: a wrong entry is named by its own number, with the field', async () => {
  const wish = { ...spend(1), branch: 'Province', key: 'FK 2026-0031' };
  expect(await enter([wish])).toMatchObject({ code: 1, said: expect.stringMatching(/FK 2026-0031: fields_wrong\n\s+branch: must be/) });
  expect(await enter([{ k: 'spend' }])).toMatchObject({ code: 1, said: expect.stringContaining('key') });
});

test('whoever lacks the key of the desk enters nothing', async () => {
  const answer = await fetch(`${portal.url}/local/enter`, {
    method: 'POST',
    headers: { 'daylight-desk': '00'.repeat(32) },
    body: JSON.stringify({ entries: [spend(1)], preview: false }),
  });
  expect(answer.status).toBe(401);
});
