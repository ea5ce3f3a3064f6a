import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';

/** Starts a browser without a window; close it when the tests are over. Each test takes a context of its own from it. */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  const { executablePath, args, env } = await findChromium();
  return chromium.launch({ executablePath, args: [...args, ...flags], env });
}

/** Keeps a picture of the whole page for people to look at, as `test/.out/<name>.png`, and returns its bytes. */
export async function screenshot(page: Page, name: string): Promise<Uint8Array> {
  const folder = fileURLToPath(new URL('../.out/', import.meta.url));
  await mkdir(folder, { recursive: true });
  return page.screenshot({ path: `${folder}${name}.png`, fullPage: true });
}

/** Records from now on what a visitor's console would show as errors, refused requests included. */
export function consoleErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}
