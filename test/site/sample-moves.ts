import { addFlows, addGoods, countGoods, type Flow, flowsOf, type GoodsCount } from '../../functions/disclosure/flows.ts';
import type { NoteRow } from '../../functions/disclosure/row.ts';
import { addUse, NO_USES, type Uses } from '../../functions/disclosure/uses.ts';
import type { Entry, EntryPointer } from '../../functions/domain/entry.ts';
import { day } from './sample.ts';

const COMMON = { v: 1, id: '00000000000000000000', on: day('2026-11-22') } as const;
const LIBRARY = { branch: 'songyu', campaign: 'library' };
const HASH = 'A'.repeat(43);
const C = { at: HASH, intent: HASH, name: HASH, note: HASH, ref: HASH, shown: HASH };
const HOSPITAL = { class: 'medical', name: '晨光市示例医院' } as const;
const OF: readonly EntryPointer[] = [{ index: 31, leaf: `${HASH}=` }];
const FACTS = { ...LIBRARY, ch: 'sandbox', cur: 'CNY', amt: 10_000 } as const;
const DIGEST = '0123456789abcdef'.repeat(4);

/** An entry of every kind that is no gift of money, with texts as long as people write them. */
export const MOVES: readonly Entry[] = [
  { ...COMMON, ...LIBRARY, k: 'balance', cur: 'CNY', amt: 500_000, purpose: { zh: '上年结转', en: 'Carried over' } },
  {
    ...COMMON,
    ...LIBRARY,
    k: 'goods',
    restricted: true,
    lines: [
      { name: '医用防护口罩', spec: 'GB 19083-2010 N95 级', unit: '只', count: 16_000 },
      { name: '帐篷', unit: '顶', count: 12, value: { cur: 'CNY', amt: 600_000, basis: 'invoice' } },
    ],
    c: C,
  },
  {
    ...COMMON,
    ...LIBRARY,
    k: 'hand',
    restricted: true,
    lines: [{ name: '医用防护口罩', spec: 'GB 19083-2010 N95 级', unit: '只', count: 4_000 }],
    payee: HOSPITAL,
    purpose: { zh: '一线防护', en: 'Protection of staff' },
    of: OF,
  },
  {
    ...COMMON,
    ...LIBRARY,
    k: 'spend',
    cur: 'CNY',
    amt: 123_456,
    payee: HOSPITAL,
    purpose: { zh: '购置制氧机两台', en: 'Two oxygen concentrators' },
    voucher: DIGEST,
  },
  { ...COMMON, ...LIBRARY, k: 'spend', cur: 'USD', amt: 5_000, payee: { class: 'person' }, purpose: { zh: '临时救助' }, c: { payee: HASH } },
  {
    ...COMMON,
    k: 'transfer',
    cur: 'CNY',
    legs: [
      { ...LIBRARY, by: -10_000 },
      { ...LIBRARY, branch: 'province', by: 10_000 },
    ],
    purpose: { zh: '上解' },
  },
  { ...COMMON, ...LIBRARY, k: 'refund', of: OF, ch: 'sandbox', cur: 'CNY', amt: 5_000, why: 'duplicate', c: { at: HASH, ref: HASH } },
  { ...COMMON, k: 'void', of: OF, what: 'receipt', why: 'refunded' },
  {
    ...COMMON,
    k: 'fix',
    of: OF,
    what: 'gift',
    was: FACTS,
    now: { ...FACTS, campaign: 'flood', branch: 'chenguang' },
    reason: { zh: '登记时选错项目', en: 'Entered under the wrong campaign' },
  },
  {
    ...COMMON,
    k: 'statement',
    ch: 'sandbox',
    from: COMMON.on,
    through: COMMON.on,
    cur: 'CNY',
    upTo: 30,
    bill: { count: 8, amt: 41_000 },
    ours: { count: 7, amt: 40_000 },
    differences: [{ why: 'missing_here', count: 1, amt: 1_000, note: { zh: '次日到账' } }],
  },
  {
    ...COMMON,
    k: 'report',
    what: 'audit',
    title: { zh: '二〇二五年度审计报告', en: 'Audit report 2025' },
    from: day('2025-01-01'),
    through: day('2025-12-31'),
    sha256: DIGEST,
    length: 1_234_567,
    link: '/reports/audit-2025.pdf',
  },
  { ...COMMON, k: 'policy', sha256: DIGEST },
];

/** Their rows, which follow `after` others of an issue. */
export function moveRows(after: number): readonly NoteRow[] {
  return MOVES.map((entry, at) => ({
    kind: 'note',
    index: after + 20 + at + 1,
    row: after + at + 1,
    on: entry.on,
    entry,
    ...(at === 3 ? { late: true, later: [{ index: 60, k: 'fix' }] } : {}),
    ...(entry.k === 'goods' ? { given: { shown: { state: 'named', text: '示例纺织厂' }, message: '早日平安。' }, later: [{ index: 61, k: 'hand' }] } : {}),
  }));
}

/** What they moved. */
export const MOVE_FLOWS = MOVES.reduce((sum: readonly Flow[], entry) => addFlows(sum, flowsOf(entry)), []);
export const MOVE_GOODS =
  MOVES.reduce((sum: GoodsCount | undefined, entry) => countGoods(sum, entry) ?? sum, undefined) ??
  addGoods(undefined, { received: 0, unvalued: 0, handed: 0, values: [] });

/** What the pages of uses and reports are drawn from, as of a log of this size. */
export function sampleUses(size: number): Uses {
  const uses = MOVES.reduce((so, entry, at) => addUse(so, entry, { index: 31 + at, issue: 60, row: 11 + at }), NO_USES);
  return { ...uses, from: day('2026-11-20'), through: day('2026-11-23'), size };
}
