import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giftLink } from './donor-answers.ts';
import { axeFindings, startVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await startVisits(230);
});
afterAll(() => visits?.stop());

const PHONE = { viewport: { width: 375, height: 740 } };
const status = '[data-part=status]';

async function fillNumber(page: Page, number: string): Promise<void> {
  await page.fill('[name=number]', number);
  await page.fill('[name=amount]', '500');
  await page.fill('[name=day]', '2026-11-24');
}

const lastWish = () => visits.wishes.at(-1);

describe('the claim page, on a phone', () => {
  test('by the number of the payment leads to the page of the gift, with the name only by consent', async () => {
    const { page, errors } = await visits.open('/claim.html', PHONE);
    await fillNumber(page, ' S12 345 ');
    await page.fill('[name=name]', '王㛃');
    expect(await page.locator('[data-part=consent]').isVisible()).toBe(false);
    await page.check('[name=display][value=named]');
    expect(await page.isChecked('[name=consent]')).toBe(false); // M16
    await page.click('[data-part=submit]');
    expect(await page.locator('[data-fault=consent]').isVisible()).toBe(true);
    await page.check('[name=consent]');
    await page.click('[data-part=submit]');
    await page.waitForURL(/\/thanks\.html#d_/);
    expect(lastWish()).toEqual({
      key: expect.stringMatching(/^[A-Za-z0-9_-]{24}$/),
      gift: { by: 'number', number: 'S12345', amount: { currency: 'CNY', minor: 50_000 }, day: '2026-11-24' },
      donor: { kind: 'person', display: 'named', name: '王㛃' },
      consent: { version: '2026-11' },
    });
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('by the account asks for name and digits instead, and sends no name where none shall be shown', async () => {
    const { page } = await visits.open('/claim.html', PHONE);
    await page.check('[name=by][value=account]');
    expect(await page.locator('#number').isVisible()).toBe(false);
    await page.fill('[name=payer]', '王㛃');
    await page.fill('[name=digits]', '4218');
    await page.fill('[name=amount]', '500.00');
    await page.fill('[name=day]', '2026-11-24');
    await page.check('[name=kind][value=anonymous]');
    await page.click('[data-part=submit]');
    await page.waitForURL(/\/thanks\.html#d_/);
    expect(lastWish()).toMatchObject({ gift: { by: 'account', payer: '王㛃', digits: '4218' }, donor: { kind: 'anonymous', display: 'anonymous' } });
    await page.context().close();
  });

  test('what no machine decides is said without saying why, signed, and can be handed to staff, whose decision has a link', async () => {
    const { page, errors } = await visits.open('/claim.html', PHONE);
    await fillNumber(page, 'S99999');
    await page.click('[data-part=submit]');
    await page.locator(status, { hasText: '没有能自动确认' }).waitFor();
    const first = lastWish();
    await page.click('[data-part=submit]');
    await page.locator(status, { hasText: '没有能自动确认' }).waitFor();
    expect(lastWish()).toEqual(first); // the same contents are the same claim
    expect(await page.locator('[data-part=note] pre').textContent()).toContain('/log/1/receipts');
    expect(await axeFindings(page)).toEqual([]);
    await page.click('[data-part=asking] button');
    expect(await page.locator('[data-fault=contact]').isVisible()).toBe(true);
    await page.fill('[name=contact]', '13800000000');
    await page.fill('[name=words]', '账户已注销');
    await page.click('[data-part=asking] button');
    await page.locator('[data-part=asked-state]', { hasText: '等待工作人员核对' }).waitFor();
    expect(page.url()).toMatch(/#k_0123456789ABCDEF\.a/);
    expect(lastWish()).toMatchObject({ gift: { number: 'S99999' }, contact: '13800000000', words: '账户已注销' });
    expect(await axeFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test.each([
    ['r', '没有通过', false],
    ['g', '已通过', true],
    ['x', '不完整或不再有效', false],
  ])('the link of a claim that staff had says what became of it (%s)', async (letter, sentence, leads) => {
    const { page } = await visits.open(`/claim.html#k_0123456789ABCDEF.${letter}${'t'.repeat(42)}`, PHONE);
    await page.locator('[data-part=asked-state]', { hasText: sentence }).waitFor();
    expect(await page.locator('[data-part=asked-gift]').isVisible()).toBe(leads);
    if (leads) expect(await page.getAttribute('[data-part=asked-gift]', 'href')).toMatch(/^\/thanks\.html#d_/);
    await page.context().close();
  });

  test('a refusal stands at its field, or is said as the portal says it', async () => {
    const { page } = await visits.open('/claim.html', PHONE);
    await fillNumber(page, 'S12345');
    await page.fill('[name=name]', '不收的名字');
    await page.click('[data-part=submit]');
    await page.locator('[data-fault=name]', { hasText: '字' }).waitFor();
    await page.fill('[name=name]', '');
    await page.fill('[name=number]', 'toomany');
    await page.click('[data-part=submit]');
    await page.locator(status, { hasText: '请求过于频繁' }).waitFor();
    await page.context().close();
  });

  test.each([
    ['number', '12'],
    ['amount', '0'],
    ['amount', '66.666'],
    ['day', ''],
  ])('a wrong %s is said at the field, and nobody is asked', async (field, value) => {
    const { page, asked } = await visits.open('/claim.html', PHONE);
    await fillNumber(page, 'S12345');
    await page.fill(`[name=${field}]`, value);
    await page.click('[data-part=submit]');
    expect(await page.locator(`[data-fault=${field}]`).isVisible()).toBe(true);
    expect(asked.filter((url) => url.includes('/api/'))).toEqual([]);
    await page.context().close();
  });

  test('with the link of a gift it only asks for the name, and goes back there', async () => {
    const { page } = await visits.open(`/claim.html${giftLink('published')}`, PHONE);
    await page.locator('h1', { hasText: '补上公示的姓名' }).waitFor();
    expect(await page.locator('[data-part=finding]').isVisible()).toBe(false);
    await page.fill('[name=name]', '王㛃');
    await page.check('[name=display][value=masked]');
    await page.check('[name=consent]');
    await page.click('[data-part=submit]');
    await page.waitForURL(/\/thanks\.html#d_/);
    expect(lastWish()).toMatchObject({ donor: { kind: 'person', display: 'masked', name: '王㛃' } });
    await page.goto(`${visits.address}/claim.html${giftLink('paid')}`);
    await page.reload();
    await page.fill('[name=name]', '王㛃');
    await page.click('[data-part=submit]');
    await page.locator(status, { hasText: '不能在这里更改' }).waitFor();
    await page.context().close();
  });

  test('is reached from the foot of every page, and from the lookup', async () => {
    const { page } = await visits.open('/lookup.html', PHONE);
    expect(await page.locator('main a[href="/claim.html"]').count()).toBe(1);
    expect(await page.locator('footer a[href="/claim.html"]').count()).toBe(1);
    await page.context().close();
  });
});
