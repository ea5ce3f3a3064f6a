import { createHash } from 'node:crypto';
import { PDFDocument, PDFName } from 'pdf-lib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../functions/actions/create-log.ts';
import { findGift } from '../../../functions/actions/find-gift.ts';
import { issueByNumber } from '../../../functions/actions/issue-by-number.ts';
import { publishSettled } from '../../../functions/actions/publish-settled.ts';
import { recordEntry } from '../../../functions/actions/record-entry.ts';
import { drawGoodsReceipt } from '../../../functions/documents/desk/goods-receipt.ts';
import { drawStatement } from '../../../functions/documents/desk/statement.ts';
import type { DocumentSigner } from '../../../functions/documents/signature/document-signer.ts';
import { documentNumber, recordNumber } from '../../../functions/domain/number.ts';
import { textOf } from '../../../functions/store/item.ts';
import { documentKey, identityKey } from '../../../functions/store/tables.ts';
import { readHeldFiles } from '../../../site/elements/held-proof.ts';
import { readPdf } from '../../../site/elements/pdf-file.ts';
import { verifyHeld } from '../../../site/elements/verify-held.ts';
import { goods } from '../../support/wishes.ts';
import { createWorld, type World } from '../../support/world.ts';
import { pdfsig, pdfsigSays, VALID_AND_TRUSTED } from '../signature/other-readers.ts';
import { readSignature, verifySignature } from '../signature/read-signature.ts';
import { ALGORITHMS, makeSigner } from '../signature/signers.ts';
import { type Element, elementsOf, leavesOf } from '../structure.ts';
import { goodsFacts, statementFacts } from './made-books.ts';
import { readAloud } from './read-aloud.ts';

/** Documents of several pages that donors keep. */
const BOOKS = {
  'acknowledgement of goods': (count: number, signer?: DocumentSigner) => drawGoodsReceipt(goodsFacts(count), signer === undefined ? {} : { signer }),
  'annual statement': (count: number, signer?: DocumentSigner) => drawStatement(statementFacts(count), signer),
} as const;
const NAMES = ['acknowledgement of goods', 'annual statement'] as const;

describe.each(NAMES)('the %s', (name) => {
  const draw = BOOKS[name];

  test.each(ALGORITHMS)('signed with %s is valid and trusted, and a flipped byte is found', async (algorithm) => {
    const { signer, root } = await makeSigner(algorithm);
    const pdf = Buffer.from(await draw(60, signer));
    expect(await verifySignature(pdf, [root])).toBe('valid and trusted');
    expect(readPdf(pdf)?.seal).toBe('fits');
    const { content, filled } = readSignature(pdf);
    expect(content.length + filled.length * 2 + 2).toBe(pdf.length);
    for (const at of [1_000, pdf.length - 600]) {
      const flipped = Buffer.from(pdf);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(await verifySignature(flipped, [root])).not.toBe('valid and trusted');
    }
  });

  test.skipIf(!pdfsig.present)(pdfsig.title, async () => {
    const { signer, root } = await makeSigner('p256');
    expect(pdfsigSays(await draw(3, signer), root)).toEqual(VALID_AND_TRUSTED);
  });

  test('is the same but for the signature however often it is drawn', async () => {
    const { signer } = await makeSigner('p256');
    const [one, two] = [Buffer.from(await draw(3, signer)), Buffer.from(await draw(3, signer))];
    expect(Buffer.compare(readSignature(one).content, readSignature(two).content)).toBe(0);
  });

  test.each([1, 60])('with %i rows is told to readers in order: one title, one table over all pages, whose columns have heads', async (count) => {
    const document = await PDFDocument.load(await draw(count), { updateMetadata: false });
    expect(String(document.catalog.get(PDFName.of('Lang')))).toBe('(zh-CN)');
    expect(String(document.catalog.get(PDFName.of('MarkInfo')))).toContain('/Marked true');
    const elements = elementsOf(document);
    const leaves = leavesOf(elements);
    expect(new Set(leaves.map(({ mark }) => mark)).size).toBe(leaves.length);
    expect(leaves.filter(({ role }) => role === '/H1')).toHaveLength(1);
    expect(leaves.filter(({ alt }) => alt).map(({ role }) => role)).toEqual(['/Figure']);
    const table = elements.filter(({ role }) => role === '/Table').at(-1);
    expect(table?.children).toHaveLength(count + 1);
    const [heads, ...rows] = table?.children ?? [];
    expect(heads?.children.every(({ role, scope }) => role === '/TH' && scope === '/Column')).toBe(true);
    for (const row of rows) expect(rolesOf(row)).toEqual(Array.from({ length: 7 }, () => '/TD'));
    expect(elements.findIndex(({ children }) => children === table?.children)).toBeLessThan(elements.findIndex(({ role }) => role === '/Figure'));
  });
});

const rolesOf = (element: Element): readonly string[] => element.children.map(({ role }) => role);

test('the facts of goods are a table whose labels head their rows', async () => {
  const document = await PDFDocument.load(await drawGoodsReceipt(goodsFacts(2)), { updateMetadata: false });
  const [facts] = elementsOf(document).filter(({ role }) => role === '/Table');
  expect(facts?.children.length).toBeGreaterThan(4);
  for (const row of facts?.children ?? [])
    expect(row.children.map(({ role, scope }) => [role, scope])).toEqual([
      ['/TH', '/Row'],
      ['/TD', undefined],
    ]);
});

describe('an acknowledgement of goods that was handed out', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld(Date.parse('2026-11-24T12:00:00+08:00'));
    await createLog(world, { simulated: true });
    await publishSettled(world);
  });
  afterEach(() => world.stop());

  async function give(): Promise<string> {
    const recorded = await recordEntry(world, goods());
    if (!recorded.ok) expect.unreachable(recorded.code);
    await publishSettled(world);
    const index = Number((await world.db.get('ledger', identityKey(recorded.id)))?.index);
    return recordNumber(1, index);
  }

  async function issue(number: string): Promise<Buffer> {
    const issued = await issueByNumber(world, number);
    return issued.ok ? Buffer.from(issued.bytes) : expect.unreachable(issued.code);
  }

  test('carries what proves it, so that the page of the portal checks the file, without a network too', async () => {
    const number = await give();
    const pdf = await issue(number);
    expect([...(readPdf(pdf)?.attached.keys() ?? [])]).toEqual(['entry.json', 'entry.tlog-proof', 'opening.json']);
    const read = readHeldFiles([pdf]);
    if (!read.ok) return expect.unreachable(read.code);
    const known = { origin: world.society.origin, keys: [{ key: world.logKey, from: 0 }] };
    const { finding } = await verifyHeld(async () => 'unreachable', known, read.held);
    expect(finding).toMatchObject({ verdict: 'valid', reason: 'as_of' });
    expect(finding.steps).toContainEqual(expect.objectContaining({ id: 'file', reason: 'file_whole' }));
    const at = pdf.indexOf('"k":"goods"');
    pdf[at + 6] = 0x47;
    const other = readHeldFiles([pdf]);
    expect(other.ok && (await verifyHeld(async () => 'unreachable', known, other.held)).finding.verdict).toBe('altered');
  });

  test('is noted by digest and served as it was, or not at all', async () => {
    const number = await give();
    const first = await issue(number);
    expect((await issue(number)).equals(first)).toBe(true);
    const found = await findGift(world, number);
    const donation = found.ok ? textOf(found.gift, 'id') : expect.unreachable(found.code);
    const receipt = documentNumber('receipt', 1, found.ok ? found.index : 0);
    const noted = await world.db.get('records', documentKey(donation, 'receipt'));
    expect(noted).toMatchObject({ number: receipt, template: 2, sha256: createHash('sha256').update(first).digest('hex') });
    const other = { when: 'always', contentType: 'application/pdf', cache: 'no-store' } as const;
    await world.privateFiles.put(`documents/${donation}/${receipt}.pdf`, Buffer.from('%PDF-other'), other);
    await expect(issue(number)).rejects.toThrow('is not what was issued');
    expect(world.alarms).toContain('document_differs');
  });
});

describe('read aloud', () => {
  const said = async (pdf: Uint8Array) => readAloud(await PDFDocument.load(pdf, { updateMetadata: false }));

  test('an acknowledgement of goods comes in the order of its meaning, each label before its value, each line whole', async () => {
    const spoken = await said(await drawGoodsReceipt(goodsFacts(2)));
    const texts = spoken.map(({ text }) => text.replace(/\s+/g, ' '));
    const places = [
      '演示文件',
      '示范省示例公益会',
      '捐赠物资确认单',
      'R1-12345-K',
      '捐赠人',
      '麦浪农业',
      '序号',
      '帐篷 1',
      '帐篷 2',
      '申报价值合计',
      '扫码验证',
      '物资价值由捐赠人提供',
    ].map((part) => texts.findIndex((text) => text.includes(part)));
    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(places.every((place) => place >= 0)).toBe(true);
    const line = texts.slice(texts.indexOf('帐篷 2') - 1, texts.indexOf('帐篷 2') + 6);
    expect(line).toEqual(['2', '帐篷 2', '3×4 米', '2', '顶', '¥600.00', '发票']);
    expect(texts.filter((text) => text === '')).toHaveLength(3); // the first line has neither specification nor ground of a value, and the code speaks by its other text
  });

  test.each([
    ['goods', () => drawGoodsReceipt(goodsFacts(2))],
    ['a statement', () => drawStatement(statementFacts(2))],
  ])('English on %s is told to be English, and Chinese is not', async (_, draw) => {
    const spoken = await said(await draw());
    expect(spoken.map(({ english }) => english).join(' ')).toMatch(/[a-z]{4}/);
    for (const { english, chinese } of spoken) {
      expect(english).not.toMatch(/\p{Script=Han}/u);
      expect(chinese.replace(/[\w.@-]+\.[\w./-]+/g, '')).not.toMatch(/[a-z]{4}/);
    }
  });
});
