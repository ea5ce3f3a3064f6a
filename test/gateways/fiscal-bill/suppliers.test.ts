import { describe, expect, test } from 'vitest';
import { moneyLine } from '../../../functions/domain/bill-lines.ts';
import { billNumber } from '../../../functions/domain/fiscal-bill.ts';
import { parseDay } from '../../../functions/domain/time.ts';
import { agencyApi } from '../../../functions/gateways/fiscal-bill/agency-api.ts';
import { signAgency } from '../../../functions/gateways/fiscal-bill/agency-envelope.ts';
import { eBillApi } from '../../../functions/gateways/fiscal-bill/e-bill-api.ts';
import { signEBill } from '../../../functions/gateways/fiscal-bill/e-bill-envelope.ts';
import type { BillWish, FiscalBills, RedWish } from '../../../functions/gateways/fiscal-bill/fiscal-bill.ts';

const DAY = parseDay('2026-03-02') ?? expect.unreachable();
const ID = 'd_0123456789ABCDEFGHJKMNPQRS';
const billNo = billNumber('bill', ID, 1);
const WISH: BillWish = {
  billNo,
  day: DAY,
  payer: { kind: 'organisation', title: '示例纺织厂', taxId: '13990000DAYL1GHT79' },
  lines: [moneyLine(168_216)],
  totalFen: 168_216,
  remark: '日常公益',
};
const BILL = { code: '32050126', number: '0000817610', checkCode: 'bngFFX', day: DAY };
const RED: RedWish = { redNo: billNumber('red', ID, 1), billNo, bill: BILL, lines: WISH.lines, totalFen: 168_216, reason: '捐赠款退回', day: DAY };
const base64 = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');

/** What a platform does with a method and its message: answers it, fails with a code, or answers nothing. */
type Platform = (method: string, message: { readonly [member: string]: unknown }) => { readonly done: object } | { readonly failed: string } | 'silent';

type Opened = { readonly bills: FiscalBills; readonly asked: { readonly method: string; readonly message: { readonly [member: string]: unknown } }[] };

const KEYS = { appId: 'TESTAPP001', key: 'testkey0123456789' };

/** Family 1 before a stand-in that verifies our envelope and seals its own. */
function openEBill(
  platform: Platform,
  change: { readonly findMethod?: string; readonly forge?: (text: string) => string } = { findMethod: 'findByBusNo' },
): Opened {
  const asked: Opened['asked'] = [];
  const fetch = async (url: string, init: RequestInit) => {
    const envelope = JSON.parse(String(init.body));
    expect(envelope.sign).toBe(signEBill(KEYS, envelope));
    const [method, message] = [url.split('/').at(-1) ?? '', JSON.parse(Buffer.from(envelope.data, 'base64').toString())];
    asked.push({ method, message });
    const said = platform(method, message);
    if (said === 'silent') throw new TypeError('no answer');
    const data = base64('done' in said ? { result: 'S0000', message: base64(said.done) } : { result: said.failed, message: '平台的说明' });
    const noise = 'f'.repeat(32);
    const text = JSON.stringify({ data, noise, sign: signEBill(KEYS, { data, noise }) });
    return new Response(change.forge?.(text) ?? text);
  };
  const bills = eBillApi({
    ...KEYS,
    address: 'https://ebill.example.org/api/x',
    placeCode: '001',
    item: { code: '0301', name: '捐赠收入' },
    payee: '收款人',
    reviewer: '复核人',
    issueMethod: 'issueDonation',
    ...(change.findMethod === undefined ? {} : { findMethod: change.findMethod }),
    unknownResults: ['E0404'],
    emptyResults: ['E0001'],
    rejectedResults: ['E0007'],
    linesMost: 5,
    fetch,
    noise: () => '0123456789abcdef0123456789abcdef',
  });
  return { bills, asked };
}

describe('family 1', () => {
  const issued = { billBatchCode: '32050126', billNo: '0000817610', random: 'bngFFX', createTime: '20260302101112000', billQRCode: 'opaque' };

  test('issues under our number, with the names of the manual, money in yuan, and passes numbers on as they came', async () => {
    const { bills, asked } = openEBill(() => ({ done: issued }));
    expect(await bills.issue(WISH)).toEqual({ state: 'issued', bill: { ...BILL, qr: 'opaque' } });
    expect(asked).toEqual([
      {
        method: 'issueDonation',
        message: expect.objectContaining({
          busNo: billNo,
          placeCode: '001',
          payer: '示例纺织厂',
          creditCode: '13990000DAYL1GHT79',
          totalAmt: '1682.16',
          payerType: '2',
        }),
      },
    ]);
    expect(await bills.find({ billNo })).toMatchObject({ state: 'issued', bill: { number: '0000817610' } });
  });

  test('takes back by write-off, and knows what was taken back', async () => {
    const { bills, asked } = openEBill((method) =>
      method === 'writeOffEBill'
        ? { done: { eScarletBillBatchCode: '32050126', eScarletBillNo: '0000817612', eScarletRandom: 'aaaaaa', createTime: '20260302101112000' } }
        : { done: { state: '1', scarletBillBatchCode: '32050126', scarletBillNo: '0000817612', scarletRandom: 'aaaaaa' } },
    );
    expect(await bills.reverse(RED)).toMatchObject({ state: 'reversed', red: { number: '0000817612' } });
    expect(asked[0]?.message).toEqual({
      billBatchCode: '32050126',
      billNo: '0000817610',
      reason: '捐赠款退回',
      operator: '复核人',
      busDateTime: '20260302120000000',
      placeCode: '001',
    });
    expect(await bills.find({ billNo, redNo: RED.redNo, bill: BILL })).toMatchObject({ state: 'reversed', bill: BILL, red: { number: '0000817612' } });
  });

  test.each([
    [{ failed: 'E0404' } as const, 'unknown'],
    [{ failed: 'E0001' } as const, 'out_of_stock'],
    [{ failed: 'E0007' } as const, 'rejected'],
    [{ failed: 'E9999' } as const, 'unavailable'],
    [{ done: {} }, 'unavailable'],
    ['silent' as const, 'unavailable'],
  ])('%j is %s: only what the manual gave a meaning ends anything', async (said, state) => {
    const { bills } = openEBill(() => said);
    expect(await bills.find({ billNo })).toMatchObject({ state });
    expect((await bills.issue(WISH)).state).toBe(state);
    expect((await bills.reverse(RED)).state).toBe(state === 'rejected' ? 'refused' : 'unavailable');
  });

  test.each([
    ['altered', (text: string) => text.replace('ZlMw', 'ZlMx').replace('"data":"e', '"data":"f')],
    ['under another key', (text: string) => JSON.stringify({ ...JSON.parse(text), sign: signEBill({ ...KEYS, key: 'other' }, JSON.parse(text)) })],
    ['without a signature', (text: string) => JSON.stringify({ ...JSON.parse(text), sign: '' })],
    ['too large', (text: string) => text + ' '.repeat(300_000)],
    ['of a proxy', () => '<html>502</html>'],
  ])('an answer that is %s issues nothing and refuses nothing', async (_, forge) => {
    const { bills } = openEBill(() => ({ done: issued }), { findMethod: 'findByBusNo', forge });
    expect(await bills.issue(WISH)).toEqual({ state: 'unavailable' });
    expect(await bills.find({ billNo })).toEqual({ state: 'unavailable' });
  });

  test('where no method finds a bill by our number, a call that was not answered is left to a person', async () => {
    const { bills, asked } = openEBill(() => ({ done: issued }), {});
    expect(await bills.find({ billNo })).toEqual({ state: 'unavailable' });
    expect(asked).toEqual([]);
  });
});

const AGENCY = { agencyCode: '001001', appId: 'TESTAPP001', appKey: 'testkey0123456789', regionCode: '990000' };

/** Family 2 before a stand-in that verifies our form. */
function openAgency(platform: Platform): Opened {
  const asked: Opened['asked'] = [];
  const fetch = async (_: string, init: RequestInit) => {
    const form = Object.fromEntries(new URLSearchParams(String(init.body)));
    const { datetime = '', message = '', message_id: messageId = '', method = '' } = form;
    expect(form.security).toBe(signAgency(AGENCY, { datetime, message, messageId, method }));
    expect(datetime).toBe('20260302120000123');
    const sent = JSON.parse(Buffer.from(message, 'base64').toString()).message;
    asked.push({ method, message: sent });
    const said = platform(method, sent);
    if (said === 'silent') throw new TypeError('no answer');
    return new Response(base64('done' in said ? { message: said.done } : { error_message: { error_code: said.failed, error_msg: '平台的说明' } }));
  };
  const bills = agencyApi({
    ...AGENCY,
    address: 'https://bill.example.org/agency/rest.do',
    placeCode: '001',
    batchCode: '32050126',
    item: { code: '0301' },
    author: '开票人',
    unknownCodes: ['404'],
    emptyCodes: ['001'],
    rejectedCodes: ['007'],
    linesMost: 5,
    fetch,
    clock: () => Date.parse('2026-03-02T12:00:00.123+08:00'),
    messageId: () => '0000000000000001',
  });
  return { bills, asked };
}

describe('family 2', () => {
  const next = { bill_batch_code: '32050126', bill_no: '0000817610' };
  const issued = { ...next, random: 'bngFFX', date: '2026-03-02' };

  test('takes the next number and issues under our own', async () => {
    const { bills, asked } = openAgency((method) => ({ done: method === 'stock.billno.get' ? next : issued }));
    expect(await bills.issue(WISH)).toEqual({ state: 'issued', bill: BILL });
    expect(asked.map(({ method }) => method)).toEqual(['stock.billno.get', 'invoice.e.issue.do']);
    expect(asked[1]?.message).toMatchObject({
      serial_number: billNo,
      payer: '示例纺织厂',
      payer_type: '2',
      credit_code: '13990000DAYL1GHT79',
      bill_code: '32050126',
      bill_no: '0000817610',
      total_amt: '1682.16',
      item_details: [{ item_code: '0301', std: '1682.16', number: '1', unit: '元', amt: '1682.16' }],
    });
  });

  test('takes back with a number of its own, and knows what was taken back', async () => {
    const red = { ...next, bill_no: '0000817612' };
    const { bills, asked } = openAgency((method) => ({
      done: method === 'stock.billno.get' ? red : { ...issued, scarlet_bill_batch_code: '32050126', scarlet_bill_no: '0000817612', scarlet_random: 'aaaaaa' },
    }));
    expect(await bills.reverse(RED)).toMatchObject({ state: 'reversed', red: { number: '0000817612' } });
    expect(asked[1]).toMatchObject({
      method: 'invoice.p.writeOff.do',
      message: { bill_no: '0000817610', scarlet_bill_no: '0000817612', writeoff_reason: '捐赠款退回' },
    });
    expect(await bills.find({ billNo })).toMatchObject({ state: 'reversed', red: { number: '0000817612' } });
  });

  test.each([
    [{ failed: '404' } as const, 'unknown'],
    [{ failed: '001' } as const, 'out_of_stock'],
    [{ failed: '007' } as const, 'rejected'],
    [{ failed: '999' } as const, 'unavailable'],
    [{ done: { bill_no: '1' } }, 'unavailable'],
    ['silent' as const, 'unavailable'],
  ])('%j is %s', async (said, state) => {
    const { bills } = openAgency((method) => (method === 'stock.billno.get' ? { done: next } : said));
    expect(await bills.find({ billNo })).toMatchObject({ state });
    expect((await bills.issue(WISH)).state).toBe(state === 'unknown' ? 'unavailable' : state);
  });

  test('an empty stock is a state and no failure', async () => {
    const { bills } = openAgency(() => ({ failed: '001' }));
    expect(await bills.stock()).toEqual({ state: 'known', batches: [{ code: '32050126', left: 0 }] });
    expect(await bills.issue(WISH)).toEqual({ state: 'out_of_stock' });
    expect(await bills.reverse(RED)).toEqual({ state: 'under_way' });
  });
});
