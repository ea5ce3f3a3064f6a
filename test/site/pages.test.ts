import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordNumber } from '../../functions/domain/number.ts';
import { giftLink } from './donor-answers.ts';
import { axeFindings, startVisits, type Visits } from './visit.ts';

let visits: Visits;
let empty: Visits;
beforeAll(async () => {
  visits = await startVisits(230);
  empty = await startVisits(0);
});
afterAll(async () => {
  await visits?.stop();
  await empty?.stop();
});

const READING = [
  '/index.html',
  '/today.html',
  '/disclosures/index.html',
  '/disclosures/model-charity/61.html',
  '/disclosures/model-charity/61/2.html',
  '/disclosures/model-charity/60.html',
  '/campaigns/library.html',
  '/use.html',
  '/reports.html',
  '/about.html',
];
const ACTING = [
  '/give/library.html?place=sy-library',
  `/thanks.html${giftLink('published')}`,
  `/verify.html#${recordNumber(1, 31)}`,
  '/lookup.html',
  '/claim.html',
  '/404.html',
];

describe.each([
  ['on a phone, by day', { viewport: { width: 375, height: 740 }, colorScheme: 'light' }],
  ['on a desk, by night', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }],
] as const)('%s', (_, options) => {
  test.each([...READING, ...ACTING].flatMap((path) => [path, `/en${path}`]))('%s can be read and used by everybody', async (path) => {
    const { page, errors, asked } = await visits.open(path, options);
    await settled(page);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    expect([errors, foreign(asked)]).toEqual([[], []]);
    await page.context().close();
  });

  test.each(['/index.html', '/today.html', '/disclosures/index.html', '/campaigns/flood.html', '/use.html', '/reports.html'])(
    '%s is honest where there is nothing yet',
    async (path) => {
      const { page, errors } = await empty.open(path, options);
      expect(await page.locator('.empty').first().textContent()).toMatch(/还没有/);
      expect([await axeFindings(page), errors]).toEqual([[], []]);
      await page.context().close();
    },
  );
});

describe('with scripts off', () => {
  test.each(READING)('%s is complete', async (path) => {
    const [off, on] = [await visits.open(path, { javaScriptEnabled: false }), await visits.open(path)];
    const read = async ({ page }: { readonly page: Page }) => (await page.locator('main').textContent()) ?? '';
    expect((await read(off)).length).toBeGreaterThan(200);
    expect(await read(off)).toBe(await read(on));
    await Promise.all([off, on].map(({ page }) => page.context().close()));
  });

  test('a poster still leads to the giving page, which says what it needs', async () => {
    const { page } = await visits.open('/d/sy-library', { javaScriptEnabled: false });
    await page.waitForURL('**/give/library.html?place=sy-library');
    expect(await page.locator('noscript').first().textContent()).toContain('000-0000-0000');
    expect(await page.locator('button[type=submit]').isDisabled()).toBe(true);
    await page.context().close();
  });
});

/** Waits until a page that asks by itself has drawn what it learnt. */
async function settled(page: Page): Promise<void> {
  for (const [panel, drawn] of [
    ['verify-panel', '[data-part=row]'],
    ['thanks-panel', '[data-part=documents]'],
  ] as const)
    if ((await page.locator(panel).count()) > 0) await page.locator(drawn).waitFor();
}

/** Addresses of other hosts. */
function foreign(asked: readonly string[]): readonly string[] {
  return asked.filter((address) => !/^(?:data|blob):/.test(address) && new URL(address).origin !== visits.address);
}

/** What can be pressed and is smaller than a finger, with its size; a label counts for the button in it. */
async function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('a, button, textarea, summary, label.option, input:not([type=radio], [type=checkbox])')]
      .filter((one) => !one.classList.contains('skip'))
      .map((one) => ({ box: one.getBoundingClientRect(), name: `${one.tagName} ${one.textContent?.trim().slice(0, 20)}` }))
      .filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 24))
      .map(({ box, name }) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`),
  );
}
