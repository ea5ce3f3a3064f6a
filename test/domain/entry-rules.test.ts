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
    {},
  ],
  ['gap', { ...COMMON, k: 'gap', from: '2026-11-24', through: '2026-11-25', cause: 'downtime' }, {}],
  ['withdraw', { ...COMMON, k: 'withdraw', fields: ['note', 'shown'], of: [{ index: 3, leaf: LEAF }] }, {}],
  ['erase', { ...COMMON, k: 'erase', fields: ['name'], ground: 'unlawful', list: { count: 90, sha256: '0'.repeat(64) } }, {}],
];

const refusal = (entry: Json) => {
  const parsed = parseEntry(entry);
  return parsed.ok ? 'accepted' : parsed.code;
};

describe('an entry fits its kind to the last field', () => {
  test.each(ENTRIES)('%s: with all its fields, with those it may have, and not one less', (_, must, may) => {
    expect(parseEntry(must)).toEqual({ ok: true, entry: must });
    expect(parseEntry({ ...must, ...may })).toEqual({ ok: true, entry: { ...must, ...may } });
    const less = Object.keys(must).filter((field) => field !== 'k');
    expect(less.filter((field) => refusal(Object.fromEntries(Object.entries(must).filter(([name]) => name !== field))) !== 'fields_wrong')).toEqual([]);
  });

  test.each(ENTRIES)('%s: no field more, and none of another form', (_, must, may) => {
    const whole = { ...must, ...may };
    expect(refusal({ ...must, name2: 'x' })).toBe('fields_wrong');
    const odd: readonly Json[] = ['', 'x y', -1, 0.5, false, [], {}, [[]]];
    const taken = Object.keys(whole).flatMap((field) =>
      odd.filter((value) => refusal({ ...whole, [field]: value }) === 'accepted').map((value) => [field, value]),
    );
    expect(taken.filter(([field, value]) => !(field === 'totals' && Array.isArray(value) && value.length === 0))).toEqual([]); // an issue without gifts has no totals
  });

  test.each([
    ['a kind of a later version', { ...COMMON, k: 'spend' }, 'kind_unknown'],
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

  test('a commitment in base64 with stray last bits is refused', () => {
    const [, gift = {}] = ENTRIES.find(([name]) => name === 'gift') ?? [];
    expect(refusal({ ...gift, c: { ...COMMITMENTS, shown: `${'A'.repeat(42)}B` } })).toBe('fields_wrong');
  });
});
