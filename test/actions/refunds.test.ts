import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askRefund } from '../../functions/actions/ask-refund.ts';
import { findBill, moveBill, wantedBill } from '../../functions/actions/bills.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { followRefunds } from '../../functions/actions/follow-refunds.ts';
import { issueDocument } from '../../functions/actions/issue-document.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readBook } from '../../functions/actions/read-book.ts';
import { readDonation } from '../../functions/actions/read-donation.ts';
import { readPublished } from '../../functions/actions/read-published.ts';
import { previewEntries, recordEntry } from '../../functions/actions/record-entry.ts';
import { openRefunds, refundByNumber } from '../../functions/actions/refunds.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { changeRegister, readRegister } from '../../functions/actions/staff-keys.ts';
import { startDonation } from '../../functions/actions/start-donation.ts';
import { stepRefund } from '../../functions/actions/step-refund.ts';
import { donorToken } from '../../functions/actions/tokens.ts';
import { wakeRefund } from '../../functions/actions/wake-refund.ts';
import type { BillState } from '../../functions/domain/fiscal-bill.ts';
import { commit, fieldSalt } from '../../functions/domain/ledger/commitment.ts';
import { money } from '../../functions/domain/money.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import type { RefundAsk, RefundStep, RegisterStatement, Signed } from '../../functions/domain/staff-statement.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import type { Gateway, Treasury } from '../../functions/gateways/gateway.ts';
import { bytesOf, textOf } from '../../functions/store/item.ts';
import { donationKey, enteredKey, identityKey, openRefundKey, refundKey, staffKey } from '../../functions/store/tables.ts';
import { interrupted } from '../support/interrupted.ts';
import { type Market, openMarket } from '../support/sandbox-market.ts';
import { agreement, ending, enrolment, newPerson, type Person, refundAsk, refundStep, signedBy } from '../support/staff.ts';
import { fix, spend, voided } from '../support/wishes.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const MINUTE_MS = 60_000;
const [ann, ben, cat] = [newPerson('安'), newPerson('贲', 'asks'), newPerson('蔡')];
type Gift = { readonly id: string; readonly number: string; readonly index: number; readonly orderNo: string };

let world: World & { gateways: ReadonlyMap<string, Gateway> };
let market: Market;
let gifts = 0;

const desk = () => ({ origin: world.society.origin, at: formatInstant(world.clockMs) });

async function enrol(one: Person, ...signers: readonly Person[]): Promise<void> {
  const place = async () => ({ ...desk(), before: (await readRegister(world)).head });
  const [first = one, ...others] = signers;
  expect(await changeRegister(world, signedBy(first, enrolment(await place(), one)))).toMatchObject({ ok: true });
  for (const other of others) expect(await changeRegister(world, signedBy(other, agreement(await place(), one)))).toMatchObject({ ok: true });
}

const endKey = async (by: Person, one: Person): Promise<unknown> =>
  changeRegister(world, signedBy(by, ending({ ...desk(), before: (await readRegister(world)).head }, one, 'lost')));

beforeAll(async () => {
  world = await createWorld(NOON);
  market = openMarket();
  world.gateways = new Map([['sandbox', market.gateway]]);
  await createLog(world, { simulated: true });
  await publishSettled(world);
  await enrol(ann);
  await enrol(ben, ann);
  await enrol(cat, ann, ben);
});
afterAll(async () => {
  await market.close();
  await world.stop();
});
beforeEach(() => {
  pass(1000);
  market.sandbox.treatRefunds('normal');
  world.gateways = new Map([['sandbox', market.gateway]]);
  world.alarms.length = 0;
});

function pass(ms: number): void {
  world.clockMs += ms;
  market.clockMs = world.clockMs;
}

/** A gift that was paid at the sandbox and is published. */
async function give(amt: number, adult: true | 'guardian' = true): Promise<Gift> {
  gifts += 1;
  const donor = { kind: 'anonymous', display: 'anonymous' } as const;
  const wish = { key: `refund${String(gifts).padStart(18, '0')}`, campaign: 'everyday', amount: money('CNY', amt), method: 'sandbox', donor, adult };
  const started = await startDonation(world, wish);
  const id = started.ok ? started.id : expect.unreachable(started.code);
  const { orderNo } = (await world.db.get('records', donationKey(id))) ?? expect.unreachable();
  await market.sandbox.pay(String(orderNo), { callbacks: 'none', serial: `P${gifts}` });
  const found = await market.gateway.findOrder(String(orderNo));
  const settled = await settlePayment(world, found.state === 'paid' ? found.payment : expect.unreachable(found.state));
  return { id, orderNo: String(orderNo), ...(await published(settled.entryId)) };
}

async function published(entryId: string): Promise<{ readonly number: string; readonly index: number }> {
  await publishSettled(world);
  const index = Number((await world.db.get('ledger', identityKey(entryId)))?.index);
  return { index, number: recordNumber(1, index) };
}

/** A payment out of a bank's file, published. */
async function giveByBank(amt: number): Promise<Gift> {
  gifts += 1;
  const paid = payment(`NOBODY${gifts}`, { gateway: 'bank', serial: `B${gifts}`, paidAtMs: world.clockMs, amount: money('CNY', amt) });
  const settled = await settlePayment(world, paid);
  return { id: settled.donationId, orderNo: '', ...(await published(settled.entryId)) };
}

const codeOf = (outcome: { readonly ok: boolean; readonly code?: string; readonly state?: string }) => outcome.code ?? outcome.state;

async function ask(gift: Pick<Gift, 'number'>, amt: number, change: Partial<RefundAsk> = {}, by: Person = ben) {
  const asked = await askRefund(world, signedBy(by, refundAsk(desk(), gift.number, amt, change)));
  return asked.ok ? asked.refund : expect.unreachable(asked.code);
}
const askCode = async (gift: Pick<Gift, 'number'>, amt: number, change: Partial<RefundAsk> = {}, by: Person = ben) =>
  codeOf(await askRefund(world, signedBy(by, refundAsk(desk(), gift.number, amt, change))));

type Named = { readonly refundNo: string; readonly digest: string };
const step = async ({ refundNo, digest }: Named, what: RefundStep, { by = ann, deps = world, reference = '' } = {}) => {
  const said = refundStep(desk(), digest, what, reference === '' ? {} : { reference });
  return codeOf(await stepRefund(deps, { refundNo, signed: signedBy(by, said) }));
};
const stateOf = async ({ refundNo }: Pick<Named, 'refundNo'>) => (await refundByNumber(world, refundNo))?.state;
const refundsAt = (gift: Gift) => [...market.sandbox.refunds.values()].filter(({ orderNo }) => orderNo === gift.orderNo);

/** Published refund entries of a gift. */
async function entriesOf(gift: Gift) {
  await publishSettled(world);
  const size = (await readBook(world))?.size ?? 0;
  const all = (await readPublished(world, { from: gift.index, to: size, size })) ?? [];
  return all.filter((entry) => entry.k === 'refund' && entry.of[0]?.index === gift.index);
}
const held = async () => {
  const [effect] = (await previewEntries(world, [spend(1)])).flatMap((one) => (one.ok ? one.effects : []));
  return effect?.before ?? 0;
};

describe('a refund that one person asked for and another confirmed', () => {
  test('moves the money once, is entered under its gift, and the donor sees it', async () => {
    const gift = await give(10_000);
    const before = await held();
    const refund = await ask(gift, 10_000);
    expect([await stateOf(refund), refundsAt(gift), await held()]).toEqual(['asked', [], before]);
    expect(await step(refund, 'confirm')).toBe('done');
    expect([await stateOf(refund), refundsAt(gift), await held()]).toEqual(['confirmed', [], before - 10_000]);
    expect(await followRefunds(world)).toEqual({ looked: 1, entered: 1 });
    expect(refundsAt(gift)).toMatchObject([{ refundNo: refund.refundNo, state: 'done', amount: { minor: 10_000 } }]);
    const [entry, ...more] = await entriesOf(gift);
    expect([entry, more]).toMatchObject([{ k: 'refund', amt: 10_000, why: 'duplicate', ch: 'sandbox', branch: 'province', campaign: 'everyday' }, []]);
    expect([await held(), await openRefunds(world)]).toEqual([before - 10_000, []]);
    const token = donorToken(world.secret, gift.id);
    expect(await readDonation(world, { id: gift.id, token })).toMatchObject({ ok: true, view: { refund: { done: 10_000, underWay: 0 } } });
    for (const kind of ['receipt', 'certificate'] as const)
      expect(await issueDocument(world, { id: gift.id, token }, { kind, format: 'pdf' })).toEqual({ ok: false, code: 'gift_refunded' });
    const later = JSON.parse(new TextDecoder().decode((await world.publicFiles.get(`after/${Math.floor(gift.index / 256)}.json`))?.bytes));
    expect(later.after[gift.index]).toEqual([{ index: expect.any(Number), k: 'refund' }]);
  });

  test('M4: its number at the gateway and its exact time are commitments that the table opens', async () => {
    const gift = await give(100);
    const refund = await ask(gift, 100);
    await step(refund, 'confirm');
    await followRefunds(world);
    const [entry] = await entriesOf(gift);
    if (entry?.k !== 'refund') return expect.unreachable();
    const kept = (await world.db.get('records', enteredKey(entry.id))) ?? expect.unreachable();
    const open = (field: 'at' | 'ref') => commit(fieldSalt(bytesOf(kept, 'salt'), field), field, textOf(kept, field));
    expect(entry.c).toEqual({ at: open('at'), ref: open('ref') });
    expect(kept.ref).toBe(refundsAt(gift)[0]?.serial);
    expect(JSON.stringify(entry)).not.toContain(kept.ref);
  });

  test('in part, where the amount was wrong; the rest can follow, and more than the gift cannot', async () => {
    const gift = await give(10_000);
    const part = await ask(gift, 4_000, { why: 'wrong_amount' });
    await step(part, 'confirm');
    await followRefunds(world);
    await publishSettled(world);
    expect(await askCode(gift, 6_001, { why: 'wrong_amount' })).toBe('refund_exceeds');
    expect(await askCode(gift, 5_999)).toBe('refund_in_part');
    const rest = await ask(gift, 6_000);
    await step(rest, 'confirm');
    await followRefunds(world);
    expect((await entriesOf(gift)).map((entry) => entry.k === 'refund' && entry.amt)).toEqual([4_000, 6_000]);
    expect(await askCode(gift, 1, { why: 'wrong_amount' })).toBe('refund_exceeds');
  });

  test('of money that was spent already is refused before any moves', async () => {
    const gift = await give(5_000);
    const refund = await ask(gift, 5_000);
    await recordEntry(world, spend(await held()));
    expect(await step(refund, 'confirm')).toBe('fund_short');
    expect([await stateOf(refund), refundsAt(gift)]).toEqual(['asked', []]);
    await give(5_000);
    expect(await step(refund, 'confirm')).toBe('done');
  });

  test('holds its money: what is confirmed and not paid yet can neither be spent nor corrected away', async () => {
    const gift = await give(3_000);
    const refund = await ask(gift, 3_000);
    await step(refund, 'confirm');
    expect(codeOf(await recordEntry(world, spend((await held()) + 1)))).toBe('fund_short');
    expect(codeOf(await recordEntry(world, fix(gift.number, { amt: 1 })))).toBe('target_pending');
    expect(codeOf(await recordEntry(world, voided(gift.number)))).toBe('recorded');
  });
});

describe('red bill first, then money', () => {
  const moveTo = async (gift: Gift, ...states: readonly BillState[]) => {
    let bill = await findBill(world, gift.id);
    for (const to of states) bill = bill && (await moveBill(world, bill, { to, dueAt: world.clockMs }));
    expect(bill?.state).toBe(states.at(-1));
  };

  test('an issued fiscal bill is reversed before any money moves', async () => {
    const gift = await give(4_100);
    await world.db.write([wantedBill(gift.id, { kind: 'person', title: '王㛃' }, { nowMs: world.clockMs })]);
    await moveTo(gift, 'submitted', 'issued');
    const refund = await ask(gift, 4_100);
    await step(refund, 'confirm');
    await followRefunds(world);
    expect([await stateOf(refund), refundsAt(gift), (await findBill(world, gift.id))?.state]).toEqual(['confirmed', [], 'red_wanted']);
    await moveTo(gift, 'red_submitted', 'reversed');
    pass(MINUTE_MS);
    await followRefunds(world);
    expect([await stateOf(refund), refundsAt(gift).length]).toEqual(['entered', 1]);
  });

  test('a bill that the platform does not reverse rings, and the refund waits', async () => {
    const gift = await give(4_200);
    await world.db.write([wantedBill(gift.id, { kind: 'person', title: '王㛃' }, { nowMs: world.clockMs })]);
    await moveTo(gift, 'submitted', 'issued', 'red_wanted', 'red_submitted', 'red_refused');
    const refund = await ask(gift, 4_200);
    await step(refund, 'confirm');
    await followRefunds(world);
    expect([await stateOf(refund), refundsAt(gift), world.alarms]).toEqual(['confirmed', [], ['refund_bill_refused']]);
    expect(await step(refund, 'give_up')).toBe('done');
  });
});

describe('nobody refunds alone', () => {
  let gift: Gift;
  let refund: Awaited<ReturnType<typeof ask>>;
  beforeEach(async () => {
    gift = await give(1_000);
    refund = await ask(gift, 1_000, {}, ann);
  });

  test('the one who asked does not confirm, and who only asks confirms nothing', async () => {
    expect([await step(refund, 'confirm', { by: ann }), await step(refund, 'confirm', { by: ben })]).toEqual(['same_person', 'role_missing']);
    expect(await stateOf(refund)).toBe('asked');
  });

  test('a stranger neither asks nor confirms', async () => {
    const stranger = newPerson('生');
    expect([await askCode(gift, 1_000, {}, stranger), await step(refund, 'confirm', { by: stranger })]).toEqual(['signer_unknown', 'signer_unknown']);
  });

  test('a confirmation is good for one ask: not for another of the same gift, nor for another log', async () => {
    const other = await ask(gift, 1_000, {}, ann);
    const said = refundStep(desk(), other.digest, 'confirm');
    const crossed = await stepRefund(world, { refundNo: refund.refundNo, signed: signedBy(cat, said) });
    const elsewhere = signedBy(cat, refundStep({ ...desk(), origin: 'other.example.org/log/1' }, refund.digest, 'confirm'));
    const foreign = await stepRefund(world, { refundNo: refund.refundNo, signed: elsewhere });
    expect([codeOf(crossed), codeOf(foreign)]).toEqual(['refund_unknown', 'statement_elsewhere']);
    const bent = signedBy(cat, refundStep(desk(), refund.digest, 'confirm'));
    const forged = { ...bent, signature: bent.signature.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) };
    expect(codeOf(await stepRefund(world, { refundNo: refund.refundNo, signed: forged }))).toBe('signature_wrong');
    expect(await stateOf(refund)).toBe('asked');
  });

  test('an ask whose amount was changed behind its signature is not confirmed', async () => {
    const key = refundKey(refund.refundNo);
    const ask = new TextEncoder().encode(new TextDecoder().decode(refund.ask).replace('"amt":1000', '"amt":9999'));
    await world.db.write([{ table: 'records', update: key, set: { ask }, when: 'present' }]);
    expect(await step(refund, 'confirm', { by: cat })).toBe('refund_unknown');
  });

  test.each<[string, object]>([
    ['without a confirmation', {}],
    ['as one that is being sent', { state: 'sending' }],
    ['as one that is done', { state: 'done', serial: 'X1', doneAtMs: 1 }],
    ['with the ask in its place', { confirmKey: ann.key }],
    ['of another amount', { amt: 999 }],
  ])('a state that somebody wrote into the table %s pays nothing and rings', async (_, change) => {
    const { ask: confirmBytes, askSignature: confirmSignature } = refund;
    const forged = { state: 'cleared', confirmedAtMs: world.clockMs, ...('confirmKey' in change ? { confirmBytes, confirmSignature } : {}), ...change };
    const open = { holds: true, dueAtMs: world.clockMs };
    await world.db.write([
      { table: 'records', update: refundKey(refund.refundNo), set: forged, when: 'present' },
      { table: 'records', update: openRefundKey(refund.refundNo), set: open, when: 'present' },
    ]);
    await followRefunds(world);
    expect([await stateOf(refund), refundsAt(gift), world.alarms]).toEqual([forged.state, [], ['refund_unsigned']]);
    expect(await entriesOf(gift)).toEqual([]);
    await world.db.write([{ table: 'records', erase: openRefundKey(refund.refundNo), when: 'present' }]);
  });

  test('handed in twice it is one ask; withdrawn, it comes back no more', async () => {
    const said: Signed = { bytes: refund.ask, key: refund.askKey, signature: refund.askSignature };
    expect(codeOf(await askRefund(world, said))).toBe('known');
    expect(await step(refund, 'withdraw', { by: ann })).toBe('done');
    expect(await askRefund(world, said)).toMatchObject({ state: 'known', refund: { state: 'withdrawn' } });
    expect(await step(refund, 'confirm', { by: cat })).toBe('state_wrong');
  });

  test('it lapses fourteen days after it was signed', async () => {
    pass(14 * 1440 * MINUTE_MS + 1000);
    expect(await step(refund, 'confirm', { by: cat })).toBe('ask_lapsed');
    await followRefunds(world);
    expect([await stateOf(refund), (await openRefunds(world)).some((one) => one.refundNo === refund.refundNo)]).toEqual(['withdrawn', false]);
  });

  test('what was confirmed goes to the payer of this very gift: another order written into the table is not paid', async () => {
    const other = await give(1_000);
    expect(await step(refund, 'confirm', { by: cat })).toBe('done');
    const write = (orderNo: string) => world.db.write([{ table: 'records', update: refundKey(refund.refundNo), set: { orderNo }, when: 'present' }]);
    await write(other.orderNo);
    await followRefunds(world);
    expect([await stateOf(refund), refundsAt(other), world.alarms]).toEqual(['confirmed', [], ['refund_unsigned']]);
    await write(gift.orderNo);
    pass(60 * MINUTE_MS);
    await followRefunds(world);
    expect([await stateOf(refund), refundsAt(gift).length, refundsAt(other).length]).toEqual(['entered', 1, 0]);
  });

  test('two who confirm at once: it is confirmed once, and pays once', async () => {
    const both = await Promise.all([step(refund, 'confirm', { by: cat }), step(refund, 'confirm', { by: cat })]);
    expect(both.filter((code) => code !== 'known' && code !== 'done')).toEqual([]);
    await Promise.all([followRefunds(world), followRefunds(world)]);
    await followRefunds(world);
    expect([refundsAt(gift).length, (await entriesOf(gift)).length]).toEqual([1, 1]);
  });

  test('two asks of one gift confirmed at once: one holds the gift, and the other is told', async () => {
    const other = await ask(gift, 1_000, {}, ben);
    const codes = await Promise.all([step(refund, 'confirm', { by: cat }), step(other, 'confirm', { by: ann })]);
    expect(codes.toSorted()).toEqual(['done', 'refund_under_way']);
    expect((await followRefunds(world)).entered).toBeGreaterThan(0);
  });
});

describe('a key that is ended', () => {
  const asker = newPerson('丁', 'asks');

  test('between ask and confirmation takes its ask along, also at the very moment of the confirmation', async () => {
    await enrol(asker, ann, ben);
    const gift = await give(700);
    const [early, late] = [await ask(gift, 700, {}, asker), await ask(gift, 700, {}, asker)];
    const torn = interrupted(world, { at: 12, when: 'before', interloper: () => endKey(ben, asker) });
    expect(await step(early, 'confirm', { deps: torn })).toBe('asker_gone');
    expect(torn.seen.happened).toBe(true);
    expect([await step(late, 'confirm'), await askCode(gift, 700, {}, asker)]).toEqual(['asker_gone', 'signer_unknown']);
    expect(refundsAt(gift)).toEqual([]);
  });

  test('stays in the register with day and reason, and a change that was touched is found', async () => {
    expect((await readRegister(world)).keys.get(asker.key)).toMatchObject({ person: '丁', ended: 'lost', endedAtMs: expect.any(Number) });
    const third = (await world.db.get('records', staffKey(3))) ?? expect.unreachable();
    const bytes = bytesOf(third, 'bytes');
    const touch = (to: Uint8Array) => world.db.write([{ table: 'records', update: staffKey(3), set: { bytes: to }, when: 'present' }]);
    await touch(bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte)));
    await expect(readRegister(world)).rejects.toThrow('000003');
    await touch(bytes);
  });

  test('of two who change the register at once one has to look again', async () => {
    const before = (await readRegister(world)).head;
    const [one, two] = [newPerson('戊'), newPerson('己')];
    const said = (person: Person): RegisterStatement => enrolment({ ...desk(), before }, person);
    const codes = await Promise.all([changeRegister(world, signedBy(ann, said(one))), changeRegister(world, signedBy(ann, said(two)))]);
    expect(codes.map(codeOf).toSorted()).toEqual(['changed', 'register_moved']);
  });
});

describe('the gateway', () => {
  const confirmed = async (gift: Gift, amt: number) => {
    const refund = await ask(gift, amt);
    expect(await step(refund, 'confirm')).toBe('done');
    return refund;
  };

  test('that has too little is asked again under the same number, and pays when it has', async () => {
    const gift = await give(2_000);
    market.sandbox.treatRefunds('not_enough');
    const refund = await confirmed(gift, 2_000);
    await followRefunds(world);
    expect([await stateOf(refund), world.alarms]).toEqual(['not_enough', ['refund_not_enough']]);
    pass(9 * MINUTE_MS);
    expect(await followRefunds(world)).toEqual({ looked: 0, entered: 0 });
    pass(MINUTE_MS);
    await followRefunds(world);
    expect([await stateOf(refund), world.alarms]).toEqual(['not_enough', ['refund_not_enough']]);
    market.sandbox.treatRefunds('normal');
    pass(60 * MINUTE_MS);
    await followRefunds(world);
    expect([await stateOf(refund), refundsAt(gift).length, (await entriesOf(gift)).length]).toEqual(['entered', 1, 1]);
  });

  test('that takes its time is looked at again, sooner where it says that something is new', async () => {
    const gift = await give(2_100);
    market.sandbox.treatRefunds('under_way');
    const refund = await confirmed(gift, 2_100);
    await followRefunds(world);
    pass(MINUTE_MS);
    await followRefunds(world);
    expect(await stateOf(refund)).toBe('under_way');
    await wakeRefund(world, refund.refundNo);
    await followRefunds(world);
    expect([await stateOf(refund), await entriesOf(gift)]).toEqual(['under_way', []]); // woken, and not believed
    await market.sandbox.endRefund(refund.refundNo, 'done');
    await wakeRefund(world, refund.refundNo);
    expect(await followRefunds(world)).toEqual({ looked: 1, entered: 1 });
    await wakeRefund(world, refund.refundNo);
    await wakeRefund(world, 'FNOBODYKNOWSTHIS');
    expect((await openRefunds(world)).map(({ refundNo }) => refundNo)).not.toEqual(expect.arrayContaining([refund.refundNo]));
  });

  test('whose answers are lost is asked what it did before it is asked to do it again', async () => {
    const gift = await give(2_200);
    const asked: string[] = [];
    const { treasury } = market.gateway;
    const deaf: Treasury = {
      ...(treasury ?? expect.unreachable()),
      refund: async (wish) => {
        asked.push('refund');
        await treasury?.refund(wish);
        return { state: 'unavailable' };
      },
      findRefund: async (wish) => {
        asked.push('find');
        return (await treasury?.findRefund(wish)) ?? { state: 'unavailable' };
      },
    };
    world.gateways = new Map([['sandbox', { ...market.gateway, treasury: deaf }]]);
    const refund = await confirmed(gift, 2_200);
    await followRefunds(world);
    expect([await stateOf(refund), asked]).toEqual(['sending', ['find', 'refund']]);
    pass(MINUTE_MS);
    await followRefunds(world);
    expect([await stateOf(refund), asked]).toEqual(['entered', ['find', 'refund', 'find']]);
  });

  test('that failed rings; people send it again, or give it up and pay by hand', async () => {
    const gift = await give(2_300);
    market.sandbox.treatRefunds('failed');
    const refund = await confirmed(gift, 2_300);
    await followRefunds(world);
    expect([await stateOf(refund), world.alarms]).toEqual(['failed', ['refund_failed']]);
    expect(await askCode(gift, 2_300, { way: 'by_hand' })).toBe('refund_under_way');
    expect(await step(refund, 'again')).toBe('done');
    await followRefunds(world);
    expect([await stateOf(refund), await step(refund, 'again', { by: cat }), await stateOf(refund)]).toEqual(['failed', 'done', 'sending']);
    await followRefunds(world);
    expect([await step(refund, 'give_up'), await stateOf(refund)]).toEqual(['done', 'given_up']);
    const byHand = await ask(gift, 2_300, { way: 'by_hand' });
    expect(await step(byHand, 'confirm')).toBe('done');
  });

  test('that paid after all is believed: then nothing is given up', async () => {
    const gift = await give(2_400);
    market.sandbox.treatRefunds('failed');
    const refund = await confirmed(gift, 2_400);
    await followRefunds(world);
    await market.sandbox.endRefund(refund.refundNo, 'done');
    expect(await step(refund, 'give_up')).toBe('money_may_move');
    pass(24 * 60 * MINUTE_MS);
    await followRefunds(world);
    expect([await stateOf(refund), (await entriesOf(gift)).length]).toEqual(['entered', 1]);
  });

  test('that is silent for a day and more makes somebody look', async () => {
    const gift = await give(2_500);
    const refund = await confirmed(gift, 2_500);
    const mute = { ...(market.gateway.treasury ?? expect.unreachable()), findRefund: async () => ({ state: 'unavailable' }) as const };
    world.gateways = new Map([['sandbox', { ...market.gateway, treasury: mute }]]);
    for (let hour = 0; hour < 30; hour++) {
      await followRefunds(world);
      pass(60 * MINUTE_MS);
    }
    expect([await stateOf(refund), world.alarms, refundsAt(gift)]).toEqual(['sending', ['refund_waits'], []]);
  });

  test('takes nothing back after its window; then people pay by hand', async () => {
    const weChat = { ...market.gateway, id: 'wechat-pay' };
    world.gateways = new Map([
      ['sandbox', market.gateway],
      ['wechat-pay', weChat],
    ]);
    const paidAtMs = world.clockMs - 364 * 1440 * MINUTE_MS;
    const settled = await settlePayment(world, payment('OLD1', { gateway: 'wechat-pay', serial: 'OLD1', paidAtMs, amount: money('CNY', 900) }));
    const gift = await published(settled.entryId);
    expect([await askCode(gift, 900), await askCode(gift, 900, { way: 'by_hand' })]).toEqual(['window_over', 'asked']);
  });
});

describe('a refund by hand', () => {
  test('is for what no gateway takes back: the bank’s paper completes it', async () => {
    const gift = await giveByBank(8_000);
    expect(await askCode(gift, 8_000)).toBe('way_by_hand');
    const refund = await ask(gift, 8_000, { way: 'by_hand', why: 'mistake' });
    await step(refund, 'confirm');
    await followRefunds(world);
    expect(await stateOf(refund)).toBe('paying');
    expect([await step(refund, 'paid'), await step(refund, 'paid', { by: newPerson('生'), reference: 'X1' })]).toEqual(['reference_missing', 'signer_unknown']);
    expect([await step(refund, 'paid', { by: ben, reference: '回单 0001' }), await step(refund, 'paid', { by: ben, reference: '回单 0001' })]).toEqual([
      'done',
      'known',
    ]);
    await followRefunds(world);
    expect(await entriesOf(gift)).toMatchObject([{ ch: 'bank', amt: 8_000, why: 'mistake' }]);
  });

  test('is not for what its gateway can send back to whoever paid', async () => {
    const gift = await give(500);
    expect(await askCode(gift, 500, { way: 'by_hand' })).toBe('way_gateway');
  });

  test('that is never paid is given up, and what it held is free', async () => {
    const gift = await giveByBank(600);
    const before = await held();
    const refund = await ask(gift, 600, { way: 'by_hand' });
    await step(refund, 'confirm');
    await followRefunds(world);
    expect(await held()).toBe(before - 600);
    expect([await step(refund, 'give_up', { by: cat }), await held()]).toEqual(['done', before]);
  });
});

test('a minor’s gift goes back to the guardian, who shows something: of that only the digest is kept', async () => {
  const gift = await give(1_500, 'guardian');
  expect(await askCode(gift, 1_500, { why: 'guardian' })).toBe('evidence_missing');
  const refund = await ask(gift, 1_500, { why: 'guardian', evidence: 'ab'.repeat(32) });
  await step(refund, 'confirm');
  await followRefunds(world);
  expect(await entriesOf(gift)).toMatchObject([{ why: 'guardian', amt: 1_500 }]);
  expect(JSON.stringify(await entriesOf(gift))).not.toContain('abab');
});

describe('M20: killed at any write, or while the gateway is asked', () => {
  class Killed extends Error {}

  /** The same world, which dies before or after the call number `at` that changes something here or at the gateway. */
  function mortal(at: number, when: 'before' | 'after') {
    const seen = { calls: 0 };
    const fatal =
      <Given extends readonly unknown[], Result>(call: (...given: Given) => Promise<Result>) =>
      async (...given: Given): Promise<Result> => {
        seen.calls += 1;
        const mine = seen.calls === at;
        if (mine && when === 'before') throw new Killed();
        const result = await call(...given);
        if (mine) throw new Killed();
        return result;
      };
    const treasury = market.gateway.treasury ?? expect.unreachable();
    const gateway = { ...market.gateway, treasury: { ...treasury, refund: fatal(treasury.refund), findRefund: fatal(treasury.findRefund) } };
    return { seen, deps: { ...world, db: { ...world.db, write: fatal(world.db.write) }, gateways: new Map([['sandbox', gateway]]) } };
  }

  async function through(refund: Named, deps: typeof world): Promise<void> {
    await step(refund, 'confirm', { deps });
    await followRefunds(deps);
  }

  test.each(['before', 'after'] as const)('%s it, the rest is done by the next round, and once', async (when) => {
    let most = 0;
    for (let at = 1; at === 1 || most === at - 1; at++) {
      const [gift, { seen, deps }] = [await give(1_200 + at), mortal(at, when)];
      const refund = await ask(gift, 1_200 + at);
      await through(refund, deps).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      most = Math.min(seen.calls, at);
      for (let life = 0; life < 2 && (await stateOf(refund)) !== 'entered'; life++) {
        pass(2 * MINUTE_MS);
        await through(refund, world);
      }
      expect([refundsAt(gift).map(({ amount }) => amount.minor), (await entriesOf(gift)).length], `call ${at}`).toEqual([[1_200 + at], 1]);
    }
    expect(most).toBeGreaterThanOrEqual(8);
  });
});
