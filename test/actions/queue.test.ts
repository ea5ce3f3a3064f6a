import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { money } from '../../functions/domain/money.ts';
import type { Gateway } from '../../functions/gateways/gateway.ts';
import { type Market, openMarket, START_MS } from '../support/wechat-pay-market.ts';
import { createWorld, type World } from '../support/world.ts';

/** How long the crowd comes; a whole minute takes some minutes to simulate: QUEUE_SECONDS=60 npx vitest run --config test/vitest.config.ts test/actions/queue */
const SECONDS = Number(process.env.QUEUE_SECONDS ?? 1);
const [COMING, TAKEN] = [350, 70];

let world: World & { gateways: ReadonlyMap<string, Gateway> };
let market: Market;
let admitted: number[] = [];
beforeAll(async () => {
  world = await createWorld(START_MS);
});
afterEach(() => market.close());
afterAll(() => world.stop());

/** A gateway that refuses the seventy-first order of any second. */
function open(ordersPerSecond?: number): void {
  admitted = [];
  const admits = () => {
    admitted = [...admitted.filter((atMs) => atMs > market.clockMs - 1000), market.clockMs];
    return admitted.length <= TAKEN || admitted.pop() === undefined;
  };
  market = openMarket({ admits }, ordersPerSecond === undefined ? {} : { ordersPerSecond });
  world.gateways = new Map([['wechat-pay', market.gateway]]);
}

const at = (ms: number): void => {
  world.clockMs = ms;
  Object.assign(market, { clockMs: ms });
};
const wish = (name: string): DonationWish => ({
  key: name.padEnd(24, 'q'),
  campaign: 'everyday',
  amount: money('CNY', 1_000),
  method: 'wechat-native',
  donor: { kind: 'anonymous', display: 'anonymous' },
  adult: true,
});

type Visitor = { readonly number: number; readonly cameMs: number; toldMs: number; dueMs: number };
type Crowd = { readonly seconds: number; readonly coming: number; readonly name: string };

/** Lets a crowd come evenly, each pressing again when told to; gives for each when they had their code. */
async function crowd({
  seconds,
  coming,
  name,
}: Crowd): Promise<{ readonly served: readonly (Visitor & { readonly atMs: number })[]; readonly refused: number }> {
  const beginMs = world.clockMs;
  const waiting: Visitor[] = Array.from({ length: seconds * coming }, (_, number) => {
    const cameMs = beginMs + Math.floor((number * 1000) / coming);
    return { number, cameMs, toldMs: 0, dueMs: cameMs };
  });
  const served: (Visitor & { atMs: number })[] = [];
  let refused = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    at(next.dueMs);
    const started = await startDonation(world, wish(`${name}${next.number}-`));
    if (!started.ok) refused += 1;
    else if (started.pay.kind !== 'wait') served.push({ ...next, atMs: next.dueMs });
    else {
      const { waitMs } = started.pay;
      const again = { ...next, toldMs: next.toldMs === 0 ? next.dueMs + waitMs : next.toldMs, dueMs: next.dueMs + waitMs };
      const place = waiting.findIndex(({ dueMs }) => dueMs > again.dueMs);
      waiting.splice(place === -1 ? waiting.length : place, 0, again);
    }
  }
  return { served, refused };
}

describe(`a gateway that takes ${TAKEN} orders a second, when ${COMING} a second come for ${SECONDS} s`, () => {
  test('loses no gift: everybody is told how long and then served, in the order in which they came', { timeout: 1_800_000 }, async () => {
    open(TAKEN);
    at(START_MS);
    const { served, refused } = await crowd({ seconds: SECONDS, coming: COMING, name: 'c' });
    expect([served.length, refused]).toEqual([SECONDS * COMING, 0]);
    expect(new Set(market.standIn.book.orders.keys()).size).toBe(SECONDS * COMING);
    const late = served.filter(({ toldMs, atMs }) => toldMs !== 0 && atMs !== toldMs);
    expect(late).toEqual([]); // what was said the first time is what it was
    const order = served.toSorted((a, b) => a.atMs - b.atMs || a.number - b.number).map(({ number }) => number);
    expect(Math.max(...order.map((number, place) => Math.abs(number - place)))).toBeLessThan(TAKEN / 4);
    const [longest, last] = [Math.max(...served.map(({ atMs, cameMs }) => atMs - cameMs)), Math.max(...served.map(({ atMs }) => atMs)) - START_MS];
    if (SECONDS > 1) console.log(`${served.length} gifts, longest wait ${(longest / 1000).toFixed(1)} s, all served after ${(last / 1000).toFixed(1)} s`);
    expect(last).toBeLessThan(((SECONDS * COMING) / TAKEN) * 1000 * 1.15 + 1000);
  });
});

describe('a place in line', () => {
  test('is kept, however often its donor presses', async () => {
    open(1);
    at(START_MS + 3_600_000);
    const first = await startDonation(world, wish('kept1-'));
    const second = await startDonation(world, wish('kept2-'));
    const waits = [];
    for (let press = 0; press < 5; press++) {
      at(world.clockMs + 100);
      const pressed = await startDonation(world, wish('kept2-'));
      waits.push(pressed.ok && pressed.pay.kind === 'wait' ? pressed.pay.waitMs : 'served');
    }
    expect([first.ok && first.pay.kind, second.ok && second.pay.kind === 'wait' && second.pay.waitMs, waits]).toEqual(['qr', 1001, [901, 801, 701, 601, 501]]);
  });

  test('is not needed where few come: nobody waits', async () => {
    open(TAKEN);
    at(START_MS + 7_200_000);
    const { served } = await crowd({ seconds: 2, coming: 5, name: 'few' });
    expect(served.filter(({ toldMs }) => toldMs !== 0)).toEqual([]);
  });

  test('is given too where nobody counts and the gateway says that it is too many', async () => {
    open();
    at(START_MS + 10_800_000);
    const { served, refused } = await crowd({ seconds: 1, coming: TAKEN + 20, name: 'uncounted' });
    expect([served.length, refused, served.filter(({ toldMs }) => toldMs !== 0).length]).toEqual([TAKEN + 20, 0, 20]);
  });

  test('once it has passed lets another way of the same gift through', async () => {
    open(TAKEN);
    at(START_MS + 14_400_000);
    await startDonation(world, wish('way-'));
    expect(await startDonation(world, { ...wish('way-'), method: 'wechat-h5' })).toMatchObject({ ok: true, pay: { kind: 'redirect' } });
  });
});
