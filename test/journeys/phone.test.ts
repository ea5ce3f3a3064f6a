import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pixelsOf, qrOf, textOf } from '../documents/pdf-reading.ts';
import { launchBrowser } from '../support/browser.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { wholeRecord } from '../support/whole-record.ts';
import { PHONE, type Visitor, visit } from './visitor.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
let portal: PortalProcess;
let browser: Browser;
beforeAll(async () => {
  [portal, browser] = await Promise.all([startPortal({ dataDir: join(base, 'data') }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

describe('a person with a phone scans the poster in a waiting hall', () => {
  let visitor: Visitor;
  let preview = '';
  beforeAll(async () => {
    visitor = await visit(browser, portal.url, PHONE);
  });
  afterAll(() => visitor.leave());

  test('comes to the page of the campaign, which knows the place', async () => {
    const { page } = visitor;
    await page.goto(`${portal.url}/d/cg-station`);
    await page.waitForURL('**/give/everyday.html?place=cg-station');
    expect(await page.getByText('晨光市火车站候车厅').first().isVisible()).toBe(true);
    expect(await visitor.look('phone-1-give')).toEqual([]);
  });

  test('sees, before paying, the row that the public will see', async () => {
    const { page } = visitor;
    await page.getByLabel('金额（元）').fill('66.66');
    await page.getByLabel('姓名或单位全称').fill('欧阳㛃');
    await page.getByLabel('实名').check();
    await page.getByLabel(/我同意把上面选择的姓名/).check();
    await page.getByLabel('寄语（可不填）').fill('一路平安');
    await page.getByLabel('我已满十八周岁').check();
    preview = await rowText(page.locator('[data-part=preview] .row'));
    for (const part of ['欧阳㛃', '66.66', '日常公益', '晨光市火车站候车厅', '一路平安']) expect(preview).toContain(part);
    expect(await visitor.look('phone-2-filled')).toEqual([]);
  });

  test('pays at the cashier and is thanked with the number of the entry within seconds', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: /捐赠 ¥66\.66/ }).click();
    await page.waitForURL('**/sandbox/pay/*');
    expect(await visitor.look('phone-3-cashier')).toEqual([]);
    await page.getByRole('button', { name: /支付/ }).click();
    await page.waitForURL('**/thanks.html#*');
    await page.getByText('已写入公示').waitFor({ timeout: 8_000 });
    await expect.poll(() => page.getByText(/写入第 1 期，编号 1-18-/).count()).toBe(1);
    expect(await visitor.look('phone-4-thanks')).toEqual([]);
  });

  test('finds the very row on today’s page and in the issue', async () => {
    const { page } = visitor;
    const thanks = page.url();
    await page.goto(`${portal.url}/today.html`);
    expect(await rowText(page.locator('.row').filter({ hasText: '欧阳㛃' }).first())).toBe(preview);
    expect(await visitor.look('phone-5-today')).toEqual([]);
    await page.goto(thanks);
    await page.getByRole('link', { name: '在公示中查看这一行' }).click();
    await page.waitForURL(/disclosures\/model-charity\/1.*#r19$/);
    expect(await rowText(page.locator('#r19'))).toBe(preview);
    expect(await visitor.look('phone-6-issue')).toEqual([]);
    await page.goto(thanks);
  });

  test('is told by the checking page that the gift is in the record, step by step', async () => {
    const { page } = visitor;
    const thanks = page.url();
    await page.getByRole('link', { name: '核对这个编号' }).click();
    await page.locator('[data-part=result][data-verdict=valid]').waitFor();
    const steps = await page.locator('[data-part=steps] li').allInnerTexts();
    // Whether the witness was quicker than the visitor is chance.
    const own = steps.filter((step) => !step.includes('见证人'));
    expect(own.map((step) => step.includes('相符'))).toEqual(own.map(() => true));
    expect(steps.length - own.length).toBe(1);
    expect(await visitor.look('phone-7-verify')).toEqual([]);
    await page.goto(thanks);
  });

  test.each([
    ['receipt', /打开捐赠确认单/, ['欧阳㛃', '66.66', '陆拾陆元陆角陆分']],
    ['certificate', /打开捐赠证书/, ['欧阳㛃', '66.66']],
  ] as const)('keeps the %s as a PDF, whose code leads to a valid check', async (kind, button, parts) => {
    const { page } = visitor;
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    const number = await page.locator(`[data-number=${kind}]`).innerText();
    const pdf = readFileSync(await (await download).path());
    const text = (await textOf(pdf)).replace(/\s/g, '');
    for (const part of [...parts, number, '演示']) expect(text).toContain(part);
    const code = qrOf(await pixelsOf(pdf, 3)) ?? '';
    expect(code).toContain(`${portal.url}/verify.html#`);
    const checker = await visit(browser, portal.url, PHONE);
    await checker.page.goto(code);
    await checker.page.locator('[data-part=result][data-verdict=valid]').waitFor();
    expect(await checker.look(`phone-8-${kind}-checked`)).toEqual([]);
    expect(checker.faults()).toEqual([]);
    await checker.leave();
  });

  test('meets no error in the console and nobody but the portal', () => {
    expect(visitor.faults()).toEqual([]);
  });
});

test('the whole record holds in the end', async () => {
  const gifts = (await wholeRecord(portal)).filter((entry) => entry.k === 'gift');
  expect(gifts).toMatchObject([{ amt: 6_666, campaign: 'everyday', place: 'cg-station' }]);
});

/** A row as a person reads it, without the one thing that is not known before: its number. */
async function rowText(row: Locator): Promise<string> {
  const [whole, number] = [await row.innerText(), await row.locator('.row-number').innerText()];
  return whole.replace(number, '').replace(/\s+/g, ' ').trim();
}
