import type { EntryWish } from '../../functions/actions/form-entry.ts';

let keys = 0;

/** A wish of a kind as staff would write it into a file, with a number of its own. */
const wish = (k: string, fields: object, change: object): EntryWish => {
  keys += 1;
  return { key: `${k}-${keys}`, k, ...fields, ...change } as EntryWish;
};

/** The fund that the demonstration society's gifts go to in tests. */
export const GENERAL = { branch: 'province', campaign: 'everyday' };
const HOSPITAL = { class: 'medical', name: '晨光市示例医院' };
const GIVER = { kind: 'organisation', name: '示例纺织厂', display: 'named', consent: '2026-11', ref: '运单 0001' };

export const goods = (change: object = {}): EntryWish =>
  wish(
    'goods',
    {
      ...GENERAL,
      lines: [
        { name: '医用口罩', spec: 'N95', unit: '只', count: 16_000 },
        { name: '帐篷', unit: '顶', count: 12, value: { cur: 'CNY', amt: 600_000, basis: 'invoice' } },
      ],
      private: GIVER,
    },
    change,
  );
export const spend = (amt: number, change: object = {}): EntryWish =>
  wish('spend', { ...GENERAL, cur: 'CNY', amt, payee: HOSPITAL, purpose: { zh: '购置制氧机', en: 'Oxygen concentrators' } }, change);
export const hand = (count: number, change: object = {}): EntryWish =>
  wish('hand', { ...GENERAL, lines: [{ name: '医用口罩', spec: 'N95', unit: '只', count }], payee: HOSPITAL, purpose: { zh: '一线防护' } }, change);
export const transfer = (by: number, change: object = {}): EntryWish =>
  wish(
    'transfer',
    {
      cur: 'CNY',
      legs: [
        { ...GENERAL, by: -by },
        { ...GENERAL, branch: 'chenguang', by },
      ],
      purpose: { zh: '下拨晨光市' },
    },
    change,
  );
export const balance = (change: object = {}): EntryWish => wish('balance', { ...GENERAL, cur: 'CNY', amt: 5_000, purpose: { zh: '上年结转' } }, change);
export const statement = (on: string, bill: { readonly count: number; readonly amt: number }, change: object = {}): EntryWish =>
  wish('statement', { ch: 'sandbox', from: on, through: on, cur: 'CNY', bill, differences: [] }, change);
export const fix = (number: string, now: object, change: object = {}): EntryWish =>
  wish('fix', { of: [number], now, reason: { zh: '登记时选错项目' } }, change);
export const refund = (number: string, amt: number, change: object = {}): EntryWish =>
  wish('refund', { of: [number], amt, why: 'duplicate', private: { ref: 'REFUND0001', at: '2026-11-24T12:00:00+08:00' } }, change);
export const voided = (number: string, change: object = {}): EntryWish => wish('void', { of: [number], what: 'receipt', why: 'refunded' }, change);
export const report = (change: object = {}): EntryWish =>
  wish(
    'report',
    {
      what: 'audit',
      title: { zh: '二〇二五年度审计报告', en: 'Audit report 2025' },
      from: '2025-01-01',
      through: '2025-12-31',
      sha256: 'ab'.repeat(32),
      length: 123_456,
      link: 'https://example.org/audit-2025.pdf',
    },
    change,
  );
