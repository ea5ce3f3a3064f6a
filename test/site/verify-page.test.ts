import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeHex } from '../../functions/domain/ledger/base64.ts';
import { canonicalBytes } from '../../functions/domain/ledger/canonical.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { verifyWords } from '../../site/elements/verify-words.ts';
import { sampleRow, shownText } from './sample.ts';
import { giftEntry, shownSalt } from './sample-log.ts';
import { WITHDRAWN_ROW } from './stage.ts';
import { axeFindings, startVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await startVisits(230);
});
afterAll(() => visits?.stop());

describe('checking', () => {
  test.each(['zh', 'en'] as const)('a number of a row: one verdict, every step, the way to the row (%s)', async (lang) => {
    const { page } = await visits.open(`${lang === 'zh' ? '' : '/en'}/verify.html#${recordNumber(1, 250)}`);
    expect(await verdict(page)).toBe(verifyWords[lang].verdicts.valid);
    expect(await page.locator('.check-step.holds').count()).toBe(7);
    await page.click('[data-part=row]');
    await page.waitForURL('**/61/2.html#r230');
    expect(await page.locator('#r230 .row-number').textContent()).toBe(recordNumber(1, 250));
    await page.context().close();
  });

  test('works where the browser has no cryptography of its own, as on plain http in the local network', async () => {
    const context = await visits.browser.newContext();
    await context.addInitScript(() => {
      Object.defineProperty(crypto, 'subtle', { value: undefined });
      Object.defineProperty(crypto, 'randomUUID', { value: undefined });
    });
    const page = await context.newPage();
    await page.goto(`${visits.address}/verify.html#${recordNumber(1, 31)}`);
    expect(await verdict(page)).toBe('有效');
    await context.close();
  });

  test('an entry that was altered after signing', async () => {
    const { page } = await visits.open('/about.html');
    await page.route('**/log/1/tile/0/000.p/*', async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      body[40] = (body[40] ?? 0) ^ 1;
      await route.fulfill({ response: answer, body });
    });
    await page.goto(`${visits.address}/verify.html#${recordNumber(1, 31)}`);
    expect(await verdict(page)).toBe('与账本不符');
    expect(await page.locator('[data-part=gift]').isVisible()).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  test('a log that cannot be reached is no finding', async () => {
    const { page } = await visits.open('/about.html');
    await page.route('**/log/1/**', (route) => route.abort());
    await page.goto(`${visits.address}/verify.html#${recordNumber(1, 31)}`);
    expect(await verdict(page)).toBe('未能核对');
    await page.context().close();
  });

  test('a typed number with a wrong character is told at the field, and a right one is checked', async () => {
    const { page } = await visits.open('/verify.html');
    await page.fill('[name=number]', '1-31-G');
    await page.click('[data-part=ask] button');
    expect(await page.locator('#number-fault').textContent()).toContain('最后一位');
    expect(await axeFindings(page)).toEqual([]);
    await page.fill('[name=number]', ' c1-31-f ');
    await page.click('[data-part=ask] button');
    expect(await verdict(page)).toBe('有效');
    expect(new URL(page.url()).hash).toBe('#C1-31-F');
    await page.context().close();
  });

  test('the code of a document whose name was taken back says so, and compares a typed name on the device', async () => {
    const row = sampleRow(WITHDRAWN_ROW);
    const leaf = encodeHex(hashLeaf(canonicalBytes({ ...giftEntry(row) })));
    const { page } = await visits.open(`/verify.html#1.${row.index}.${shownSalt(row.index)}.${leaf.slice(0, 8)}`);
    expect(await verdict(page)).toBe('已更正或撤回');
    for (const [typed, answer] of [
      ['别人', '不符'],
      [shownText(row), '相符：'],
    ] as const) {
      await page.fill('[name=compared]', typed);
      await page.click('[data-part=compare] button');
      await page.locator('[data-part=compare-answer]', { hasText: answer }).waitFor();
    }
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  test('a browser that saw the log before notices when it is another one, and a demonstration may be forgotten', async () => {
    const { page } = await visits.open(`/verify.html#${recordNumber(1, 31)}`);
    await verdict(page);
    await page.evaluate(() => {
      const name = Object.keys(localStorage).find((key) => key.startsWith('daylight:checkpoint:')) ?? '';
      localStorage.setItem(name, (localStorage.getItem(name) ?? '').replace(/"root":"./, '"root":"_').replace('_', 'A'));
    });
    await page.reload();
    expect(await verdict(page)).toBe('与账本不符');
    await page.click('[data-part=forget-button]');
    await page.locator('[data-verdict=valid]').waitFor();
    await page.context().close();
  });
});

/** Word of the verdict, once there is one. */
async function verdict(page: Page): Promise<string | null> {
  await page.locator('[data-part=result]').waitFor();
  return page.locator('[data-part=word]').textContent();
}
