import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerQuery } from '../../functions/actions/answer-query.ts';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { sweepPayments } from '../../functions/actions/sweep-payments.ts';
import type { GiftEntry } from '../../functions/domain/entry.ts';
import { parseEntry } from '../../functions/domain/entry-rules.ts';
import { parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import { money } from '../../functions/domain/money.ts';
import type { Gateway, OrderState } from '../../functions/gateways/gateway.ts';
import { callbackRoutes } from '../../functions/http/callbacks.ts';
import { bytesOf } from '../../functions/store/item.ts';
import { donationKey, outboxPartition, SHARDS } from '../../functions/store/tables.ts';
import type { Message } from '../../infra/local/acquirer/notices.ts';
import * as alipay from '../support/alipay-market.ts';
import * as weChat from '../support/wechat-pay-market.ts';
import { createWorld, type World } from '../support/world.ts';

const MINUTE_MS = 60_000;
let world: World & { gateways: ReadonlyMap<string, Gateway> };
let pay: { readonly weChat: weChat.Market; readonly alipay: alipay.Market };
let keys = 0;

beforeAll(async () => {
  world = await createWorld(weChat.START_MS);
});
afterAll(async () => {
  await world.stop();
});
beforeEach(() => {
  pay = { weChat: weChat.openMarket(), alipay: alipay.openMarket() };
  world.gateways = new Map([pay.weChat.gateway, pay.alipay.gateway].map((one) => [one.id, one]));
  world.alarms.length = 0;
  return async () => {
    world.clockMs = weChat.START_MS + keys * 100 * MINUTE_MS;
    await Promise.all([pay.weChat.close(), pay.alipay.close()]);
  };
});

/** All three clocks are one. */
function pass(ms: number): void {
  world.clockMs += ms;
  Object.assign(pay.weChat, { clockMs: world.clockMs });
  Object.assign(pay.alipay, { clockMs: world.clockMs });
}

const wish = (): DonationWish => {
  keys += 1;
  pass(0);
  return {
    key: `further${String(keys).padStart(17, '0')}`,
    campaign: 'everyday',
    amount: money('CNY', 10_000),
    method: 'wechat-native',
    donor: { kind: 'anonymous', display: 'anonymous' },
    adult: true,
  };
};
const start = async (body: DonationWish) => {
  const started = await startDonation(world, body);
  return started.ok ? started : expect.unreachable(started.code);
};
/** Numbers of the orders that a gateway has of a gift, oldest first. */
const ordersAt = (side: 'weChat' | 'alipay', id: string) => [...pay[side].standIn.book.orders.keys()].filter((no) => no.slice(1, 27) === id.slice(2));
const gift = async (id: string) => world.db.get('records', donationKey(id));
const notify = (gateway: string, { headers, body }: Message) =>
  callbackRoutes(async () => world).request(`/api/callbacks/${gateway}`, { method: 'POST', headers, body });
async function entries(): Promise<readonly GiftEntry[]> {
  const all = (await Promise.all(SHARDS.map((shard) => world.db.query('ledger', { pk: outboxPartition(shard) })))).flat();
  return all.flatMap((item) => {
    const parsed = parseEntry(parseCanonical(bytesOf(item, 'bytes')) ?? {});
    return parsed.ok && parsed.entry.k === 'gift' ? [parsed.entry] : [];
  });
}
const added = async (act: () => Promise<unknown>) => {
  const before = new Set((await entries()).map(({ id }) => id));
  await act();
  return (await entries()).filter(({ id }) => !before.has(id));
};

describe('another way to pay one gift', () => {
  test('is one more order of the same gift, and the same way again the same order', async () => {
    const body = wish();
    const [first, second, again] = [await start(body), await start({ ...body, method: 'alipay-qr' }), await start(body)];
    expect([second.id, again.pay]).toEqual([first.id, first.pay]);
    expect([ordersAt('weChat', first.id).length, ordersAt('alipay', first.id).length]).toEqual([1, 1]);
    await start({ ...body, method: 'alipay-qr' });
    expect(ordersAt('alipay', first.id)).toHaveLength(1);
  });

  test('of the same gateway has a number of its own', async () => {
    const body = wish();
    const { id } = await start(body);
    await start({ ...body, method: 'wechat-h5' });
    expect(new Set(ordersAt('weChat', id)).size).toBe(2);
  });

  test('settles the gift, and the order that is open still is closed at the next look', async () => {
    const body = wish();
    const { id } = await start({ ...body, method: 'wechat-h5' });
    await start(body);
    const [h5 = '', native = ''] = ordersAt('weChat', id);
    await notify('wechat-pay', pay.weChat.standIn.write(pay.weChat.standIn.pay(native)));
    expect(await gift(id)).toMatchObject({ state: 'paid' });
    pass(MINUTE_MS);
    await sweepPayments(world);
    expect(pay.weChat.standIn.book.stateOf(h5, world.clockMs)).toBe('closed');
  });

  test('a code about to end is replaced by another order, and the gift waits for it', async () => {
    const body = wish();
    const { id, pay: first } = await start(body);
    pass(29 * MINUTE_MS);
    const { pay: second } = await start(body);
    expect([ordersAt('weChat', id).length, second.kind === 'qr' && first.kind === 'qr' && second.text !== first.text]).toEqual([2, true]);
    pass(10 * MINUTE_MS);
    await sweepPayments(world);
    expect(await gift(id)).toMatchObject({ state: 'pending' });
    const [, renewed = ''] = ordersAt('weChat', id);
    await notify('wechat-pay', pay.weChat.standIn.write(pay.weChat.standIn.pay(renewed)));
    expect(await gift(id)).toMatchObject({ state: 'paid' });
  });

  test('is asked about when its donor asks where the payment is: whichever order was paid, the gift is settled on the spot', async () => {
    const body = wish();
    const { id, token } = await start(body);
    await start({ ...body, method: 'alipay-qr' });
    const asked = async () => {
      pass(MINUTE_MS);
      const answered = await answerQuery(world, { id, token });
      return answered.ok ? answered.answer.state : answered.code;
    };
    expect(await asked()).toBe('unpaid');
    const [second = ''] = ordersAt('alipay', id);
    pay.alipay.standIn.pay(second, { notified: false });
    expect(await asked()).toBe('settled');
    expect(await gift(id)).toMatchObject({ state: 'paid', gateway: 'alipay' });
  });

  test('is refused beyond two dozen, and nothing is lost', async () => {
    const body = wish();
    const { id } = await start(body);
    let refused = 0;
    for (let turn = 0; turn < 25; turn++) {
      pass(29 * MINUTE_MS);
      const started = await startDonation(world, body);
      if (!started.ok) refused += 1;
    }
    expect([ordersAt('weChat', id).length, refused, (await gift(id))?.state]).toEqual([24, 2, 'pending']);
  });
});

describe('M7: what no order of a gift awaits any more is entered all the same', () => {
  test('a second paid attempt of one gift is an entry of its own, unclaimed', async () => {
    const body = wish();
    const { id } = await start(body);
    await start({ ...body, method: 'alipay-qr' });
    const [[one = ''], [two = '']] = [ordersAt('weChat', id), ordersAt('alipay', id)];
    const made = await added(async () => {
      expect((await notify('wechat-pay', pay.weChat.standIn.write(pay.weChat.standIn.pay(one)))).status).toBe(200);
      expect(await (await notify('alipay', pay.alipay.standIn.write(pay.alipay.standIn.pay(two)))).text()).toBe('success');
    });
    expect(made.map(({ ch, amt, unclaimed }) => [ch, amt, unclaimed]).sort()).toEqual([
      ['alipay', 10_000, true],
      ['wechat-pay', 10_000, undefined],
    ]);
    expect(world.alarms).toEqual(['payment_unclaimed']);
  });

  test('the same, where neither notice ever came: the sweep finds both', async () => {
    const body = wish();
    const { id } = await start(body);
    await start({ ...body, method: 'alipay-qr' });
    const [[one = ''], [two = '']] = [ordersAt('weChat', id), ordersAt('alipay', id)];
    pay.weChat.standIn.pay(one, { notified: false });
    pay.alipay.standIn.pay(two, { notified: false });
    pass(MINUTE_MS);
    const made = await added(async () => {
      for (let look = 0; look < 3; look++) await sweepPayments(world);
    });
    expect([made.length, made.filter((entry) => entry.unclaimed === true).length]).toEqual([2, 1]);
    expect(await added(() => sweepPayments(world))).toEqual([]);
  });

  test.each(['wechat-pay', 'alipay'] as const)('%s: after expiry, of another amount, of an order nobody placed', async (which) => {
    const side = which === 'alipay' ? 'alipay' : 'weChat';
    const body = { ...wish(), method: which === 'alipay' ? 'alipay-qr' : 'wechat-native' };
    const { id } = await start(body);
    pass(40 * MINUTE_MS);
    await sweepPayments(world);
    expect(await gift(id)).toMatchObject({ state: 'expired' });
    const { standIn } = pay[side];
    const [late = ''] = ordersAt(side, id);
    const made = await added(async () => {
      await notify(which, standIn.write(standIn.pay(late, { amountFen: 10_001 })));
      await notify(which, standIn.write(standIn.pay('NOBODYKNOWS', { amountFen: 7 })));
    });
    expect(made.map(({ amt, unclaimed }) => [amt, unclaimed ?? false]).sort()).toEqual([
      [10_001, false],
      [7, true],
    ]);
    expect(world.alarms.sort()).toEqual(['amount_differs', 'payment_unclaimed']);
  });
});

test('the sweep looks at 1, 5 and 30 minutes and at expiry, and then no more', async () => {
  const { id } = await start(wish());
  const looks: number[] = [];
  const [orderNo = ''] = ordersAt('weChat', id);
  const asked = () => pay.weChat.requests.filter(({ method, url }) => method === 'GET' && url.includes(orderNo)).length;
  for (let minute = 0; minute < 45; minute++) {
    const before = asked();
    await sweepPayments(world);
    if (asked() > before) looks.push(minute);
    pass(MINUTE_MS);
  }
  expect([looks, (await gift(id))?.state]).toEqual([[1, 5, 30, 32], 'expired']);
});

test('the sweep asks about all that is due, however many gave up at once, and settles what a few of them paid', { timeout: 120_000 }, async () => {
  const ids: string[] = [];
  for (let at = 0; at < 130; at++) ids.push((await start(wish())).id);
  const paid = ids.filter((_, at) => at % 13 === 0);
  for (const id of paid) pay.weChat.standIn.pay(ordersAt('weChat', id)[0] ?? '', { notified: false });
  pass(MINUTE_MS);
  expect((await sweepPayments(world)).settled).toBe(paid.length);
  const asked = new Set(pay.weChat.requests.filter(({ method }) => method === 'GET').map(({ url }) => url));
  expect(ids.filter((id) => [...asked].some((url) => url.includes(ordersAt('weChat', id)[0] ?? '-')))).toHaveLength(130);
});

test('a gateway that is silent holds up neither the sweep nor the other one', async () => {
  let asked = 0;
  const findOrder = async (): Promise<OrderState> => {
    asked += 1;
    return { state: 'unavailable' };
  };
  const silent: Gateway = { ...pay.weChat.gateway, findOrder };
  world.gateways = new Map([silent, pay.alipay.gateway].map((one) => [one.id, one]));
  for (let at = 0; at < 40; at++) await start(wish());
  const { id } = await start({ ...wish(), method: 'alipay-qr' });
  pay.alipay.standIn.pay(ordersAt('alipay', id)[0] ?? '', { notified: false });
  pass(MINUTE_MS);
  expect((await sweepPayments(world)).settled).toBe(1);
  expect(asked).toBeLessThan(20);
});
