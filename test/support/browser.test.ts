import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, screenshot } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('the browser of the tests', () => {
  test.each(['sans-serif', 'serif'])('draws every Chinese character of a row, each its own shape, in %s', async (family) => {
    const page = await blank(family);
    const shapes = new Map<string, string>();
    for (const character of '公益透明公示捐赠人赵伟日光') {
      await page.locator('p').evaluate((line, text) => line.replaceChildren(text), character);
      shapes.set(character, Buffer.from(inkOf(await page.locator('p').screenshot())).toString('base64'));
    }
    // A missing glyph leaves nothing or the same empty box each time.
    expect(new Set(shapes.values()).size).toBe(shapes.size);
    expect([...shapes.values()].every((shape) => Buffer.from(shape, 'base64').filter((dark) => dark === 1).length > 60)).toBe(true);
    await page.context().close();
  });

  test('keeps a picture for people to look at', async () => {
    const page = await blank('serif');
    await page.locator('p').evaluate((line) => line.replaceChildren('公益透明公示 捐赠人：赵*伟 ￥1,682.16'));
    expect((await screenshot(page, 'browser-chinese')).length).toBeGreaterThan(1_000);
    await page.context().close();
  });

  test('keeps web security switched on: a page reads nothing of another site', async () => {
    const page = await blank('serif');
    const outcome = await page.evaluate(() => fetch('data:text/plain,own').then((answer) => answer.text()));
    const isolated = await page.evaluate(() =>
      fetch('file:///etc/hostname')
        .then(() => 'read')
        .catch(() => 'refused'),
    );
    expect([outcome, isolated]).toEqual(['own', 'refused']);
    await page.context().close();
  });
});

async function blank(family: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 375, height: 200 } })).newPage();
  await page.setContent(
    `<!doctype html><meta charset="utf-8"><style>p{font:32px ${family};margin:0;width:max-content;min-width:32px;height:48px}</style><p></p>`,
  );
  return page;
}

/** One byte for each pixel: 1 where there is ink. */
function inkOf(png: Uint8Array): Uint8Array {
  const { data, width, height } = PNG.sync.read(Buffer.from(png));
  return Uint8Array.from({ length: width * height }, (_, at) => ((data[at * 4] ?? 255) < 128 ? 1 : 0));
}
