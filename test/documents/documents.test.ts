import { PDFDocument, PDFName } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { type DocumentKind, pictureOf } from '../../functions/documents/documents.ts';
import { drawUnsigned, factsOf } from './facts.ts';
import { compareInk } from './outlines.ts';
import { pixelsOf, pixelsOfPng, qrOf, textOf } from './pdf-reading.ts';

const KINDS: readonly DocumentKind[] = ['receipt', 'certificate'];

describe.each(KINDS)('%s', (kind) => {
  test('the same facts give the same bytes', async () => {
    const facts = factsOf(kind);
    expect(Buffer.compare(await drawUnsigned(facts), await drawUnsigned(facts))).toBe(0);
  });

  test('two donors get different bytes', async () => {
    const other = factsOf(kind, { donor: { kind: 'person', name: '王小溢' } });
    expect(Buffer.compare(await drawUnsigned(factsOf(kind)), await drawUnsigned(other))).not.toBe(0);
  });

  test('it states amount in figures and capitals, campaign, purpose, number, issue and society in two languages', async () => {
    const facts = factsOf(kind);
    const text = (await textOf(await drawUnsigned(facts))).replace(/\s+/g, ' ');
    const { campaign, purpose, society } = facts;
    const stated = ['人民币壹仟陆佰捌拾贰元壹角陆分', '¥1,682.16', facts.number, facts.recordNumber, '第 61 期', '扫码验证', 'giving.example.org/verify.html'];
    for (const part of [...stated, campaign.zh, campaign.en, purpose.zh, purpose.en, society.name.zh, society.name.en]) expect(text).toContain(part);
  });

  test('M17: it says that it is a demonstration, and only where it is one', async () => {
    const facts = factsOf(kind);
    const real = { ...facts, society: { ...facts.society, name: { zh: '某某公益会', en: 'Some Society' }, demonstration: false } };
    const demonstration = await textOf(await drawUnsigned(facts));
    expect(demonstration).toContain('演示文件');
    expect(demonstration).toContain('DEMONSTRATION');
    expect(await textOf(await drawUnsigned(real))).not.toMatch(/演示|DEMONSTRATION|demonstration/);
  });

  test('its title, language and dates are set, the dates from publication', async () => {
    const facts = factsOf(kind);
    const document = await PDFDocument.load(await drawUnsigned(facts), { updateMetadata: false });
    expect(document.getTitle()).toContain(facts.number);
    expect(document.getCreationDate()?.getTime()).toBe(facts.publishedAtMs);
    expect(String(document.catalog.get(PDFName.of('Lang')))).toBe('(zh-CN)');
    expect(document.getPageCount()).toBe(kind === 'receipt' ? 1 : 2);
  });

  test('M17: nothing on it is red', async () => {
    const { data } = await pixelsOf(await drawUnsigned(factsOf(kind)), 1);
    let red = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) > 150 && (data[at + 1] ?? 0) < 90 && (data[at + 2] ?? 0) < 90) red++;
    expect(red).toBe(0);
  });

  test('everything that a gift may carry at its longest stays on the page', async () => {
    const wide = '捐'.repeat(200);
    const facts = factsOf(kind, { donor: { kind: 'organisation', name: wide }, message: '愿'.repeat(200), restricted: '定'.repeat(500) });
    const pdf = await drawUnsigned({ ...facts, purpose: { zh: '用'.repeat(400), en: 'Relief '.repeat(57) }, money: { currency: 'CNY', minor: 9_999_999_999 } });
    const page = await pixelsOf(pdf, 2);
    const text = (await textOf(pdf)).replace(/\s+/g, '');
    for (const part of [wide, '定'.repeat(500), '用'.repeat(400), '人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分']) expect(text).toContain(part);
    expect(qrOf(page)).toBe(facts.verifyUrl);
  });

  test('its picture shows the same page at the width asked for', async () => {
    const pdf = await drawUnsigned(factsOf(kind));
    const picture = pixelsOfPng(await pictureOf(pdf, { page: 1, width: 1080 }));
    expect(picture.width).toBe(1080);
    expect(qrOf(picture)).toBe(factsOf(kind).verifyUrl);
    await expect(pictureOf(pdf, { page: 3, width: 1080 })).rejects.toThrow('no page 3');
    await expect(pictureOf(pdf, { page: 1, width: 10 })).rejects.toThrow(RangeError);
  });
});

test('the receipt says that it is no fiscal bill, and its title is none of the words of one', async () => {
  const text = await textOf(await drawUnsigned(factsOf('receipt')));
  expect(text).toContain('本确认单不是财政票据，不作为税前扣除凭证。');
  expect(text).toContain('捐赠确认单');
  expect(text).not.toMatch(/发票|收据|监制/);
});

test('an anonymous giver’s certificate reads 爱心人士, whatever name is stored', async () => {
  const text = await textOf(await drawUnsigned(factsOf('certificate', { donor: { kind: 'anonymous', name: '王小满' } })));
  expect(text).toContain('爱心人士：');
  expect(text).not.toContain('王小满');
});

test('an organisation is addressed as one', async () => {
  const text = await textOf(await drawUnsigned(factsOf('certificate', { donor: { kind: 'organisation', name: '某某有限公司' } })));
  expect(text).toContain('贵单位于');
});

test('a gift in dollars names its currency', async () => {
  const text = await textOf(await drawUnsigned(factsOf('receipt', { money: { currency: 'USD', minor: 100_000 } })));
  expect(text).toContain('美元壹仟元整');
  expect(text).toContain('US$1,000.00');
});

test('the certificate leaves the place of the seal empty', async () => {
  const page = await pixelsOf(await drawUnsigned(factsOf('certificate')), 2);
  const place = { left: 1250, right: 1440, top: 2 * 430, bottom: 2 * 450 };
  expect(compareInk(page, page, place).ink).toBeLessThan(1);
});
