import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { money } from '../../functions/domain/money.ts';
import type { Gateway } from '../../functions/gateways/gateway.ts';
import { callbackRoutes } from '../../functions/http/callbacks.ts';
import { donationKey, outboxPartition, SHARDS } from '../../functions/store/tables.ts';
import type { Message } from '../../infra/local/acquirer/notices.ts';
import * as alipay from '../support/alipay-market.ts';
import { alipayCraft, chance, hostileNotices, type Kind, weChatCraft } from '../support/hostile-notices.ts';
import * as weChat from '../support/wechat-pay-market.ts';
import { createWorld, type World } from '../support/world.ts';

/** 10,000 of each gateway take half a minute: HOSTILE_NOTICES=10000 npx vitest run --config test/vitest.config.ts test/gateways/hostile */
const CASES = Number(process.env.HOSTILE_NOTICES ?? 500);
const SEED = Number(process.env.HOSTILE_SEED ?? 20_261_124);
const GIFTS = 10;

let world: World & { gateways: ReadonlyMap<string, Gateway> };
const markets = { 'wechat-pay': weChat.openMarket(), alipay: alipay.openMarket() };
beforeAll(async () => {
  world = Object.assign(await createWorld(weChat.START_MS), { gateways: new Map(Object.entries(markets).map(([id, { gateway }]) => [id, gateway])) });
});
afterAll(async () => {
  await Promise.all([world.stop(), ...Object.values(markets).map((market) => market.close())]);
});

const send = (gateway: string, { headers, body }: Message) =>
  callbackRoutes(async () => world).request(`/api/callbacks/${gateway}`, { method: 'POST', headers, body });

async function begin(method: string, at: number): Promise<string> {
  const wish: DonationWish = {
    key: `${method}-${String(at).padStart(4, '0')}`.padEnd(24, 'x'),
    campaign: 'everyday',
    amount: money('CNY', 10_000 + at),
    method,
    donor: { kind: 'anonymous', display: 'anonymous' },
    adult: true,
  };
  const started = await startDonation(world, wish);
  return started.ok ? started.id : expect.unreachable(started.code);
}

const entries = async () =>
  (await Promise.all(SHARDS.map((shard) => world.db.query('ledger', { pk: outboxPartition(shard) }))))
    .flat()
    .map(({ id }) => id)
    .sort();

test.each(['wechat-pay', 'alipay'] as const)(
  `of ${CASES} notices of %s that are forged, altered, stale, replayed or mixed up, none settles`,
  { timeout: 300_000 },
  async (id) => {
    const { standIn } = markets[id];
    const method = id === 'alipay' ? 'alipay-qr' : 'wechat-native';
    const gifts = await Promise.all(Array.from({ length: 2 * GIFTS }, (_, at) => begin(method, at)));
    const orders = [...standIn.book.orders.keys()];
    const settled = orders.slice(0, GIFTS).map((orderNo) => standIn.write(standIn.pay(orderNo)));
    for (const message of settled) expect((await send(id, message)).status).toBe(200);
    // What would be told of the others, had anybody paid them.
    const unpaid = orders
      .slice(GIFTS)
      .map((orderNo, at) => standIn.pay(orderNo, { serial: `99${id === 'alipay' ? 1 : 2}${String(at).padStart(25, '0')}`, notified: false }));
    const before = { entries: await entries(), gifts: await states(gifts) };
    const draw = chance(SEED);
    const craft = (id === 'alipay' ? alipayCraft : weChatCraft)({ settled, unpaid, nowMs: world.clockMs });
    const counted = new Map<Kind, number>();
    const accepted = new Map<Kind, number>();
    let left = CASES;
    for (const { kind, message, laterMs } of hostileNotices(craft, draw)) {
      if (left-- === 0) break;
      Object.assign(markets[id], { clockMs: weChat.START_MS + laterMs });
      const answer = await send(draw(50) === 0 ? (id === 'alipay' ? 'wechat-pay' : 'alipay') : id, message);
      counted.set(kind, (counted.get(kind) ?? 0) + 1);
      if (answer.status === 200) accepted.set(kind, (accepted.get(kind) ?? 0) + 1);
      expect(answer.status, `${kind} ${CASES - left}`).toBeLessThan(500);
    }
    Object.assign(markets[id], { clockMs: weChat.START_MS });
    expect({ entries: await entries(), gifts: await states(gifts) }).toEqual(before);
    // Accepted are repeats of what was settled, and what the gateway rightly signed and that is about no payment.
    expect([[...counted.keys()].length, accepted.get('forged') ?? 0, accepted.get('stale') ?? 0]).toEqual([5, 0, 0]);
    if (CASES > 500)
      console.log(`${id}: ${[...counted].map(([kind, count]) => `${kind} ${count} (${accepted.get(kind) ?? 0} answered as known or ignored)`).join(', ')}`);
  },
);

async function states(gifts: readonly string[]): Promise<readonly unknown[]> {
  return Promise.all(gifts.map(async (gift) => (await world.db.get('records', donationKey(gift)))?.state));
}
