import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AlipaySettings, alipayGateway } from '../../functions/gateways/alipay/alipay.ts';
import type { Fetch } from '../../functions/gateways/bounded-fetch.ts';
import type { Gateway, Order } from '../../functions/gateways/gateway.ts';
import { newRsaKey } from '../../infra/local/acquirer/rsa-keys.ts';
import { type AlipayStandIn, createAlipay, type StandInOptions } from '../../infra/local/alipay/alipay.ts';
import type { Merchant } from '../../infra/local/alipay/signing.ts';

/** Keys are slow to make, and no test changes them. */
export const OURS = newRsaKey();
export const THEIRS = newRsaKey();
export const START_MS = Date.UTC(2026, 10, 23, 1, 15, 2);

export const MERCHANT: Merchant = { appId: '2021000000000001', sellerId: '2088000000000001', name: '示范省示例公益会', publicKey: OURS.publicKey };

export type Letter = { readonly headers: Headers; readonly body: Uint8Array; readonly url: string; readonly atMs: number };

export type Market = {
  clockMs: number;
  /** What the portal answers to notices. */
  answer: string;
  readonly letters: Letter[];
  readonly requests: string[];
  readonly standIn: AlipayStandIn;
  readonly gateway: Gateway;
  readonly settings: AlipaySettings;
  readonly close: () => Promise<void>;
};

/** The stand-in and our side of it, joined without a network; time passes only when a test says so. */
export function openMarket(change: Partial<StandInOptions> = {}): Market {
  const folder = mkdtempSync(join(tmpdir(), 'alipay-'));
  const [letters, requests]: [Letter[], string[]] = [[], []];
  const state = { clockMs: START_MS, answer: 'success' };
  const clock = () => state.clockMs;
  const inbox: Fetch = async (url, init) => {
    const request = new Request(url, init);
    letters.push({ headers: request.headers, body: new Uint8Array(await request.arrayBuffer()), url, atMs: state.clockMs });
    return new Response(state.answer);
  };
  const hosts = { ownUrl: 'http://127.0.0.1:8787', publicUrl: 'https://portal.test', path: '/stand-in/alipay' };
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  const standIn = createAlipay({ folder, merchant: MERCHANT, key: THEIRS, ...hosts, clock, random, fetch: inbox, ...change });
  const line: Fetch = async (url, init) => {
    requests.push(String(init.body));
    return standIn.app.request(url, init);
  };
  const settings = settingsOf(line, clock);
  const close = async () => {
    await standIn.stop();
    rmSync(folder, { recursive: true });
  };
  return Object.assign(state, { letters, requests, standIn, gateway: alipayGateway(settings), settings, close });
}

export function settingsOf(fetch: Fetch, clock: () => number): AlipaySettings {
  const address = 'http://127.0.0.1:8787/stand-in/alipay';
  return {
    credentials: { appId: MERCHANT.appId, sellerId: MERCHANT.sellerId, appKey: OURS.privatePem, alipayKeys: [THEIRS.publicPem] },
    demonstration: true,
    addresses: { gateway: `${address}/gateway.do`, page: `${address}/gateway.do`, open: address },
    publicUrl: 'https://portal.test',
    callbackUrl: 'https://portal.test/api/callbacks/alipay',
    methods: ['alipay-qr', 'alipay-jsapi', 'alipay-wap'],
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
    method: 'alipay-qr',
    expiresAtMs: START_MS + 30 * 60_000,
    returnUrl: '/thanks.html#d_00000000000000000000000000.token',
    ...change,
  };
}
