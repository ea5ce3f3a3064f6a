import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeDue } from '../../functions/actions/close-day.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { enterRefund } from '../../functions/actions/enter-refund.ts';
import { payFees } from '../../functions/actions/pay-fees.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readPublished } from '../../functions/actions/read-published.ts';
import { reconcileDay } from '../../functions/actions/reconcile-day.ts';
import { reconcileDue } from '../../functions/actions/reconcile-due.ts';
import { recordEntry } from '../../functions/actions/record-entry.ts';
import { askedWrites, moveRefund, refundByNumber } from '../../functions/actions/refunds.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { startDonation } from '../../functions/actions/start-donation.ts';
import type { Deps } from '../../functions/deps.ts';
import type { Entry } from '../../functions/domain/entry.ts';
import type { SpendEntry, StatementEntry } from '../../functions/domain/entry-moves.ts';
import { money } from '../../functions/domain/money.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { type Day, dayOf } from '../../functions/domain/time.ts';
import type { Bill, BillRow, Gateway } from '../../functions/gateways/gateway.ts';
import { bytesOf } from '../../functions/store/item.ts';
import { entryKey, identityKey } from '../../functions/store/tables.ts';
import * as alipay from '../support/alipay-market.ts';
import { type BilledGateway, billedGateway, billOf, paidRow } from '../support/billed-gateway.ts';
import { interrupted } from '../support/interrupted.ts';
import * as weChat from '../support/wechat-pay-market.ts';
import { refund } from '../support/wishes.ts';
import { createWorld, type World } from '../support/world.ts';

const FIRST = '2026-11-01';
const FEES = { branch: 'province', campaign: 'everyday' };
type Open = World & { gateways: ReadonlyMap<string, Gateway>; society: Deps['society'] };
let world: Open;
let serials = 0;

/** Each test has days of its own; nothing that one leaves behind is on another's bill. */
let day: Day;
let gateway: BilledGateway;

beforeAll(async () => {
  world = await createWorld(at(`${FIRST}T08:00:00`));
  await createLog(world, { simulated: true });
  await publishSettled(world);
});
afterAll(() => world.stop());
beforeEach(async () => {
  gateway = billedGateway('wechat-pay');
  world.gateways = new Map([[gateway.id, gateway]]);
  world.society = { ...world.society };
  Reflect.deleteProperty(world.society, 'fees');
  await morning();
  day = dayOf(world.clockMs);
  world.alarms.length = 0;
});

const at = (text: string): number => Date.parse(`${text}+08:00`);
const on = (clock: string): number => at(`${day}T${clock}`);

/** The next day at half past ten, its issue closed as every night. */
async function morning(): Promise<void> {
  world.clockMs = at(`${dayOf(world.clockMs)}T10:30:00`) + 24 * 3_600_000;
  await publishSettled(world);
  await closeDue(world);
  await publishSettled(world);
}

/** A payment of the day; `told` are those of which the gateway's notice arrives. */
async function pay(
  amountFen: number,
  change: Partial<BillRow> & { readonly told?: boolean; readonly tells?: number; readonly tellsMs?: number } = {},
): Promise<BillRow> {
  const { told = true, tells = amountFen, tellsMs, ...said } = change;
  serials += 1;
  const row = paidRow(`W${serials}`, amountFen, on('12:00:00'), said);
  if (told) await tell({ ...row, amountFen: tells, atMs: tellsMs ?? row.atMs });
  return row;
}

async function tell({ serial, orderNo, amountFen, atMs }: BillRow): Promise<void> {
  await settlePayment(world, { gateway: gateway.id, serial, orderNo, amount: money('CNY', amountFen), paidAtMs: atMs });
}

async function entries(): Promise<readonly Entry[]> {
  const published = await publishSettled(world);
  const size = published.ok ? published.size : expect.unreachable('stopped');
  return (await readPublished(world, { from: 0, to: size, size })) ?? [];
}
const statements = async (of: Day = day): Promise<readonly StatementEntry[]> =>
  (await entries()).filter((one): one is StatementEntry => one.k === 'statement' && one.from === of).sort((a, b) => (a.ch < b.ch ? 1 : -1));
const gifts = async (of: Day = day) => (await entries()).filter((one) => one.k === 'gift' && one.on === of);

/** Reconciles as the hourly wake-up does, what was found being published in between. */
async function reconcile(): Promise<void> {
  for (let round = 1; round <= 2; round++) {
    await reconcileDue(world);
    await publishSettled(world);
  }
}

/** The same for one day alone. */
async function reconcileOn(of: Day, by: Open = world): Promise<void> {
  for (const one of by.gateways.values()) {
    await reconcileDay(by, { gateway: one, day: of });
    await payFees(by, one.id);
  }
  await publishSettled(world);
}

/** The statement of the day, which there must be one of, its parts adding up. */
async function statement(of: Day = day): Promise<StatementEntry> {
  const [only, ...more] = await statements(of);
  if (only === undefined || more.length > 0) throw new Error(`${more.length + (only === undefined ? 0 : 1)} statements`);
  const explained = only.differences.reduce((sum, { amt }) => sum + amt, only.ours.amt);
  expect(explained).toBe(only.bill.amt);
  return only;
}
/** What was told to staff, but for what every payment without an order of ours tells. */
const alarms = () => world.alarms.filter((code) => code !== 'payment_unclaimed');
const whys = ({ differences }: StatementEntry) => differences.map(({ why, count, amt }) => [why, count, amt]);

describe('M11: the next morning each bill is held against the record, and the result is public', () => {
  test('what matches to the fen is stated with nothing to explain, and stated once', async () => {
    gateway.bills.set(day, billOf([await pay(1_000), await pay(2_000)]));
    await morning();
    await reconcile();
    await reconcile();
    expect(await statement()).toMatchObject({
      ch: 'wechat-pay',
      through: day,
      bill: { count: 2, amt: 3_000 },
      ours: { count: 2, amt: 3_000 },
      differences: [],
    });
    expect(alarms()).toEqual([]);
  });

  test('the bill itself lies where staff alone find it, under its digest, which the statement names', async () => {
    const bill = billOf([await pay(1_000)]);
    gateway.bills.set(day, bill);
    await morning();
    await reconcile();
    const { sha256, length } = await statement();
    const kept = await world.privateFiles.get(`bills/wechat-pay/${day}-${sha256}`);
    expect(bill.state === 'ready' && kept !== undefined && Buffer.from(bill.bytes).equals(kept.bytes)).toBe(true);
    expect(length).toBe(kept?.bytes.length);
  });

  test('nothing there and nothing here is stated too, so that it differs from a day that nobody compared', async () => {
    await morning();
    await reconcile();
    expect(await statement()).toMatchObject({ bill: { count: 0, amt: 0 }, ours: { count: 0, amt: 0 }, differences: [] });
  });

  test('two gateways are compared apart, each with its own gifts', async () => {
    const other = billedGateway('alipay');
    world.gateways = new Map([gateway, other].map((one) => [one.id, one]));
    gateway.bills.set(day, billOf([await pay(1_000)]));
    const theirs = paidRow('A1', 700, on('09:00:00'));
    await settlePayment(world, { gateway: 'alipay', serial: 'A1', orderNo: theirs.orderNo, amount: money('CNY', 700), paidAtMs: theirs.atMs });
    other.bills.set(day, billOf([theirs]));
    await morning();
    await reconcile();
    expect((await statements()).map(({ ch, bill, differences }) => [ch, bill.amt, differences])).toEqual([
      ['wechat-pay', 1_000, []],
      ['alipay', 700, []],
    ]);
  });

  test('a bill that is not made yet is asked for again, and one that cannot be read raises an alarm and enters nothing', async () => {
    const bill = billOf([await pay(1_000)]);
    gateway.bills.set(day, { state: 'not_ready' });
    await morning();
    await reconcile();
    gateway.bills.set(day, { state: 'damaged' });
    await reconcile();
    expect([await statements(), alarms()]).toEqual([[], ['bill_damaged', 'bill_damaged']]);
    gateway.bills.set(day, bill);
    await reconcile();
    expect(await statement()).toMatchObject({ differences: [] });
  });

  test('a gateway that knows of nothing where we have gifts is asked again for a day before that is believed', async () => {
    await pay(1_000);
    await morning();
    await reconcile();
    expect(await statements()).toEqual([]);
    await morning();
    await reconcile();
    expect(whys(await statement())).toEqual([['missing_there', -1, -1_000]]);
    expect(alarms()).toEqual(['bill_differs']);
  });

  test('after three days without an answer all of them are compared, the oldest first', async () => {
    const days: Day[] = [];
    const ready: [Day, Bill][] = [];
    for (let lost = 0; lost < 3; lost++) {
      day = dayOf(world.clockMs);
      days.push(day);
      ready.push([day, billOf([await pay(100 + lost)])]);
      gateway.bills.set(day, { state: 'unavailable' });
      await morning();
      await reconcile();
    }
    for (const one of days) expect(await statements(one)).toEqual([]);
    for (const [one, bill] of ready) gateway.bills.set(one, bill);
    await reconcile();
    const found = (await entries()).flatMap((one) => (one.k === 'statement' && days.includes(one.from) ? [[one.from, one.bill.amt]] : []));
    expect(found.toSorted()).toEqual(days.map((one, lost) => [one, 100 + lost]));
  });
});

describe('M7: a payment that was never told becomes a gift', () => {
  test('it is entered with its real amount and its own day, and the statement says how many there were', async () => {
    gateway.bills.set(day, billOf([await pay(1_000), await pay(5_000, { told: false })]));
    await morning();
    await reconcile();
    expect((await gifts()).map((one) => one.k === 'gift' && [one.amt, one.unclaimed])).toEqual([
      [1_000, true],
      [5_000, true],
    ]);
    const stated = await statement();
    expect([stated.ours, whys(stated)]).toEqual([{ count: 2, amt: 6_000 }, [['missing_here', 0, 0]]]);
    expect(stated.differences[0]?.note?.zh).toBe('对账时账本尚缺 1 笔 ¥50.00，已补记并计入账本');
    expect(world.alarms.toSorted()).toEqual(['payment_missed', 'payment_unclaimed', 'payment_unclaimed']);
  });

  test('where an order of ours awaits it, it is that donor’s gift', async () => {
    const started = await startDonation(world, {
      key: 'reconcile0000000000000',
      campaign: 'everyday',
      amount: money('CNY', 8_800),
      method: 'sandbox',
      donor: { kind: 'anonymous', display: 'anonymous' },
      adult: true,
    });
    if (!started.ok) throw new Error(started.code);
    const orderNo = /pay\/(\w+)/.exec(JSON.stringify(started.pay))?.[1] ?? '';
    gateway.bills.set(day, billOf([await pay(8_800, { orderNo, told: false })]));
    await morning();
    await reconcile();
    expect((await gifts()).map((one) => one.k === 'gift' && one.unclaimed)).toEqual([undefined]);
    expect(alarms()).toEqual(['payment_missed']);
  });

  test.each([1, 3, 5, 8, 11, 14])('the notice that arrives at the same moment, before call %i, makes no second gift', async (call) => {
    const late = await pay(3_000, { told: false });
    gateway.bills.set(day, billOf([late]));
    await morning();
    const racing = interrupted(world, { at: call, when: 'before', interloper: () => tell(late).then(() => publishSettled(world)) });
    await reconcileDay(racing, { gateway, day });
    await tell(late);
    await reconcile();
    expect((await gifts()).map((one) => one.k === 'gift' && one.amt)).toEqual([3_000]);
    expect(await statement()).toMatchObject({ ours: { count: 1, amt: 3_000 } });
  });
});

describe('what differs is explained to the fen', () => {
  test('an amount that differs stays as entered, is stated, and raises an alarm', async () => {
    gateway.bills.set(day, billOf([await pay(1_000, { tells: 900 }), await pay(50)]));
    await morning();
    await reconcile();
    const stated = await statement();
    expect([stated.bill.amt, stated.ours.amt, whys(stated)]).toEqual([1_050, 950, [['amount_differs', 0, 100]]]);
    expect(alarms()).toEqual(['bill_differs']);
  });

  test('a gift that the bill does not have is taken off, publicly, and raises an alarm', async () => {
    await pay(400);
    gateway.bills.set(day, billOf([await pay(50)]));
    await morning();
    await reconcile();
    expect(whys(await statement())).toEqual([['missing_there', -1, -400]]);
    expect(alarms()).toEqual(['bill_differs']);
  });

  test('a payment that the bill lists again is no second gift', async () => {
    const row = await pay(400);
    gateway.bills.set(day, billOf([row, row]));
    await morning();
    await reconcile();
    expect(whys(await statement())).toEqual([['other', 1, 400]]);
    expect(await gifts()).toHaveLength(1);
    expect(alarms()).toEqual(['bill_differs']);
  });

  test('paid at 23:59:59 and on the next day’s bill: both days say so, and nothing is wrong', async () => {
    const late = await pay(600, { atMs: on('23:59:59') });
    const next = dayOf(world.clockMs + 24 * 3_600_000);
    gateway.bills.set(day, billOf([await pay(50)]));
    gateway.bills.set(next, billOf([{ ...late, atMs: late.atMs + 2_000 }]));
    await morning();
    await reconcile();
    await morning();
    await reconcile();
    expect(whys(await statement())).toEqual([['other_day', -1, -600]]);
    expect(whys(await statement(next))).toEqual([['other_day', 1, 600]]);
    expect(alarms()).toEqual([]);
  });

  test('paid at 23:59:59 and on neither bill: the next day raises the alarm', async () => {
    await pay(600, { atMs: on('23:59:59') });
    const next = dayOf(world.clockMs + 24 * 3_600_000);
    gateway.bills.set(day, billOf([await pay(50)]));
    await morning();
    await reconcile();
    expect([whys(await statement()), alarms()]).toEqual([[['other_day', -1, -600]], []]);
    await morning();
    await reconcile();
    expect([whys(await statement(next)), alarms()]).toEqual([[['missing_there', 0, 0]], ['bill_differs']]);
  });

  test('told as of 00:00:01 and on the bill of the day before: both days say so', async () => {
    const next = dayOf(world.clockMs + 24 * 3_600_000);
    const early = await pay(600, { atMs: on('23:59:59'), told: false });
    gateway.bills.set(day, billOf([early]));
    await morning();
    await tell({ ...early, atMs: at(`${next}T00:00:01`) });
    await reconcile();
    gateway.bills.set(next, billOf([await pay(50, { atMs: at(`${next}T09:00:00`) })]));
    await morning();
    await reconcile();
    expect(whys(await statement())).toEqual([['other_day', 1, 600]]);
    expect(whys(await statement(next))).toEqual([['other_day', -1, -600]]);
    expect(alarms()).toEqual([]);
  });
});

describe('refunds', () => {
  test('one that the record has is a part of the difference, on its own day', async () => {
    const started = await startDonation(world, {
      key: 'reconcile0000000000001',
      campaign: 'everyday',
      amount: money('CNY', 2_000),
      method: 'sandbox',
      donor: { kind: 'anonymous', display: 'anonymous' },
      adult: true,
    });
    if (!started.ok) throw new Error(started.code);
    const row = await pay(2_000, { orderNo: /pay\/(\w+)/.exec(JSON.stringify(started.pay))?.[1] ?? '' });
    const [gift] = await gifts();
    gateway.bills.set(day, billOf([row]));
    await morning();
    const back = dayOf(world.clockMs);
    const place = Number((await world.db.get('ledger', identityKey(gift?.id ?? '')))?.index);
    expect(await recordEntry(world, refund(recordNumber(1, place), 500))).toMatchObject({ ok: true });
    gateway.bills.set(back, billOf([{ ...row, kind: 'refund', serial: 'R1', refundNo: 'R1', amountFen: 500, atMs: world.clockMs }]));
    await morning();
    await reconcile();
    expect(whys(await statement())).toEqual([]);
    const stated = await statement(back);
    expect(stated).toMatchObject({ bill: { count: 1, amt: -500 }, ours: { count: 0, amt: 0 }, differences: [{ why: 'refund', count: 1, amt: -500 }] });
    expect(alarms()).toEqual([]);
  });

  test('one that went back under a number of ours is found by it, whoever paid the gift', async () => {
    const row = await pay(2_000);
    const [gift] = await gifts();
    const place = await world.db.get('ledger', identityKey(gift?.id ?? ''));
    const index = Number(place?.index);
    const entry = await world.db.get('ledger', entryKey(index));
    const asked = { ask: new Uint8Array(1), askKey: 'a', askSignature: new Uint8Array(1), askedBy: '甲', askedAtMs: world.clockMs, digest: 'a'.repeat(64) };
    const of = { index, number: recordNumber(1, index), leaf: Buffer.from(bytesOf(entry ?? expect.unreachable(), 'leaf')).toString('base64'), donation: '' };
    const how = { why: 'mistake', way: 'gateway', ch: 'wechat-pay', orderNo: row.orderNo, fund: FEES } as const;
    await world.db.write(askedWrites({ refundNo: 'OURS1', amountFen: 2_000, totalFen: 2_000, ...asked, ...of, ...how }));
    const kept = async () => (await refundByNumber(world, 'OURS1')) ?? expect.unreachable();
    for (const to of ['confirmed', 'cleared', 'sending', 'done'] as const)
      await moveRefund(world, await kept(), { to, set: to === 'done' ? { serial: 'R4', doneAtMs: on('15:00:00') } : {} });
    expect(await enterRefund(world, await kept())).toBe(true);
    gateway.bills.set(day, billOf([row, { ...row, kind: 'refund', serial: 'R4', refundNo: 'OURS1' }]));
    await morning();
    await reconcile();
    expect((await statement()).differences).toEqual([{ why: 'refund', count: 1, amt: -2_000 }]);
    expect(alarms()).toEqual([]);
  });

  test('one that nobody here asked for is stated as such and raises an alarm', async () => {
    const row = await pay(2_000);
    gateway.bills.set(day, billOf([row, { ...row, kind: 'refund', serial: 'R2', refundNo: 'R2', amountFen: 2_000 }]));
    await morning();
    await reconcile();
    const stated = await statement();
    expect([whys(stated), stated.bill]).toEqual([[['refund', 1, -2_000]], { count: 2, amt: 0 }]);
    expect(stated.differences[0]?.note?.zh).toContain('账本尚无退款记录');
    expect(alarms()).toEqual(['bill_differs']);
  });
});

describe('M10: what a gateway keeps', () => {
  const spent = async (): Promise<readonly SpendEntry[]> =>
    (await entries()).flatMap((one) => (one.k === 'spend' && one.payee.class === 'supplier' && one.on > day ? [one] : []));

  test('is a part of the difference where no fund bears it, and nothing is spent', async () => {
    gateway.bills.set(day, billOf([await pay(10_000, { feeFen: 20 })]));
    await morning();
    await reconcile();
    expect(whys(await statement())).toEqual([['fee', 0, -20]]);
    expect([await spent(), alarms()]).toEqual([[], []]);
  });

  test('is spending from the fund that the profile names, once, to the acquirer by name', async () => {
    world.society = { ...world.society, fees: FEES };
    gateway.bills.set(day, billOf([await pay(10_000, { feeFen: 20 }), await pay(10_000, { feeFen: 21 })]));
    await morning();
    await reconcile();
    await reconcile();
    expect(await spent()).toMatchObject([{ ...FEES, amt: 41, payee: { class: 'supplier', name: '微信支付' }, purpose: { zh: expect.stringContaining(day) } }]);
  });

  test('given back with a refund, it lowers what is spent next', async () => {
    world.society = { ...world.society, fees: FEES };
    const row = await pay(10_000, { feeFen: 20 });
    gateway.bills.set(day, billOf([row]));
    const days = [day];
    for (const bill of [[{ ...row, kind: 'refund' as const, serial: 'R3', refundNo: 'R3', feeFen: -20 }], []]) {
      await morning();
      days.push(dayOf(world.clockMs));
      gateway.bills.set(dayOf(world.clockMs), bill.length === 0 ? billOf([await pay(40_000, { feeFen: 80, atMs: world.clockMs })]) : billOf(bill));
      await reconcile();
    }
    await morning();
    await reconcile();
    expect((await spent()).map(({ amt }) => amt)).toEqual([20, 60]);
  });

  test('waits, with an alarm, where the fund does not hold it, and is spent when it does', async () => {
    world.society = { ...world.society, fees: { branch: 'province', campaign: 'students' } };
    gateway.bills.set(day, billOf([await pay(10_000, { feeFen: 20 })]));
    await morning();
    await reconcile();
    expect([await spent(), alarms()]).toEqual([[], ['fee_waits', 'fee_waits']]);
    world.society = { ...world.society, fees: FEES };
    await reconcile();
    expect((await spent()).map(({ amt }) => amt)).toEqual([20]);
  });
});

describe('M20: killed anywhere and run again, it comes to the same', () => {
  test.each(['before', 'after'] as const)('%s each of its writes', async (when) => {
    world.society = { ...world.society, fees: FEES };
    const deaths = Array.from({ length: 11 }, (_, at) => ({ call: at + 1, gateway: billedGateway(`gate-${when}-${at + 1}`) }));
    for (const death of deaths) {
      gateway = death.gateway;
      gateway.bills.set(day, billOf([await pay(1_000, { feeFen: 2 }), await pay(500, { feeFen: 1, told: false })]));
    }
    await morning();
    const died: number[] = [];
    for (const { call, gateway: one } of deaths) {
      world.gateways = new Map([[one.id, one]]);
      const dying = dyingAt(world, { call, when, die: () => died.push(call) });
      for (let round = 1; round <= 2 && !died.includes(call); round++)
        await reconcileOn(day, dying).catch((error: unknown) => (died.includes(call) ? undefined : Promise.reject(error)));
      await reconcileOn(day);
      await reconcileOn(day);
    }
    const all = await entries();
    for (const { call, gateway: one } of deaths) {
      const [stated, ...more] = all.filter((entry): entry is StatementEntry => entry.k === 'statement' && entry.ch === one.id && entry.from === day);
      expect([stated?.bill, stated?.ours, stated && whys(stated), more], `call ${call}`).toEqual([
        { count: 2, amt: 1_497 },
        { count: 2, amt: 1_500 },
        [
          ['missing_here', 0, 0],
          ['fee', 0, -3],
        ],
        [],
      ]);
      const fees = all.flatMap((entry) => (entry.k === 'spend' && entry.payee.class !== 'person' && entry.payee.name === one.id ? [entry.amt] : []));
      expect(fees, `call ${call}`).toEqual([3]);
    }
    expect([died.length, died.length < deaths.length]).toEqual([died.at(-1), true]); // every write had its turn
  });
});

/** The same world, whose holder dies at its so-manyth write. */
function dyingAt(living: Open, how: { readonly call: number; readonly when: 'before' | 'after'; readonly die: () => void }): Open {
  let calls = 0;
  const around =
    <Given extends readonly unknown[], Result>(call: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      calls += 1;
      const mine = calls === how.call;
      if (mine && how.when === 'after') await call(...given);
      if (!mine) return call(...given);
      how.die();
      throw new Error('killed');
    };
  return { ...living, db: { ...living.db, write: around(living.db.write) }, privateFiles: { ...living.privateFiles, put: around(living.privateFiles.put) } };
}

describe('simulated days with the stand-ins of both acquirers', () => {
  test('payments that were told and others that were not, refunds on a later day, fees: every fen is accounted for', async () => {
    const markets = [weChat.openMarket(), alipay.openMarket()] as const;
    const both = markets.map((market) => market.gateway);
    world.gateways = new Map(both.map((one) => [one.id, one]));
    const pass = () => {
      for (const market of markets) Object.assign(market, { clockMs: world.clockMs });
    };
    const days: Day[] = [];
    for (let nth = 0; nth < 3; nth++) {
      days.push(dayOf(world.clockMs));
      pass();
      for (const [which, market] of markets.entries()) {
        for (let one = 0; one < 5; one++) {
          const orderNo = `T${nth}${which}${one}`;
          const { serial, amountFen, atMs } = market.standIn.pay(orderNo, { amountFen: 1_000 + 37 * one, notified: false });
          if (one !== 3) await settlePayment(world, { gateway: market.gateway.id, serial, orderNo, amount: money('CNY', amountFen), paidAtMs: atMs });
        }
        const back = nth === 0 ? undefined : `T${nth - 1}${which}1`;
        if (back !== undefined) {
          const amount = { refund: money('CNY', 1_037), total: money('CNY', 1_037) };
          expect(await market.gateway.treasury?.refund({ orderNo: back, refundNo: `B${back}`, ...amount, reason: '误付' })).toMatchObject({ state: 'done' });
        }
      }
      await morning();
      pass();
      for (let round = 1; round <= 2; round++) await reconcileOn(days.at(-1) ?? day);
    }
    for (const one of days) {
      const stated = await statements(one);
      expect(stated.map(({ ch, ours }) => [ch, ours])).toEqual([
        ['wechat-pay', { count: 5, amt: 5_370 }],
        ['alipay', { count: 5, amt: 5_370 }],
      ]);
      for (const { bill, ours, differences } of stated) {
        expect(differences.reduce((sum, { amt }) => sum + amt, ours.amt)).toBe(bill.amt);
        expect(differences.reduce((sum, { count }) => sum + count, ours.count)).toBe(bill.count);
        expect(differences.map(({ why }) => why)).toEqual(one === days[0] ? ['missing_here', 'fee'] : ['missing_here', 'refund', 'fee']);
      }
    }
    await Promise.all(markets.map((market) => market.close()));
  });
});
