import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillKeyPage } from '../../functions/disclosure/fill-key-page.ts';
import { buildSite } from '../../infra/local/build-site.ts';
import { heldFiles } from './held-document.ts';
import { sampleRow, sampleRows, sampleSociety } from './sample.ts';
import { logEntries, publishEntries } from './sample-log.ts';

const run = promisify(execFile);
const missing = ['curl', 'openssl', 'python3'].filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
const files = publishEntries(logEntries(sampleRows(300)), { origin: sampleSociety().origin, seed: new Uint8Array(32).fill(7) });
const [key] = JSON.parse(new TextDecoder().decode(files.get('/log/1/log.json'))).vkeys;
const folder = mkdtempSync(join(tmpdir(), 'daylight-check-'));
let server: Server;
let blocks: readonly string[];

beforeAll(async () => {
  const dist = await buildSite({ societyFile: 'site/society/demonstration.json' });
  const page = fillKeyPage(readFileSync(join(dist, 'shells/check.html'), 'utf8'), { vkeys: [key], policy: '', size: 321 });
  blocks = [...page.matchAll(/<pre[^>]*>([\s\S]*?)<\/pre>/g)].map(([, text = '']) => plain(text));
  server = createServer((request, response) => response.end(files.get(request.url ?? '')));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { proof, entry } = heldFiles(files, sampleRow(13).index);
  writeFileSync(join(folder, 'gift.tlog-proof'), proof);
  writeFileSync(join(folder, 'entry.json'), entry);
});
afterAll(() => {
  server?.close();
  rmSync(folder, { recursive: true });
});

describe('the page that says how to check without our software', () => {
  test('shows the key of this log, and sets it as the commands want it', () => {
    expect(blocks[0]).toBe(key.vkey);
    expect(blocks[1]).toContain(`VKEY='${key.vkey}'`);
    expect(blocks).toHaveLength(5);
  });

  test.skipIf(missing.length > 0)('its command for the signature says yes to the log’s own, and no to another key', async () => {
    expect(await shell(blocks[2] ?? '')).toContain('Signature Verified Successfully');
    await expect(shell((blocks[2] ?? '').replace('tail -c 32', 'tail -c 32 | tr "[:print:]" x'))).rejects.toThrow();
  });

  test.skipIf(missing.length > 0)('its command for one gift says OK to the gift’s own entry, and DIFFERENT with one character changed', async () => {
    expect(await shell(blocks[4] ?? '')).toBe('OK\n');
    expect(await shell((blocks[4] ?? '').replace(/^python3/m, 'sed -i \'s/"amt":./"amt":0/\' entry.json; python3'))).toBe('DIFFERENT\n');
  });
});

/** Types what the page says, with the address of this portal. */
async function shell(command: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const env = { ...process.env, SITE: `http://127.0.0.1:${port}`, VKEY: key.vkey };
  return (await run('sh', ['-e', '-c', command], { cwd: folder, env })).stdout;
}

/** What a reader copies. */
const plain = (markup: string): string =>
  markup.replace(/&(?:#39|quot|lt|gt|amp);/g, (entity) => ({ '&#39;': "'", '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' })[entity] ?? entity);
