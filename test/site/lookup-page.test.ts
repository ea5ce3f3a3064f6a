import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giftLink } from './donor-answers.ts';
import { axeFindings, startVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await startVisits(230);
});
afterAll(() => visits?.stop());

describe('“I paid, where is it?” on the page of a gift', () => {
  test.each([
    ['pending', '目前没有这笔付款'],
    ['paid', '正在等待写入公开账本'],
    ['published', '编号 1-31-F'],
  ] as const)('of a gift that is %s is answered in words, with the time and the signed text to keep', async (state, sentence) => {
    const { page, errors } = await visits.open(`/thanks.html${giftLink(state)}`);
    await page.click('ask-where button');
    await page.locator('ask-where [data-part=dated-status]', { hasText: sentence }).waitFor();
    const said = (await page.locator('ask-where [data-part=dated-status]').textContent()) ?? '';
    expect(said).toContain('2026-11-24 09:15:02');
    expect(said.includes('q_0123456789ABCDEF')).toBe(state !== 'published');
    await page.click('ask-where [data-part=dated-note] summary');
    expect(await page.locator('ask-where [data-part=dated-note] pre').textContent()).toContain('/log/1/receipts');
    expect(await axeFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a refusal is said as the portal says it', async () => {
    const { page } = await visits.open(`/thanks.html${giftLink('expired')}`);
    await page.click('ask-where button');
    await page.locator('ask-where [data-part=dated-status]', { hasText: '链接不完整' }).waitFor();
    expect(await page.locator('ask-where [data-part=dated-kept]').isVisible()).toBe(false);
    await page.context().close();
  });

  test('where no witness has signed yet, the page says that it is provisional', async () => {
    const { page } = await visits.open(`/thanks.html${giftLink('published')}`);
    await page.locator('[data-part=documents]').waitFor();
    expect(await page.locator('[data-part=witness]').isVisible()).toBe(false); // a file without witnesses says nothing
    await page.route('**/log/1/witnessed', (route) => route.fulfill({ status: 404 }));
    await page.reload();
    await page.locator('[data-part=witness]', { hasText: '目前只有账本自己的签名' }).waitFor();
    await page.route('**/log/1/witnessed', (route) =>
      route.fulfill({ body: 'daylight.example.org/log/1\n40\nAAAA\n\n\u2014 daylight.example.org/log/1 AAAA\n\u2014 witness.example.net/committee AAAA\n' }),
    );
    await page.reload();
    await page.locator('[data-part=witness]', { hasText: '已由见证人联署：witness.example.net/committee' }).waitFor();
    await page.context().close();
  });
});

describe('the lookup page', () => {
  test('answers by serial and amount with a number, a proof and a link to the check', async () => {
    const { page, errors } = await visits.open('/lookup.html');
    await page.fill('[name=serial]', ' S12345 ');
    await page.fill('[name=amount]', '66.66');
    await page.click('lookup-panel form button');
    await page.locator('[data-part=dated-status]', { hasText: '编号 1-31-F' }).waitFor();
    expect(await page.getAttribute('[data-part=dated-check]', 'href')).toBe('/verify.html#1-31-F');
    expect(await page.locator('[data-part=dated-proof] pre').textContent()).toContain('c2sp.org/tlog-proof@v1');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test.each([
    ['S12345', '6,666', '没有这个流水号和金额'],
    ['toomany', '1', '请求过于频繁'],
  ])('of %s and %s says what was answered', async (serial, amount, sentence) => {
    const { page } = await visits.open('/lookup.html');
    await page.fill('[name=serial]', serial);
    await page.fill('[name=amount]', amount);
    await page.click('lookup-panel form button');
    await page.locator('[data-part=dated-status]', { hasText: sentence }).waitFor();
    await page.context().close();
  });

  test.each([
    ['', '66.66', 'serial'],
    ['12 34', '66.66', 'serial'],
    ['S12345', '', 'amount'],
    ['S12345', '66.666', 'amount'],
    ['S12345', '0', 'amount'],
  ])('of “%s” and “%s” says at the field what is wanted, and asks nobody', async (serial, amount, field) => {
    const { page, asked } = await visits.open('/lookup.html');
    await page.fill('[name=serial]', serial);
    await page.fill('[name=amount]', amount);
    await page.click('lookup-panel form button');
    expect(await page.locator(`[data-fault=${field}]`).isVisible()).toBe(true);
    expect(await page.getAttribute(`[name=${field}]`, 'aria-invalid')).not.toBeNull();
    expect(asked.filter((url) => url.includes('/api/'))).toEqual([]);
    await page.context().close();
  });

  test('lists who still asks, with how long, and says when nobody does', async () => {
    const { page } = await visits.open('/lookup.html');
    await page.locator('[data-part=open-status]', { hasText: '目前没有' }).waitFor();
    await page.route('**/queries.json', (route) => route.fulfill({ status: 404 }));
    await page.reload();
    await page.locator('[data-part=open-status]', { hasText: '清单暂时读不到' }).waitFor();
    const open = [
      { query: 'q_AAAAAAAAAAAAAAAA', since: '2026-11-22T08:00:00+08:00', state: 'unpaid' },
      { query: 'q_BBBBBBBBBBBBBBBB', since: '2026-11-24T08:58:00+08:00', state: 'settled' },
    ];
    await page.route('**/queries.json', (route) => route.fulfill({ json: { v: 1, size: 9, asOf: '2026-11-24T09:00:00+08:00', open } }));
    await page.reload();
    await page.locator('[data-part=open-list] li').nth(1).waitFor();
    expect(await page.locator('[data-part=open-list] li').allTextContents()).toEqual([
      'q_AAAAAAAAAAAAAAAA · 自 2026-11-22 08:00:00 · 已等 2 天 1 小时 · 支付通道尚无此款',
      'q_BBBBBBBBBBBBBBBB · 自 2026-11-24 08:58:00 · 已等 2 分 · 已收款，待写入',
    ]);
    expect(await axeFindings(page)).toEqual([]);
    await page.route('**/queries.json', (route) => route.fulfill({ json: { v: 1, size: 9, asOf: '2026-11-24T09:00:00+08:00', open: [] } }));
    await page.reload();
    await page.locator('[data-part=open-status]', { hasText: '目前没有' }).waitFor();
    await page.context().close();
  });
});
