import { describe, expect, test } from 'vitest';
import { addMovements, balanceKey, NO_BALANCES } from '../../functions/domain/balances.ts';
import { closeBalances, closeGoods, closeStatement, closeSums, openingAfter } from '../../functions/domain/close.ts';
import type { Entry } from '../../functions/domain/entry.ts';
import { changeTarget, judgeByBook, type Known, targetOf } from '../../functions/domain/entry-judgement.ts';
import type { FixEntry, GiftFacts, RefundEntry, SpendEntry, TransferEntry } from '../../functions/domain/entry-moves.ts';
import { movementsOf } from '../../functions/domain/movements.ts';
import { parseDay } from '../../functions/domain/time.ts';

const DAY = parseDay('2026-11-24') ?? expect.unreachable();
const COMMON = { v: 1, id: '0123456789abcdef0123', on: DAY } as const;
const FLOOD = { branch: 'province', campaign: 'flood' };
const COMMITMENTS = { at: '', intent: '', name: '', note: '', ref: '', shown: '' };
const HOSPITAL = { class: 'medical', name: '示例医院' } as const;
const PURPOSE = { zh: '购药' };
const OF = [{ index: 3, leaf: '' }];

const gift = (amt: number, change: object = {}): Entry => ({ ...COMMON, ...FLOOD, k: 'gift', ch: 'sandbox', cur: 'CNY', amt, c: COMMITMENTS, ...change });
const goods = (count: number): Entry => ({ ...COMMON, ...FLOOD, k: 'goods', lines: [{ name: '口罩', spec: 'N95', unit: '只', count }], c: COMMITMENTS });
const spend = (amt: number, change: Partial<SpendEntry> = {}): SpendEntry => ({
  ...COMMON,
  ...FLOOD,
  k: 'spend',
  cur: 'CNY',
  amt,
  payee: HOSPITAL,
  purpose: PURPOSE,
  ...change,
});
const hand = (count: number, spec = 'N95'): Entry => ({
  ...COMMON,
  ...FLOOD,
  k: 'hand',
  lines: [{ name: '口罩', spec, unit: '只', count }],
  payee: HOSPITAL,
  purpose: PURPOSE,
});
const refund = (amt: number, change: Partial<RefundEntry> = {}): RefundEntry => ({
  ...COMMON,
  ...FLOOD,
  k: 'refund',
  of: OF,
  ch: 'sandbox',
  cur: 'CNY',
  amt,
  why: 'duplicate',
  c: { at: '', ref: '' },
  ...change,
});
const transfer = (legs: TransferEntry['legs'], consent?: 'donor'): TransferEntry => ({
  ...COMMON,
  k: 'transfer',
  cur: 'CNY',
  legs,
  purpose: PURPOSE,
  ...(consent === undefined ? {} : { consent }),
});
const FACTS: GiftFacts = { ...FLOOD, ch: 'sandbox', cur: 'CNY', amt: 100 };
const fix = (now: Partial<GiftFacts>, was: GiftFacts = FACTS): FixEntry => ({
  ...COMMON,
  k: 'fix',
  of: OF,
  what: 'gift',
  was,
  now: { ...was, ...now },
  reason: PURPOSE,
});

/** What is known after some entries; whatever points back points at the first of them. */
function known(...entries: readonly Entry[]): Known {
  const movements = entries.flatMap(movementsOf);
  const [first, ...rest] = entries;
  const target = first === undefined ? undefined : targetOf(first);
  return {
    defined: (_, id) => id !== 'nowhere',
    balances: addMovements(NO_BALANCES, movements),
    broughtBefore: (key) => entries.some((entry) => entry.k === 'balance' && movementsOf(entry).some((one) => balanceKey(one) === key)),
    target: rest.reduce(
      (known, one) => (known !== undefined && (one.k === 'fix' || one.k === 'refund' || one.k === 'void') ? changeTarget(known, one) : known),
      target,
    ),
    giftsOf: () => ({ count: 2, amt: 300 }),
  };
}

const codes = (entry: Entry, known: Known) => judgeByBook(entry, known).map(({ code }) => code);

describe('M10: spending draws on what was given for it', () => {
  test.each([
    ['all that was given', spend(100), []],
    ['a fen more', spend(101), ['fund_short']],
    ['for another campaign', spend(1, { campaign: 'general' }), ['fund_short']],
    ['in another currency, which is never added', spend(1, { cur: 'USD' }), ['fund_short']],
    ['from what donors bound further, of which there is none', spend(1, { restricted: true }), ['fund_short']],
    ['for a campaign that nobody defined', spend(1, { campaign: 'nowhere' }), ['entry_undefined']],
  ])('%s', (_, entry, expected) => {
    expect(codes(entry, known(gift(100)))).toEqual(expected);
  });

  test('a restricted gift pays for nothing else', () => {
    const held = known(gift(100, { restricted: true }));
    expect(codes(spend(1), held)).toEqual(['fund_short']);
    expect(codes(spend(100, { restricted: true }), held)).toEqual([]);
  });

  test('goods are counted article by article, and stock is never below nothing', () => {
    expect(codes(hand(10), known(goods(10)))).toEqual([]);
    expect(codes(hand(11), known(goods(10)))).toEqual(['stock_short']);
    expect(codes(hand(1, 'KN95'), known(goods(10)))).toEqual(['stock_short']);
  });
});

describe('what goes back never exceeds what came', () => {
  test.each([
    ['the whole gift', refund(100), []],
    ['more than it', refund(101), ['refund_exceeds']],
    ['out of another campaign', refund(10, { campaign: 'general' }), ['refund_differs']],
    ['through another channel', refund(10, { ch: 'bank' }), ['refund_differs']],
  ])('%s', (_, entry, expected) => {
    expect(codes(entry, known(gift(100)))).toEqual(expected);
  });

  test('a second refund has what the first left, and what is spent is not there to give back', () => {
    expect(codes(refund(41), known(gift(100), gift(900), refund(60)))).toEqual(['refund_exceeds']);
    expect(codes(refund(40), known(gift(100), gift(900), refund(60)))).toEqual([]);
    expect(codes(refund(60), known(gift(100), spend(50)))).toEqual(['fund_short']);
  });

  test('what is no gift is not refunded, and a document is voided once', () => {
    expect(codes(refund(1), known(spend(5)))).toEqual(['target_wrong']);
    const voided: Entry = { ...COMMON, k: 'void', of: OF, what: 'receipt', why: 'refunded' };
    expect(codes(voided, known(gift(1)))).toEqual([]);
    expect(codes(voided, known(gift(1), voided))).toEqual(['void_repeated']);
    expect(codes({ ...voided, what: 'certificate' }, known(gift(1), voided))).toEqual([]);
  });
});

describe('a correction says what held and what holds', () => {
  test.each([
    ['another campaign', fix({ campaign: 'general' }), []],
    ['nothing', fix({}), ['fix_differs']],
    ['another channel', fix({ ch: 'bank' }), ['fix_differs']],
    ['from something that does not hold', fix({ amt: 1 }, { ...FACTS, amt: 99 }), ['fix_differs']],
    ['to a campaign that nobody defined', fix({ campaign: 'nowhere' }), ['entry_undefined']],
  ])('%s', (_, entry, expected) => {
    expect(codes(entry, known(gift(100)))).toEqual(expected);
  });

  test('it begins from the correction before it, and takes nothing out of a fund that is spent', () => {
    const moved = fix({ campaign: 'general' });
    expect(codes(fix({ campaign: 'winter' }, moved.what === 'gift' ? moved.now : FACTS), known(gift(100), moved))).toEqual([]);
    expect(codes(fix({ campaign: 'winter' }), known(gift(100), moved))).toEqual(['fix_differs']);
    expect(codes(moved, known(gift(100), spend(1)))).toEqual(['fund_short']);
    expect(codes(fix({ amt: 10 }), known(gift(100), refund(60)))).toEqual(['refund_exceeds']);
  });
});

describe('a transfer has both its legs', () => {
  const legs = (by: number, to: object = { branch: 'yunfan' }) => [
    { ...FLOOD, by: -50 },
    { ...FLOOD, ...to, by },
  ];
  test.each([
    ['down to a branch', transfer(legs(50)), []],
    ['and loses something on the way', transfer(legs(49)), ['transfer_unbalanced']],
    ['to where it comes from', transfer(legs(50, {})), ['transfer_unbalanced']],
    ['for another campaign, and nobody agreed', transfer(legs(50, { campaign: 'general' })), ['consent_missing']],
    ['for another campaign, as the donor agreed', transfer(legs(50, { campaign: 'general' }), 'donor'), []],
  ])('%s', (_, entry, expected) => {
    expect(codes(entry, known(gift(100)))).toEqual(expected);
  });
});

test('an opening balance is said once, and a bill is explained to the fen', () => {
  const opening: Entry = { ...COMMON, ...FLOOD, k: 'balance', cur: 'CNY', amt: 5, purpose: PURPOSE };
  expect([codes(opening, known()), codes(opening, known(opening))]).toEqual([[], ['balance_repeated']]);
  const bill = (amt: number, ours = { count: 2, amt: 300 }): Entry => ({
    ...COMMON,
    k: 'statement',
    ch: 'sandbox',
    from: DAY,
    through: DAY,
    cur: 'CNY',
    bill: { count: 3, amt },
    upTo: 9,
    ours,
    differences: [{ why: 'missing_here', count: 1, amt: 7 }],
  });
  expect(codes(bill(307), known())).toEqual([]);
  expect(codes(bill(308), known())).toEqual(['bill_differs']);
  expect(codes(bill(307, { count: 2, amt: 299 }), known())).toEqual(['bill_differs']);
});

test('an issue says what there was, what came and went, and what there is; the next one begins there', () => {
  const entries = [gift(100), gift(50, { restricted: true }), goods(10), spend(30), hand(4), refund(20)];
  const balances = closeBalances(NO_BALANCES, entries);
  expect(closeSums(balances)).toEqual([{ cur: 'CNY', opening: 0, brought: 0, received: 150, refunded: -20, used: -30, moved: 0, closing: 100 }]);
  expect(closeGoods(entries)).toEqual({ received: 1, unvalued: 1, handed: 1 });
  const statement = closeStatement({ number: 1, first: 0, entries, from: DAY, through: DAY, balances });
  const opening = openingAfter(statement) ?? expect.unreachable();
  expect([...opening.values()].map(({ fund, of, closing }) => [fund.restricted === true, 'cur' in of ? of.cur : of.article.name, closing])).toEqual([
    [false, '口罩', 6],
    [false, 'CNY', 50],
    [true, 'CNY', 50],
  ]);
  expect(closeSums(closeBalances(opening, []))).toEqual([{ cur: 'CNY', opening: 100, brought: 0, received: 0, refunded: 0, used: 0, moved: 0, closing: 100 }]);
});

test('a statement of the first version says nothing of balances', () => {
  expect(openingAfter(closeStatement({ number: 1, first: 0, entries: [gift(1)], from: DAY, through: DAY }))).toBeUndefined();
});
