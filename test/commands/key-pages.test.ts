import { expect, test } from 'vitest';
import { judgeKeyPages } from '../../functions/commands/verify/judge-key-pages.ts';
import { openNotebook } from '../../functions/commands/verify/notebook.ts';
import type { PublicSource } from '../../functions/commands/verify/source.ts';
import { fillKeyPage } from '../../functions/disclosure/fill-key-page.ts';
import { publishEntries } from '../site/sample-log.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const describe = (seed: number): { readonly bytes: Uint8Array; readonly vkeys: readonly { readonly vkey: string; readonly from: number }[] } => {
  const bytes = publishEntries([], { origin: 'daylight.example.org/log/1', seed: new Uint8Array(32).fill(seed) }).get('/log/1/log.json') ?? new Uint8Array();
  return { bytes, vkeys: JSON.parse(new TextDecoder().decode(bytes)).vkeys };
};
const [own, other] = [describe(7), describe(8)];
const SHELL = '<p data-vkeys="{{fill:ranges}}" data-policy="{{fill:policy}}"></p><pre>{{fill:vkeys}}</pre>';
const POLICY = 'witness w witness.example.org+a2609de3+BMKgdE7DNy1kLGH0O0WeWs+NkKuoTdi4QT2AD1kERGMM\nquorum w\n';
const page = (vkeys: typeof own.vkeys): Uint8Array => utf8(fillKeyPage(SHELL, { vkeys, policy: POLICY, size: 1 }));

async function found(pages: { readonly [file: string]: Uint8Array }): Promise<readonly string[]> {
  const files: { readonly [file: string]: Uint8Array } = { 'log/1/log.json': own.bytes, ...pages };
  const source: PublicSource = {
    kind: 'folder',
    place: 'memory',
    take: async (path, _, taking) => {
      const bytes = files[path];
      if (bytes === undefined) return 'missing';
      taking()(bytes);
      return 'taken';
    },
  };
  const notes = openNotebook();
  await judgeKeyPages({ source, notes });
  return notes.read().findings.map(({ code, file }) => `${code} ${file}`);
}

test('a page that hands out the log’s own keys holds, and one that is not there is no finding', async () => {
  expect(await found({ 'verify-offline.html': page(own.vkeys), 'check.html': page(own.vkeys) })).toEqual([]);
  expect(await found({})).toEqual([]);
});

test('a page that hands out another key, one more, or none, is found by its name', async () => {
  expect(await found({ 'verify-offline.html': page(other.vkeys) })).toEqual(['log_key_differs verify-offline.html']);
  expect(await found({ 'en/check.html': page([...own.vkeys, ...other.vkeys]) })).toEqual(['log_key_differs en/check.html']);
  expect(await found({ 'check.html': page([]) })).toEqual(['log_key_differs check.html']);
});
