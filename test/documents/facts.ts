import { type CarriedRecord, type DocumentFacts, type DocumentKind, drawDocument, TEMPLATE } from '../../functions/documents/documents.ts';
import { documentNumber, recordNumber } from '../../functions/domain/number.ts';

/** Facts of one gift of 1,682.16 yuan in the demonstration, with what a test wants to differ. */
export function factsOf(kind: DocumentKind, change: Partial<DocumentFacts> = {}): DocumentFacts {
  return {
    kind,
    number: documentNumber(kind, 1, 12_345),
    recordNumber: recordNumber(1, 12_345),
    index: 12_345,
    issue: 61,
    society: {
      name: { zh: '示范省示例公益会', en: 'Demonstration Province Model Charity Society' },
      code: '51000000MJ0000000X',
      contact: {
        phone: '000-0000 0000',
        email: 'post@giving.example.org',
        address: { zh: '示范省示例市光明路 1 号', en: '1 Guangming Road, Example City' },
      },
      demonstration: true,
    },
    donor: { kind: 'person', name: '王小满' },
    money: { currency: 'CNY', minor: 168_216 },
    paidAtMs: Date.parse('2026-11-23T09:15:02+08:00'),
    publishedAtMs: Date.parse('2026-11-23T09:15:03+08:00'),
    channel: { zh: '模拟支付', en: 'Sandbox payment' },
    orderNo: 'D0123456789ABCDEFGHJKMNPQRS01X',
    serial: '4200001234202611230123456789',
    campaign: { zh: '山洪紧急救助', en: 'Mountain Flood Emergency Relief' },
    purpose: { zh: '用于受灾群众的临时安置、饮水和医疗救助', en: 'Shelter, drinking water and medical care for people hit by the flood' },
    branch: { zh: '示例市公益会', en: 'Example City Charity Society' },
    verifyUrl: 'https://giving.example.org/verify.html#1-12345-K.AAECAwQFBgcICQoLDA0ODw',
    publicRow: '1-12345-K　王＊＊　山洪紧急救助　¥1,682.16',
    template: TEMPLATE,
    ...change,
  };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a document carries, of the size and kind of real ones; nothing here verifies it. */
export const CARRIED: CarriedRecord = {
  entry: bytesOf('{"amt":168216,"k":"gift","v":1}'),
  opening: bytesOf('{"v":1,"log":"giving.example.org/log/1","index":12345,"open":{"shown":{"salt":"AAECAw","value":"王＊＊"}}}'),
  proof: bytesOf('c2sp.org/tlog-proof@v1\nindex 12345\n\ngiving.example.org/log/1\n12346\n'),
  offline: `https://giving.example.org/verify.html#${'1234567890'.repeat(150)}`,
};

/** A document without signature, which makes its bytes the same at every drawing. */
export const drawUnsigned = (facts: DocumentFacts): Promise<Uint8Array> => drawDocument(facts, { record: CARRIED });
