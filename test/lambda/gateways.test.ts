import { describe, expect, test } from 'vitest';
import { openGateways } from '../../functions/lambda/gateways.ts';
import { newRsaKey } from '../../infra/local/acquirer/rsa-keys.ts';
import { demonstration } from '../support/world.ts';

const SECRET = '5a'.repeat(32);
const settings = {
  SANDBOX_ADDRESS: 'https://sandbox.example.org/sandbox',
  SANDBOX_MERCHANT: 'daylight',
  SANDBOX_PUBLIC_KEY: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  SANDBOX_MERCHANT_KEY: SECRET,
};
const world = { society: demonstration(), publicUrl: 'https://daylight.example.org', settings, now: () => 0 };

const key = newRsaKey();
const merchantSettings = {
  'wechat-pay': {
    WECHAT_PAY_MERCHANT: '1900000001',
    WECHAT_PAY_APPID: 'wx0123456789abcdef',
    WECHAT_PAY_APP_SECRET: SECRET.slice(0, 32),
    WECHAT_PAY_MERCHANT_SERIAL: '444F4864EA9B34415A4A6B3C0E8F0A1B2C3D4E5F',
    WECHAT_PAY_MERCHANT_KEY: key.privatePem,
    WECHAT_PAY_API_V3_KEY: SECRET.slice(0, 32),
    WECHAT_PAY_PLATFORM_KEYS: { PUB_KEY_ID_0119000000012026010100000000000001: key.publicPem, '5157F09EFDC096DE15EBE81A47057A7232F1B8E1': key.publicPem },
  },
  alipay: {
    ALIPAY_APP_ID: '2021000000000001',
    ALIPAY_SELLER: '2088000000000001',
    ALIPAY_APP_KEY: key.privatePem.replace(/-----[A-Z ]+-----|\n/g, ''),
    ALIPAY_PUBLIC_KEYS: { of_2026: key.publicPem },
  },
} as const;
const realWorld = (id: 'wechat-pay' | 'alipay', change: object = {}) => ({
  ...world,
  society: { ...world.society, demonstration: false, gateways: [id] },
  settings: { ...merchantSettings[id], ...change },
});

describe('gateways of a deployment', () => {
  test('are those of the profile, with the settings of the portal’s secret', () => {
    expect([...openGateways(world).keys()]).toEqual(['sandbox']);
  });

  test.each(Object.keys(settings))('without %s the portal says so and repeats nothing of the secret', (name) => {
    const open = () => openGateways({ ...world, settings: { ...settings, [name]: '' } });
    expect(open).toThrow(`the profile names the gateway sandbox; PORTAL_SECRET lacks or has malformed ${name}`);
    expect(open).not.toThrow(SECRET);
  });

  test('M18: the sandbox refuses a profile that is no demonstration', () => {
    expect(() => openGateways({ ...world, society: { ...world.society, demonstration: false } })).toThrow('only for a profile with demonstration: true');
  });

  test.each(['wechat-pay', 'alipay'] as const)('%s opens with the keys of its merchant, for a society that is no demonstration', (id) => {
    const gateway = openGateways(realWorld(id)).get(id);
    expect([gateway?.id, gateway?.methods.length, gateway?.payers === undefined]).toEqual([id, 3, false]);
  });

  test('offers the ways to pay that were applied for, and inside WeChat only with the account’s secret', () => {
    const { society, ...rest } = realWorld('wechat-pay', { WECHAT_PAY_APP_SECRET: undefined });
    expect(openGateways({ ...rest, society }).get('wechat-pay')?.methods).toEqual(['wechat-native', 'wechat-h5']);
    expect(openGateways({ ...rest, society: { ...society, methods: ['wechat-native'] } }).get('wechat-pay')?.methods).toEqual(['wechat-native']);
  });

  test.each(
    (['wechat-pay', 'alipay'] as const).flatMap((id) =>
      Object.keys(merchantSettings[id])
        .filter((name) => name !== 'WECHAT_PAY_APP_SECRET')
        .map((name) => [id, name] as const),
    ),
  )('%s without %s says so and repeats nothing of the secret', (id, name) => {
    const open = () => openGateways(realWorld(id, { [name]: '' }));
    expect(open).toThrow(`the profile names the gateway ${id}; PORTAL_SECRET lacks or has malformed ${name}`);
    expect(open).not.toThrow(key.privatePem.slice(60, 100));
  });

  test.each([
    ['wechat-pay', 'WECHAT_PAY_ADDRESS'],
    ['alipay', 'ALIPAY_ADDRESS'],
  ] as const)('M18: %s at another address than its own is only for a demonstration', (id, name) => {
    expect(() => openGateways(realWorld(id, { [name]: 'https://stand-in.example.org' }))).toThrow('only for a profile with demonstration: true');
    expect(openGateways({ ...realWorld(id, { [name]: 'https://stand-in.example.org' }), society: { ...world.society, gateways: [id] } }).size).toBe(1);
  });

  test('a key that is none is named by what it should be', () => {
    expect(() => openGateways(realWorld('alipay', { ALIPAY_APP_KEY: 'x' }))).toThrow('no RSA private key of 2048 bits or more');
  });

  test('a gateway that this version does not have is named', () => {
    expect(() => openGateways({ ...world, society: { ...world.society, gateways: ['cowries'] } })).toThrow('cowries, which this version does not have');
  });
});
