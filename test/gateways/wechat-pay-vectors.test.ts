import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin';
import { signRsa } from '../../functions/gateways/rsa.ts';
import { openSealed } from '../../functions/gateways/wechat-pay/decrypt.ts';
import { readWeChatPayKeys } from '../../functions/gateways/wechat-pay/keys.ts';
import { authorization, judgeSignature, payText, requestText } from '../../functions/gateways/wechat-pay/signature.ts';
import { OURS, START_MS, settingsOf, THEIRS } from '../support/wechat-pay-market.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const NONCE = '0123456789ABCDEF0123456789ABCDEF';
const ORDER =
  '{"mchid":"1900000001","appid":"wxTEST0000000001","description":"测试项目捐赠","out_trade_no":"D20260101000001","notify_url":"https://portal.example.org/pay/wechat/notify","amount":{"total":5000,"currency":"CNY"}}';
const HOST = 'https://api.mch.weixin.qq.com';

describe('what is signed', () => {
  test.each([
    ['POST', '/v3/pay/transactions/native', ORDER, 296, '49fca3dbbafa3c6addddc0deee3036bf46a8c93fbb2013619bb2837e8bf790ac'],
    ['GET', '/v3/pay/transactions/out-trade-no/D20260101000001?mchid=1900000001', '', 116, '6d5f36a3d501cd7e86202093f86512160e57aed38c60b5a07c567733e0e46069'],
  ] as const)('of %s %s is the text of the vector, and of the other client', (method, path, body, bytes, digest) => {
    const text = requestText({ method, url: HOST + path, body }, '1767231000', NONCE);
    expect([Buffer.byteLength(text), sha256(text)]).toEqual([bytes, digest]);
    expect(text).toBe(Formatter.request(method, path, '1767231000', NONCE, body));
  });

  test('of a call of the bridge is the text of the vector', () => {
    const text = payText({ appId: 'wxTEST0000000001', timeStamp: '1767231000', nonceStr: NONCE, package: 'prepay_id=wx0101TEST' });
    expect([Buffer.byteLength(text), sha256(text)]).toEqual([82, '80e2e9960eb924921c22a3405ebea993bc7ecb675ec62129eb0797a1253545ca']);
  });

  test('holds for the other client, and what it signs holds for us', () => {
    const keys = readWeChatPayKeys(settingsOf(fetch, () => 0).credentials);
    const header = authorization(keys, { method: 'POST', url: `${HOST}/v3/pay/transactions/native`, body: ORDER }, START_MS);
    const said = Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name ?? '', value ?? '']));
    const text = Formatter.request('POST', '/v3/pay/transactions/native', said.timestamp ?? '', said.nonce_str ?? '', ORDER);
    expect(Rsa.verify(text, said.signature ?? '', OURS.publicKey)).toBe(true);
    const [serial = ''] = keys.platformKeys.keys();
    const timestamp = String(Math.floor(START_MS / 1000));
    const headers = new Headers({
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': NONCE,
      'wechatpay-serial': serial,
      'wechatpay-signature': Rsa.sign(Formatter.response(timestamp, NONCE, ORDER), THEIRS.privateKey),
    });
    expect(judgeSignature(keys.platformKeys, { headers, body: Buffer.from(ORDER) }, START_MS)).toBe('held');
  });
});

const KEY = '0123456789abcdef0123456789abcdef';
const PLAIN =
  '{"mchid":"1900000001","appid":"wxTEST0000000001","out_trade_no":"D20260101000001","transaction_id":"4200000000000000000000000001","trade_type":"NATIVE","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"OTHERS","attach":"","success_time":"2026-01-01T09:30:05+08:00","payer":{"openid":"oTEST"},"amount":{"total":5000,"payer_total":5000,"currency":"CNY","payer_currency":"CNY"}}';
const SEALED = {
  ciphertext:
    'Eu6k3KOMCfFZPsMoOqloD2wBiy6brE06bs5X+PBm7J0UnOWvemTCk3pKoJA+o7b/snfTwc8BAom/myoSwsKqf+63u/3IxlZ8NWgzWBlY1AzY2ckA2v5JerAyBLtO0SVc1a3JmM2aej6Q/1ivSoBQnzuKzG4bYkFKzxSnY4h8fTvzNBR5e54K0ZEW/nqbJ+LK2rVztZyFfzrmg6qwzoJFCYyeSeMkhc+EvwhWBSfltBmbNmNl9vuK20iCxba0M8L8njRCVmOTw0n1ZUt5rs58K7wPHLiRsPk6FvNpzPXwyByPHDkoWmgeSACuOxTgrbiUZg1fWYvtUJ6n+QW+ETwwqqhkif7OvGWjFxGMqjCewa7atirQ/tLglFyWj3ZGuM1rNOcjEbjYhD3JOy20ZkpJwk1ZTaPe/vNVbsANiMVb9m7k1ZnxihgN4FXwXs/eglnRoQXF8l8aTA1BjtrggKI85GzHBcCLTlVvs1G3yuW9uoNdYvcQcOc7MO/W1POu13vgeiPWkDe3h0DHiKh6EnSRfzHNbeYjn1iViMb/PA==',
  nonce: 'abcdefghijkl',
  associatedData: 'transaction',
};
const open = (change: Partial<typeof SEALED>, key = KEY) => {
  const opened = openSealed(Buffer.from(key), { ...SEALED, ...change });
  return opened === undefined ? undefined : Buffer.from(opened).toString('utf8');
};

describe('what is sealed', () => {
  test('opens to the plain text of the vector, for the other client as well', () => {
    expect(open({})).toBe(PLAIN);
    expect(Aes.AesGcm.decrypt(SEALED.ciphertext, KEY, SEALED.nonce, SEALED.associatedData)).toBe(PLAIN);
  });

  test('with empty associated data opens too', () => {
    expect(open({ ciphertext: Aes.AesGcm.encrypt(PLAIN, KEY, SEALED.nonce, ''), associatedData: '' })).toBe(PLAIN);
  });

  const bytes = Buffer.from(SEALED.ciphertext, 'base64');
  const flipped = Buffer.from(bytes);
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  test.each([
    ['one byte of it flipped', { ciphertext: flipped.toString('base64') }],
    ['other associated data', { associatedData: 'Transaction' }],
    ['another nonce', { nonce: 'abcdefghijkm' }],
    ['its last byte cut off', { ciphertext: bytes.subarray(0, -1).toString('base64') }],
    ['nothing but a tag', { ciphertext: bytes.subarray(-16).toString('base64') }],
    ['something that is no base64', { ciphertext: `${SEALED.ciphertext.slice(0, -4)}****` }],
  ])('does not open with %s', (_, change) => {
    expect(open(change)).toBeUndefined();
  });

  test('does not open under another key', () => {
    expect(open({}, KEY.replace('0', '1'))).toBeUndefined();
  });
});

test('the same text is signed by both in the same bytes', () => {
  expect(signRsa(THEIRS.privateKey, ORDER)).toBe(Rsa.sign(ORDER, THEIRS.privateKey));
});
