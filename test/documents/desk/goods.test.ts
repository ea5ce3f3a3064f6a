import { describe, expect, test } from 'vitest';
import type { GoodsFacts } from '../../../functions/documents/desk/goods-facts.ts';
import { drawGoodsReceipt } from '../../../functions/documents/desk/goods-receipt.ts';
import { pictureOf } from '../../../functions/documents/documents.ts';
import type { GivenLine } from '../../../functions/domain/entry-moves.ts';
import { pixelsOfPng, qrOf } from '../pdf-reading.ts';
import { inkIn } from './ink.ts';
import { goodsFacts } from './made-books.ts';
import { pagesOf } from './pages.ts';

const MASKS: GivenLine = { name: '医用防护口罩', spec: '20 只/盒', unit: '盒', count: 12_000, value: { cur: 'CNY', amt: 96_000_000, basis: 'invoice' } };
const QUILTS: GivenLine = { name: '棉被', unit: '床', count: 350 };
const VENTILATORS: GivenLine = { name: 'Ventilator', spec: 'PB-560', unit: '台', count: 4, value: { cur: 'USD', amt: 5_200_000, basis: 'customs' } };

function facts(lines: readonly GivenLine[], change: Partial<GoodsFacts> = {}): GoodsFacts {
  return { ...goodsFacts(0), lines, ...change };
}

describe('the acknowledgement of goods', () => {
  test('states giver, campaign, receiver, every line, and the number that is checked', async () => {
    const [page = ''] = await pagesOf(await drawGoodsReceipt(facts([MASKS, QUILTS])));
    for (const part of [
      '捐赠物资确认单',
      '麦浪农业生产资料有限公司',
      '洪灾紧急救助',
      '晨光市示例公益会',
      '2026 年 11 月 23 日',
      '医用防护口罩',
      '12,000 盒',
      '发票',
      'R1-12345-K',
      '第 61 期',
    ])
      expect(page).toContain(part);
  });

  test('M9: goods without a value are counted and not priced, and currencies are never added', async () => {
    const [page = ''] = await pagesOf(await drawGoodsReceipt(facts([MASKS, QUILTS, VENTILATORS])));
    expect(page).toContain('棉被 350 床 未提供');
    expect(page).toContain('其中 1 项未提供价值');
    for (const total of ['¥960,000.00', 'US$52,000.00', '人民币玖拾陆万元整']) expect(page).toContain(total);
    const [unvalued = ''] = await pagesOf(await drawGoodsReceipt(facts([QUILTS])));
    expect(unvalued).not.toMatch(/¥|合计/);
  });

  test.each([1, 14, 15, 16, 47, 120])('%i lines stand on as many pages as they need, each once, none over the code', async (count) => {
    const lines = Array.from({ length: count }, (_, at): GivenLine => ({ name: `G${at + 1}`, unit: '件', count: at + 1 }));
    const pdf = await drawGoodsReceipt(facts(lines));
    const pages = await pagesOf(pdf);
    const text = pages.join(' ');
    const rows = lines.map((line) => text.indexOf(`${line.name} ${line.count.toLocaleString('en-US')} 件`));
    expect(rows.every((at, place) => at > (rows[place - 1] ?? -1))).toBe(true);
    expect(pages.at(-1)).toContain(`共 ${count} 项`);
    expect(pages.at(-1)).toContain(lines.at(-1)?.name);
    const last = pixelsOfPng(await pictureOf(pdf, { page: pages.length, width: 1190 }));
    expect(qrOf(last)).toBe('https://giving.example.org/verify.html#1-12345-K');
    expect(inkIn(last, { left: 320, right: 1080, top: 2 * 648, bottom: 2 * 660 })).toBe(0);
  });

  test('says that values are the giver’s, and that it is no fiscal bill; a demonstration says so on every page', async () => {
    const pages = await pagesOf(await drawGoodsReceipt(facts(Array.from({ length: 60 }, () => MASKS))));
    expect(pages.at(-1)).toContain('物资价值由捐赠人提供并对其负责，本会不作估价。本确认单不是财政票据');
    for (const page of pages) expect(page).toContain('演示文件');
    const real = facts([MASKS]);
    expect((await pagesOf(await drawGoodsReceipt({ ...real, society: { ...real.society, demonstration: false } }))).join()).not.toMatch(/演示|DEMONSTRATION/);
  });

  test('an anonymous giver is 爱心人士, and the longest name, article and message stay whole', async () => {
    const [anonymous = ''] = await pagesOf(await drawGoodsReceipt(facts([MASKS], { donor: { kind: 'anonymous', name: '' } })));
    expect(anonymous).toContain('爱心人士');
    const long = { donor: { kind: 'organisation', name: '捐'.repeat(100) }, message: '愿'.repeat(200), restricted: '定'.repeat(300) } as const;
    const pages = await pagesOf(await drawGoodsReceipt(facts([{ ...MASKS, name: '防护用品'.repeat(20), spec: '规格'.repeat(30) }], long)));
    const text = pages.join('').replace(/\s+/g, '');
    for (const part of ['捐'.repeat(100), '愿'.repeat(200), '定'.repeat(300), '防护用品'.repeat(20), '规格'.repeat(30)]) expect(text).toContain(part);
  });

  test('the same facts give the same bytes', async () => {
    expect(Buffer.compare(await drawGoodsReceipt(facts([MASKS])), await drawGoodsReceipt(facts([MASKS])))).toBe(0);
  });
});
