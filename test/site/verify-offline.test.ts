import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putKeyPages } from '../../functions/actions/put-key-pages.ts';
import { decodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { condenseProof } from '../../functions/domain/ledger/offline-check.ts';
import { encodeOfflineProof } from '../../functions/domain/ledger/offline-proof.ts';
import { parseProofFile } from '../../functions/domain/ledger/proof-file.ts';
import type { Files } from '../../functions/store/files.ts';
import { buildSite } from '../../infra/local/build-site.ts';
import { folderFiles } from '../../infra/local/folder-files.ts';
import { verifyWords } from '../../site/elements/verify-words.ts';
import { consoleErrors, launchBrowser, screenshot } from '../support/browser.ts';
import { heldFiles, sealedPdf } from './held-document.ts';
import { sampleRow, sampleRows, sampleSociety, shownText } from './sample.ts';
import { logEntries, publishEntries, shownSalt } from './sample-log.ts';
import { axeFindings } from './visit.ts';

const { origin } = sampleSociety();
const files = publishEntries(logEntries(sampleRows(300)), { origin, seed: new Uint8Array(32).fill(7) });
const logJson = files.get('/log/1/log.json') ?? new Uint8Array();
const VKEY: string = JSON.parse(new TextDecoder().decode(logJson)).vkeys[0].vkey;
const INDEX = sampleRow(13).index;
const { proof, entry } = heldFiles(files, INDEX);
const certificate = sealedPdf({ 'entry.json': entry, 'entry.tlog-proof': proof });

const folder = mkdtempSync(join(tmpdir(), 'daylight-offline-'));
const deps = { publicFiles: folderFiles(join(folder, 'public'), { durable: false }), log: folderFiles(join(folder, 'log'), { durable: false }) };
let browser: Browser;
let dist = '';

beforeAll(async () => {
  [browser, dist] = await Promise.all([launchBrowser(), buildSite({ societyFile: 'site/society/demonstration.json' })]);
  for (const name of ['verify-offline.html', 'en/verify-offline.html']) await put(deps.publicFiles, `shells/${name}`, readFileSync(join(dist, 'shells', name)));
  await put(deps.log, 'log.json', logJson);
  await putKeyPages(deps, 321);
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

describe('the file for checking without a network', () => {
  test('holds the keys of this deployment’s log, and is put again only when something in it is new', async () => {
    for (const name of ['verify-offline.html', 'en/verify-offline.html']) {
      const text = await read(name);
      expect(text).toContain(`data-vkeys="[{&quot;vkey&quot;:&quot;${VKEY}&quot;,&quot;from&quot;:0}]"`);
      expect(text).not.toContain('{{fill:');
    }
    const before = await read('verify-offline.html');
    await putKeyPages(deps, 400);
    expect(await read('verify-offline.html')).toBe(before);
    await put(deps.log, 'policy.txt', new TextEncoder().encode(`log ${VKEY}\nquorum none\n`));
    await putKeyPages(deps, 401);
    expect(await read('verify-offline.html')).toContain('<meta name="log-size" content="401">');
    expect(await read('verify-offline.html')).toContain(`data-policy="log ${VKEY}\nquorum none\n"`);
  });

  test('is one file that names nothing outside itself, and forbids itself any network', async () => {
    const text = await read('verify-offline.html');
    expect([...text.matchAll(/<(?:script|link|img|iframe)[^>]*\s(?:src|href)=/g)]).toEqual([]);
    expect(text).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src (?:'|&#39;)none/);
    expect(text.match(/\bfetch\(|XMLHttpRequest|WebSocket/)).toBeNull();
  });

  test.each([
    ['zh', 375],
    ['en', 1280],
  ] as const)('opened from a device (%s, %i wide), it finds the digits of a code valid as of their log, and asks for nothing', async (lang, width) => {
    const { page, asked, errors } = await open(lang, width);
    await page.fill('[name=number]', digits());
    await page.click('[data-part=ask] button');
    expect(await verdict(page)).toBe(verifyWords[lang].verdicts.valid);
    expect(await page.locator('[data-part=sentence]').textContent()).toContain('321');
    expect(await page.locator('[data-part=facts]').textContent()).toContain(shownText(sampleRow(13)));
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await screenshot(page, `verify-offline-${lang}-${width}`);
    expect([errors, asked.filter((address) => !address.startsWith('file:'))]).toEqual([[], []]);
    await page.context().close();
  });

  test('one digit wrong is told at the field, in plain words', async () => {
    const { page } = await open('zh', 375);
    await page.fill(
      '[name=number]',
      digits().replace(/^(\d{500})(\d)/, (_, before: string, one: string) => before + ((Number(one) + 1) % 10)),
    );
    await page.click('[data-part=ask] button');
    expect(await page.locator('#number-fault').textContent()).toBe(verifyWords.zh.faults.digits_wrong);
    expect(await page.locator('[data-part=result]').isVisible()).toBe(false);
    await page.context().close();
  });

  test('a document is checked by what is attached to it: valid as it is, altered with one byte turned over', async () => {
    const { page } = await open('zh', 375);
    await page.setInputFiles('[name=files]', { name: 'C.pdf', mimeType: 'application/pdf', buffer: Buffer.from(certificate) });
    expect(await verdict(page)).toBe('有效');
    const flipped = Buffer.from(certificate);
    const at = flipped.indexOf('"amt":') + 6;
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    await page.setInputFiles('[name=files]', { name: 'C.pdf', mimeType: 'application/pdf', buffer: flipped });
    await page.locator('[data-verdict=altered]').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  test('a document under a key that is not in the file is not ours', async () => {
    const other = heldFiles(publishEntries(logEntries(sampleRows(300)), { origin, seed: new Uint8Array(32).fill(8) }), INDEX);
    const { page } = await open('zh', 375);
    const dropped = [other.proof, other.entry].map((bytes, at) => ({ name: `${at}`, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }));
    await page.setInputFiles('[name=files]', dropped);
    expect(await verdict(page)).toBe('不是本会的记录');
    await page.context().close();
  });
});

async function open(lang: 'zh' | 'en', width: number): Promise<{ page: Page; asked: string[]; errors: readonly string[] }> {
  const path = join(folder, `saved-${lang}.html`);
  writeFileSync(path, await read(lang === 'zh' ? 'verify-offline.html' : 'en/verify-offline.html'));
  const page = await (await browser.newContext({ viewport: { width, height: 800 }, offline: true })).newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const errors = consoleErrors(page);
  await page.goto(`file://${path}`);
  return { page, asked, errors };
}

async function verdict(page: Page): Promise<string | null> {
  await page.locator('[data-part=result]').waitFor();
  return page.locator('[data-part=word]').textContent();
}

function digits(): string {
  const [file, key] = [parseProofFile(new TextDecoder().decode(proof)), parseVerifierKey(VKEY)];
  const salt = decodeBase64Url(shownSalt(INDEX));
  if (file === undefined || key === undefined || salt === undefined) throw new Error('the sample log has another form');
  const record = condenseProof({ file, entry, key, shown: { salt, value: shownText(sampleRow(13)) } });
  if (record === undefined) throw new Error('no code is made from a proof that does not hold');
  return encodeOfflineProof(record);
}

async function read(key: string): Promise<string> {
  return new TextDecoder().decode((await deps.publicFiles.get(key))?.bytes);
}

async function put(to: Files, key: string, bytes: Uint8Array): Promise<void> {
  await to.put(key, bytes, { when: 'always', contentType: 'application/octet-stream' });
}
