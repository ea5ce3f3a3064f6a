import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderFiles } from '../../infra/local/folder-files.ts';
import { staticRoutes } from '../../infra/local/static-server.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const buckets = { public: folderFiles(join(base, 'public'), { durable: false }), log: folderFiles(join(base, 'log'), { durable: false }) };
const app = staticRoutes(buckets);
const page = `<!doctype html><title>日光</title>${'公示'.repeat(500)}`;

const OBJECTS = {
  'index.html': page,
  'en/index.html': 'Daylight',
  'today.html': 'today',
  '404.html': 'not here',
  'd/bridge-street': 'poster',
  'disclosures/demo/1.csv': 'index,kind',
  '_astro/give.C0ffee.js': 'export {}',
};

beforeAll(async () => {
  const put = { contentType: 'x', when: 'always' } as const;
  for (const [key, text] of Object.entries(OBJECTS)) await buckets.public.put(key, new TextEncoder().encode(text), put);
  await buckets.log.put('checkpoint', new TextEncoder().encode('origin\n1\n'), put);
  await buckets.log.put('tile/0/000', new Uint8Array(8_192), put);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('the public record as plain files', () => {
  test.each([
    ['/', 200, 'text/html; charset=utf-8', 'public, max-age=2, must-revalidate'],
    ['/en/', 200, 'text/html; charset=utf-8', 'public, max-age=2, must-revalidate'],
    ['/today.html', 200, 'text/html; charset=utf-8', 'public, max-age=2, must-revalidate'],
    ['/d/bridge-street', 200, 'text/html; charset=utf-8', 'public, max-age=60'],
    ['/disclosures/demo/1.csv', 200, 'text/csv; charset=utf-8', 'public, max-age=2, must-revalidate'],
    ['/_astro/give.C0ffee.js', 200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/log/1/checkpoint', 200, 'text/plain; charset=utf-8', 'public, max-age=1, must-revalidate'],
    ['/log/1/tile/0/000', 200, 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['/nothing.html', 404, 'text/html; charset=utf-8', 'public, max-age=1'],
    ['/log/1/tile/0/001', 404, 'text/plain; charset=UTF-8', 'public, max-age=1'],
  ])('%s answers %i as %s, kept as %s', async (path, status, type, cache) => {
    const answer = await app.request(path);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([status, type, cache]);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each(['/../private/x', '/..%2flog%2fx', '/%2e%2e/private/x', '/.tmp/x', '/d/', '/d', '//etc/passwd', '/a%00', '/%ff', `/${'a'.repeat(600)}`])(
    '%s leads out of no bucket and lists nothing',
    async (path) => {
      const answer = await app.request(path);
      expect([answer.status, await answer.text()]).toEqual([404, 'not here']);
    },
  );

  test('a browser that has the page gets no second copy, until the page changes', async () => {
    const first = await app.request('/today.html');
    const etag = first.headers.get('etag') ?? '';
    const again = () => app.request('/today.html', { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect((await again()).status).toBe(304);
    await buckets.public.put('today.html', new TextEncoder().encode('tomorrow'), { contentType: 'x', when: 'always' });
    expect((await again()).status).toBe(200);
  });

  test.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip;q=1.0, br;q=0', 'gzip', gunzipSync],
  ])('accepting %s gets %s, with the same text inside', async (accepted, encoding, open) => {
    const answer = await app.request('/', { headers: { 'accept-encoding': accepted } });
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([encoding, 'accept-encoding']);
    expect(open(Buffer.from(await answer.arrayBuffer())).toString()).toBe(page);
  });

  test('tiles are sent as they are', async () => {
    const answer = await app.request('/log/1/tile/0/000', { headers: { 'accept-encoding': 'br, gzip' } });
    expect([answer.headers.get('content-encoding'), (await answer.arrayBuffer()).byteLength]).toEqual([null, 8_192]);
  });

  test('HEAD says what GET would send, without sending it', async () => {
    const answer = await app.request('/today.html', { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '8', '']);
  });
});
