import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../functions/domain/entry-rules.ts';
import type { Json } from '../../functions/domain/ledger/canonical.ts';

type Fields = { readonly [field: string]: Json };

const HASH = 'A'.repeat(43);
const NAMES = { zh: '示例', en: 'Example' };
const COMMON = { v: 1, id: '0123456789abcdef0123', on: '2026-11-24' };
const COMMITMENTS = { at: HASH, intent: HASH, name: HASH, note: HASH, ref: HASH, shown: HASH };
const LEAF = `${HASH}=`;
const VKEY = 'daylight.example.org/log/1+44ced9ed+AY0aQJZKpUQtYSyQmoeATERJgdGSm/CyHZKfgXpNvJzK';

/** One entry of each kind with every field it must have, and those it may have. */
const ENTRIES: readonly (readonly [string, Fields, Fields])[] = [
  [
    'open',
    { ...COMMON, k: 'open', schema: 1, origin: 'daylight.example.org/log/1', vkey: VKEY, society: NAMES, code: '13990000DAYL1GHT79', zone: 'Asia/Shanghai' },
    { demonstration: true, simulated: true },
  ],
  ['branch', { ...COMMON, k: 'define', what: 'branch', key: 'chenguang', name: NAMES, level: 'city' }, { parent: 'province' }],
  [
    'campaign',
    { ...COMMON, k: 'define', what: 'campaign', key: 'flood', name: NAMES, purpose: NAMES, branch: 'province', kind: 'emergency', from: '2026-07-01' },
    { to: '2026-12-31' },
  ],
  ['place', { ...COMMON, k: 'define', what: 'place', key: 'sf-hall', name: NAMES, campaign: 'flood' }, { revoked: true }],
  [
    'gift',
    { ...COMMON, k: 'gift', branch: 'province', campaign: 'flood', ch: 'sandbox', cur: 'CNY', amt: 1, c: COMMITMENTS },
    { place: 'sf-hall', restricted: true, unclaimed: true },
  ],
  [
    'close',
    {
      ...COMMON,
      k: 'close',
      number: 1,
      first: 0,
      from: '2026-11-24',
      through: '2026-11-24',
      totals: [{ k: 'gift', ch: 'sandbox', cur: 'CNY', count: 1, amt: 1 }],
      sha256: '0'.repeat(64),
    },
    {
      sums: [{ cur: 'CNY', opening: 0, brought: 0, received: 9, refunded: -1, used: -3, moved: 0, closing: 5 }],
      goods: { received: 1, unvalued: 1, handed: 0 },
    },
  ],
  ['gap', { ...COMMON, k: 'gap', from: '2026-11-24', through: '2026-11-25', cause: 'downtime' }, {}],
  ['withdraw', { ...COMMON, k: 'withdraw', fields: ['note', 'shown'], of: [{ index: 3, leaf: LEAF }] }, {}],
  ['erase', { ...COMMON, k: 'erase', fields: ['name'], ground: 'unlawful', list: { count: 90, sha256: '0'.repeat(64) } }, {}],
];

const FUND = { branch: 'province', campaign: 'flood' };
const MASKS = { name: '口罩', unit: '只', count: 16_000 };
const HOSPITAL = { class: 'medical', name: '示例医院' };
const SPENT = { ...FUND, cur: 'CNY', amt: 5, payee: HOSPITAL, purpose: { zh: '购药' } };
const POINTER = [{ index: 3, leaf: LEAF }];
const DIGEST = '0'.repeat(64);
const OPTIONAL_USE = { restricted: true, voucher: DIGEST, of: POINTER };

/** The kinds that move money or goods, correct, refund, void, or say what others found. */
const LATER_KINDS: readonly (readonly [string, Fields, Fields])[] = [
  [
    'goods',
    { ...COMMON, ...FUND, k: 'goods', lines: [{ ...MASKS, spec: 'N95', value: { cur: 'CNY', amt: 1, basis: 'invoice' } }], c: COMMITMENTS },
    { place: 'sf-hall', restricted: true },
  ],
  ['goods with its list beside the log', { ...COMMON, ...FUND, k: 'goods', list: { count: 90, sha256: DIGEST }, c: COMMITMENTS }, {}],
  ['spend', { ...COMMON, ...SPENT, k: 'spend' }, OPTIONAL_USE],
  ['spend to a person', { ...COMMON, ...SPENT, k: 'spend', payee: { class: 'person' }, c: { payee: HASH } }, OPTIONAL_USE],
  ['hand', { ...COMMON, ...FUND, k: 'hand', lines: [MASKS], payee: HOSPITAL, purpose: { zh: '一线防护', en: 'Protection' } }, OPTIONAL_USE],
  [
    'transfer',
    {
      ...COMMON,
      k: 'transfer',
      cur: 'CNY',
      legs: [
        { ...FUND, by: -5 },
        { ...FUND, branch: 'yunfan', by: 5 },
      ],
      purpose: { zh: '下拨' },
    },
    { consent: 'donor' },
  ],
  [
    'transfer of goods',
    {
      ...COMMON,
      k: 'transfer',
      article: { name: '口罩', unit: '只' },
      legs: [
        { ...FUND, by: -5 },
        { ...FUND, by: 5 },
      ],
      purpose: { zh: '下拨' },
    },
    {},
  ],
  ['balance', { ...COMMON, ...FUND, k: 'balance', cur: 'CNY', amt: 5, purpose: { zh: '上年结转' } }, { restricted: true }],
  ['balance of goods', { ...COMMON, ...FUND, k: 'balance', article: { name: '帐篷', unit: '顶' }, count: 5, purpose: { zh: '库存' } }, {}],
  [
    'statement',
    {
      ...COMMON,
      k: 'statement',
      ch: 'sandbox',
      from: '2026-11-24',
      through: '2026-11-24',
      cur: 'CNY',
      bill: { count: 2, amt: 5 },
      upTo: 9,
      ours: { count: 1, amt: 2 },
      differences: [{ why: 'missing_here', count: 1, amt: 3, note: { zh: '次日到账' } }],
    },
    { sha256: DIGEST, length: 5 },
  ],
  [
    'fix',
    {
      ...COMMON,
      k: 'fix',
      of: POINTER,
      what: 'gift',
      was: { ...FUND, ch: 'sandbox', cur: 'CNY', amt: 1 },
      now: { ...FUND, ch: 'sandbox', cur: 'CNY', amt: 2, place: 'sf-hall', restricted: true },
      reason: { zh: '抄录有误' },
    },
    {},
  ],
  [
    'refund',
    { ...COMMON, ...FUND, k: 'refund', of: POINTER, ch: 'sandbox', cur: 'CNY', amt: 1, why: 'duplicate', c: { at: HASH, ref: HASH } },
    { restricted: true },
  ],
  ['void', { ...COMMON, k: 'void', of: POINTER, what: 'receipt', why: 'refunded' }, {}],
  [
    'report',
    {
      ...COMMON,
      k: 'report',
      what: 'audit',
      title: { zh: '年度审计' },
      from: '2026-01-01',
      through: '2026-12-31',
      sha256: DIGEST,
      length: 9,
      link: 'https://example.org/a.pdf',
    },
    {},
  ],
  ['key', { ...COMMON, k: 'key', vkey: VKEY, from: 9 }, {}],
  ['policy', { ...COMMON, k: 'policy', sha256: DIGEST }, {}],
];

const refusal = (entry: Json) => {
  const parsed = parseEntry(entry);
  return parsed.ok ? 'accepted' : parsed.code;
};

describe('an entry fits its kind to the last field', () => {
  test.each([...ENTRIES, ...LATER_KINDS])('%s: with all its fields, with those it may have, and not one less', (_, must, may) => {
    expect(parseEntry(must)).toEqual({ ok: true, entry: must });
    expect(parseEntry({ ...must, ...may })).toEqual({ ok: true, entry: { ...must, ...may } });
    const less = Object.keys(must).filter((field) => field !== 'k');
    expect(less.filter((field) => refusal(Object.fromEntries(Object.entries(must).filter(([name]) => name !== field))) !== 'fields_wrong')).toEqual([]);
  });

  test.each([...ENTRIES, ...LATER_KINDS])('%s: no field more, and none of another form', (_, must, may) => {
    const whole = { ...must, ...may };
    expect(refusal({ ...must, name2: 'x' })).toBe('fields_wrong');
    const odd: readonly Json[] = ['', 'x y', -1, 0.5, false, [], {}, [[]]];
    const taken = Object.keys(whole).flatMap((field) =>
      odd.filter((value) => refusal({ ...whole, [field]: value }) === 'accepted').map((value) => [field, value]),
    );
    expect(
      taken.filter(([field, value]) => !(['totals', 'sums', 'differences'].includes(String(field)) && Array.isArray(value) && value.length === 0)),
    ).toEqual([]); // an issue without gifts has no totals, a bill that agrees no differences
  });

  test.each([
    ['a kind of a later version', { ...COMMON, k: 'pledge' }, 'kind_unknown'],
    ['no kind', { ...COMMON }, 'kind_unknown'],
    ['what is no object', 'gift', 'kind_unknown'],
    ['a list', [], 'kind_unknown'],
    ['a name of the language itself', { ...COMMON, k: '__proto__' }, 'kind_unknown'],
  ] as const)('%s is told from a wrong field', (_, entry, code) => {
    expect(refusal(entry)).toBe(code);
  });

  test('what takes names back names its gifts once: in the entry, or in a list beside the log', () => {
    const [, withdraw = {}] = ENTRIES.find(([name]) => name === 'withdraw') ?? [];
    expect(refusal({ ...withdraw, list: { count: 1, sha256: '0'.repeat(64) } })).toBe('fields_wrong');
  });

  test.each([
    ['a person named', { payee: { class: 'person', name: '王五' } }],
    ['a person without commitment', { payee: { class: 'person' } }],
    ['a hospital with one', { c: { payee: HASH } }],
  ])('a person who received money is a commitment, and nobody else is: %s', (_, change) => {
    expect(refusal({ ...COMMON, ...SPENT, k: 'spend', ...change })).toBe('fields_wrong');
  });

  test.each([
    ['both money and an article', { cur: 'CNY', amt: 5, article: { name: '帐篷', unit: '顶' }, count: 5 }],
    ['money with a count', { cur: 'CNY', count: 5 }],
    ['neither', {}],
  ])('an opening balance is of one thing: %s is refused', (_, change) => {
    expect(refusal({ ...COMMON, ...FUND, k: 'balance', purpose: { zh: '库存' }, ...change })).toBe('fields_wrong');
  });

  test('a correction says the facts of its own kind, before and after', () => {
    const [, fix = {}] = LATER_KINDS.find(([name]) => name === 'fix') ?? [];
    expect(refusal({ ...fix, now: { ...FUND, lines: [MASKS] } })).toBe('fields_wrong');
    expect(refusal({ ...fix, what: 'spend' })).toBe('fields_wrong');
  });

  test('days run forward', () => {
    const [, report = {}] = LATER_KINDS.find(([name]) => name === 'report') ?? [];
    expect(refusal({ ...report, from: '2027-01-01' })).toBe('fields_wrong');
  });

  test('a commitment in base64 with stray last bits is refused', () => {
    const [, gift = {}] = ENTRIES.find(([name]) => name === 'gift') ?? [];
    expect(refusal({ ...gift, c: { ...COMMITMENTS, shown: `${'A'.repeat(42)}B` } })).toBe('fields_wrong');
  });
});
