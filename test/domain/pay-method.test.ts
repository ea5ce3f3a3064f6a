import { describe, expect, test } from 'vitest';
import { withGateways } from '../../functions/domain/chosen-gateways.ts';
import { appOf, methodsOf, waysFor } from '../../functions/domain/pay-method.ts';

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';
const all = methodsOf({ gateways: ['wechat-pay', 'alipay', 'bank'] });
const names = (userAgent: string, handheld: boolean, methods = all) =>
  waysFor(methods, { userAgent, handheld }).map((way) => way.methods.map(({ id }) => id).join('+'));

describe('what a browser is offered, and in which order', () => {
  test.each([
    ['WeChat', `${PHONE} MicroMessenger/8.0.54`, true, ['wechat-jsapi', 'wechat-native+alipay-qr', 'alipay-wap', 'bank']],
    ['Alipay', `${PHONE} AliApp(AP/10.6.0) AlipayClient/10.6.0`, true, ['alipay-jsapi', 'wechat-native+alipay-qr', 'wechat-h5', 'bank']],
    ['a phone’s browser', PHONE, true, ['wechat-h5', 'alipay-wap', 'wechat-native+alipay-qr', 'bank']],
    ['WeChat at work, which does not pay', `${PHONE} wxwork/4.1 MicroMessenger/7.0.1`, true, ['wechat-h5', 'alipay-wap', 'wechat-native+alipay-qr', 'bank']],
    ['a desk', 'Mozilla/5.0 (Windows NT 10.0)', false, ['wechat-native+alipay-qr', 'wechat-h5', 'alipay-wap', 'bank']],
    [
      'WeChat on a desk',
      'Mozilla/5.0 (Windows NT 10.0) MicroMessenger/3.9 WindowsWechat',
      false,
      ['wechat-jsapi', 'wechat-native+alipay-qr', 'alipay-wap', 'bank'],
    ],
    ['somebody who says nothing', '', false, ['wechat-native+alipay-qr', 'wechat-h5', 'alipay-wap', 'bank']],
  ])('%s', (_, userAgent, handheld, ways) => {
    expect(names(userAgent, handheld)).toEqual(ways);
  });

  test('another way is always there, whatever the agent says', () => {
    for (const agent of ['', PHONE, 'MicroMessenger', 'AlipayClient', 'AlipayClient MicroMessenger'])
      for (const handheld of [true, false]) expect(names(agent, handheld).length).toBeGreaterThan(2);
  });

  test('a demonstration offers its cashier on a phone, and its code on a desk', () => {
    const sandbox = methodsOf({ gateways: ['sandbox'] });
    expect([names(PHONE, true, sandbox), names('', false, sandbox)]).toEqual([
      ['sandbox', 'sandbox-qr'],
      ['sandbox-qr', 'sandbox'],
    ]);
  });

  test('is no more than the society has applied for', () => {
    expect(methodsOf({ gateways: ['wechat-pay', 'alipay'], methods: ['wechat-native', 'alipay-wap'] }).map(({ id }) => id)).toEqual([
      'wechat-native',
      'alipay-wap',
    ]);
  });

  test('an app is known by its name only', () => {
    expect([appOf('MicroMessenger'), appOf('x AlipayClient/10'), appOf('Mozilla')]).toEqual(['wechat', 'alipay', undefined]);
  });
});

test('gateways of a trial stand in the place of the profile’s, and nothing else changes', () => {
  expect(withGateways({ id: 'x', gateways: ['sandbox'] }, ' wechat-pay, alipay,')).toEqual({ id: 'x', gateways: ['wechat-pay', 'alipay'] });
  expect(withGateways({ id: 'x', gateways: ['sandbox'] }, '')).toEqual({ id: 'x', gateways: ['sandbox'] });
  expect(withGateways(null, 'alipay')).toBeNull();
});
