import { PDFDict, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { type DocumentKind, drawDocument } from '../../functions/documents/documents.ts';
import { FORMS } from '../../functions/documents/forms.ts';
import { rowsOf } from '../../functions/documents/receipt-rows.ts';
import { readPdf } from '../../site/elements/pdf-file.ts';
import { CARRIED, drawUnsigned, factsOf } from './facts.ts';
import { pixelsOf, qrOf, textOf } from './pdf-reading.ts';
import { readSignature, verifySignature } from './signature/read-signature.ts';
import { ALGORITHMS, makeSigner } from './signature/signers.ts';
import { elementsOf, leavesOf } from './structure.ts';

const KINDS: readonly DocumentKind[] = ['receipt', 'certificate'];
const utf8 = new TextDecoder();
const bytesOf = (bytes: Uint8Array | undefined) => new Uint8Array(bytes ?? []);

describe.each(KINDS)('the file of a %s', (kind) => {
  let pdf: Uint8Array;
  let document: PDFDocument;
  beforeAll(async () => {
    pdf = await drawUnsigned(factsOf(kind));
    document = await PDFDocument.load(pdf, { updateMetadata: false });
  });

  const entryOf = (name: string): unknown => document.catalog.lookup(PDFName.of(name));
  const catalog = (name: string): string => String(entryOf(name));

  test('holds entry, opening and proof byte for byte, so that they can be cut out of it', () => {
    const attached = readPdf(pdf)?.attached;
    expect([...(attached?.keys() ?? [])]).toEqual(['donation.xml', 'entry.json', 'entry.tlog-proof', 'opening.json']);
    expect(bytesOf(attached?.get('entry.json'))).toEqual(CARRIED.entry);
    expect(bytesOf(attached?.get('opening.json'))).toEqual(CARRIED.opening);
    expect(bytesOf(attached?.get('entry.tlog-proof'))).toEqual(CARRIED.proof);
  });

  test('says in XML what its page says, with whatever a name may hold escaped', async () => {
    const xml = utf8.decode(readPdf(pdf)?.attached.get('donation.xml'));
    const { number, society, orderNo, serial } = factsOf(kind);
    for (const part of [number, society.name.zh, orderNo, serial, '<amount currency="CNY">1682.16</amount>', 'demonstration="true"'])
      expect(xml).toContain(part);
    const odd = await drawUnsigned(factsOf(kind, { donor: { kind: 'person', name: '<b>"先生"&' } }));
    expect(utf8.decode(readPdf(odd)?.attached.get('donation.xml'))).toContain('&lt;b&gt;&quot;先生&quot;&amp;</donor>');
    const nobody = await drawUnsigned(factsOf(kind, { donor: { kind: 'anonymous', name: '王小满' } }));
    expect(utf8.decode(readPdf(nobody)?.attached.get('donation.xml'))).not.toContain('王小满');
  });

  test('is built as PDF/A-3 asks: colours, metadata in the clear, related files, an identifier, fonts inside', () => {
    expect(catalog('OutputIntents')).toContain('/GTS_PDFA1');
    const metadata = entryOf('Metadata');
    if (!(metadata instanceof PDFRawStream)) return expect.unreachable();
    expect(metadata.dict.has(PDFName.of('Filter'))).toBe(false);
    const said = utf8.decode(metadata.contents);
    for (const part of ['pdfaid:part="3"', 'pdfaid:conformance="B"', document.getTitle() ?? '']) expect(said).toContain(part);
    expect(catalog('AF').match(/ R/g)).toHaveLength(4);
    expect(String(document.context.trailerInfo.ID)).toMatch(/^\[ <([0-9a-f]{32})> <\1> \]$/i);
    const fonts = document.context.enumerateIndirectObjects().map(([, object]) => object);
    const descriptors = fonts.filter((object) => object instanceof PDFDict && String(object.get(PDFName.of('Type'))) === '/FontDescriptor');
    expect(descriptors.length).toBeGreaterThan(1);
    for (const descriptor of descriptors) expect(descriptor instanceof PDFDict && descriptor.has(PDFName.of('FontFile3'))).toBe(true);
  });

  test('is read aloud in the order of its sections, every mark once', () => {
    const leaves = leavesOf(elementsOf(document));
    const roles = leaves.map(({ role }) => role);
    expect(roles.filter((role) => role === '/H1')).toHaveLength(kind === 'receipt' ? 1 : 2);
    expect(roles.filter((role) => role === '/Figure')).toHaveLength(kind === 'receipt' ? 1 : 2);
    for (const { role, alt } of leaves) expect(alt).toBe(role === '/Figure');
    expect(new Set(leaves.map(({ mark }) => mark)).size).toBe(leaves.length);
    expect(roles.indexOf('/H1')).toBeLessThan(roles.indexOf('/Figure'));
    expect(FORMS[kind].order.indexOf('title')).toBeLessThan(FORMS[kind].order.indexOf('code'));
    expect(catalog('MarkInfo')).toContain('/Marked true');
    expect(catalog('Lang')).toBe('(zh-CN)');
  });

  test('has its rows as a table whose labels head them, and nothing else in one', () => {
    const tables = elementsOf(document).filter(({ role }) => role === '/Table');
    expect(tables).toHaveLength(kind === 'receipt' ? 1 : 0);
    const rows = tables.flatMap(({ children }) => children);
    expect(rows).toHaveLength(kind === 'receipt' ? rowsOf(factsOf(kind)).length : 0);
    for (const { role, children } of rows) {
      expect([role, ...children.map((cell) => cell.role)]).toEqual(['/TR', '/TH', '/TD']);
      expect(children.map(({ scope }) => scope)).toEqual(['/Row', undefined]);
    }
  });

  test('is the same in every society’s and campaign’s template but for its size: text and code do not depend on what was built', async () => {
    const own = factsOf(kind, { campaign: { zh: '新项目', en: 'New campaign' } });
    const text = await textOf(await drawUnsigned(own));
    expect(text).toContain('新项目');
    expect(qrOf(await pixelsOf(await drawUnsigned(own), 2))).toBe(own.verifyUrl);
  });

  test('is no larger than it was measured', () => {
    expect(pdf.length).toBeLessThan(kind === 'receipt' ? 40_500 : 44_500);
  });
});

describe.each(ALGORITHMS)('signed with %s', (algorithm) => {
  test.each(KINDS)('a %s is valid and trusted, its hole full, and the same but for the signature', async (kind) => {
    const { signer, root } = await makeSigner(algorithm);
    const draw = async () => Buffer.from(await drawDocument(factsOf(kind), { record: CARRIED, signer }));
    const [one, two] = [await draw(), await draw()];
    expect(await verifySignature(one, [root])).toBe('valid and trusted');
    expect(readPdf(one)?.seal).toBe('fits');
    expect(Buffer.compare(readSignature(one).content, readSignature(two).content)).toBe(0);
    const flipped = Buffer.from(one);
    flipped[2000] = (flipped[2000] ?? 0) ^ 1;
    expect(await verifySignature(flipped, [root])).not.toBe('valid and trusted');
    expect(readPdf(flipped)?.seal).toBe('differs');
  });
});

describe('the certificate’s second page', () => {
  test('carries the whole proof in a code of 80 mm and says who can open what', async () => {
    const pdf = await drawUnsigned(factsOf('certificate'));
    expect(qrOf(await pixelsOf(pdf, 2, 1))).toBe(CARRIED.offline);
    const text = (await textOf(pdf, 1)).replace(/\s+/g, '');
    for (const part of ['离线核验', '拍下此码的人，可以打开您公示的名字。', 'Whoevertakesapictureofit', factsOf('certificate').number, '演示文件'])
      expect(text).toContain(part);
  });

  test('leads to the page of the record where no proof came along', async () => {
    const { offline, ...record } = CARRIED;
    expect(offline).toBeDefined();
    const pdf = await drawDocument(factsOf('certificate'), { record });
    expect(qrOf(await pixelsOf(pdf, 2, 1))).toBe(factsOf('certificate').verifyUrl);
  });
});
