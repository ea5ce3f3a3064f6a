import jsqr from 'jsqr';
import type { BrowserContextOptions } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderRow } from '../../functions/disclosure/render-row.ts';
import { money } from '../../functions/domain/money.ts';
import { sampleDefinitions, sampleRow } from './sample.ts';
import { axeFindings, startVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await startVisits(230);
});
afterAll(() => visits?.stop());

describe('giving', () => {
  test.each(['zh', 'en'] as const)('shows the row exactly as the public page writes it (%s)', async (lang) => {
    const { page } = await visits.open(`${lang === 'zh' ? '' : '/en'}/give/library.html?place=sy-library`, { viewport: { width: 375, height: 740 } });
    await page.click('[data-fen="5000"]');
    await page.fill('[name=name]', ' 王曦晨\u200b');
    await page.check('[value=named]');
    await page.fill('[name=restricted]', '书架');
    await page.fill('[name=message]', '愿孩子们有书读，<b>平安</b>。');
    const row = sampleRow(1, {
      campaign: 'library',
      branch: 'songyu',
      place: 'sy-library',
      restricted: true,
      late: false,
      money: money('CNY', 5000),
      shown: { state: 'named', text: '王曦晨' },
      message: '愿孩子们有书读，<b>平安</b>。',
    });
    const written = renderRow(row, { lang, definitions: sampleDefinitions(), generation: 1, preview: true });
    expect(await page.locator('[data-part=preview]').innerHTML()).toBe(
      await page.evaluate((html) => Object.assign(document.createElement('ol'), { innerHTML: html }).innerHTML, written),
    );
    expect(await page.locator('[data-part=words]').textContent()).toBe('伍拾元整');
    expect(await page.locator('button[type=submit]').textContent()).toContain('¥50.00');
    await page.context().close();
  });

  test('names nobody unless the donor chooses and ticks, and sends no more than is on the form', async () => {
    const { page } = await visits.open('/give/everyday.html', handheld());
    await page.fill('[name=amount]', '66.66');
    expect(await page.locator('[data-part=preview]').textContent()).toContain('爱心人士');
    expect(await page.locator('[name=consent]').isVisible()).toBe(false);
    await page.check('[value=adult]');
    await page.click('button[type=submit]');
    await page.waitForURL('**/thanks.html#*');
    expect(visits.wishes.at(-1)).toEqual({
      key: expect.stringMatching(/^[\w-]{24}$/),
      campaign: 'everyday',
      amount: { currency: 'CNY', minor: 6666 },
      method: 'sandbox',
      donor: { kind: 'person', display: 'anonymous' },
      adult: true,
    });
    await page.context().close();
  });

  test('keeps what was entered when the portal does not take it, and says at the field what it said', async () => {
    const { page } = await visits.open('/give/everyday.html', handheld());
    await page.fill('[name=amount]', '0.01');
    await page.check('[value=adult]');
    await page.click('button[type=submit]');
    await page.locator('[data-part=status]', { hasText: '没有扣款' }).waitFor();
    await page.fill('[name=amount]', '5');
    await page.fill('[name=name]', '不收的名字');
    await page.click('button[type=submit]');
    await page.locator('#name-fault', { hasText: '字' }).waitFor();
    expect(await page.inputValue('[name=name]')).toBe('不收的名字');
    await page.context().close();
  });

  test('shows a code on a desk, with the sum, and draws it only then', async () => {
    const { page, errors, asked } = await visits.open('/give/flood.html');
    const before = asked.length;
    await page.fill('[name=amount]', '1,234.5');
    await page.check('[value=adult]');
    await page.click('button[type=submit]');
    await page.locator('.scan-code[src]').waitFor();
    expect(asked.slice(before).filter((address) => address.includes('/_astro/'))).toHaveLength(1);
    const { data, width, height } = PNG.sync.read(await page.locator('.scan-code').screenshot());
    expect(jsqr.default(new Uint8ClampedArray(data), width, height)?.data).toBe('https://pay.example.org/D1');
    expect(await page.locator('.scan-sum').textContent()).toBe('¥1,234.50');
    expect([await axeFindings(page), errors]).toEqual([[], []]);
    await page.click('[data-part=back]');
    expect(await page.inputValue('[name=amount]')).toBe('1,234.5');
    await page.context().close();
  });

  test('tells a donor who has to wait how long, and asks again by itself when it is their turn', async () => {
    const { page } = await visits.open('/give/flood.html');
    await page.fill('[name=amount]', '7.77');
    await page.check('[value=adult]');
    const count = visits.wishes.length;
    await page.click('button[type=submit]');
    await page.locator('[data-part=status]', { hasText: /大约 2 秒后轮到您/ }).waitFor();
    await page.locator('.scan-code[src]').waitFor();
    const sent = visits.wishes.slice(count);
    expect([sent.length, new Set(sent.map((one) => JSON.stringify(one))).size]).toEqual([3, 1]);
    await page.context().close();
  });

  test('asks for a fresh code before the one on the screen ends, for the same gift', async () => {
    const { page } = await visits.open('/about.html');
    await page.clock.install();
    await page.goto(`${visits.address}/give/flood.html`);
    await page.fill('[name=amount]', '9');
    await page.check('[value=adult]');
    await page.click('button[type=submit]');
    await page.locator('.scan-code[src]').waitFor();
    const [first, count] = [visits.wishes.at(-1), visits.wishes.length];
    await page.clock.fastForward('27:00');
    await page.clock.runFor('00:20');
    expect(visits.wishes.length).toBe(count);
    await page.clock.fastForward('02:00');
    // The page's clock is the test's, the way to the portal takes its own time: each look leaves it some.
    const asked = async () => {
      if (visits.wishes.length === count) await page.clock.runFor('00:05');
      return visits.wishes.slice(count);
    };
    await expect.poll(asked, { timeout: 30_000 }).toEqual([first]);
    await page.context().close();
  });

  test.each([
    ['2036-01-01T00:00:01+08:00', 'closed', /2035年12月31日/],
    ['2019-12-31T23:59:59+08:00', 'not_yet', /2020年1月1日/],
  ])('at %s the period is %s: the page says so instead of the form', async (now, part, said) => {
    const { page } = await visits.open('/about.html');
    await page.clock.setFixedTime(now);
    await page.goto(`${visits.address}/give/library.html`);
    await page.locator(`[data-part=${part}]`).waitFor();
    expect(await page.locator(`[data-part=${part}]`).textContent()).toMatch(said);
    expect(await page.locator('give-form form').isVisible()).toBe(false);
    await page.context().close();
  });

  test('takes a place from the address only if it is one of the campaign, still in use', async () => {
    for (const [place, expected] of [
      ['sy-library', '松语县图书馆'],
      ['yf-mall', ''],
      ['cg-square', ''],
      ['constructor', ''],
      ['<b>', ''],
    ] as const) {
      const { page } = await visits.open(`/give/library.html?place=${encodeURIComponent(place)}`);
      expect(await page.locator('[data-part=place-name]').textContent()).toBe(expected);
      expect(await page.inputValue('[name=place]')).toBe(expected === '' ? '' : place);
      await page.context().close();
    }
  });

  test('what is wrong in a form is said at the field, and can be heard', async () => {
    const { page } = await visits.open('/give/library.html');
    await page.fill('[name=amount]', 'abc');
    await page.fill('[name=name]', '王😀');
    await page.check('[value=masked]');
    await page.click('button[type=submit]');
    expect(await page.locator('.fault:visible').count()).toBe(4);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('amount');
    expect(await page.locator('#name-fault').textContent()).toContain('😀');
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });
});

function handheld(): BrowserContextOptions {
  return { userAgent: 'Mozilla/5.0 (Linux; Android 15) Mobile', viewport: { width: 375, height: 740 } };
}
