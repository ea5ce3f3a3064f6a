import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { SHELLS } from '../../functions/disclosure/live-pages.ts';
import { cacheFor } from '../../infra/headers.ts';
import { buildSite } from '../../infra/local/build-site.ts';
import { sampleSociety } from './sample.ts';

const society = sampleSociety();
const campaigns = society.campaigns.map((one) => `give/${one.id}.html`);
const PAGES = ['404.html', 'about.html', 'claim.html', 'lookup.html', 'thanks.html', 'verify.html', ...campaigns];
const POSTERS = society.places.map((one) => `d/${one.id}`);
const SHELL_FILES = SHELLS.flatMap((name) => [`shells/${name}.html`, `shells/en/${name}.html`]);
const ALL = [...PAGES, ...PAGES.map((page) => `en/${page}`), ...POSTERS, ...SHELL_FILES];
/** Saved and opened from a device, so that all it needs stands within it; `verify-offline.test.ts` holds it to that. */
const OFFLINE = ['shells/verify-offline.html', 'shells/en/verify-offline.html'];
/** Filled with the log's keys and nothing else. */
const KEY_PAGES = ['shells/check.html', 'shells/en/check.html'];

let dist = '';
beforeAll(async () => {
  dist = await buildSite({ societyFile: 'site/society/demonstration.json' });
});
const read = (file: string): string => readFileSync(join(dist, file), 'utf8');

describe('the built site', () => {
  test('has every page in both languages, every poster, every shell, and nothing else', () => {
    const made = readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1));
    expect(made.filter((file) => !/^_astro\/|^\.digest$|^favicon\.svg$/.test(file)).sort()).toEqual([...ALL, ...OFFLINE, ...KEY_PAGES].sort());
  });

  test.each([...ALL, ...KEY_PAGES])('%s holds no script or style of its own, and asks nothing of anybody else', (file) => {
    const page = read(file);
    expect(page.match(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/gi)).toBeNull();
    expect([...page.matchAll(/<(?:script|link|img|iframe|source)[^>]*\s(?:src|href)="([^"]*)"/g)].map(([, address]) => address).filter(isForeign)).toEqual([]);
  });

  test.each(ALL)('%s says its language, and that all of it is a demonstration', (file) => {
    const english = /^(?:en|shells\/en)\//.test(file);
    const page = read(file);
    expect(page).toContain(`<html lang="${english ? 'en' : 'zh-CN'}">`);
    expect(page.match(english ? /the society, its figures and its payments are invented/g : /机构、数据与付款均为虚构/g)?.length).toBeGreaterThanOrEqual(2);
    expect(page).toContain('<link rel="icon" href="/favicon.svg"');
  });

  test.each([...PAGES, ...PAGES.map((page) => `en/${page}`), ...POSTERS])(
    '%s has one heading of the first rank, a title, and its other language one press away',
    (file) => {
      const page = read(file);
      expect(page.match(/<h1\b/g)).toHaveLength(1);
      expect(/<title>([^<]+)<\/title>/.exec(page)?.[1]?.length).toBeGreaterThan(2);
      const other = /<link rel="alternate" hreflang="(?:en|zh-CN)" href="\/([^"]+)"/.exec(page)?.[1] ?? '';
      expect(ALL.includes(other) || /^en\/index\.html$/.test(other)).toBe(true);
    },
  );

  test.each(SHELL_FILES)('%s has a place for everything that the publisher fills in, and takes no heading from it', (file) => {
    const shell = read(file);
    expect(shell.split('<!--fill:main-->')).toHaveLength(2);
    expect([...new Set(shell.match(/\{\{fill:[a-z]+\}\}/g))].sort()).toEqual(['{{fill:path}}', '{{fill:size}}', '{{fill:title}}']);
    expect(shell).toContain('<meta name="log-size" content="{{fill:size}}">');
    expect(shell).not.toMatch(/<h1|<script/);
  });

  test.each(['claim.html', 'give/library.html', 'lookup.html', 'thanks.html', 'verify.html'])('%s says what it needs where scripts are off', (file) => {
    for (const lang of ['', 'en/']) expect(/<noscript>([\s\S]*?)<\/noscript>/.exec(read(lang + file))?.[1]?.length).toBeGreaterThan(40);
  });

  test('a poster opens the page of its campaign with its place; one that was taken down opens nothing', () => {
    for (const place of society.places) {
      const target = `/give/${place.campaign}.html?place=${place.id}`;
      const page = read(`d/${place.id}`);
      expect(page.includes(`<meta http-equiv="refresh" content="0;url=${target}">`)).toBe(!place.revoked);
      expect(page.includes(`href="${target}"`)).toBe(!place.revoked);
    }
  });

  test('nothing that costs privacy is chosen beforehand', () => {
    for (const page of campaigns.flatMap((file) => [read(file), read(`en/${file}`)])) {
      const chosen = [...page.matchAll(/<input[^>]*\schecked[^>]*>/g)].map(([input]) => /name="(\w+)" value(?:="([\w-]+)")?/.exec(input)?.slice(1).join('='));
      expect(chosen).toEqual(['kind=person', 'display=anonymous', 'dedication=', 'method=sandbox']);
    }
  });

  test('only a campaign that takes a closer purpose asks for one', () => {
    const asks = society.campaigns.map((one) => [one.kind, read(`give/${one.id}.html`).includes('name="restricted"')]);
    expect(asks).toEqual(society.campaigns.map((one) => [one.kind, one.kind === 'restricted']));
  });

  test('scripts and styles carry their digest in their names and may be kept for ever', () => {
    const assets = readdirSync(join(dist, '_astro'));
    expect(assets.filter((name) => !/[.-][A-Za-z0-9_-]{8}\.(?:js|css)$/.test(name))).toEqual([]);
    expect(assets.map((name) => cacheFor(`/_astro/${name}`)).every((cache) => cache.includes('immutable'))).toBe(true);
  });
});

describe('what a page weighs over the wire', () => {
  test('the front page without its figures: under 20 KB, styles included, and no script at all', () => {
    const shell = read('shells/home.html');
    expect(weigh([shell, ...stylesOf(shell).map(read)])).toBeLessThan(20 * 1024);
  });

  test.each([
    ['verify.html', 30],
    ['give/library.html', 30],
    ['thanks.html', 20],
    ['lookup.html', 10],
    ['claim.html', 12],
  ])('the scripts of %s: under %i KB, with everything they load at once', (file, limit) => {
    const scripts = [...read(file).matchAll(/<script[^>]*\ssrc="\/([^"]+)"/g)].map(([, address]) => address ?? '');
    const loaded = withImports(scripts);
    expect(loaded.length).toBeGreaterThan(0);
    expect(weigh(loaded.map(read))).toBeLessThan(limit * 1024);
  });

  test.each(['verify.html', 'en/verify.html'])('%s, with style and script and all that they load at once: under 30 KB as a server compresses it', (file) => {
    const page = read(file);
    const scripts = [...page.matchAll(/<script[^>]*\ssrc="\/([^"]+)"/g)].map(([, address]) => address ?? '');
    const all = [page, ...stylesOf(page).map(read), ...withImports(scripts).map(read)];
    const overTheWire = (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
    expect(all.reduce((sum, text) => sum + overTheWire(text), 0)).toBeLessThan(30 * 1024);
  });

  test('the giving page loads the drawing of codes only when there is one to draw', () => {
    const scripts = [...read('give/library.html').matchAll(/<script[^>]*\ssrc="\/([^"]+)"/g)].map(([, address]) => address ?? '');
    const later = scripts.map(read).flatMap((script) => [...script.matchAll(/import\([`"']\.\/([^`"']+)/g)].map(([, name]) => `_astro/${name}`));
    expect(later.length).toBeGreaterThan(0);
    expect(withImports(scripts).filter((script) => later.includes(script))).toEqual([]);
  });
});

const isForeign = (address: string | undefined): boolean => address !== undefined && /^(?:[a-z]+:|\/\/)/i.test(address);
const weigh = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
const stylesOf = (page: string): readonly string[] => [...page.matchAll(/<link rel="stylesheet" href="\/([^"]+)"/g)].map(([, address]) => address ?? '');

/** Scripts with all that they import at once, not what they load later. */
function withImports(scripts: readonly string[]): readonly string[] {
  const known = new Set(scripts);
  for (const script of known) for (const [, name] of read(script).matchAll(/(?:from|import)\s*[`"']\.\/([^`"']+)[`"']/g)) known.add(`_astro/${name}`);
  return [...known];
}
