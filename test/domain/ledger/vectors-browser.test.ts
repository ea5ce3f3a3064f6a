import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { attempt, topics } from './run-vectors.ts';
import type { PageReport } from './vectors-page.ts';

const vectors = readFileSync(new URL('../../vectors/tlog.json', import.meta.url), 'utf8');

/** Every topic whole, but for the digests over all proofs: each sixteenth size here, since each proof costs a walk over all leaves, and all in Node. */
const EVERY = 16;

test('the same vectors and traps hold in a real browser, one that has no cryptography of its own', async () => {
  const bundled = await build({
    entryPoints: [fileURLToPath(new URL('./vectors-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2020',
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent('<!doctype html><title>vectors</title>'); // no secure context, so no WebCrypto
    expect(await page.evaluate(() => typeof crypto.subtle)).toBe('undefined');
    await page.evaluate(bundled.outputFiles[0]?.text ?? '');
    const report: PageReport = await page.evaluate(`runVectors(${vectors}, ${EVERY})`);
    expect(report).toEqual({ topics: Object.keys(topics(EVERY)).length, traps: 8, failures: [] });
    // The page's checks can fail: a vector with one character changed is found there too.
    const altered = vectors.replace(/"leafHash": ?\[\s*"./, (found) => `${found.slice(0, -1)}${found.endsWith('A') ? 'B' : 'A'}`);
    expect(altered).not.toBe(vectors);
    const found: PageReport = await page.evaluate(`runVectors(${altered}, ${EVERY}, 'leafHash')`);
    expect(found).toMatchObject({ topics: 1, failures: [expect.stringMatching(/^leafHash: /)] });
    expect(attempt(topics(EVERY).leafHash, JSON.parse(altered))).not.toEqual([]);
  } finally {
    await browser.close();
  }
}, 120_000);
