import { createHash } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, test } from 'vitest';
import { readAlipayKeys } from '../../functions/gateways/alipay/keys.ts';
import { readNotice } from '../../functions/gateways/alipay/notice.ts';
import { rawMember } from '../../functions/gateways/alipay/raw-member.ts';
import { signedRequest, signText } from '../../functions/gateways/alipay/signature.ts';
import { signRsa } from '../../functions/gateways/rsa.ts';
import { OURS, settingsOf, THEIRS } from '../support/alipay-market.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const keys = readAlipayKeys(settingsOf(fetch, () => 0).credentials);
const AT_MS = Date.UTC(2026, 0, 1, 1, 30, 0);
const WISH = {
  biz_content: '{"out_trade_no":"D20260101000001","total_amount":"50.00","subject":"测试项目捐赠"}',
  method: 'alipay.trade.precreate',
  notify_url: 'https://portal.example.org/pay/alipay/notify',
};
const NOTICE = {
  app_id: '2021000000000001',
  auth_app_id: '2021000000000001',
  buyer_open_id: 'OPEN1',
  buyer_pay_amount: '50.00',
  charset: 'utf-8',
  fund_bill_list: '[{"amount":"50.00","fundChannel":"PCREDIT"}]',
  gmt_create: '2026-01-01 09:30:01',
  gmt_payment: '2026-01-01 09:30:05',
  invoice_amount: '50.00',
  notify_id: '2026010100222000000000000000000001',
  notify_time: '2026-01-01 09:30:06',
  notify_type: 'trade_status_sync',
  out_trade_no: 'D20260101000001',
  receipt_amount: '50.00',
  seller_email: '',
  seller_id: '2088000000000001',
  subject: '测试项目捐赠',
  total_amount: '50.00',
  trade_no: '2026010122001400000000000001',
  trade_status: 'TRADE_SUCCESS',
  version: '1.0',
};
const sdk = new AlipaySdk({ appId: NOTICE.app_id, privateKey: OURS.privatePem, alipayPublicKey: THEIRS.publicPem, keyType: 'PKCS8' });

describe('what is signed', () => {
  test('of a request is the text of the vector, sign_type included', () => {
    const text = signText(signedRequest(keys, WISH, AT_MS));
    expect([Buffer.byteLength(text), sha256(text)]).toEqual([293, '27ddf4da6a462c88d20b37081584f38170d1ea3829360e4dd15d9caf80077ade']);
  });

  test('of a notice is the text of the vector, without sign_type and the empty parameter', () => {
    const text = signText(NOTICE);
    expect([Buffer.byteLength(text), sha256(text)]).toEqual([560, '832ff34dab13cb2fb3972da88f64ef17e5aec8e58544daec056d2c4e6c740d69']);
  });
});

describe('beside the official client', () => {
  const withSign = (text: string) => ({ ...NOTICE, sign_type: 'RSA2', sign: signRsa(THEIRS.privateKey, text) });
  const form = (said: Readonly<Record<string, string>>) => Buffer.from(new URLSearchParams(said).toString());

  test('a request of ours is signed in the same bytes', () => {
    const page = new URL(sdk.pageExecute('alipay.trade.wap.pay', 'GET', { notify_url: WISH.notify_url, bizContent: JSON.parse(WISH.biz_content) }));
    const theirs = Object.fromEntries(page.searchParams);
    const { timestamp = '', sign, biz_content = '', method = '', notify_url = '', alipay_sdk = '' } = theirs;
    const ours = signedRequest(keys, { biz_content, method, notify_url, alipay_sdk }, Date.parse(`${timestamp.replace(' ', 'T')}+08:00`));
    // Their client leaves `format` out.
    const { format: _, sign: __, ...rest } = ours;
    expect([theirs.charset, signRsa(OURS.privateKey, signText(rest))]).toEqual(['utf-8', sign]);
  });

  test('a notice is believed by both, with the empty parameter signed or left out', () => {
    const texts = [
      signText(NOTICE),
      Object.keys(NOTICE)
        .toSorted()
        .map((name) => `${name}=${Reflect.get(NOTICE, name)}`)
        .join('&'),
    ];
    for (const text of texts)
      expect(readNotice(keys, form(withSign(text)), AT_MS)).toMatchObject({ kind: 'paid', payment: { amount: { minor: 5_000 }, paidAtMs: AT_MS + 5_000 } });
    expect(sdk.checkNotifySignV2(withSign(texts[1] ?? ''))).toBe(true);
  });

  test('a notice with one character changed is believed by neither', () => {
    const said = { ...withSign(signText(NOTICE)), total_amount: '60.00' };
    expect([sdk.checkNotifySignV2(said), readNotice(keys, form(said), AT_MS)]).toEqual([false, { kind: 'refused', reason: 'bad_signature' }]);
  });

  test('a notice signed with SHA-1 is not believed, though it says so itself', async () => {
    const { sign } = await import('node:crypto');
    const said = { ...NOTICE, sign_type: 'RSA', sign: sign('sha1', Buffer.from(signText(NOTICE)), THEIRS.privateKey).toString('base64') };
    expect(readNotice(keys, form(said), AT_MS)).toEqual({ kind: 'refused', reason: 'bad_signature' });
  });
});

describe('the signed part of an answer', () => {
  test.each([
    ['{"a_response":{"x":1},"sign":"s"}', '{"x":1}'],
    ['{"sign":"s","a_response": {"x":{"y":"}\\"{"}} }', '{"x":{"y":"}\\"{"}}'],
    ['{"a_response":{"url":"https:\\/\\/a"},"sign":""}', '{"url":"https:\\/\\/a"}'],
  ])('of %s is cut out as it stands', (text, raw) => {
    expect(rawMember(text, 'a_response')).toBe(raw);
  });

  test.each(['{"a_response":"{}"}', '{"a_response":{"x":1', '{}', '', '{"a_response":{},"a_response":{"x":1}}'])('of %s is nothing', (text) => {
    expect(rawMember(text, 'a_response')).toBeUndefined();
  });
});
