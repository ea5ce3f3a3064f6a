import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { consoleErrors, launchBrowser } from '../support/browser.ts';
import { donorAnswers } from './donor-answers.ts';
import { type Stage, startStage } from './stage.ts';

/** A page that was opened, with what its console shows as errors and what it asked for. */
export type Visit = { readonly page: Page; readonly errors: readonly string[]; readonly asked: readonly string[] };

/** A browser before a portal's public side; `wishes` are the gifts that were sent to it. */
export type Visits = {
  readonly address: string;
  readonly browser: Browser;
  readonly wishes: readonly unknown[];
  readonly open: (path: string, options?: BrowserContextOptions) => Promise<Visit>;
  readonly stop: () => Promise<void>;
};

/** Starts a browser and a portal's public side with so many sample gifts; stop both when the tests are over. */
export async function startVisits(gifts: number): Promise<Visits> {
  const { api, wishes } = donorAnswers();
  const [browser, stage] = await Promise.all([launchBrowser(), startStage({ gifts, api })]);
  const stop = async (): Promise<void> => {
    await browser.close();
    await stage.stop();
  };
  return { address: stage.address, browser, wishes, open: (path, options = {}) => open({ browser, stage, path, options }), stop };
}

async function open(way: { readonly browser: Browser; readonly stage: Stage; readonly path: string; readonly options: BrowserContextOptions }): Promise<Visit> {
  const page = await (await way.browser.newContext(way.options)).newPage();
  const errors = consoleErrors(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(way.stage.address + way.path);
  return { page, errors, asked };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RUN_AXE =
  "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations.flatMap((one) => one.nodes.map(({ html }) => ({ id: one.id, html }))))";

/** What axe finds wrong, one line each. The policy of the page forbids scripts of others, so that it runs from outside. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found: readonly { readonly id: string; readonly html: string }[] = await page.evaluate(RUN_AXE);
  return found.map(({ id, html }) => `${id}: ${html}`);
}
