import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pixelsOfPng, qrOf } from '../documents/pdf-reading.ts';
import { launchBrowser } from '../support/browser.ts';
import { giftBody, pay, place, published } from '../support/donor.ts';
import { freePort, killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { wholeRecord } from '../support/whole-record.ts';
import { DESKTOP, PHONE, visit, WECHAT } from './visitor.ts';

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

test('at a desk: the code on the screen is scanned with a phone, and the page moves on by itself', async () => {
  const desk = await visit(browser, portal.url, DESKTOP);
  await desk.page.goto(`${portal.url}/index.html`);
  expect(await desk.look('desk-1-home')).toEqual([]);
  await desk.page.goto(`${portal.url}/give/flood.html`);
  await desk.page.getByRole('button', { name: '¥100', exact: true }).click();
  await desk.page.getByLabel('单位', { exact: true }).check();
  await desk.page.getByLabel('姓名或单位全称').fill('云帆市示例机械厂');
  await desk.page.getByLabel('实名').check();
  await desk.page.getByLabel(/我同意把上面选择的姓名/).check();
  await desk.page.getByLabel('我已满十八周岁').check();
  expect(await desk.look('desk-2-filled')).toEqual([]);
  await desk.page.getByRole('button', { name: /捐赠 ¥100/ }).click();
  const code = desk.page.getByRole('img', { name: '付款二维码' });
  await code.waitFor();
  await expect.poll(() => code.getAttribute('src')).toMatch(/^data:image\/png/);
  expect(await desk.look('desk-3-code')).toEqual([]);
  const address = qrOf(pixelsOfPng(await code.screenshot())) ?? '';
  const phone = await visit(browser, portal.url, PHONE);
  await phone.page.goto(address);
  await phone.page.getByRole('button', { name: /支付/ }).click();
  await desk.page.waitForURL('**/thanks.html#*');
  await desk.page.getByText('已写入公示').waitFor();
  expect(await desk.look('desk-4-thanks')).toEqual([]);
  await desk.page.goto(`${portal.url}/today.html`);
  expect(await desk.page.locator('.row').filter({ hasText: '云帆市示例机械厂' }).innerText()).toContain('100.00');
  expect(await desk.look('desk-5-today')).toEqual([]);
  expect([...desk.faults(), ...phone.faults()]).toEqual([]);
  await Promise.all([desk.leave(), phone.leave()]);
});

test('without a name: nothing is ticked before, and the row says 爱心人士', async () => {
  const visitor = await visit(browser, portal.url, PHONE);
  const { page } = visitor;
  await page.goto(`${portal.url}/give/library.html`);
  await page.getByLabel('金额（元）').fill('20');
  await page.getByLabel(/希望用在哪一方面/).fill('阅读灯');
  await page.getByLabel('我已满十八周岁').check();
  expect(await page.locator('input[type=checkbox]:checked').count()).toBe(0);
  expect(await page.locator('[data-part=preview] .row').innerText()).toMatch(/爱心人士[\s\S]*定向/);
  await page.getByRole('button', { name: /捐赠 ¥20/ }).click();
  await page.getByRole('button', { name: /支付/ }).click();
  await page.getByText('已写入公示').waitFor();
  await page.goto(`${portal.url}/today.html`);
  const row = page.locator('.row').filter({ hasText: '乡村儿童图书室' });
  // The checkpoint comes before the page by a moment; a reader who is that quick reads once more.
  const reread = async () => {
    await page.reload();
    return row.count();
  };
  await expect.poll(reread).toBe(1);
  expect(await row.innerText()).toMatch(/爱心人士[\s\S]*定向/);
  expect(await row.innerText()).not.toContain('阅读灯'); // the wish is for staff
  await page.goto(`${portal.url}/campaigns/library.html`);
  await page.getByText('¥20.00').first().waitFor();
  expect(await visitor.look('anonymous-campaign')).toEqual([]);
  expect(visitor.faults()).toEqual([]);
  await visitor.leave();
});

test('in English: from the home page to the thanks page and the check, no page turns Chinese', async () => {
  const visitor = await visit(browser, portal.url, { ...PHONE, locale: 'en-GB' });
  const { page } = visitor;
  await page.goto(`${portal.url}/en/index.html`);
  expect(await visitor.look('english-1-home')).toEqual([]);
  await page.goto(`${portal.url}/en/give/everyday.html`);
  await page.getByLabel('Amount (yuan)').fill('8.88');
  await page.getByLabel('Name, or full name of the organisation').fill('Mary O’Hara');
  await page.getByLabel('In part, first character only').check();
  await page.getByLabel(/I agree that the name chosen above/).check();
  await page.getByLabel('I am eighteen or older').check();
  expect(await visitor.look('english-2-give')).toEqual([]);
  await page.getByRole('button', { name: /Give ¥8\.88/ }).click();
  await page.getByRole('button', { name: /Confirm|支付/ }).click();
  await page.waitForURL('**/en/thanks.html#*');
  await page.getByText('In the public record').first().waitFor();
  expect(await visitor.look('english-3-thanks')).toEqual([]);
  await page.getByRole('link', { name: 'Check this number' }).click();
  await page.waitForURL('**/en/verify.html#*');
  await page.locator('[data-part=result][data-verdict=valid]').waitFor();
  expect(await visitor.look('english-4-verify')).toEqual([]);
  const number = new URL(page.url()).hash;
  await page.getByRole('link', { name: '中文' }).click();
  await page.waitForURL(`**/verify.html${number}`); // the other language shows the same gift
  await page.goto(`${portal.url}/give/everyday.html?place=cg-station`);
  await page.getByRole('link', { name: 'English' }).click();
  await page.waitForURL('**/en/give/everyday.html?place=cg-station');
  expect(visitor.faults()).toEqual([]);
  await visitor.leave();
});

test('in WeChat: documents are pictures to hold and keep, and the PDF is for the other browser', async () => {
  const visitor = await visit(browser, portal.url, WECHAT);
  const { page } = visitor;
  const gift = await place(portal, giftBody({ donor: { kind: 'person', name: '王小明', display: 'masked' }, consent: { version: '2026-11' } }));
  await pay(portal, gift.orderNo);
  await published(portal, gift);
  await page.goto(`${portal.url}/thanks.html#${gift.id}.${gift.token}`);
  await page.getByRole('button', { name: '显示捐赠证书' }).click();
  const picture = page.getByRole('img', { name: '捐赠证书' });
  await picture.waitFor();
  await expect.poll(() => picture.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0))).toBeGreaterThan(700);
  expect(await page.getByText('长按图片保存').count()).toBe(1);
  expect(await page.getByText('在浏览器打开').isVisible()).toBe(true);
  expect(await visitor.look('wechat-thanks')).toEqual([]);
  expect(visitor.faults()).toEqual([]);
  await visitor.leave();
});

describe('with scripts off', () => {
  test.each([
    ['home', '/index.html', 'text=示范省示例公益会'],
    ['today', '/today.html', 'text=本期收到'],
    ['issue', '/disclosures/model-charity/1/1.html', 'text=登记捐赠点'],
    ['campaign', '/campaigns/everyday.html', 'text=日常公益'],
    ['give', '/give/everyday.html', 'noscript >> css=a[href^="tel:"]'],
  ])('%s can be read', async (name, path, selector) => {
    const visitor = await visit(browser, portal.url, { ...PHONE, javaScriptEnabled: false });
    await visitor.page.goto(portal.url + path);
    expect(await visitor.page.locator(selector).first().isVisible()).toBe(true);
    expect(await visitor.look(`no-script-${name}`)).toEqual([]);
    expect(visitor.faults()).toEqual([]);
    await visitor.leave();
  });
});

test('on plain http in the local network, where a browser has no WebCrypto, giving and checking work', async () => {
  const port = await freePort();
  const origin = `http://daylight.test:${port}`;
  const [there, network] = await Promise.all([
    startPortal({ dataDir: join(base, 'network'), port, environment: { PUBLIC_URL: origin } }),
    launchBrowser(['--host-resolver-rules=MAP daylight.test 127.0.0.1']),
  ]);
  const visitor = await visit(network, origin, PHONE);
  const { page } = visitor;
  await page.goto(`${origin}/give/everyday.html`);
  expect(await page.evaluate(() => [isSecureContext, typeof crypto.subtle, typeof crypto.randomUUID])).toEqual([false, 'undefined', 'undefined']);
  await page.getByLabel('金额（元）').fill('5');
  await page.getByLabel('我已满十八周岁').check();
  await page.getByRole('button', { name: /捐赠 ¥5/ }).click();
  await page.getByRole('button', { name: /支付/ }).click();
  await page.getByText('已写入公示').waitFor();
  await page.getByRole('link', { name: '核对这个编号' }).click();
  await page.locator('[data-part=result][data-verdict=valid]').waitFor();
  expect(await visitor.look('plain-http-verify')).toEqual([]);
  expect(visitor.faults()).toEqual([]);
  await network.close();
  await there.kill('SIGTERM');
});

test('the whole record holds in the end', async () => {
  const gifts = (await wholeRecord(portal)).filter((entry) => entry.k === 'gift');
  expect(gifts.map(({ campaign, amt }) => [campaign, amt])).toEqual([
    ['flood', 10_000],
    ['library', 2_000],
    ['everyday', 888],
    ['everyday', 1_000],
  ]);
});
