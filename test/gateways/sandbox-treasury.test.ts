import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseDay } from '../../functions/domain/time.ts';
import type { Fetch } from '../../functions/gateways/bounded-fetch.ts';
import { gatewayOf, type Market, openMarket, order } from '../support/sandbox-market.ts';

let market: Market;
beforeEach(() => {
  market = openMarket();
});
afterEach(() => market.close());

const whole = order().amount;
const wish = { orderNo: order().orderNo, refundNo: 'F1', refund: { ...whole, minor: 4_000 }, total: whole, reason: '重复捐赠' };
const treasury = () => market.gateway.treasury ?? expect.unreachable();
const today = parseDay('2026-11-23') ?? expect.unreachable();

async function pay(): Promise<void> {
  await market.gateway.placeOrder(order());
  await market.sandbox.pay(order().orderNo, { serial: 'S1' });
}

describe('the treasurer at the sandbox', () => {
  test('sends money back once for each number, also after a restart', async () => {
    await pay();
    const first = await treasury().refund(wish);
    expect(first).toEqual({ state: 'done', serial: expect.stringMatching(/^\d{28}$/), refund: wish.refund });
    await market.restart();
    expect([await treasury().refund(wish), await treasury().findRefund(wish)]).toEqual([first, first]);
    expect(market.sandbox.refunds.size).toBe(1);
  });

  test.each([
    ['more than was paid', { refund: { ...whole, minor: 10_001 } }],
    ['of another total', { total: { ...whole, minor: 1 } }],
    ['of an order that nobody paid', { orderNo: 'DNOBODY' }],
  ])('what is %s is refused, and moves nothing', async (_, change) => {
    await pay();
    expect(await treasury().refund({ ...wish, ...change })).toEqual({ state: 'refused' });
    expect(market.sandbox.refunds.size).toBe(0);
  });

  test('a second refund has what the first left', async () => {
    await pay();
    await treasury().refund(wish);
    expect(await treasury().refund({ ...wish, refundNo: 'F2', refund: { ...whole, minor: 6_001 } })).toEqual({ state: 'refused' });
    expect(await treasury().refund({ ...wish, refundNo: 'F2', refund: { ...whole, minor: 6_000 } })).toMatchObject({ state: 'done' });
  });

  test('an account that holds too little says so, knows nothing of the refund, and pays later under the same number', async () => {
    await pay();
    market.sandbox.treatRefunds('not_enough');
    expect([await treasury().refund(wish), await treasury().findRefund(wish)]).toEqual([{ state: 'not_enough' }, { state: 'unknown' }]);
    market.sandbox.treatRefunds('normal');
    expect(await treasury().refund(wish)).toMatchObject({ state: 'done' });
  });

  test('what became of a refund is told by a notice, of which only the number is believed', async () => {
    await pay();
    market.sandbox.treatRefunds('under_way');
    expect(await treasury().refund(wish)).toEqual({ state: 'under_way' });
    await market.sandbox.endRefund('F1', 'done');
    const letter = market.letters.at(-1) ?? expect.unreachable();
    expect(await market.gateway.readNotice(letter)).toEqual({ kind: 'refund', refundNo: 'F1' });
    expect(await treasury().findRefund(wish)).toMatchObject({ state: 'done', refund: wish.refund });
  });

  test('the answer of another sandbox, or of none, moves nothing and says so', async () => {
    await pay();
    const silent: Fetch = async () => new Response('{}');
    const asked = gatewayOf(market.sandbox, { fetch: silent, clock: () => market.clockMs }).treasury ?? expect.unreachable();
    expect([await asked.refund(wish), await asked.findRefund(wish), await asked.readBill(today)]).toEqual([
      { state: 'unavailable' },
      { state: 'unavailable' },
      { state: 'unavailable' },
    ]);
  });

  test('an order is closed once, and a paid or unknown one is not', async () => {
    await market.gateway.placeOrder(order());
    const { orderNo } = order();
    expect([await treasury().closeOrder(orderNo), await treasury().closeOrder(orderNo), await treasury().closeOrder('DNOBODY')]).toEqual([
      'closed',
      'closed',
      'unknown',
    ]);
    expect(await market.gateway.findOrder(orderNo)).toEqual({ state: 'expired' });
    await market.sandbox.pay(orderNo, { serial: 'S1' });
    expect(await treasury().closeOrder(orderNo)).toBe('paid');
  });

  test('the bill of a day lists what came and went, once the day is over', async () => {
    await pay();
    await treasury().refund(wish);
    expect(await treasury().readBill(today)).toEqual({ state: 'not_ready' });
    market.clockMs += 86_400_000;
    expect(await treasury().readBill(today)).toMatchObject({
      state: 'ready',
      rows: [
        { kind: 'payment', serial: 'S1', orderNo: order().orderNo, amountFen: 10_000, feeFen: 0 },
        { kind: 'refund', refundNo: 'F1', orderNo: order().orderNo, amountFen: 4_000, feeFen: 0 },
      ],
    });
    market.clockMs += 86_400_000;
    expect(await treasury().readBill(parseDay('2026-11-24') ?? expect.unreachable())).toEqual({ state: 'none' });
  });
});
