import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giftLink, recoveredLink, returnedLink, unnamedLink } from './donor-answers.ts';
import { sampleRow, shownText } from './sample.ts';
import { axeFindings, startVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await startVisits(230);
});
afterAll(() => visits?.stop());

describe('thanks', () => {
  test('tells the way of the gift with its real times, and each day once', async () => {
    const { page } = await visits.open(`/thanks.html${giftLink('published')}`);
    await page.locator('[data-part=documents]').waitFor();
    expect((await page.locator('.time-step').allTextContents()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/2026年11月23日\s?23:59:31.*建立订单/),
      expect.stringMatching(/2026年11月24日\s?00:00:02.*付款/),
      expect.stringMatching(/^00:00:03.*写入第 61 期，编号 1-31-F/),
    ]);
    expect(await page.locator('[data-number]').allTextContents()).toEqual(['R1-31-F', 'C1-31-F']);
    await page.context().close();
  });

  test('leads a gift without a name in public to where it can be named, and says when its link was found again', async () => {
    const { page } = await visits.open(`/thanks.html${unnamedLink}`);
    await page.locator('[data-part=name-later]').waitFor();
    expect(await page.locator('[data-part=recovered]').isVisible()).toBe(false);
    await page.click('[data-part=name-later]');
    await page.locator('h1', { hasText: '补上公示的姓名' }).waitFor();
    await page.goto(`${visits.address}/thanks.html${recoveredLink}`);
    await page.locator('[data-part=recovered]', { hasText: '2026-12-01 10:20' }).waitFor();
    expect(await page.locator('[data-part=name-later]').isVisible()).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
    const named = await visits.open(`/thanks.html${giftLink('published')}`);
    await named.page.locator('[data-part=documents]').waitFor();
    expect(await named.page.locator('[data-part=name-later]').isVisible()).toBe(false);
    await named.page.context().close();
  });

  test('leads to the row on its page', async () => {
    const { page } = await visits.open(`/thanks.html${giftLink('published')}`);
    await page.click('[data-part=row]');
    await page.waitForURL('**/61/1.html#r11');
    expect(await page.locator('#r11 .row-name').textContent()).toBe(shownText(sampleRow(11)));
    await page.context().close();
  });

  test('opens a document as a file, and in WeChat as a picture to hold and keep', async () => {
    const desk = await visits.open(`/thanks.html${giftLink('published')}`);
    await desk.page.click('[data-document=receipt]');
    await desk.page.waitForURL('**/about.html?receipt');
    const weChat = await visits.open(`/thanks.html${giftLink('published')}`, { userAgent: 'Mozilla/5.0 (Linux; Android 15) MicroMessenger/8.0' });
    await weChat.page.click('[data-document=certificate]');
    await weChat.page.locator('[data-picture=certificate][src]').waitFor();
    expect(await weChat.page.locator('[data-part=browser]').textContent()).toContain('在浏览器打开');
    expect(await axeFindings(weChat.page)).toEqual([]);
    await Promise.all([desk, weChat].map(({ page }) => page.context().close()));
  });

  test.each([
    ['pending', '等待付款'],
    ['expired', '订单已过期'],
    ['paid', '已收到付款'],
  ] as const)('of a gift that is %s says so, and offers the link to keep', async (state, title) => {
    const { page } = await visits.open(`/thanks.html${giftLink(state)}`);
    await page.locator('[data-part=title]', { hasText: title }).waitFor();
    expect(await page.locator('[data-part=documents]').isVisible()).toBe(false);
    expect(await page.inputValue('[data-part=link]')).toBe(`${visits.address}/thanks.html${giftLink(state)}`);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  test('says what of a gift went back, and what is on its way', async () => {
    const { page } = await visits.open(`/thanks.html${returnedLink}`);
    await page.locator('[data-part=refund]', { hasText: '已退款 ¥20.00' }).waitFor();
    expect(await page.locator('[data-part=refund]').textContent()).toContain('¥46.66 正在退回');
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(`${visits.address}/thanks.html${giftLink('published')}`);
    await page.locator('[data-part=refund]').waitFor({ state: 'hidden' }); // the same page under another link
    await page.locator('[data-part=documents]').waitFor();
    await page.context().close();
  });

  test('lets the donor take name and message back, after saying what that means', async () => {
    const { page } = await visits.open(`/thanks.html${giftLink('published')}`);
    expect(await page.locator('[data-part=take-back]').isVisible()).toBe(false);
    await page.click('[data-part=take-back-box] summary');
    expect(await page.locator('[data-part=take-back-box]').textContent()).toContain('不能恢复');
    expect(await axeFindings(page)).toEqual([]);
    await page.click('[data-part=take-back]');
    await page.locator('[data-part=take-back-status]', { hasText: '已于 2026-11-24 08:00:05 撤回' }).waitFor();
    expect(await page.locator('[data-part=take-back-box]').isVisible()).toBe(false);
    await page.context().close();
  });

  test('says a dedication on the picture for sharing only where the donor ticks it, and asks nobody who has none', async () => {
    const { page } = await visits.open(`/thanks.html${giftLink('published')}`);
    await page.locator('[name=dedicated]').waitFor();
    expect(await page.isChecked('[name=dedicated]')).toBe(false);
    for (const dedication of [false, true]) {
      await page.setChecked('[name=dedicated]', dedication);
      const asked = page.waitForRequest('**/documents/share');
      await page.click('[data-document=share]');
      expect((await asked).postDataJSON()).toEqual({ dedication });
      await page.locator('[data-document=share][aria-disabled=false]').waitFor();
    }
    await page.goto(`${visits.address}/thanks.html${giftLink('paid')}`);
    await page.locator('[data-part=title]', { hasText: '已收到付款' }).waitFor();
    expect(await page.locator('[name=dedicated]').isVisible()).toBe(false);
    await page.context().close();
  });

  test.each(['', '#half-a-link', `#d_0123456789ABCDEFGHJKMNPQRS.z${'t'.repeat(42)}`])(
    'with the link %s opens nothing and says what to do',
    async (fragment) => {
      const { page } = await visits.open(`/thanks.html${fragment}`);
      await page.locator('[data-part=status]', { hasText: '完整' }).waitFor();
      expect(await page.locator('[data-part=gift]').isVisible()).toBe(false);
      await page.context().close();
    },
  );
});
