import { PDFDocument } from 'pdf-lib';
import { expect, test } from 'vitest';
import { drawPosters, posterKey } from '../../../functions/actions/draw-posters.ts';
import { drawPoster, POSTER_FORMATS, type PosterFacts } from '../../../functions/documents/desk/poster.ts';
import { pictureOf } from '../../../functions/documents/documents.ts';
import type { Files } from '../../../functions/store/files.ts';
import { demonstration } from '../../support/world.ts';
import { compareInk, drawOutlines } from '../outlines.ts';
import { pixelsOf, pixelsOfPng, qrOf, textOf } from '../pdf-reading.ts';

const facts = (change: Partial<PosterFacts> = {}): PosterFacts => ({
  society: { name: { zh: '示范省示例公益会', en: 'Model Charity Society' }, code: '13990000DAYL1GHT79', phone: '000-0000-0000', demonstration: true },
  campaign: { zh: '洪灾紧急救助', en: 'Emergency flood relief' },
  place: { zh: '晨光市火车站候车厅', en: 'Waiting hall' },
  address: 'https://giving.example.org/d/cg-station',
  ...change,
});

const SIZES = { a4: [210, 297], a6: [105, 148.5] } as const;

for (const format of POSTER_FORMATS) {
  test(`${format}: says whose it is, for what, where it hangs, the domain in words and how to check`, async () => {
    const text = await textOf(await drawPoster(facts(), format));
    for (const part of [
      '示范省示例公益会',
      '洪灾紧急救助',
      'Emergency flood relief',
      '晨光市火车站候车厅',
      'giving.example.org',
      '请看清网址',
      '请勿付款',
      '/today.html',
      '000-0000-0000',
    ])
      expect(text).toContain(part);
  });

  test(`${format}: has its size on paper, and a code that a phone reads from a coarse picture`, async () => {
    const pdf = await drawPoster(facts(), format);
    const { width, height } = (await PDFDocument.load(pdf)).getPage(0).getSize();
    expect([width, height].map((points) => Math.round((points * 254) / 72) / 10)).toEqual(SIZES[format]);
    expect(qrOf(pixelsOfPng(await pictureOf(pdf, { page: 1, width: 320 })))).toBe(facts().address);
  });

  test(`${format}: a long address, campaign and place stay on it whole`, async () => {
    const long = facts({
      campaign: { zh: '山洪与地质灾害紧急救助'.repeat(5), en: 'Relief '.repeat(15) },
      address: `https://${'giving.'.repeat(8)}example.org:8787/d/cg-station`,
    });
    const pdf = await drawPoster(long, format);
    const text = (await textOf(pdf)).replace(/\s+/g, '');
    for (const part of [long.campaign.zh, new URL(long.address).host]) expect(text).toContain(part);
    expect(qrOf(pixelsOfPng(await pictureOf(pdf, { page: 1, width: 800 })))).toBe(long.address);
  });

  test(`${format}: the same facts give the same bytes`, async () => {
    expect(Buffer.compare(await drawPoster(facts(), format), await drawPoster(facts(), format))).toBe(0);
  });
}

test('M17: it says that it is a demonstration, and only where it is one; no red, no blank', async () => {
  const real = facts({ society: { ...facts().society, demonstration: false } });
  expect(await textOf(await drawPoster(facts(), 'a4'))).toContain('演示文件');
  expect(await textOf(await drawPoster(real, 'a4'))).not.toMatch(/演示|DEMONSTRATION/);
  const { data } = await pixelsOf(await drawPoster(real, 'a4'), 1);
  for (let at = 0; at < data.length; at += 4)
    if ((data[at] ?? 0) > 150 && (data[at + 1] ?? 0) < 90 && (data[at + 2] ?? 0) < 90) expect.unreachable(`red at ${at}`);
});

test('the campaign stands there as its outlines draw it, glyph by glyph', async () => {
  const page = await pixelsOf(await drawPoster(facts(), 'a4'), 2);
  const spot = { width: 595.28, height: 841.89, x: 0, y: 240, size: 46 };
  const { width } = await drawOutlines(facts().campaign.zh, spot, 1);
  const reference = await drawOutlines(facts().campaign.zh, { ...spot, x: (595.28 - width) / 2 }, 2);
  const ink = compareInk(page, reference.pixels, { left: 595.28 - width - 4, right: 595.28 + width + 4, top: 2 * 196, bottom: 2 * 252 });
  expect(ink.ink).toBeGreaterThan(1000);
  expect(ink.astray).toBeLessThan(0.005);
});

test('every place that takes gifts has both posters, made once and again when address or profile change', async () => {
  const puts: string[] = [];
  const stored = new Map<string, Uint8Array>();
  const publicFiles: Files = {
    get: async (key) => (stored.has(key) ? { bytes: stored.get(key) ?? new Uint8Array(), etag: key } : undefined),
    put: async (key, bytes) => {
      puts.push(key);
      stored.set(key, bytes);
      return { ok: true, etag: key };
    },
    remove: async () => undefined,
  };
  const whole = demonstration();
  const society = { ...whole, places: [...whole.places.slice(0, 2), ...whole.places.filter((place) => place.revoked)] };
  const alarms: string[] = [];
  const deps = { publicFiles, society, publicUrl: 'https://giving.example.org', alarm: (code: string) => alarms.push(code) };
  expect(await drawPosters(deps)).toBe(4);
  expect(puts).toEqual([...society.places.slice(0, 2).flatMap((place) => POSTER_FORMATS.map((format) => posterKey(place.id, format))), 'posters/made.json']);
  expect(await drawPosters(deps)).toBe(0);
  expect(await drawPosters({ ...deps, publicUrl: 'https://other.example.org' })).toBe(4);
  const unwritable = { ...society, places: society.places.map((place) => ({ ...place, name: { zh: '\u{1F600}', en: '' } })) };
  expect(await drawPosters({ ...deps, society: unwritable })).toBe(0);
  expect(alarms).toEqual(['poster_not_drawn']);
});
