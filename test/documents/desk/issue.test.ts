import { PDFDocument, PDFName } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { drawIssuePaper } from '../../../functions/documents/desk/issue.ts';
import { readOwnMarks } from '../../../functions/documents/desk/xmp.ts';
import { pictureOf } from '../../../functions/documents/documents.ts';
import type { Entry } from '../../../functions/domain/entry.ts';
import { recordNumber } from '../../../functions/domain/number.ts';
import { pixelsOfPng, qrOf } from '../pdf-reading.ts';
import { inkIn } from './ink.ts';
import { factsOfIssue, type MadeIssue, makeIssue, rowsOf } from './made-issue.ts';
import { pagesOf } from './pages.ts';

const draw = (made: MadeIssue, piece = 200) => drawIssuePaper(factsOfIssue(made), rowsOf(made, piece));

describe('a closed issue on paper', () => {
  test('states number, days, sums by campaign, branch and channel, digest and checkpoint', async () => {
    const made = makeIssue(130);
    const [front = ''] = await pagesOf(await draw(made));
    const sum = made.gifts.reduce((all, gift) => all + gift.amt, 0);
    for (const part of [
      '捐赠公示',
      '第 1 期',
      '2020 年 1 月 25 日 星期六',
      yuan(sum),
      '130 笔',
      '日常公益',
      'Emergency flood relief',
      '松语县示例公益会',
      made.sha256,
    ])
      expect(front).toContain(part);
    expect(front).toContain(factsOfIssue(made).log.root);
  });

  test('has every row once, in order, with number, day, campaign, receiver, channel and amount', async () => {
    const made = makeIssue(130);
    const [, ...pages] = await pagesOf(await draw(made));
    const text = pages.join(' ');
    let at = 0;
    for (const [place, gift] of made.gifts.entries()) {
      const number = recordNumber(1, made.firstGift + place);
      at = text.indexOf(`${number} ${gift.on} `, at);
      expect(at, number).toBeGreaterThan(0);
      const next = text.indexOf(recordNumber(1, made.firstGift + place + 1), at);
      expect(text.slice(at, next < 0 ? undefined : next), number).toContain(yuan(gift.amt).slice(1));
    }
  });

  test('repeats its head on every page and counts the pages', async () => {
    const pages = await pagesOf(await draw(makeIssue(130)));
    expect(pages).toHaveLength(4);
    for (const [at, page] of pages.entries()) expect(page).toContain(`第 ${at + 1} 页，共 4 页`);
    for (const page of pages.slice(1))
      for (const head of ['示范省示例公益会', '第 1 期', '付款日', '接收单位', '金额（元）', '演示文件']) expect(page).toContain(head);
  });

  test('M8: marks late rows by their position, and restricted ones', async () => {
    const made = makeIssue(20);
    const [front = '', page = ''] = await pagesOf(await draw(made));
    const late = made.gifts.filter((gift) => gift.on < made.issue.from).length;
    expect(late).toBeGreaterThan(0);
    expect(page.match(/补登/g)).toHaveLength(late);
    expect(front).toContain(`其中补登 ${late} 笔`);
    expect(page.match(/定向/g)).toHaveLength(made.gifts.filter((gift) => gift.restricted === true).length);
  });

  test('M3: the same rows give the same bytes, in whatever pieces they come', async () => {
    const made = makeIssue(150);
    expect(Buffer.compare(await draw(made, 200), await draw(made, 7))).toBe(0);
    expect(Buffer.compare(await draw(made), await draw(makeIssue(151)))).not.toBe(0);
  });

  test('M4: carries no name and no message, even where a row has them', async () => {
    const made = makeIssue(12);
    const pages = await pagesOf(
      await drawIssuePaper(factsOfIssue(made), rowsOf(made, 200, { shown: { state: 'named', text: '欧阳霁寒' }, message: '武汉加油' })),
    );
    expect(pages.join(' ')).not.toMatch(/欧阳霁寒|武汉加油/);
  });

  test('its code leads to the page of the issue, and its bytes say where it is served and from which log it was drawn', async () => {
    const made = makeIssue(12);
    const pdf = await draw(made);
    const { address, log } = factsOfIssue(made);
    expect(qrOf(pixelsOfPng(await pictureOf(pdf, { page: 1, width: 1190 })))).toBe(address);
    expect(readOwnMarks(pdf)).toEqual({ address, logSize: log.size });
  });

  test('title, language and date are set, the date from the last day', async () => {
    const document = await PDFDocument.load(await draw(makeIssue(3)), { updateMetadata: false });
    expect(document.getTitle()).toContain('第\u00a01\u00a0期');
    expect(document.getCreationDate()?.toISOString()).toBe('2020-01-25T16:00:00.000Z');
    expect(String(document.catalog.get(PDFName.of('Lang')))).toBe('(zh-CN)');
  });

  test('no figure of a row is blank: the ink of each column is there', async () => {
    const pdf = await draw(makeIssue(40));
    const page = pixelsOfPng(await pictureOf(pdf, { page: 2, width: 1190 }));
    for (const [left, right] of [
      [150, 290],
      [300, 390],
      [400, 640],
      [652, 820],
      [836, 950],
      [990, 1094],
    ] as const)
      for (let row = 18; row < 58; row++)
        expect(inkIn(page, { left, right, top: 2 * (84 + row * 11.7), bottom: 2 * (84 + (row + 1) * 11.7) - 2 }), `${left} ${row}`).toBeGreaterThan(20);
  });

  test('what was used, given back, brought along and given in goods stands in the sums and in its rows, and the column adds up', async () => {
    const made = makeIssue(3, { more: MOVES });
    const [front = '', page = ''] = await pagesOf(await draw(made));
    const gifts = made.gifts.reduce((sum, gift) => sum + gift.amt, 0);
    for (const part of [yuan(gifts - 1), yuan(2_000), yuan(gifts - 1 - 2_000 + 5_000), '1 笔支出', '其中退款 -¥0.01', '公示开始前的结存', '收到 1 批'])
      expect(front).toContain(part);
    for (const part of ['支出 晨光市第一中学', '-20.00', '退款', '-0.01', '期初结存', '50.00', '收到物资 350 床']) expect(page).toContain(part);
    const column = [...page.matchAll(/(-?[\d,]+\.\d\d)(?= \d+ 1-|$| 结期摘要)/g)].map(([, sum = '']) => Math.round(Number(sum.replaceAll(',', '')) * 100));
    expect(column.reduce((sum, one) => sum + one, 0)).toBe(gifts - 1 - 2_000 + 5_000);
  });

  test('an issue in which nothing came is an issue', async () => {
    const pages = await pagesOf(await draw(makeIssue(0)));
    expect(pages[0]).toContain('¥0.00');
    expect(pages.length).toBe(2);
  });

  test('long names of campaigns and places become smaller and take two lines, never fewer characters', async () => {
    const name = '山洪与地质灾害'.repeat(9);
    const made = makeIssue(6, { campaignName: name });
    const [, page = ''] = await pagesOf(await draw(made));
    expect(page.replace(/\s+/g, '').split(name).length).toBeGreaterThan(2);
  });
});

const FUND = { branch: 'chenguang', campaign: 'flood' } as const;
const ENTRY = { v: 1, id: '1'.repeat(20), on: makeIssue(0).issue.from } as const;
const NONE = { at: '', intent: '', name: '', note: '', ref: '', shown: '' };
const MOVES: readonly Entry[] = [
  { ...ENTRY, ...FUND, k: 'balance', cur: 'CNY', amt: 5_000, purpose: { zh: '开账' } },
  { ...ENTRY, ...FUND, k: 'spend', cur: 'CNY', amt: 2_000, payee: { class: 'school', name: '晨光市第一中学' }, purpose: { zh: '饮用水' } },
  { ...ENTRY, ...FUND, k: 'refund', of: [{ index: 18, leaf: '' }], ch: 'sandbox', cur: 'CNY', amt: 1, why: 'mistake', c: { at: '', ref: '' } },
  { ...ENTRY, ...FUND, k: 'goods', lines: [{ name: '棉被', unit: '床', count: 350 }], c: NONE },
];

const yuan = (fen: number): string => `¥${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
