import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jsqr from 'jsqr';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GiftEntry } from '../../functions/domain/entry.ts';
import { launchBrowser } from '../support/browser.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { wholeRecord } from '../support/whole-record.ts';
import { DESKTOP, PHONE, type Visitor, visit, WECHAT } from './visitor.ts';

const ALIPAY = { ...PHONE, userAgent: `${PHONE.userAgent} NebulaSDK/1.8 AliApp(AP/10.6.0) AlipayClient/10.6.0` };
const base = mkdtempSync(join(tmpdir(), 'daylight-'));
let portal: PortalProcess;
let browser: Browser;
let visitor: Visitor;
beforeAll(async () => {
  const environment = { GATEWAYS: 'wechat-pay,alipay,bank', PUBLIC_URL: 'http://127.0.0.1:0', SOCIETY_FILE: profile() };
  [portal, browser] = await Promise.all([startPortal({ dataDir: join(base, 'data'), environment }), launchBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

/** The demonstration with an account and a file that a gateway looks for; always in the same place, so that its site is built once. */
function profile(): string {
  const folder = new URL('../.out/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = fileURLToPath(new URL('gateways-society.json', folder));
  const society = JSON.parse(readFileSync(new URL('../../site/society/demonstration.json', import.meta.url), 'utf8'));
  const bankAccount = { holder: society.name.zh, bank: '示例银行晨光支行', number: '0000 1111 2222 3333' };
  const rootFiles = [{ name: 'MP_verify_0123456789abcdef.txt', text: '0123456789abcdef' }];
  writeFileSync(file, JSON.stringify({ ...society, bankAccount, rootFiles }));
  return file;
}

const arrive = async (as: Parameters<typeof visit>[2]): Promise<Page> => {
  visitor = await visit(browser, portal.url, as);
  return visitor.page;
};
const leave = async (): Promise<void> => {
  expect(visitor.faults()).toEqual([]);
  await visitor.leave();
};
const fill = async (page: Page, yuan: string): Promise<void> => {
  await page.getByLabel('金额（元）').fill(yuan);
  await page.getByLabel('我已满十八周岁').check();
};
const give = (page: Page) => page.getByRole('button', { name: /^捐赠 ¥/ }).click();
const ways = (page: Page) => page.locator('label:has([name=method]):visible').allTextContents();
const gifts = async (): Promise<readonly GiftEntry[]> => (await wholeRecord(portal)).flatMap((entry) => (entry.k === 'gift' ? [entry] : []));
/** Waits until the thanks page shows the gift in the record, and gives its public entry. */
const thanked = async (page: Page): Promise<GiftEntry | undefined> => {
  await page.waitForURL('**/thanks.html*');
  await page.getByText('已写入公示').waitFor({ timeout: 8_000 });
  return (await gifts()).at(-1);
};

/** What the app puts into its own browser: the bridge hands the page's call to the other side, which judges it. */
async function withBridge(page: Page, app: 'WeixinJSBridge' | 'AlipayJSBridge', path: string): Promise<void> {
  await page.addInitScript(
    ({ app, path }) => {
      const pay = (_: string, call: object, end: (answer: unknown) => void) =>
        void fetch(path, { method: 'POST', body: JSON.stringify(call) }).then(async (answer) => end(await answer.json()));
      setTimeout(() => {
        Object.assign(globalThis, { [app]: { invoke: pay, call: pay } });
        document.dispatchEvent(new Event(`${app}Ready`));
      }, 50);
    },
    { app, path },
  );
}

describe('the poster works in every app', () => {
  test('in WeChat: paid inside the app, by whom WeChat itself says stands there', async () => {
    const page = await arrive(WECHAT);
    await withBridge(page, 'WeixinJSBridge', '/stand-in/wechat-pay/bridge');
    await page.goto(`${portal.url}/d/cg-station`);
    await page.waitForURL('**/give/everyday.html?place=cg-station');
    await page.locator('button[type=submit]:enabled').waitFor();
    expect(new URL(page.url()).search).toBe('?place=cg-station'); // the code of the payer is gone from the address
    expect(await ways(page)).toEqual(['用微信付款', '用微信或支付宝扫码付款', '用支付宝付款', '银行转账'].map((name) => expect.stringContaining(name)));
    await fill(page, '12.34');
    expect(await visitor.look('gateways-1-wechat')).toEqual([]);
    await give(page);
    expect(await thanked(page)).toMatchObject({ ch: 'wechat-pay', amt: 1_234, place: 'cg-station' });
    await leave();
  });

  test('in Alipay: the same', async () => {
    const page = await arrive(ALIPAY);
    await withBridge(page, 'AlipayJSBridge', '/stand-in/alipay/bridge');
    await page.goto(`${portal.url}/d/cg-station`);
    await page.waitForURL('**/give/everyday.html?place=cg-station');
    await page.locator('button[type=submit]:enabled').waitFor();
    expect((await ways(page))[0]).toContain('用支付宝付款');
    await fill(page, '23.45');
    await give(page);
    expect(await thanked(page)).toMatchObject({ ch: 'alipay', amt: 2_345, place: 'cg-station' });
    await leave();
  });

  test.each([
    ['用微信付款', '**/stand-in/wechat-pay/pay/*', 'wechat-pay', 3_456],
    ['用支付宝付款', '**/stand-in/alipay/pay/*', 'alipay', 4_567],
  ] as const)('in a phone’s own browser: %s, on its page and back', async (way, till, ch, amt) => {
    const page = await arrive(PHONE);
    await page.goto(`${portal.url}/give/everyday.html`);
    await fill(page, (amt / 100).toFixed(2));
    await page.getByRole('radio', { name: way }).check();
    await give(page);
    await page.waitForURL(till);
    await page.getByRole('button', { name: /确认支付/ }).click();
    await page.getByRole('link', { name: '返回商户页面' }).click();
    expect(await thanked(page)).toMatchObject({ ch, amt });
    await leave();
  });

  test('on a desk: both codes side by side, either pays, and the page moves on by itself', async () => {
    const page = await arrive(DESKTOP);
    await page.goto(`${portal.url}/give/everyday.html`);
    await fill(page, '56.78');
    await give(page);
    await page.locator('.scan-code').nth(1).waitFor();
    await expect.poll(() => page.locator('.scan-code[src]').count()).toBe(2);
    expect(await page.locator('.scan-codes figcaption').allTextContents()).toEqual(['微信', '支付宝']);
    expect(await visitor.look('gateways-2-codes')).toEqual([]);
    const phone = await visit(browser, portal.url, PHONE);
    await phone.page.goto(await scanned(page, 1));
    await phone.page.getByRole('button', { name: /确认支付/ }).click();
    await phone.page.getByText('支付成功').waitFor();
    await phone.leave();
    expect(await thanked(page)).toMatchObject({ ch: 'alipay', amt: 5_678 });
    await leave();
  });

  test('another way is always there: the same gift, and only what was paid is entered', async () => {
    const before = (await gifts()).length;
    const page = await arrive(DESKTOP);
    await page.goto(`${portal.url}/give/everyday.html`);
    await fill(page, '67.89');
    await give(page);
    await page.locator('.scan-code[src]').first().waitFor();
    await page.getByRole('button', { name: '换一种付款方式' }).click();
    await page.getByRole('radio', { name: '用支付宝付款' }).check();
    await give(page);
    await page.waitForURL('**/stand-in/alipay/pay/*');
    await page.getByRole('button', { name: /确认支付/ }).click();
    await page.getByRole('link', { name: '返回商户页面' }).click();
    expect(await thanked(page)).toMatchObject({ ch: 'alipay', amt: 6_789 });
    expect((await gifts()).length).toBe(before + 1);
    await leave();
  });

  test('an agent that lies is not led astray: without the app’s bridge the page says so, and the codes are there', async () => {
    const page = await arrive(WECHAT);
    await page.goto(`${portal.url}/give/everyday.html`);
    await page.locator('button[type=submit]:enabled').waitFor();
    await fill(page, '1');
    await give(page);
    await page.locator('[data-part=status]', { hasText: '换一种付款方式' }).waitFor();
    await page.getByLabel('用微信或支付宝扫码付款').check();
    await give(page);
    await expect.poll(() => page.locator('.scan-code[src]').count()).toBe(2);
    await visitor.leave();
  });
});

test('a donor who transfers is told the account and a code for the remark, and may still choose another way', async () => {
  const page = await arrive(PHONE);
  await page.goto(`${portal.url}/give/everyday.html`);
  await fill(page, '1000');
  await page.getByRole('radio', { name: '银行转账' }).check();
  await give(page);
  await page.getByRole('heading', { name: '请转账到这个账户' }).waitFor();
  expect(await page.locator('[data-part=number]').textContent()).toBe('0000 1111 2222 3333');
  expect(await page.locator('[data-part=reference]').textContent()).toMatch(/^[2-9A-Z-]{9,}$/);
  expect(await visitor.look('gateways-3-transfer')).toEqual([]);
  await page.getByRole('button', { name: '换一种付款方式' }).click();
  await page.getByRole('radio', { name: '用微信付款' }).check();
  await give(page);
  await page.waitForURL('**/stand-in/wechat-pay/pay/*');
  await leave();
});

test('the file by which a gateway sees whose address this is lies at the root', async () => {
  const answer = await fetch(`${portal.url}/MP_verify_0123456789abcdef.txt`);
  expect([answer.status, await answer.text()]).toEqual([200, '0123456789abcdef']);
});

/** Reads a code from the screen as a phone would. */
async function scanned(page: Page, at: number): Promise<string> {
  const { data, width, height } = PNG.sync.read(await page.locator('.scan-code').nth(at).screenshot());
  return jsqr.default(new Uint8ClampedArray(data), width, height)?.data ?? '';
}
