import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fetch } from '../../functions/gateways/bounded-fetch.ts';
import type { Gateway, Order } from '../../functions/gateways/gateway.ts';
import { type WeChatPaySettings, weChatPayGateway } from '../../functions/gateways/wechat-pay/wechat-pay.ts';
import { newRsaKey } from '../../infra/local/acquirer/rsa-keys.ts';
import type { Merchant } from '../../infra/local/wechat-pay/signing.ts';
import { createWeChatPay, type StandInOptions, type WeChatPayStandIn } from '../../infra/local/wechat-pay/wechat-pay.ts';

/** Keys are slow to make, and no test changes them. */
export const OURS = newRsaKey();
export const THEIRS = newRsaKey();
export const THEIR_CERTIFICATE = newRsaKey();
export const PUBLIC_KEY_ID = 'PUB_KEY_ID_0119000000012026010100000000000001';
export const CERTIFICATE_SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
export const START_MS = Date.UTC(2026, 10, 23, 1, 15, 2);

export const MERCHANT: Merchant = {
  mchid: '1900000001',
  appid: 'wxTEST0000000001',
  appSecret: 'appsecretappsecretappsecret00001',
  name: '示范省示例公益会',
  serial: '444F4864EA9B34415A4A6B3C0E8F0A1B2C3D4E5F',
  publicKey: OURS.publicKey,
  apiV3Key: '0123456789abcdef0123456789abcdef',
};

export type Letter = { readonly headers: Headers; readonly body: Uint8Array; readonly url: string; readonly atMs: number };

export type Market = {
  clockMs: number;
  /** What the portal answers to notices; 0 for no answer at all. */
  answer: number;
  readonly letters: Letter[];
  readonly requests: Request[];
  readonly standIn: WeChatPayStandIn;
  readonly gateway: Gateway;
  readonly settings: WeChatPaySettings;
  readonly close: () => Promise<void>;
};

/** The stand-in and our side of it, joined without a network; time passes only when a test says so. */
export function openMarket(change: Partial<StandInOptions> = {}, ours: Partial<WeChatPaySettings> = {}): Market {
  const folder = mkdtempSync(join(tmpdir(), 'wechat-pay-'));
  const [letters, requests]: [Letter[], Request[]] = [[], []];
  const state = { clockMs: START_MS, answer: 200 };
  const clock = () => state.clockMs;
  const inbox: Fetch = async (url, init) => {
    const request = new Request(url, init);
    letters.push({ headers: request.headers, body: new Uint8Array(await request.arrayBuffer()), url, atMs: state.clockMs });
    if (state.answer === 0) throw new TypeError('nobody there');
    return new Response(state.answer === 204 ? null : 'x', { status: state.answer });
  };
  const platformKeys = [{ serial: PUBLIC_KEY_ID, ...THEIRS }];
  const hosts = { ownUrl: 'http://127.0.0.1:8787', publicUrl: 'https://portal.test', path: '/stand-in/wechat-pay' };
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  const standIn = createWeChatPay({ folder, merchant: MERCHANT, platformKeys, ...hosts, clock, random, fetch: inbox, ...change });
  const line: Fetch = async (url, init) => {
    requests.push(new Request(url, init));
    return standIn.app.request(url, init);
  };
  const settings = { ...settingsOf(line, clock), ...ours };
  const close = async () => {
    await standIn.stop();
    rmSync(folder, { recursive: true });
  };
  return Object.assign(state, { letters, requests, standIn, gateway: weChatPayGateway(settings), settings, close });
}

export function settingsOf(fetch: Fetch, clock: () => number): WeChatPaySettings {
  const address = 'http://127.0.0.1:8787/stand-in/wechat-pay';
  const { mchid: merchant, appid, appSecret, serial: merchantSerial, apiV3Key } = MERCHANT;
  return {
    credentials: { merchant, appid, appSecret, merchantSerial, apiV3Key, merchantKey: OURS.privatePem, platformKeys: { [PUBLIC_KEY_ID]: THEIRS.publicPem } },
    demonstration: true,
    addresses: { api: address, open: address, account: address },
    publicUrl: 'https://portal.test',
    callbackUrl: 'https://portal.test/api/callbacks/wechat-pay',
    methods: ['wechat-native', 'wechat-jsapi', 'wechat-h5'],
    clock,
    fetch,
  };
}

/** An order of 100 yuan that may be paid for half an hour. */
export function order(change: Partial<Order> = {}): Order {
  return {
    orderNo: 'D0000000000000000000000000A011',
    amount: { currency: 'CNY', minor: 10_000 },
    subject: '灾害救助',
    method: 'wechat-native',
    expiresAtMs: START_MS + 30 * 60_000,
    returnUrl: '/thanks.html#d_00000000000000000000000000.token',
    ...change,
  };
}
