import type { GoodsFacts } from '../../../functions/documents/desk/goods-facts.ts';
import type { StatementFacts } from '../../../functions/documents/desk/statement.ts';
import type { GivenLine } from '../../../functions/domain/entry-moves.ts';
import { recordNumber } from '../../../functions/domain/number.ts';
import { parseDay } from '../../../functions/domain/time.ts';

const ON = parseDay('2026-11-23');
if (ON === undefined) throw new RangeError('no such day');

/** Facts of goods that somebody gave, so many lines of them. */
export const goodsFacts = (lines: number): GoodsFacts => ({
  number: 'R1-12345-K',
  recordNumber: '1-12345-K',
  issue: 61,
  society: {
    name: { zh: '示范省示例公益会', en: 'Model Charity Society' },
    code: '13990000DAYL1GHT79',
    contact: { phone: '000-0000-0000', email: 'giving@example.org', address: { zh: '示例路 0 号', en: '0 Example Road' } },
    demonstration: true,
  },
  donor: { kind: 'organisation', name: '麦浪农业生产资料有限公司' },
  on: ON,
  publishedAtMs: Date.parse('2026-11-23T09:15:03+08:00'),
  campaign: { zh: '洪灾紧急救助', en: 'Emergency flood relief' },
  branch: { zh: '晨光市示例公益会', en: 'Chenguang City Model Charity Society' },
  lines: Array.from({ length: lines }, (_, at): GivenLine => ({ name: `帐篷 ${at + 1}`, unit: '顶', count: at + 1, ...(at % 2 === 0 ? {} : VALUED) })),
  verifyUrl: 'https://giving.example.org/verify.html#1-12345-K',
});

const VALUED = { spec: '3×4 米', value: { cur: 'CNY', amt: 60_000, basis: 'invoice' } } as const;

/** Facts of so many gifts of one donor in one year. */
export const statementFacts = (count: number): StatementFacts => ({
  year: 2026,
  society: { name: { zh: '示范省示例公益会', en: 'Model Charity Society' }, code: '13990000DAYL1GHT79', demonstration: true },
  rows: Array.from({ length: count }, (_, at) => ({
    on: ON,
    recordNumber: recordNumber(1, 100 + at),
    campaign: { zh: '洪灾紧急救助', en: 'Emergency flood relief' },
    donor: '王小满',
    netMinor: 1_000 + at,
  })),
  waiting: 0,
  otherYears: 0,
  madeAtMs: Date.parse('2027-01-05T10:00:00+08:00'),
  verifyUrl: 'https://giving.example.org/verify.html',
});
