import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Notice } from '../../functions/gateways/gateway.ts';
import { weChatPayGateway } from '../../functions/gateways/wechat-pay/wechat-pay.ts';
import type { Message } from '../../infra/local/acquirer/notices.ts';
import { newRsaKey } from '../../infra/local/acquirer/rsa-keys.ts';
import { type Letter, noticeOf } from '../../infra/local/wechat-pay/notice.ts';
import {
  CERTIFICATE_SERIAL,
  type Market,
  MERCHANT,
  openMarket,
  order,
  PUBLIC_KEY_ID,
  START_MS,
  THEIR_CERTIFICATE,
  THEIRS,
} from '../support/wechat-pay-market.ts';

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
const placedText = async (orderNo: string): Promise<string> => {
  const pay = await placed({ orderNo });
  return pay.kind === 'qr' ? pay.text : '';
};
const read = (message: Message, gateway = market.gateway): Promise<Notice> => gateway.readNotice({ headers: new Headers(message.headers), body: message.body });
const refused = (reason: string) => ({ kind: 'refused', reason });
const NO = order().orderNo;

describe('an order at WeChat Pay', () => {
  test('for a code gives an address to be drawn, good until the order ends', async () => {
    expect(await placed()).toEqual({
      kind: 'qr',
      text: expect.stringMatching(/^https:\/\/portal\.test\/.+\/pay\/[\w-]{24}$/),
      expiresAt: '2026-11-23T09:45:02+08:00',
    });
    expect(market.standIn.book.orders.get(NO)).toMatchObject({ amountFen: 10_000, subject: '灾害救助', type: 'native' });
  });

  test('asked for again with the same content is the same order', async () => {
    expect(await placed()).toEqual(await placed());
  });

  test('on a phone’s browser gives an address for five minutes, which leads back here', async () => {
    const pay = await placed({ method: 'wechat-h5', browserIp: '203.0.113.9' });
    expect(pay).toMatchObject({ kind: 'redirect', expiresAt: '2026-11-23T09:20:02+08:00' });
    expect(new URL(pay.kind === 'redirect' ? pay.url : '').searchParams.get('redirect_url')).toBe(
      'https://portal.test/thanks.html#d_00000000000000000000000000.token',
    );
  });

  test('on a phone’s browser opens only for who comes from the portal’s own page', async () => {
    const pay = await placed({ method: 'wechat-h5' });
    const url = pay.kind === 'redirect' ? pay.url : '';
    const open = async (referer?: string) => (await market.standIn.app.request(url, referer === undefined ? {} : { headers: { referer } })).status;
    expect([await open('https://portal.test/'), await open(), await open('https://portal.test.elsewhere/')]).toEqual([200, 403, 403]);
  });

  test('inside the app is paid by a call that we sign for, and only by it', async () => {
    const pay = await placed({ method: 'wechat-jsapi', payer: 'oDONOR' });
    const call = pay.kind === 'jsapi' ? pay.call : expect.unreachable();
    expect(call).toMatchObject({
      appId: MERCHANT.appid,
      signType: 'RSA',
      timeStamp: String(Math.floor(START_MS / 1000)),
      package: expect.stringMatching(/^prepay_id=wx/),
    });
    const bridge = async (body: object) =>
      (await market.standIn.app.request('http://127.0.0.1:8787/stand-in/wechat-pay/bridge', { method: 'POST', body: JSON.stringify(body) })).json();
    expect(await bridge({ ...call, nonceStr: 'x' })).toEqual({ err_msg: 'get_brand_wcpay_request:fail' });
    expect(await bridge(call)).toEqual({ err_msg: 'get_brand_wcpay_request:ok' });
    expect(await market.gateway.findOrder(NO)).toMatchObject({ state: 'paid', payment: { amount: { minor: 10_000 } } });
  });

  test('inside the app without a payer is refused before anybody is asked', async () => {
    expect(await market.gateway.placeOrder(order({ method: 'wechat-jsapi' }))).toEqual({ ok: false, reason: 'gateway_refused' });
    expect(market.requests).toEqual([]);
  });

  test('that is paid already is said to be', async () => {
    await placed();
    market.standIn.pay(NO);
    expect(await market.gateway.placeOrder(order())).toEqual({ ok: false, reason: 'already_paid' });
  });

  test.each([
    ['another amount', { amount: { currency: 'CNY' as const, minor: 1 } }],
    ['another way to pay', { method: 'wechat-h5' }],
  ])('with %s under the same number is refused', async (_, change) => {
    await placed();
    expect(await market.gateway.placeOrder(order(change))).toEqual({ ok: false, reason: 'gateway_refused' });
  });

  test('ends unpaid when it is closed, and what was closed is not paid any more', async () => {
    await placed();
    const { treasury } = market.gateway;
    expect([await treasury?.closeOrder(NO), await treasury?.closeOrder(NO), await treasury?.closeOrder('DNOBODY')]).toEqual(['closed', 'closed', 'unknown']);
    expect(await market.gateway.findOrder(NO)).toEqual({ state: 'expired' });
  });

  test('goes from open to expired, and is unknown where there was none', async () => {
    await placed();
    expect(await market.gateway.findOrder(NO)).toEqual({ state: 'open' });
    market.clockMs += 31 * MINUTE_MS;
    expect([await market.gateway.findOrder(NO), await market.gateway.findOrder('DNOBODY')]).toEqual([{ state: 'expired' }, { state: 'unknown' }]);
  });

  test.each([6, -6])('with a clock %i minutes off is refused', async (minutes) => {
    const late = weChatPayGateway({ ...market.settings, clock: () => market.clockMs + minutes * MINUTE_MS });
    expect(await late.placeOrder(order())).toEqual({ ok: false, reason: 'gateway_refused' });
  });

  test('under another key of ours is refused', async () => {
    const { credentials } = market.settings;
    const other = weChatPayGateway({ ...market.settings, credentials: { ...credentials, merchantKey: newRsaKey().privatePem } });
    expect(await other.placeOrder(order())).toEqual({ ok: false, reason: 'gateway_refused' });
  });

  test.each([
    ['unsigned', (answer: Response) => new Response(answer.body, { status: 200 })],
    [
      'signed by another',
      (answer: Response) => new Response(answer.body, { headers: { ...Object.fromEntries(answer.headers), 'wechatpay-signature': 'AAAA' } }),
    ],
    ['silent', () => new Response('busy', { status: 502 })],
  ])('whose answer is %s is no order', async (_, spoil) => {
    const spoiled = weChatPayGateway({ ...market.settings, fetch: async (url, init) => spoil(await market.settings.fetch(url, init)) });
    expect(await spoiled.placeOrder(order())).toEqual({ ok: false, reason: 'gateway_unavailable' });
    expect(await spoiled.findOrder(NO)).toEqual({ state: 'unavailable' });
  });

  test('beyond what WeChat Pay takes in a second is not asked for again at once', async () => {
    await market.close();
    market = openMarket({ admits: () => false });
    expect(await market.gateway.placeOrder(order())).toEqual({ ok: false, reason: 'gateway_busy' });
    expect(market.requests).toHaveLength(1);
  });
});

describe('a notice of WeChat Pay', () => {
  const paid = async (wish = {}) => {
    await placed();
    return market.standIn.pay(NO, { serial: '4200000000000000000000000001', ...wish });
  };
  const letter = (change: Partial<Letter>): Letter => ({
    ...{ merchant: MERCHANT, key: { serial: PUBLIC_KEY_ID, ...THEIRS }, nowMs: market.clockMs },
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    ...change,
  });
  const said = { mchid: MERCHANT.mchid, appid: MERCHANT.appid, out_trade_no: NO, transaction_id: '4200000000000000000000000001' };
  const full = { ...said, trade_state: 'SUCCESS', success_time: '2026-11-23T09:15:02+08:00', amount: { total: 10_000, currency: 'CNY' } };

  test('is a payment in fen, of the instant that it states', async () => {
    expect(await read(market.standIn.write(await paid()))).toEqual({
      kind: 'paid',
      payment: { gateway: 'wechat-pay', serial: '4200000000000000000000000001', orderNo: NO, amount: { currency: 'CNY', minor: 10_000 }, paidAtMs: START_MS },
    });
  });

  test('M7: of another amount or an unknown order is a payment all the same', async () => {
    await placed();
    expect(await read(market.standIn.write(market.standIn.pay('NOBODYKNOWS', { amountFen: 7 })))).toMatchObject({
      kind: 'paid',
      payment: { orderNo: 'NOBODYKNOWS', amount: { minor: 7 } },
    });
  });

  test('is read under the key of the serial that it names, both while keys change', async () => {
    const { credentials } = market.settings;
    const both = weChatPayGateway({
      ...market.settings,
      credentials: { ...credentials, platformKeys: { ...credentials.platformKeys, [CERTIFICATE_SERIAL]: THEIR_CERTIFICATE.publicPem } },
    });
    const old = noticeOf(full, letter({ key: { serial: CERTIFICATE_SERIAL, ...THEIR_CERTIFICATE } }));
    expect([(await read(old, both)).kind, (await read(noticeOf(full, letter({})), both)).kind]).toEqual(['paid', 'paid']);
    expect(await read(old)).toEqual(refused('bad_signature'));
    expect(await read(noticeOf(full, letter({ key: { serial: CERTIFICATE_SERIAL, ...THEIRS } })), both)).toEqual(refused('bad_signature'));
  });

  test('with the probing signature is answered as a failure', async () => {
    const probe = await read(market.standIn.probe(await paid()));
    expect([probe, market.gateway.answer(probe.kind !== 'refused')]).toEqual([refused('probe'), expect.objectContaining({ status: 401 })]);
  });

  test.each(['REFUND.SUCCESS', 'REFUND.ABNORMAL', 'REFUND.CLOSED'])(
    'of type %s names the refund to be asked for, and nothing more is read',
    async (eventType) => {
      const said = { mchid: full.mchid, out_trade_no: NO, out_refund_no: 'F1', refund_status: 'SUCCESS', amount: { total: 10_000, refund: 999_999 } };
      expect(await read(noticeOf(said, letter({ eventType })))).toEqual({ kind: 'refund', refundNo: 'F1' });
      expect(await read(noticeOf({ ...said, mchid: '1900000002' }, letter({ eventType })))).toEqual(refused('wrong_merchant'));
      expect(await read(noticeOf(said, letter({ eventType, merchant: { apiV3Key: 'f'.repeat(32) } })))).toEqual(refused('wrong_merchant'));
    },
  );

  test.each(['REFUND.SUCCESS', 'SECURITY_ECHO.SUCCESS', 'SOMETHING.NEW'])('of type %s is accepted and changes nothing', async (eventType) => {
    expect(await read(noticeOf(full, letter({ eventType })))).toEqual({ kind: 'ignored', why: `event of type ${eventType}` });
  });

  test.each([
    [-5 * MINUTE_MS, 'paid'],
    [5 * MINUTE_MS, 'paid'],
    [-5 * MINUTE_MS - 1, 'stale'],
    [5 * MINUTE_MS + 1, 'stale'],
  ])('read %i ms after it was signed is %s', async (laterMs, outcome) => {
    const message = market.standIn.write(await paid());
    market.clockMs = Math.floor(market.clockMs / 1000) * 1000 + laterMs;
    const notice = await read(message);
    expect(notice.kind === 'refused' ? notice.reason : notice.kind).toBe(outcome);
  });

  test.each<[string, (message: Message) => Message, string]>([
    [
      'in other bytes of the same meaning',
      (one) => ({ ...one, body: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(one.body).toString()), null, 1)) }),
      'bad_signature',
    ],
    ['with another timestamp', (one) => ({ ...one, headers: { ...one.headers, 'wechatpay-timestamp': '1' } }), 'bad_signature'],
    ['with another nonce', (one) => ({ ...one, headers: { ...one.headers, 'wechatpay-nonce': 'x' } }), 'bad_signature'],
    ['under a serial that we do not know', (one) => ({ ...one, headers: { ...one.headers, 'wechatpay-serial': 'X' } }), 'bad_signature'],
    [
      'of another kind of signature',
      (one) => ({ ...one, headers: { ...one.headers, 'wechatpay-signature-type': 'WECHATPAY2-SM2-WITH-SM3' } }),
      'bad_signature',
    ],
    ['without any signature', ({ body }) => ({ body, headers: {} }), 'bad_signature'],
    ['of more than 64 KB', (one) => ({ ...one, body: new Uint8Array(65_537) }), 'too_large'],
  ])('%s is refused', async (_, spoil, reason) => {
    expect(await read(spoil(market.standIn.write(await paid())))).toEqual(refused(reason));
  });

  test.each<[string, object, Partial<Letter>, string]>([
    ['sealed for another merchant', full, { merchant: { apiV3Key: 'f'.repeat(32) } }, 'wrong_merchant'],
    ['of another merchant', { ...full, mchid: '1900000002' }, {}, 'wrong_merchant'],
    ['of another app', { ...full, appid: 'wxOTHER' }, {}, 'wrong_merchant'],
    ['of an amount that is no whole fen', { ...full, amount: { total: 1.5, currency: 'CNY' } }, {}, 'malformed'],
    ['of nothing', { ...full, amount: { total: 0, currency: 'CNY' } }, {}, 'malformed'],
    ['in another currency', { ...full, amount: { total: 1, currency: 'USD' } }, {}, 'malformed'],
    ['of an order that is not paid', { ...full, trade_state: 'NOTPAY' }, {}, 'malformed'],
    ['without an instant', { ...full, success_time: '2026-11-23 09:15:02' }, {}, 'malformed'],
  ])('%s is refused, however well signed', async (_, resource, change, reason) => {
    expect(await read(noticeOf(resource, letter(change)))).toEqual(refused(reason));
  });

  test('an answer to a query is no notice, though the same key signed it', async () => {
    await paid();
    let kept: Response | undefined;
    const spy = weChatPayGateway({
      ...market.settings,
      fetch: async (url, init) => {
        const answer = await market.settings.fetch(url, init);
        kept = answer.clone();
        return answer;
      },
    });
    expect(await spy.findOrder(NO)).toMatchObject({ state: 'paid' });
    const body = new Uint8Array((await kept?.arrayBuffer()) ?? new ArrayBuffer(0));
    expect(await market.gateway.readNotice({ headers: kept?.headers ?? new Headers(), body })).toEqual(refused('malformed'));
  });

  test('comes again 15 times in 24 hours and 4 minutes until it is accepted', async () => {
    market.answer = 500;
    await paid();
    for (let step = 0; step < 24 * 60 + 30; step++) {
      await market.standIn.tick();
      market.clockMs += MINUTE_MS / 4;
      await market.standIn.tick();
      market.clockMs += (3 * MINUTE_MS) / 4;
    }
    const minutes = market.letters.map(({ atMs }) => (atMs - START_MS) / MINUTE_MS);
    expect([minutes.length, minutes[0], (minutes.at(-1) ?? 0) >= 24 * 60 + 4]).toEqual([16, 0, true]);
    expect(new Set(market.letters.map(({ headers }) => headers.get('wechatpay-nonce'))).size).toBe(16);
  });

  test('comes again also when the other side was killed and started anew in between', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechat-pay-'));
    await market.close();
    market = openMarket({ folder });
    market.answer = 500;
    await paid();
    await market.standIn.tick();
    const code = await placedText('D0000000000000000000000000B011');
    await market.standIn.stop();
    const again = openMarket({ folder });
    again.clockMs = START_MS + MINUTE_MS;
    await again.standIn.tick();
    expect([
      again.letters.length,
      await read({ headers: Object.fromEntries(again.letters[0]?.headers ?? []), body: Uint8Array.from(again.letters[0]?.body ?? []) }, again.gateway),
    ]).toMatchObject([1, { kind: 'paid', payment: { orderNo: NO } }]);
    expect(again.standIn.book.byHandle.get(code.split('/').at(-1) ?? '')?.orderNo).toBe('D0000000000000000000000000B011');
    await again.close();
    rmSync(folder, { recursive: true });
    market = openMarket();
  });

  test('comes no more once it was accepted', async () => {
    await paid();
    await market.standIn.tick();
    market.clockMs += 20 * MINUTE_MS;
    await market.standIn.tick();
    expect(market.letters).toHaveLength(1);
  });
});

describe('who pays inside the app', () => {
  test('is told without being asked, by a code that is good once', async () => {
    const { payers } = market.gateway;
    const address = payers?.askAddress('https://portal.test/give/flood.html?place=a', 'st4te') ?? '';
    expect(address).toMatch(
      /\/connect\/oauth2\/authorize\?appid=wxTEST0000000001&redirect_uri=https%3A.+&response_type=code&scope=snsapi_base&state=st4te#wechat_redirect$/,
    );
    const back = new URL((await market.standIn.app.request(address)).headers.get('location') ?? '');
    expect([back.origin, back.searchParams.get('place'), back.searchParams.get('state')]).toEqual(['https://portal.test', 'a', 'st4te']);
    const code = back.searchParams.get(payers?.codeMember ?? '') ?? '';
    expect(await payers?.findPayer(code)).toEqual({ ok: true, payer: expect.stringMatching(/^o[\w-]+$/) });
    expect(await payers?.findPayer(code)).toEqual({ ok: false, reason: 'refused' });
  });

  test('cannot be learnt without the account’s secret, so that method is not offered', () => {
    const { appSecret: _, ...credentials } = market.settings.credentials;
    const gateway = weChatPayGateway({ ...market.settings, credentials });
    expect([gateway.methods, gateway.payers]).toEqual([['wechat-native', 'wechat-h5'], undefined]);
  });
});

describe('money that goes back through WeChat Pay', () => {
  const wish = {
    orderNo: NO,
    refundNo: 'R1',
    refund: { currency: 'CNY' as const, minor: 4_000 },
    total: { currency: 'CNY' as const, minor: 10_000 },
    reason: '重复付款',
  };

  test('goes once per number, however often it is asked for', async () => {
    await placed();
    market.standIn.pay(NO);
    const { treasury } = market.gateway;
    const first = await treasury?.refund(wish);
    expect(first).toEqual({ state: 'done', serial: expect.stringMatching(/^503\d{25}$/), refund: wish.refund });
    expect([await treasury?.refund(wish), await treasury?.findRefund(wish)]).toEqual([first, first]);
    expect(market.standIn.book.refunds.size).toBe(1);
    expect(await market.gateway.findOrder(NO)).toMatchObject({ state: 'paid' });
  });

  test.each([
    ['more than was paid', { refund: { currency: 'CNY' as const, minor: 10_001 } }, 'refused'],
    ['another total', { total: { currency: 'CNY' as const, minor: 9_999 } }, 'refused'],
    ['an order nobody paid', { orderNo: 'DNOBODY' }, 'unknown'],
  ])('is not moved for %s', async (_, change, state) => {
    await placed();
    market.standIn.pay(NO);
    expect(await market.gateway.treasury?.refund({ ...wish, ...change })).toEqual({ state });
  });

  test('waits where the account is empty, which is said and no failure', async () => {
    await market.close();
    market = openMarket({ balanceFen: () => 0 });
    await placed();
    market.standIn.pay(NO);
    expect(await market.gateway.treasury?.refund(wish)).toEqual({ state: 'not_enough' });
    expect(await market.gateway.treasury?.findRefund(wish)).toEqual({ state: 'unknown' });
  });
});

describe('the bill of WeChat Pay', () => {
  const DAY = '2026-11-23' as Parameters<NonNullable<Market['gateway']['treasury']>['readBill']>[0];
  const bill = () => market.gateway.treasury?.readBill(DAY);
  const paidAndHalfBack = async () => {
    await placed();
    const { serial } = market.standIn.pay(NO);
    await market.gateway.treasury?.refund({
      orderNo: NO,
      refundNo: 'R1',
      refund: { currency: 'CNY', minor: 5_000 },
      total: { currency: 'CNY', minor: 10_000 },
      reason: '',
    });
    return serial;
  };

  test('states every payment and refund with its fee, to the fen', async () => {
    const serial = await paidAndHalfBack();
    market.clockMs += 26 * 60 * MINUTE_MS;
    expect(await bill()).toMatchObject({
      state: 'ready',
      rows: [
        { kind: 'payment', serial, orderNo: NO, amountFen: 10_000, feeFen: 20, atMs: START_MS },
        { kind: 'refund', serial: expect.stringMatching(/^503/), refundNo: 'R1', orderNo: NO, amountFen: 5_000, feeFen: -10 },
      ],
    });
  });

  test('is made the next morning, and is none where nothing happened', async () => {
    market.clockMs += 16 * 60 * MINUTE_MS;
    expect(await bill()).toEqual({ state: 'not_ready' });
    market.clockMs += 24 * 60 * MINUTE_MS;
    expect(await bill()).toEqual({ state: 'none' });
  });

  test('of another digest, or that does not add up, is damaged', async () => {
    await paidAndHalfBack();
    market.clockMs += 26 * 60 * MINUTE_MS;
    const spoilt = weChatPayGateway({
      ...market.settings,
      fetch: async (url, init) => {
        const answer = await market.settings.fetch(url, init);
        return url.includes('billdownload') ? new Response((await answer.text()).replace('100.00', '100.01')) : answer;
      },
    });
    expect(await spoilt.treasury?.readBill(DAY)).toEqual({ state: 'damaged' });
  });
});

test('M18: a stand-in needs a demonstration', () => {
  expect(() => weChatPayGateway({ ...market.settings, demonstration: false })).toThrow('only for a profile with demonstration: true');
});

test.each([
  ['merchantKey', 'no RSA private key'],
  ['apiV3Key', 'the API v3 key has 32 bytes'],
])('a wrong %s is named, and nothing of it repeated', (name, sentence) => {
  const credentials = { ...market.settings.credentials, [name]: 'SECRETVALUE' };
  expect(() => weChatPayGateway({ ...market.settings, credentials })).toThrow(sentence);
  expect(() => weChatPayGateway({ ...market.settings, credentials })).not.toThrow('SECRETVALUE');
});
