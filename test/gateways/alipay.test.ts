import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alipayGateway } from '../../functions/gateways/alipay/alipay.ts';
import type { Notice } from '../../functions/gateways/gateway.ts';
import type { Message } from '../../infra/local/acquirer/notices.ts';
import { newRsaKey } from '../../infra/local/acquirer/rsa-keys.ts';
import { type Market, openMarket, order, START_MS, THEIRS } from '../support/alipay-market.ts';

const MINUTE_MS = 60_000;
let market: Market;
beforeEach(() => {
  market = openMarket();
});
afterEach(() => market.close());

const placed = async (change: Parameters<typeof order>[0] = {}) => {
  const outcome = await market.gateway.placeOrder(order(change));
  return outcome.ok ? outcome.pay : expect.unreachable(outcome.reason);
};
const read = (message: Message, gateway = market.gateway): Promise<Notice> => gateway.readNotice({ headers: new Headers(message.headers), body: message.body });
const refused = (reason: string) => ({ kind: 'refused', reason });
const NO = order().orderNo;
const BASE = 'http://127.0.0.1:8787/stand-in/alipay';

describe('an order at Alipay', () => {
  test('for a code gives an address to be drawn; there is no trade before somebody scans it', async () => {
    const pay = await placed();
    expect(pay).toEqual({ kind: 'qr', text: expect.stringMatching(/^https:\/\/portal\.test\/.+\/pay\/[\w-]{24}$/), expiresAt: '2026-11-23T09:45:02+08:00' });
    expect(await market.gateway.findOrder(NO)).toEqual({ state: 'unknown' });
    await market.standIn.app.request(pay.kind === 'qr' ? pay.text : '');
    expect(await market.gateway.findOrder(NO)).toEqual({ state: 'open' });
  });

  test('asked for again with the same content is the same order', async () => {
    expect(await placed()).toEqual(await placed());
  });

  test('on a phone’s browser is a signed address that the browser itself brings', async () => {
    const pay = await placed({ method: 'alipay-wap' });
    expect(market.requests).toEqual([]);
    const answer = await market.standIn.app.request(pay.kind === 'redirect' ? pay.url : '');
    expect([answer.status, market.standIn.book.orders.get(NO)]).toEqual([
      302,
      expect.objectContaining({ type: 'wap', amountFen: 10_000, returnUrl: 'https://portal.test/thanks.html#d_00000000000000000000000000.token' }),
    ]);
    const forged = pay.kind === 'redirect' ? pay.url.replace('100.00', '0.01') : '';
    expect((await market.standIn.app.request(forged)).status).toBe(400);
  });

  test('inside the app is a trade for its bridge', async () => {
    const pay = await placed({ method: 'alipay-jsapi', payer: '02DONOR' });
    expect(pay).toMatchObject({ kind: 'jsapi', app: 'alipay', call: { tradeNO: expect.stringMatching(/^20261123\d{20}$/) } });
    const answer = await market.standIn.app.request(`${BASE}/bridge`, { method: 'POST', body: JSON.stringify(pay.kind === 'jsapi' ? pay.call : {}) });
    expect(await answer.json()).toEqual({ resultCode: '9000' });
    expect(await market.gateway.findOrder(NO)).toMatchObject({ state: 'paid', payment: { serial: pay.kind === 'jsapi' ? pay.call.tradeNO : '' } });
  });

  test('inside the app without a payer is refused before anybody is asked', async () => {
    expect(await market.gateway.placeOrder(order({ method: 'alipay-jsapi' }))).toEqual({ ok: false, reason: 'gateway_refused' });
    expect(market.requests).toEqual([]);
  });

  test('has a subject without the characters that Alipay refuses', async () => {
    await placed({ subject: '救灾/重建=A&B' });
    expect(market.standIn.book.orders.get(NO)?.subject).toBe('救灾 重建 A B');
  });

  test.each([
    [1, '0.01'],
    [29, '0.29'],
    [100_000_05, '100000.05'],
    [9_999_999_999, '99999999.99'],
  ])('of %i fen is written %s, by whole numbers only', async (minor, yuan) => {
    await placed({ amount: { currency: 'CNY', minor } });
    expect(market.requests[0]).toContain(`%22total_amount%22%3A%22${yuan}%22`);
    const paid = market.standIn.pay(NO);
    expect(await read(market.standIn.write(paid))).toMatchObject({ payment: { amount: { minor } } });
  });

  test('that is paid already is said to be', async () => {
    await placed();
    market.standIn.pay(NO);
    expect(await market.gateway.placeOrder(order())).toEqual({ ok: false, reason: 'already_paid' });
  });

  test('with another amount under the same number is refused', async () => {
    await placed();
    expect(await market.gateway.placeOrder(order({ amount: { currency: 'CNY', minor: 1 } }))).toEqual({ ok: false, reason: 'gateway_refused' });
  });

  test('ends unpaid when it is closed', async () => {
    await placed({ method: 'alipay-jsapi', payer: '02DONOR' });
    const { treasury } = market.gateway;
    expect([await treasury?.closeOrder(NO), await treasury?.closeOrder(NO), await treasury?.closeOrder('DNOBODY')]).toEqual(['closed', 'closed', 'unknown']);
    expect(await market.gateway.findOrder(NO)).toEqual({ state: 'expired' });
  });

  test('M7: wholly given back was paid all the same', async () => {
    await placed();
    market.standIn.pay(NO);
    const whole = order().amount;
    await market.gateway.treasury?.refund({ orderNo: NO, refundNo: 'R1', refund: whole, total: whole, reason: '' });
    expect(await market.gateway.findOrder(NO)).toMatchObject({ state: 'paid', payment: { amount: whole } });
    expect(await market.gateway.treasury?.closeOrder(NO)).toBe('paid');
  });

  test('under another key of ours is refused', async () => {
    const { credentials } = market.settings;
    const other = alipayGateway({ ...market.settings, credentials: { ...credentials, appKey: newRsaKey().privatePem } });
    expect(await other.placeOrder(order())).toEqual({ ok: false, reason: 'gateway_refused' });
  });

  test.each<[string, (text: string) => string]>([
    ['unsigned', (text) => text.replace(/"sign":"[^"]*"/, '"sign":""')],
    ['in other characters of the same meaning', (text) => text.replaceAll('\\/', '/')],
    ['signed for another', (text) => text.replace('"10000"', '"10000" ')],
    ['no JSON', () => '<html>'],
  ])('whose answer is %s is no order', async (_, spoil) => {
    const spoiled = alipayGateway({
      ...market.settings,
      fetch: async (url, init) => new Response(spoil(await (await market.settings.fetch(url, init)).text())),
    });
    expect(await spoiled.placeOrder(order())).toEqual({ ok: false, reason: 'gateway_unavailable' });
  });
});

describe('a notice of Alipay', () => {
  const paid = async () => {
    await placed();
    return market.standIn.pay(NO, { serial: '2026112322001400000000000001' });
  };

  test('is a payment in fen, of the instant that it states, and answered with seven characters', async () => {
    expect(await read(market.standIn.write(await paid()))).toEqual({
      kind: 'paid',
      payment: {
        gateway: 'alipay',
        serial: '2026112322001400000000000001',
        orderNo: NO,
        amount: { currency: 'CNY', minor: 10_000 },
        paidAtMs: Math.floor(START_MS / 1000) * 1000,
      },
    });
    expect(market.gateway.answer(true)).toEqual({ status: 200, body: 'success', contentType: 'text/plain; charset=utf-8' });
  });

  test('is decoded once: a plus, a percent sign and a character in it are as they were signed', async () => {
    const subject = 'a+b %2B 100% 捐赠 𬍛';
    expect(await read(market.standIn.write(await paid(), { subject }))).toMatchObject({ kind: 'paid' });
  });

  test('M7: of another amount or an unknown order is a payment all the same', async () => {
    await placed();
    const one = market.standIn.pay('NOBODYKNOWS', { amountFen: 7 });
    expect(await read(market.standIn.write(one))).toMatchObject({ kind: 'paid', payment: { orderNo: 'NOBODYKNOWS', amount: { minor: 7 } } });
  });

  test('is read under either key while keys change', async () => {
    const other = newRsaKey();
    const { credentials } = market.settings;
    const both = alipayGateway({ ...market.settings, credentials: { ...credentials, alipayKeys: [other.publicPem, ...credentials.alipayKeys] } });
    expect((await read(market.standIn.write(await paid()), both)).kind).toBe('paid');
  });

  test.each<[string, Readonly<Record<string, string>>, object]>([
    ['of a refund', { refund_fee: '1.00', gmt_refund: '2026-11-23 09:20:00.123', out_biz_no: 'F1' }, { kind: 'refund', refundNo: 'F1' }],
    ['of a refund without our number', { refund_fee: '1.00' }, { kind: 'ignored', why: 'a refund' }],
    ['of a trade that waits', { trade_status: 'WAIT_BUYER_PAY' }, { kind: 'ignored', why: 'trade_status WAIT_BUYER_PAY' }],
    ['of a trade that was closed', { trade_status: 'TRADE_CLOSED' }, { kind: 'ignored', why: 'trade_status TRADE_CLOSED' }],
    ['of another seller', { seller_id: '2088000000000002' }, refused('wrong_merchant')],
    ['of another application', { app_id: '2021000000000002' }, refused('wrong_merchant')],
    ['of an amount with three decimals', { total_amount: '1.005' }, refused('malformed')],
    ['of an amount in words of a computer', { total_amount: '1e3' }, refused('malformed')],
    ['of nothing', { total_amount: '0.00' }, refused('malformed')],
    ['without the instant of payment', { gmt_payment: '' }, refused('malformed')],
    ['that hides another amount in its subject', { subject: 'x&total_amount=9.00' }, refused('malformed')],
    ['sent 27 hours ago', { notify_time: '2026-11-22 06:10:02' }, refused('stale')],
    ['sent in an hour', { notify_time: '2026-11-23 10:15:02' }, refused('stale')],
  ])('%s, however well signed, is judged by what it says', async (_, change, outcome) => {
    expect(await read(market.standIn.write(await paid(), change))).toEqual(outcome);
  });

  test('24 hours old is a payment: so long does Alipay repeat it', async () => {
    const message = market.standIn.write(await paid());
    market.clockMs += 24 * 60 * MINUTE_MS;
    expect(await read(message)).toMatchObject({ kind: 'paid' });
  });

  test.each<[string, (form: URLSearchParams) => unknown]>([
    ['with another amount', (form) => form.set('total_amount', '100.01')],
    ['with one more parameter', (form) => form.set('zzz', '1')],
    ['with a parameter twice', (form) => form.append('total_amount', '0.01')],
    ['with one parameter less', (form) => form.delete('subject')],
    ['with two values exchanged', (form) => [form.set('trade_no', NO), form.set('out_trade_no', '2026112322001400000000000001')]],
    ['without a signature', (form) => form.delete('sign')],
    [
      'with the signature in another alphabet',
      (form) => form.set('sign', (form.get('sign') ?? '').replaceAll('+', '-').replaceAll('/', '_').replace('==', '')),
    ],
  ])('%s is refused', async (_, change) => {
    const form = new URLSearchParams(Buffer.from(market.standIn.write(await paid()).body).toString());
    change(form);
    expect(await read({ headers: {}, body: Buffer.from(form.toString()) })).toEqual(refused('bad_signature'));
  });

  test('comes again over 25 hours until it is answered with success', async () => {
    market.answer = 'Success';
    await paid();
    for (let step = 0; step < 26 * 60; step++) {
      await market.standIn.tick();
      market.clockMs += MINUTE_MS;
    }
    const minutes = market.letters.map(({ atMs }) => Math.round((atMs - START_MS) / MINUTE_MS));
    expect(minutes).toEqual([0, 4, 14, 24, 84, 204, 564, 1464]);
    const ids = market.letters.map(({ body }) => new URLSearchParams(Buffer.from(body).toString()).get('notify_id'));
    expect(new Set(ids).size).toBe(1);
  });
});

describe('who pays inside the app', () => {
  test('is told without being asked, by a code that is good once', async () => {
    const { payers } = market.gateway;
    const address = payers?.askAddress('https://portal.test/give/flood.html?place=a', 'st4te') ?? '';
    const back = new URL((await market.standIn.app.request(address)).headers.get('location') ?? '');
    expect([back.origin, back.searchParams.get('place'), back.searchParams.get('state')]).toEqual(['https://portal.test', 'a', 'st4te']);
    const code = back.searchParams.get(payers?.codeMember ?? '') ?? '';
    expect(await payers?.findPayer(code)).toEqual({ ok: true, payer: expect.stringMatching(/^02[\w-]+$/) });
    expect(await payers?.findPayer(code)).toEqual({ ok: false, reason: 'refused' });
  });
});

describe('money that goes back through Alipay', () => {
  const wish = {
    orderNo: NO,
    refundNo: 'R1',
    refund: { currency: 'CNY' as const, minor: 4_000 },
    total: { currency: 'CNY' as const, minor: 10_000 },
    reason: '重复付款',
  };
  const paid = async () => {
    await placed();
    market.standIn.pay(NO);
  };

  test('goes once per number, however often it is asked for', async () => {
    await paid();
    const { treasury } = market.gateway;
    const first = await treasury?.refund(wish);
    expect(first).toEqual({ state: 'done', serial: expect.stringMatching(/^\d{28}-R1$/), refund: wish.refund });
    expect([await treasury?.refund(wish), await treasury?.findRefund(wish)]).toEqual([first, first]);
    expect(market.standIn.book.refunds.size).toBe(1);
  });

  test('is not moved beyond what was paid, and unknown where nobody paid', async () => {
    await paid();
    const { treasury } = market.gateway;
    expect([
      await treasury?.refund({ ...wish, refund: { currency: 'CNY', minor: 10_001 } }),
      await treasury?.refund({ ...wish, orderNo: 'DNOBODY' }),
      await treasury?.findRefund({ ...wish, refundNo: 'R9' }),
    ]).toEqual([{ state: 'refused' }, { state: 'unknown' }, { state: 'unknown' }]);
  });

  test('waits where the account is empty, which is said and no failure', async () => {
    await market.close();
    market = openMarket({ balanceFen: () => 0 });
    await paid();
    expect(await market.gateway.treasury?.refund(wish)).toEqual({ state: 'not_enough' });
  });
});

describe('the bill of Alipay', () => {
  const DAY = '2026-11-23' as Parameters<NonNullable<Market['gateway']['treasury']>['readBill']>[0];
  const paidAndHalfBack = async () => {
    await placed({ subject: '灾害救助，第一期' });
    const { serial } = market.standIn.pay(NO);
    await market.gateway.treasury?.refund({
      orderNo: NO,
      refundNo: 'R1',
      refund: { currency: 'CNY', minor: 5_000 },
      total: { currency: 'CNY', minor: 10_000 },
      reason: '',
    });
    market.clockMs += 26 * 60 * MINUTE_MS;
    return serial;
  };

  test('is read out of its zip and GBK, every payment and refund with its fee, to the fen', async () => {
    const serial = await paidAndHalfBack();
    expect(await market.gateway.treasury?.readBill(DAY)).toMatchObject({
      state: 'ready',
      rows: [
        { kind: 'payment', serial, orderNo: NO, amountFen: 10_000, feeFen: 60, atMs: Math.floor(START_MS / 1000) * 1000 },
        { kind: 'refund', serial: `${serial}-R1`, refundNo: 'R1', orderNo: NO, amountFen: 5_000, feeFen: -30 },
      ],
    });
  });

  test('is made the next morning, and is none where nothing happened', async () => {
    expect(await market.gateway.treasury?.readBill(DAY)).toEqual({ state: 'not_ready' });
    market.clockMs += 25 * 60 * MINUTE_MS;
    expect(await market.gateway.treasury?.readBill(DAY)).toEqual({ state: 'none' });
  });

  test('cut short is damaged, and at another host is not fetched', async () => {
    await paidAndHalfBack();
    const spoilt = (change: (answer: Response, url: string) => Promise<Response>) =>
      alipayGateway({ ...market.settings, fetch: async (url, init) => change(await market.settings.fetch(url, init), url) });
    const cut = spoilt(async (answer, url) => (url.includes('/bill/') ? new Response((await answer.bytes()).slice(0, -40)) : answer));
    expect(await cut.treasury?.readBill(DAY)).toEqual({ state: 'damaged' });
  });
});

test('M18: a stand-in needs a demonstration', () => {
  expect(() => alipayGateway({ ...market.settings, demonstration: false })).toThrow('only for a profile with demonstration: true');
});

test('a wrong key is named, and nothing of it repeated', () => {
  const open = (change: object) => () => alipayGateway({ ...market.settings, credentials: { ...market.settings.credentials, ...change } });
  expect(open({ appKey: 'SECRETVALUE' })).toThrow('no RSA private key');
  expect(open({ appKey: 'SECRETVALUE' })).not.toThrow('SECRETVALUE');
  expect(open({ alipayKeys: [] })).toThrow('no key of Alipay');
  expect(open({ alipayKeys: [THEIRS.publicPem.replace(/-----[A-Z ]+-----|\n/g, '')] })).not.toThrow();
});
