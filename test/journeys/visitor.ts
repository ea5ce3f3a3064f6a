import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { consoleErrors, screenshot } from '../support/browser.ts';

/** Somebody with a browser of their own, whose console and network are watched. */
export type Visitor = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Looks at the page as it is: keeps a picture of it, and gives what axe finds and whether it scrolls sideways. */
  readonly look: (name: string) => Promise<readonly string[]>;
  /** What went wrong until now: errors of the console, and requests to anybody but the portal. */
  readonly faults: () => readonly string[];
  readonly leave: () => Promise<void>;
};

export const PHONE = {
  viewport: { width: 375, height: 760 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
} as const satisfies BrowserContextOptions;

export const WECHAT = {
  ...PHONE,
  userAgent: `${PHONE.userAgent} MicroMessenger/8.0.54(0x18003637) NetType/WIFI Language/zh_CN`,
} as const satisfies BrowserContextOptions;

export const DESKTOP = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' } as const satisfies BrowserContextOptions;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Lets somebody in who may ask only `origin` for anything. */
export async function visit(browser: Browser, origin: string, options: BrowserContextOptions): Promise<Visitor> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const errors = consoleErrors(page);
  const foreign: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) foreign.push(request.url());
  });
  return {
    page,
    context,
    look: async (name) => {
      await screenshot(page, `journey-${name}`);
      // Axe is a script itself and waits for timers, which a page without scripts does not have.
      return [...(options.javaScriptEnabled === false ? [] : await axeFinds(page)), ...(await scrollsSideways(page))];
    },
    faults: () => [...errors, ...foreign],
    leave: () => context.close(),
  };
}

async function axeFinds(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

async function scrollsSideways(page: Page): Promise<readonly string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return over > 0 ? [`${page.url()} is ${over} px wider than the screen`] : [];
}
