import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textOf as textOfPdf } from '../documents/pdf-reading.ts';
import { textFile } from '../gateways/bank-files/made-files.ts';
import { launchBrowser } from '../support/browser.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { runCommand } from '../support/run-command.ts';
import { wholeRecord } from '../support/whole-record.ts';
import { PHONE, visit } from './visitor.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-claim-'));
const dataDir = join(base, 'data');
const NAME = '司马相如';
let portal: PortalProcess;
let browser: Browser;

/** A bank's file of a day long closed, with two payments that carry no code. */
const STATEMENT = [
  '交易时间,交易流水号,借方发生额,贷方发生额,余额,对方户名,对方账号,附言',
  `20200123 090000,100041,,500.00,500.00,${NAME},6222020200112233445,捐款`,
  '20200123 110000,100042,,88.00,588.00,上官婉儿,,给孩子',
];

beforeAll(async () => {
  [portal, browser] = await Promise.all([startPortal({ dataDir }), launchBrowser()]);
  const file = join(base, 'bank.csv');
  writeFileSync(file, textFile(STATEMENT, 'gbk'));
  expect((await command('import', file, '--channel', 'bank', '--store')).said).toContain('Entered 2');
});
afterAll(async () => {
  await browser?.close();
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

const command = (name: string, ...args: readonly string[]) => runCommand(`infra/local/${name}.ts`, args, { DATA_DIR: dataDir });

async function fillAccount(page: Page, wish: { readonly payer: string; readonly digits: string; readonly amount: string }): Promise<void> {
  await page.check('[name=by][value=account]');
  await page.fill('[name=payer]', wish.payer);
  await page.fill('[name=digits]', wish.digits);
  await page.fill('[name=amount]', wish.amount);
  await page.fill('[name=day]', '2020-01-23');
}

/** The certificate that the page of a gift hands out. */
async function certificateOf(page: Page): Promise<string> {
  const [, id = '', token = ''] = /#(d_[0-9A-Z]{26})\.([\w-]{43})/.exec(page.url()) ?? [];
  const asked = await fetch(`${portal.url}/api/donations/${id}/documents/certificate`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  const { address }: { readonly address: string } = await asked.json();
  return textOfPdf(new Uint8Array(await (await fetch(new URL(address, portal.url))).arrayBuffer()));
}

describe('a donor who paid by bank transfer without a code', () => {
  test('claims the gift on a phone, holds a certificate with the name, and stands on the public row', async () => {
    await expect.poll(async () => (await wholeRecord(portal)).filter(({ k }) => k === 'gift').length).toBe(2);
    const visitor = await visit(browser, portal.url, PHONE);
    const { page } = visitor;
    await page.goto(`${portal.url}/claim.html`);
    await fillAccount(page, { payer: NAME, digits: '3445', amount: '500' });
    await page.fill('[name=name]', NAME);
    await page.check('[name=display][value=named]');
    await page.check('[name=consent]');
    await page.click('[data-part=submit]');
    await page.waitForURL(/\/thanks\.html#d_/);
    await page.locator('[data-part=documents]').waitFor();
    expect(await certificateOf(page)).toContain(NAME);
    await page.goto(new URL((await page.getAttribute('[data-part=row]', 'href')) ?? '', portal.url).href);
    const row = page.locator('li.row', { hasText: '500.00' });
    expect(await row.innerText()).toContain(NAME);
    expect(await row.innerText()).toContain('认领见');
    await row.locator('a.row-number').click();
    await page.locator('[data-verdict=valid]').waitFor();
    expect(await page.locator('[data-part=facts]').innerText()).toContain(NAME);
    expect(visitor.faults()).toEqual([]);
    await visitor.leave();
  });

  test('whose account the bank does not state asks the staff, who grant it on papers; the link of the claim leads to the gift', async () => {
    const visitor = await visit(browser, portal.url, PHONE);
    const { page } = visitor;
    await page.goto(`${portal.url}/claim.html`);
    await fillAccount(page, { payer: '上官婉儿', digits: '9999', amount: '88' });
    await page.fill('[name=name]', '上官婉儿');
    await page.click('[data-part=submit]');
    await page.locator('[data-part=undecided]').waitFor();
    await page.fill('[name=contact]', '13800000000');
    await page.click('[data-part=asking] button');
    await page.locator('[data-part=asked-state]', { hasText: '等待工作人员核对' }).waitFor();
    const listed = await command('claims', 'list');
    expect(listed.said).toContain('上官婉儿');
    const [, claim = '', number = ''] = /(k_[0-9A-Z]{16})[\s\S]*?(1-\d+-[0-9A-Z]) {2}bank/.exec(listed.said) ?? [];
    expect(await command('claims', 'grant', claim, '--gift', number, '--by', '李会计')).toMatchObject({ code: 0, said: expect.stringContaining('Granted') });
    expect((await command('claims', 'list')).said).toContain('No claim waits');
    expect(await command('claims', 'refuse', claim, '--why', '迟了', '--by', '李会计')).toMatchObject({ code: 1 });
    await page.reload();
    await page.click('[data-part=asked-gift]');
    await page.locator('[data-part=documents]').waitFor();
    expect(await certificateOf(page)).toContain('上官婉儿');
    expect(visitor.faults()).toEqual([]);
    await visitor.leave();
  });

  test('and the whole record holds from outside, with two claims in it', async () => {
    expect((await wholeRecord(portal)).filter(({ k }) => k === 'claim')).toHaveLength(2);
    const verified = await runCommand('functions/commands/verify.ts', [portal.url], { XDG_STATE_HOME: base });
    expect(verified).toMatchObject({ code: 0 });
  });
});
