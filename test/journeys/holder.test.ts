import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pixelsOf, qrOf } from '../documents/pdf-reading.ts';
import { consoleErrors, launchBrowser } from '../support/browser.ts';
import { giftBody, pay, place, published } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { DESKTOP, PHONE, visit } from './visitor.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-holder-'));
let portal: PortalProcess;
let browser: Browser;
let certificate: Buffer;

/** Somebody gave under a name, and holds the certificate as a file and on paper. */
beforeAll(async () => {
  [portal, browser] = await Promise.all([startPortal({ dataDir: join(base, 'data') }), launchBrowser()]);
  const placed = await place(portal, giftBody({ donor: { kind: 'person', name: '欧阳㛃', display: 'named' }, consent: { version: '2026-11' } }));
  await pay(portal, placed.orderNo);
  await published(portal, placed);
  const asked = await fetch(`${portal.url}/api/donations/${placed.id}/documents/certificate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${placed.token}` },
  });
  const { address }: { readonly address: string } = await asked.json();
  certificate = Buffer.from(await (await fetch(new URL(address, portal.url))).arrayBuffer());
});
afterAll(async () => {
  await browser?.close();
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

describe('somebody holds a certificate', () => {
  test.each([
    ['on a phone', PHONE],
    ['at a desk', DESKTOP],
  ] as const)('and drops the file on the checking page (%s): valid, each step in words, nothing uploaded', async (where, device) => {
    const visitor = await visit(browser, portal.url, device);
    const sent: string[] = [];
    visitor.page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
    await visitor.page.goto(`${portal.url}/verify.html`);
    await visitor.page.locator('[data-part=status]', { hasText: '第一次看到' }).waitFor(); // a visit alone sees how the log continues
    await drop(visitor.page, certificate);
    await visitor.page.locator('[data-verdict=valid]').waitFor();
    const steps = await visitor.page.locator('[data-part=steps] li').allInnerTexts();
    expect(steps.filter((step) => step.includes('不符'))).toEqual([]);
    expect(steps[0]).toContain('文件的内容与它自带的签名中的摘要相符');
    expect(await visitor.page.locator('[data-part=facts]').innerText()).toContain('欧阳㛃');
    await visitor.page.locator('[data-part=row-line]').waitFor();
    expect(await visitor.look(`holder-${where === 'on a phone' ? 'phone' : 'desk'}`)).toEqual([]);
    expect([visitor.faults(), sent]).toEqual([[], []]);
    await visitor.leave();
  });

  test.each([
    ['in the words of a page', () => certificate.indexOf('endstream') - 40, /在签名之后被改动过|对不上/],
    ['in the amount of the attached entry', () => certificate.indexOf('"amt":') + 6, /对不上/],
    ['in the attached proof', () => certificate.indexOf('c2sp.org/tlog-proof@v1') + 60, /对不上|残缺|不是用本会/],
  ] as const)('with one byte turned over %s: altered', async (_, at, sentence) => {
    const visitor = await visit(browser, portal.url, PHONE);
    await visitor.page.goto(`${portal.url}/verify.html`);
    await drop(
      visitor.page,
      certificate.map((byte, place) => (place === at() ? byte ^ 1 : byte)),
    );
    await visitor.page.locator('[data-verdict=altered]').waitFor();
    expect(await visitor.page.locator('[data-part=sentence]').innerText()).toMatch(sentence);
    await visitor.leave();
  });

  test('scans the code of the second page: the digits behind the # are checked, and never reach the portal', async () => {
    const code = await printedCode();
    expect(code).toMatch(new RegExp(`^${portal.url}/verify\\.html#\\d{900,}$`));
    const visitor = await visit(browser, portal.url, PHONE);
    const asked: string[] = [];
    visitor.page.on('request', (request) => asked.push(request.url()));
    await visitor.page.goto(code);
    await visitor.page.locator('[data-verdict=valid]').waitFor();
    expect(asked.filter((address) => /\d{20}/.test(address.split('#')[0] ?? ''))).toEqual([]);
    expect(visitor.faults()).toEqual([]);
    await visitor.leave();
  });

  test('keeps the file for checking, and finds paper and PDF valid by it when the portal is gone', async () => {
    const saved = join(base, 'saved.html');
    writeFileSync(saved, Buffer.from(await (await fetch(`${portal.url}/verify-offline.html`)).arrayBuffer()));
    const page = await (await browser.newContext({ ...PHONE, offline: true })).newPage();
    const errors = consoleErrors(page);
    await page.goto(`file://${saved}`);
    await page.fill('[name=number]', await printedCode());
    await page.click('[data-part=ask] button');
    await page.locator('[data-verdict=valid]').waitFor();
    expect(await page.locator('[data-part=facts]').innerText()).toContain('¥10.00');
    await page.setInputFiles('[name=files]', { name: 'C.pdf', mimeType: 'application/pdf', buffer: certificate });
    await page.locator('[data-part=steps] li', { hasText: '文件本身' }).waitFor();
    expect(await page.locator('[data-part=result]').getAttribute('data-verdict')).toBe('valid');
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

/** What a telephone reads off the second page. */
async function printedCode(): Promise<string> {
  return qrOf(await pixelsOf(certificate, 4, 1)) ?? '';
}

/** Lets a file fall onto the page, as from a folder. */
async function drop(page: Page, bytes: Uint8Array): Promise<void> {
  const file = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], 'certificate.pdf', { type: 'application/pdf' }));
    return transfer;
  }, Buffer.from(bytes).toString('base64'));
  await page.dispatchEvent('main', 'drop', { dataTransfer: file });
}
