import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askRefund } from '../../functions/actions/ask-refund.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { followRefunds } from '../../functions/actions/follow-refunds.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { type Refund, refundByNumber } from '../../functions/actions/refunds.ts';
import { changeRegister, readRegister } from '../../functions/actions/staff-keys.ts';
import { startDonation } from '../../functions/actions/start-donation.ts';
import { stepRefund } from '../../functions/actions/step-refund.ts';
import { money } from '../../functions/domain/money.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import type { Gateway } from '../../functions/gateways/gateway.ts';
import { callbackRoutes } from '../../functions/http/callbacks.ts';
import { textOf } from '../../functions/store/item.ts';
import { donationKey, identityKey, openRefundKey } from '../../functions/store/tables.ts';
import type { Message } from '../../infra/local/acquirer/notices.ts';
import { signedNotice } from '../../infra/local/alipay/signing.ts';
import { stateNotice } from '../../infra/local/alipay/statements.ts';
import { noticeOf } from '../../infra/local/wechat-pay/notice.ts';
import * as alipay from '../support/alipay-market.ts';
import { enrolment, newPerson, refundAsk, refundStep, signedBy } from '../support/staff.ts';
import * as weChat from '../support/wechat-pay-market.ts';
import { createWorld, type World } from '../support/world.ts';

const MINUTE_MS = 60_000;
const [ann, ben] = [newPerson('安'), newPerson('贲', 'asks')];
let world: World & { gateways: ReadonlyMap<string, Gateway> };
let pay: { readonly weChat: weChat.Market; readonly alipay: alipay.Market };
const purse = { fen: Number.POSITIVE_INFINITY };
let gifts = 0;

const desk = () => ({ origin: world.society.origin, at: formatInstant(world.clockMs) });

beforeAll(async () => {
  world = await createWorld(weChat.START_MS);
  const balanceFen = () => purse.fen;
  pay = { weChat: weChat.openMarket({ balanceFen }), alipay: alipay.openMarket({ balanceFen }) };
  world.gateways = new Map([pay.weChat.gateway, pay.alipay.gateway].map((one) => [one.id, one]));
  await createLog(world, { simulated: true });
  await publishSettled(world);
  for (const one of [ann, ben]) await changeRegister(world, signedBy(ann, enrolment({ ...desk(), before: (await readRegister(world)).head }, one)));
});
afterAll(async () => {
  await Promise.all([pay.weChat.close(), pay.alipay.close(), world.stop()]);
});
beforeEach(() => {
  purse.fen = Number.POSITIVE_INFINITY;
  pass(MINUTE_MS);
});

function pass(ms: number): void {
  world.clockMs += ms;
  Object.assign(pay.weChat, { clockMs: world.clockMs });
  Object.assign(pay.alipay, { clockMs: world.clockMs });
}

const notify = (gateway: string, { headers, body }: Message) =>
  callbackRoutes(async () => world).request(`/api/callbacks/${gateway}`, { method: 'POST', headers, body });

type Side = 'weChat' | 'alipay';
const WAYS = { weChat: ['wechat-h5', 'wechat-native'], alipay: ['alipay-wap', 'alipay-qr'] } as const;
const GATEWAYS = { weChat: 'wechat-pay', alipay: 'alipay' } as const;

/** A gift for which two orders were made, and of which the second was paid; its number. */
async function give(side: Side) {
  gifts += 1;
  const wish = { key: `gateway${String(gifts).padStart(17, '0')}`, campaign: 'everyday', amount: money('CNY', 10_000), adult: true as const };
  const start = (method: string) => startDonation(world, { ...wish, method, donor: { kind: 'anonymous', display: 'anonymous' } });
  const [first] = [await start(WAYS[side][0]), await start(WAYS[side][1])];
  const id = first.ok ? first.id : expect.unreachable(first.code);
  const orders = [...pay[side].standIn.book.orders.keys()].filter((no) => no.slice(1, 27) === id.slice(2));
  const paid = pay[side].standIn.pay(orders.at(-1) ?? '');
  await notify(GATEWAYS[side], pay[side].standIn.write(paid));
  await publishSettled(world);
  const gift = (await world.db.get('records', donationKey(id))) ?? expect.unreachable();
  const index = Number((await world.db.get('ledger', identityKey(textOf(gift, 'entryId'))))?.index);
  return { orderNo: paid.orderNo, number: recordNumber(1, index) };
}

async function confirmed(number: string): Promise<Refund> {
  const asked = await askRefund(world, signedBy(ben, refundAsk(desk(), number, 10_000, { nonce: randomBytes(16).toString('hex') })));
  const refund = asked.ok ? asked.refund : expect.unreachable(asked.code);
  const { refundNo, digest } = refund;
  expect(await stepRefund(world, { refundNo, signed: signedBy(ann, refundStep(desk(), digest, 'confirm')) })).toMatchObject({ ok: true });
  return refund;
}

const stateOf = async ({ refundNo }: Refund) => (await refundByNumber(world, refundNo))?.state;

describe.each(['weChat', 'alipay'] as const)('a gift through %s', (side) => {
  test('goes back under our number, through the very order that was paid', async () => {
    const { orderNo, number } = await give(side);
    expect(orderNo.slice(27, 29)).toBe('02');
    const refund = await confirmed(number);
    await followRefunds(world);
    expect(await stateOf(refund)).toBe('entered');
    expect([...pay[side].standIn.book.refunds.values()].at(-1)).toMatchObject({ refundNo: refund.refundNo, orderNo, amountFen: 10_000 });
    await publishSettled(world);
    await pay[side].standIn.tick();
    const letter = pay[side].letters.at(-1) ?? expect.unreachable();
    expect(await pay[side].gateway.readNotice(letter)).toEqual({ kind: 'refund', refundNo: refund.refundNo });
  });

  test('waits where the account was emptied, and goes back once', async () => {
    const { number } = await give(side);
    const before = pay[side].standIn.book.refunds.size;
    const refund = await confirmed(number);
    purse.fen = 9_999;
    await followRefunds(world);
    expect([await stateOf(refund), pay[side].standIn.book.refunds.size]).toEqual(['not_enough', before]);
    purse.fen = 10_000;
    pass(10 * MINUTE_MS);
    await followRefunds(world);
    expect([await stateOf(refund), pay[side].standIn.book.refunds.size]).toEqual(['entered', before + 1]);
    await publishSettled(world);
  });
});

describe('a notice of a refund', () => {
  const dueOf = async ({ refundNo }: Refund) => Number((await world.db.get('records', openRefundKey(refundNo)))?.dueAtMs);

  const written = (side: Side, refundNo: string): Message => {
    if (side === 'weChat') {
      const letter = { merchant: weChat.MERCHANT, key: { serial: weChat.PUBLIC_KEY_ID, ...weChat.THEIRS }, nowMs: world.clockMs };
      const said = { mchid: weChat.MERCHANT.mchid, out_refund_no: refundNo, refund_status: 'SUCCESS' };
      return noticeOf(said, { ...letter, random: (bytes) => new Uint8Array(randomBytes(bytes)), eventType: 'REFUND.SUCCESS' });
    }
    const [paid] = [...pay.alipay.standIn.book.payments.values()];
    const said = stateNotice(alipay.MERCHANT, paid ?? expect.unreachable(), { order: undefined, nowMs: world.clockMs });
    const form = signedNotice(alipay.THEIRS, { ...said, refund_fee: '100.00', out_biz_no: refundNo });
    return { headers: {}, body: new TextEncoder().encode(form) };
  };

  test.each(['weChat', 'alipay'] as const)('of %s brings it forward, and neither ends it nor begins one', async (side) => {
    const { number } = await give(side);
    const refund = await confirmed(number);
    purse.fen = 0;
    await followRefunds(world);
    expect(await dueOf(refund)).toBe(world.clockMs + 10 * MINUTE_MS);
    const answer = await notify(GATEWAYS[side], written(side, refund.refundNo));
    expect([answer.status, await dueOf(refund), await stateOf(refund)]).toEqual([200, world.clockMs, 'not_enough']);
    expect((await notify(GATEWAYS[side], written(side, 'F00000000000000000000000000'))).status).toBe(200);
    expect(await world.db.get('records', openRefundKey('F00000000000000000000000000'))).toBeUndefined();
    purse.fen = Number.POSITIVE_INFINITY;
    await followRefunds(world);
    expect(await stateOf(refund)).toBe('entered');
    await publishSettled(world);
  });
});
