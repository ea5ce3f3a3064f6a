import { afterAll, describe, expect, test } from 'vitest';
import { payerRoutes } from '../../functions/http/payers.ts';
import * as alipay from '../support/alipay-market.ts';
import * as weChat from '../support/wechat-pay-market.ts';

const markets = { 'wechat-jsapi': weChat.openMarket(), 'alipay-jsapi': alipay.openMarket() };
const app = payerRoutes(async () => ({
  publicUrl: 'https://portal.test',
  gateways: new Map(Object.values(markets).map(({ gateway }) => [gateway.id, gateway])),
}));
afterAll(async () => {
  await Promise.all(Object.values(markets).map((market) => market.close()));
});

const STATE = 'x'.repeat(24);
const lead = (method: string, query: Record<string, string>) => app.request(`/api/payers/${method}?${new URLSearchParams(query)}`);
const exchange = (method: string, body: unknown, type = 'application/json') =>
  app.request(`/api/payers/${method}`, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) });

describe.each(['wechat-jsapi', 'alipay-jsapi'] as const)('who pays by %s', (method) => {
  test('is learnt by one way to the gateway and back, and told to their own browser only', async () => {
    const led = await lead(method, { back: '/give/everyday.html?place=cg-station', state: STATE });
    expect(led.status).toBe(302);
    const back = await markets[method].standIn.app.request(led.headers.get('location') ?? '');
    const came = new URL(back.headers.get('location') ?? '');
    expect([came.origin, came.pathname, came.searchParams.get('place'), came.searchParams.get('state')]).toEqual([
      'https://portal.test',
      '/give/everyday.html',
      'cg-station',
      STATE,
    ]);
    const code = came.searchParams.get('code') ?? came.searchParams.get('auth_code');
    const answer = await exchange(method, { code });
    expect([answer.status, answer.headers.get('cache-control'), await answer.json()]).toEqual([
      200,
      'no-store',
      { payer: expect.stringMatching(/^[\w-]{10,}$/) },
    ]);
    expect((await exchange(method, { code })).status).toBe(502); // a code is good once
  });

  test.each([
    ['https://elsewhere.test/give/everyday.html', STATE],
    ['//elsewhere.test/give/everyday.html', STATE],
    ['/thanks.html', STATE],
    ['/give/everyday.html?place=x&next=//elsewhere.test', STATE],
    ['/give/everyday.html', 'short'],
  ])('is led back to a page on which one gives, and not to %s with state %s', async (back, state) => {
    expect((await lead(method, { back, state })).status).toBe(400);
  });

  test('a code that is none is refused before anybody is asked', async () => {
    expect([
      (await exchange(method, { code: 'a b' })).status,
      (await exchange(method, {})).status,
      (await exchange(method, { code: 'x' }, 'text/plain')).status,
    ]).toEqual([400, 400, 415]);
  });
});

test('a way to pay that needs no payer, or that is not offered, leads nowhere', async () => {
  expect([(await lead('wechat-native', { back: '/give/everyday.html', state: STATE })).status, (await exchange('sandbox', { code: 'x' })).status]).toEqual([
    422, 422,
  ]);
});
