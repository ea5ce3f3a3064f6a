import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { billBook } from '../../functions/actions/bill-book.ts';
import { findBill } from '../../functions/actions/bills.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { askForBill, listBills, retryReversal } from '../../functions/actions/desk-bills.ts';
import { type BillingNeeds, followBills } from '../../functions/actions/follow-bills.ts';
import { forgetAgain } from '../../functions/actions/forget-again.ts';
import { forgetNumbers } from '../../functions/actions/forget-numbers.ts';
import { readAllForgotten } from '../../functions/actions/forgotten.ts';
import { readDocumentFacts } from '../../functions/actions/issue-document-facts.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readDonation } from '../../functions/actions/read-donation.ts';
import { recordEntry } from '../../functions/actions/record-entry.ts';
import { readBill, requestBill } from '../../functions/actions/request-bill.ts';
import { reverseBill } from '../../functions/actions/reverse-bill.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { money } from '../../functions/domain/money.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import type { FiscalBills } from '../../functions/gateways/fiscal-bill/fiscal-bill.ts';
import { simulatedBills, steerSimulator, type Trouble } from '../../functions/gateways/fiscal-bill/simulator.ts';
import { billKey, donationKey } from '../../functions/store/tables.ts';
import { wholeLog } from '../support/whole-record.ts';
import { refund } from '../support/wishes.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-03-02T12:00:00+08:00');
const MINUTE = 60_000;
let world: World;
let deps: World & BillingNeeds & { readonly billsOffered: true };
let gifts = 0;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
  deps = Object.assign(world, { fiscalBills: simulatedBills({ demonstration: true, book: billBook(world, 'simulator') }), billsOffered: true as const });
});
afterEach(() => world.stop());

type Claim = { readonly id: string; readonly token: string };

async function give(change: Partial<DonationWish> = {}, published = true): Promise<Claim> {
  gifts += 1;
  const started = await startDonation(world, {
    key: `bill${gifts}`.padEnd(22, 'k'),
    campaign: 'everyday',
    amount: money('CNY', 10_000),
    method: 'sandbox',
    donor: { kind: 'person', name: '王㛃', display: 'masked' },
    consent: { version: world.society.consentVersion },
    adult: true,
    ...change,
  });
  if (!started.ok) expect.unreachable(started.code);
  await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: NOON }));
  if (published) await publishSettled(world);
  return { id: started.id, token: started.token };
}

async function placeOf(claim: Claim) {
  const read = await readDonation(world, claim);
  return (read.ok ? read.view.entry : undefined) ?? expect.unreachable();
}

const WANTED = { receipt: { wanted: true } } as const;
const view = async (claim: Claim) => {
  const read = await readBill(deps, claim);
  return read.ok ? read.view : expect.unreachable(read.code);
};
const left = async () => {
  const stock = await deps.fiscalBills.stock();
  return stock.state === 'known' ? (stock.batches[0]?.left ?? 0) : expect.unreachable();
};
const trouble = (one: Trouble) => steerSimulator(billBook(world, 'simulator'), { trouble: one });

/** Rounds of the biller, one an hour, so that whatever waits is due. */
async function rounds(count: number, needs: BillingNeeds = deps): Promise<void> {
  for (let round = 0; round < count; round++) {
    await followBills(needs);
    world.clockMs += 61 * MINUTE;
  }
}

describe('a bill is asked for by those who want one', () => {
  test('with the gift: it is issued once the gift is published, and its file is kept as it came', async () => {
    const claim = await give(WANTED, false);
    expect(await view(claim)).toEqual({ state: 'wanted', title: '王㛃' });
    await followBills(deps);
    expect(await view(claim)).toMatchObject({ state: 'wanted' });
    await publishSettled(world);
    world.clockMs += 2 * MINUTE;
    expect(await followBills(deps)).toMatchObject({ issued: 1 });
    const issued = await view(claim);
    expect(issued).toEqual({
      state: 'issued',
      title: '王㛃',
      bill: { code: '99050126', number: '0000000001', checkCode: expect.stringMatching(/^[0-9A-Za-z]{6}$/), day: '2026-03-02' },
      file: 'svg',
    });
    const item = (await findBill(deps, claim.id)) ?? expect.unreachable();
    const stored = await world.privateFiles.get(`documents/${claim.id}/${item.billNo}.svg`);
    expect(
      createHash('sha256')
        .update(stored?.bytes ?? '')
        .digest('hex'),
    ).toBe(item.sha256);
    expect(item.dueAt).toBeUndefined();
  });

  test('nobody who did not ask gets one', async () => {
    const claim = await give();
    await rounds(2);
    expect(await view(claim)).toEqual({ state: 'none', askUntil: '2026-08-29', title: '王㛃' });
    expect(await left()).toBe(500);
  });

  test('later, with another title and the code of an organisation; the same again changes nothing, others are refused', async () => {
    const claim = await give();
    const asked = { title: ' 示例纺织厂 ', taxId: '１3990000dayl1ght79' };
    expect(await requestBill(deps, claim, asked)).toEqual({ ok: true, view: { state: 'wanted', title: '示例纺织厂', taxId: '13990000DAYL1GHT79' } });
    expect(await requestBill(deps, claim, asked)).toMatchObject({ ok: true, view: { state: 'wanted' } });
    expect(await requestBill(deps, claim, { title: '别人' })).toEqual({ ok: false, code: 'bill_asked_before' });
    await rounds(1);
    expect(await view(claim)).toMatchObject({ state: 'issued', taxId: '13990000DAYL1GHT79' });
  });

  test.each([
    [{ taxId: '13990000DAYL1GHT78' }, 'tax_id_wrong'],
    [{ title: ' \u200b ' }, 'name_empty'],
    [{ title: '长'.repeat(201) }, 'name_too_long'],
    [{ title: '王\ue000' }, 'name_characters'],
  ])('%j is refused as %s, and nothing is stored', async (asked, code) => {
    const claim = await give();
    expect(await requestBill(deps, claim, asked)).toMatchObject({ ok: false, code });
    expect(await findBill(deps, claim.id)).toBeUndefined();
  });

  test('not by whoever lacks the token, not before payment, not after the deadline, not where the society offers none', async () => {
    const claim = await give();
    expect(await requestBill(deps, { ...claim, token: 'x'.repeat(43) }, {})).toEqual({ ok: false, code: 'token_invalid' });
    expect(await readBill(deps, { ...claim, token: 'x'.repeat(43) })).toEqual({ ok: false, code: 'token_invalid' });
    expect(await requestBill({ ...deps, billsOffered: false }, claim, {})).toEqual({ ok: false, code: 'bill_not_offered' });
    world.clockMs = Date.parse('2026-08-29T23:59:59+08:00');
    expect((await view(claim)).state).toBe('none');
    world.clockMs += 1000;
    expect(await requestBill(deps, claim, {})).toEqual({ ok: false, code: 'bill_too_late' });
  });

  test('a wish of the gift’s form that no bill can be made of waits for its donor to mend it', async () => {
    const claim = await give({ receipt: { wanted: true, title: '示例纺织厂', taxId: '123' } });
    expect(await view(claim)).toMatchObject({ state: 'rejected', field: 'taxId' });
    expect(await requestBill(deps, claim, { title: '示例纺织厂', taxId: '13990000DAYL1GHT79' })).toMatchObject({ ok: true, view: { state: 'wanted' } });
    await rounds(1);
    expect(await view(claim)).toMatchObject({ state: 'issued', title: '示例纺织厂' });
  });

  test('a name that the platform finds too long is never cut: it is refused, told, and mended under another number', async () => {
    const title = '很'.repeat(101);
    const claim = await give({ receipt: { wanted: true, title } });
    await rounds(1);
    expect(await view(claim)).toEqual({ state: 'rejected', title, field: 'payer', words: '交款人不超过 100 个字' });
    expect(world.alarms).toContain('bill_refused');
    expect(await left()).toBe(500);
    const first = await findBill(deps, claim.id);
    await requestBill(deps, claim, { title: '示例有限公司' });
    await rounds(1);
    expect(await view(claim)).toMatchObject({ state: 'issued', title: '示例有限公司' });
    expect((await findBill(deps, claim.id))?.billNo).not.toBe(first?.billNo);
  });
});

test('the receipt says how far the bill was when it was drawn, and never its check code', async () => {
  const claim = await give();
  const said = async () => {
    const read = await readDonation(world, claim);
    if (!read.ok || read.view.entry === null) expect.unreachable();
    const facts = await readDocumentFacts(world, 'receipt', { item: read.item, place: read.view.entry });
    return facts.ok ? facts.facts.fiscalBill?.zh : expect.unreachable(facts.code);
  };
  expect(await said()).toBeUndefined();
  await requestBill(deps, claim, {});
  expect(await said()).toBe('已申请，开具中');
  await rounds(1);
  expect(await said()).toBe('已开具，代码 99050126，号码 0000000001');
  await reverseBill(deps, { donationId: claim.id, why: 'refunded' });
  await rounds(1);
  expect(await said()).toBe('已冲红');
});

describe('one gift, one bill, whatever fails', () => {
  test('an answer that was lost is asked for before the bill is ever asked for again', async () => {
    const claim = await give(WANTED);
    await trouble('lost');
    await followBills(deps);
    expect(await view(claim)).toMatchObject({ state: 'submitted' });
    await rounds(4);
    expect(await view(claim)).toMatchObject({ state: 'issued', bill: { number: '0000000001' } });
    expect(await left()).toBe(499);
  });

  test('a platform that takes its time is looked at again, one that is down holds nobody up, and a person is told in the end', async () => {
    const claim = await give(WANTED);
    await trouble('slow');
    await rounds(4);
    expect(await view(claim)).toMatchObject({ state: 'issued' });
    const other = await give(WANTED);
    await trouble('down');
    await rounds(20);
    expect(await view(other)).toMatchObject({ state: 'submitted' });
    expect(world.alarms.filter((code) => code === 'bill_unanswered')).toHaveLength(1);
    await trouble('none');
    await rounds(2);
    expect(await view(other)).toMatchObject({ state: 'issued' });
    expect(await left()).toBe(498);
  });

  test('a silent platform ends the round after four bills', async () => {
    for (let each = 0; each < 6; each++) await give(WANTED);
    await trouble('down');
    expect(await followBills(deps)).toMatchObject({ looked: 4 });
  });

  test('the stock runs low, and empties in the middle: who comes later waits, gets one when there are numbers again, and a person is told once each', async () => {
    const book = billBook(world, 'simulator');
    const claims = [await give(WANTED), await give(WANTED), await give(WANTED)];
    await steerSimulator(book, { left: 2 });
    await followBills(deps);
    expect((await Promise.all(claims.map(view))).map(({ state }) => state).sort()).toEqual(['issued', 'issued', 'out_of_stock']);
    await rounds(3);
    expect(world.alarms.filter((code) => code.startsWith('bill_stock'))).toEqual(['bill_stock_low', 'bill_stock_empty']);
    const late = await give(WANTED);
    await followBills(deps);
    expect(await view(late)).toMatchObject({ state: 'out_of_stock' });
    await steerSimulator(book, { left: 100 });
    world.clockMs += 11 * MINUTE;
    await rounds(2);
    expect((await Promise.all([...claims, late].map(view))).map(({ state }) => state)).toEqual(['issued', 'issued', 'issued', 'issued']);
    expect(await left()).toBe(98);
  });

  test('two billers at once issue one', async () => {
    const claims = await Promise.all([give(WANTED, false), give(WANTED, false), give(WANTED, false)]);
    await publishSettled(world);
    await Promise.all([followBills(deps), followBills(deps), followBills(deps)]);
    await rounds(3);
    for (const claim of claims) expect(await view(claim)).toMatchObject({ state: 'issued', file: 'svg' });
    expect(await left()).toBe(497);
  });

  test('M20: killed between any two calls, the next rounds end with one bill, its file, and one red bill', { timeout: 60_000 }, async () => {
    const peace = dying(deps, Number.POSITIVE_INFINITY);
    await wholeWay(peace.needs, await give(WANTED));
    const calls = peace.seen.calls;
    expect(calls).toBeGreaterThan(15);
    let expected = await left();
    // Killed after a call is killed before the next one, but for the last.
    for (let at = 1; at <= calls + 1; at++) {
      const claim = await give(WANTED);
      const { needs } = dying(deps, at);
      await wholeWay(needs, claim).catch((error: unknown) => expect(error).toBeInstanceOf(Dead));
      world.clockMs += 61 * MINUTE;
      await wholeWay(deps, claim);
      expected -= 2;
      expect(await view(claim), `call ${at}`).toMatchObject({ state: 'reversed', file: 'svg' });
      expect(await left(), `call ${at}`).toBe(expected);
    }
    await publishSettled(world);
    const entries = await wholeLog(async (path) => (await world.log.get(path))?.bytes ?? expect.unreachable(path));
    expect(entries.filter((entry) => entry.k === 'void')).toHaveLength(calls + 2);
  });
});

/** From the wish to the issued bill with its file, then to the red bill. */
async function wholeWay(needs: BillingNeeds, claim: Claim): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await followBills(needs);
    world.clockMs += 61 * MINUTE;
  }
  for (let round = 0; round < 3; round++) {
    await reverseBill(needs, { donationId: claim.id, why: 'refunded' });
    await followBills(needs);
    await publishSettled(world);
    world.clockMs += 61 * MINUTE;
  }
}

class Dead extends Error {}

/** The same stores and platform for a process that dies before its call number `at`; from then on nothing of it is done. */
function dying(needs: BillingNeeds, at: number) {
  const seen = { calls: 0 };
  const around =
    <Given extends readonly unknown[], Result>(call: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      seen.calls += 1;
      if (seen.calls >= at) throw new Dead();
      return call(...given);
    };
  const { db, privateFiles, fiscalBills } = needs;
  const platform: FiscalBills = {
    ...fiscalBills,
    issue: around(fiscalBills.issue),
    find: around(fiscalBills.find),
    reverse: around(fiscalBills.reverse),
    readFile: around(fiscalBills.readFile ?? expect.unreachable()),
  };
  return {
    seen,
    needs: { ...needs, db: { ...db, write: around(db.write) }, privateFiles: { ...privateFiles, put: around(privateFiles.put) }, fiscalBills: platform },
  };
}

test('M15: what was erased of a bill is erased again from a restored table, and nothing of it is issued', async () => {
  const [issued, asked] = [await give(WANTED), await give()];
  await rounds(1);
  await requestBill(deps, asked, { title: '示例纺织厂' });
  const keys = [issued, asked].flatMap(({ id }) => [donationKey(id), billKey(id)]);
  const before = await Promise.all(keys.map((key) => world.db.get('records', key)));
  const numbers = await Promise.all([issued, asked].map(async (claim) => (await placeOf(claim)).number));
  await forgetNumbers(world, numbers, { k: 'erase', ground: 'consent_withdrawn' });
  await publishSettled(world);
  const kept = async () => JSON.stringify(await Promise.all(keys.map((key) => world.db.get('records', key))));
  expect(await kept()).not.toMatch(/王㛃|示例纺织厂|checkCode/);
  for (const item of before) await world.db.write([{ table: 'records', put: item ?? expect.unreachable(), when: 'always' }]);
  expect(await kept()).toMatch(/示例纺织厂/);
  await forgetAgain(world, await readAllForgotten(world));
  expect(await kept()).not.toMatch(/王㛃|示例纺织厂|checkCode/);
  await rounds(2);
  expect([await findBill(deps, issued.id), await findBill(deps, asked.id)]).toMatchObject([{ state: 'issued', number: '0000000001' }, { state: 'cancelled' }]);
  expect(await left()).toBe(499);
});

describe('red bill first', () => {
  test('an issued bill is taken back under its own number, and the public record says that it counts no longer', async () => {
    const claim = await give(WANTED);
    await rounds(1);
    expect(await reverseBill(deps, { donationId: claim.id, why: 'refunded' })).toEqual({ state: 'waiting' });
    expect(await followBills(deps)).toMatchObject({ reversed: 1 });
    expect(await reverseBill(deps, { donationId: claim.id, why: 'refunded' })).toEqual({ state: 'reversed' });
    expect(await view(claim)).toMatchObject({ state: 'reversed', red: { code: '99050126', number: '0000000002' } });
    await publishSettled(world);
    await rounds(2);
    const entries = await wholeLog(async (path) => (await world.log.get(path))?.bytes ?? expect.unreachable(path));
    expect(entries.filter((entry) => entry.k === 'void')).toMatchObject([{ what: 'bill', why: 'refunded' }]);
    expect(JSON.stringify(entries)).not.toContain((await findBill(deps, claim.id))?.checkCode);
    expect(await requestBill(deps, claim, {})).toEqual({ ok: false, code: 'bill_ended' });
  });

  test('of one that was never issued none is needed, and none is issued afterwards', async () => {
    const claim = await give(WANTED);
    expect(await reverseBill(deps, { donationId: claim.id, why: 'refunded' })).toEqual({ state: 'none' });
    await rounds(2);
    expect([await view(claim), await left()]).toEqual([{ state: 'cancelled', title: '王㛃' }, 500]);
  });

  test('one whose issue was never answered ends only when the platform has said twice that it has none', async () => {
    const claim = await give(WANTED);
    await trouble('down');
    await followBills(deps);
    expect(await reverseBill(deps, { donationId: claim.id, why: 'refunded' })).toEqual({ state: 'waiting' });
    await trouble('none');
    await followBills(deps);
    expect(await reverseBill(deps, { donationId: claim.id, why: 'refunded' })).toEqual({ state: 'waiting' });
    world.clockMs += 20 * MINUTE;
    await rounds(1);
    expect(await reverseBill(deps, { donationId: claim.id, why: 'refunded' })).toEqual({ state: 'none' });
    expect(await left()).toBe(500);
  });

  test('one that was issued unheard is taken back as soon as it is found', async () => {
    const claim = await give(WANTED);
    await trouble('lost');
    await followBills(deps);
    await trouble('none');
    await reverseBill(deps, { donationId: claim.id, why: 'refunded' });
    await rounds(3);
    expect(await view(claim)).toMatchObject({ state: 'reversed' });
    expect(await left()).toBe(498);
  });

  test('a reversal that the platform refuses stops there, and a person is told', async () => {
    const claim = await give(WANTED);
    await rounds(1);
    await trouble('keeps');
    await reverseBill(deps, { donationId: claim.id, why: 'refunded' });
    await rounds(2);
    expect(await reverseBill(deps, { donationId: claim.id, why: 'refunded' })).toEqual({ state: 'refused' });
    expect(world.alarms.filter((code) => code === 'bill_not_reversed')).toHaveLength(1);
    expect(await view(claim)).toMatchObject({ state: 'red_refused', words: '演示：平台不同意冲红' });
  });

  test('a reversal whose answer was lost is found, and not asked for twice', async () => {
    const claim = await give(WANTED);
    await rounds(1);
    await trouble('lost');
    await reverseBill(deps, { donationId: claim.id, why: 'refunded' });
    await rounds(3);
    expect(await view(claim)).toMatchObject({ state: 'reversed' });
    expect(await left()).toBe(498);
  });
});

describe('at the desk', () => {
  const numberOf = async (claim: Claim) => (await placeOf(claim)).number;

  test('what the platform refused is listed apart, and a red bill is tried again under the same number once the way is clear', async () => {
    const claim = await give(WANTED);
    await rounds(1);
    await trouble('keeps');
    await reverseBill(deps, { donationId: claim.id, why: 'refunded' });
    await rounds(1);
    const { billNo, redNo } = (await findBill(deps, claim.id)) ?? expect.unreachable();
    expect(await listBills(deps)).toMatchObject({ waiting: [], refused: [{ billNo, state: 'red_refused', words: '演示：平台不同意冲红' }] });
    expect(await retryReversal(deps, String(billNo))).toBe('retried');
    expect(await retryReversal(deps, String(billNo))).toBe('not_refused');
    await trouble('none');
    await rounds(1);
    expect([await view(claim), (await findBill(deps, claim.id))?.redNo]).toEqual([expect.objectContaining({ state: 'reversed' }), redNo]);
    expect(await listBills(deps)).toMatchObject({ waiting: [], refused: [] });
  });

  test('after a refund of a part a clerk asks anew: another number, for what is left', async () => {
    const claim = await give(WANTED);
    await rounds(1);
    await reverseBill(deps, { donationId: claim.id, why: 'refunded' });
    await rounds(1);
    await publishSettled(world);
    await rounds(1);
    await recordEntry(deps, refund(await numberOf(claim), 4_000));
    await publishSettled(world);
    const first = await findBill(deps, claim.id);
    expect(await askForBill(deps, await numberOf(claim), {})).toMatchObject({ ok: true });
    await rounds(1);
    const second = await findBill(deps, claim.id);
    expect(second).toMatchObject({ state: 'issued', fen: 6_000, number: '0000000003' });
    expect(second?.billNo).not.toBe(first?.billNo);
    expect([second?.redNo, second?.why, second?.stop]).toEqual([undefined, undefined, undefined]);
  });

  test('of a gift that was given back whole none is issued, whoever asks', async () => {
    const claim = await give();
    await recordEntry(deps, refund(await numberOf(claim), 10_000));
    await publishSettled(world);
    expect(await askForBill(deps, await numberOf(claim), {})).toMatchObject({ ok: true });
    await rounds(1);
    expect([(await view(claim)).state, await left()]).toEqual(['cancelled', 500]);
  });
});

test('M18: the simulator refuses to start outside a demonstration', () => {
  expect(() => simulatedBills({ demonstration: false, book: billBook(world, 'simulator') })).toThrow('demonstration: true');
});

test('M17: its file says what it is not, escapes what it is given, and leaves nothing of a long name out', async () => {
  const claim = await give({ receipt: { wanted: true, title: `<script>"&'${'名'.repeat(60)}末` } });
  await rounds(1);
  const item = (await findBill(deps, claim.id)) ?? expect.unreachable();
  const svg = new TextDecoder().decode((await world.privateFiles.get(`documents/${claim.id}/${item.billNo}.svg`))?.bytes);
  expect(svg).toContain('演示样张，不是财政票据');
  expect(svg).toContain('样张 SPECIMEN');
  expect(svg).not.toMatch(/<script|监制|统一票据|<image|#(?:f00|ff0000)|<circle/);
  expect(svg.replace(/<[^>]+>/g, '')).toContain('末');
  expect([...svg.matchAll(/名/g)]).toHaveLength(60);
});
