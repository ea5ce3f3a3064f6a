import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { admitEntries, readCounter, readOutbox } from '../../functions/actions/admit-entries.ts';
import { closeDay, closeDue } from '../../functions/actions/close-day.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { liftHalt, readHalts } from '../../functions/actions/halts.ts';
import { publishLog } from '../../functions/actions/publish-log.ts';
import { publishedPlace } from '../../functions/actions/read-donation.ts';
import { readHead } from '../../functions/actions/read-head.ts';
import { readPublished } from '../../functions/actions/read-published.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { NO_BALANCES } from '../../functions/domain/balances.ts';
import { closeBalances, closeStatement } from '../../functions/domain/close.ts';
import { commit, fieldSalt } from '../../functions/domain/ledger/commitment.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { money } from '../../functions/domain/money.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import { parseDay } from '../../functions/domain/time.ts';
import type { Database } from '../../functions/store/database.ts';
import { bytesOf, textOf } from '../../functions/store/item.ts';
import { COUNTER_KEY, donationKey, entryKey, identityKey, publicationKey } from '../../functions/store/tables.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const day = (text: string) => parseDay(text) ?? expect.unreachable(text);
let world: World;
let definitions: number;

beforeEach(async () => {
  world = await createWorld(NOON);
  expect(await createLog(world, { simulated: false })).toEqual({ ok: true, created: true });
  definitions = (await readCounter(world))?.next ?? expect.unreachable();
});
afterEach(() => world.stop());

const wish = (key: string, change: Partial<DonationWish> = {}): DonationWish => ({
  key: key.padEnd(22, 'k'),
  campaign: world.society.campaigns[0]?.id ?? '',
  amount: money('CNY', 10_000),
  method: 'sandbox',
  donor: { kind: 'person', name: '王㛃', display: 'named' },
  consent: { version: world.society.consentVersion },
  adult: true,
  ...change,
});

/** Starts a gift and gives its order number. */
async function order(key: string, change: Partial<DonationWish> = {}): Promise<{ id: string; orderNo: string }> {
  const started = await startDonation(world, wish(key, change));
  return started.ok ? { id: started.id, orderNo: orderNumber(started.id, 1) } : expect.unreachable(started.code);
}

/** Drains the outbox and publishes; gives the published size. */
async function publish(): Promise<number> {
  await admitEntries(world);
  const published = await publishLog(world);
  return published.outcome === 'stopped' ? expect.unreachable(published.reason) : published.size;
}

const published = (from: number, to: number) => readPublished(world, { from, to, size: to });

describe('M6: a repeat changes nothing', () => {
  test('the same key and wish give the same gift, another wish is refused', async () => {
    const first = await startDonation(world, wish('a'));
    expect(await startDonation(world, wish('a'))).toEqual(first);
    expect(await startDonation(world, wish('a', { amount: money('CNY', 1) }))).toMatchObject({ ok: false, code: 'key_reused' });
  });

  test('twenty callbacks at once settle one gift once', async () => {
    const { id, orderNo } = await order('a');
    const all = await Promise.all(Array.from({ length: 20 }, () => settlePayment(world, payment(orderNo, { paidAtMs: NOON }))));
    expect(all.filter((one) => one.outcome === 'settled')).toHaveLength(1);
    expect(new Set(all.map((one) => one.donationId))).toEqual(new Set([id]));
    expect(await readOutbox(world)).toHaveLength(1);
    expect(await publish()).toBe(definitions + 1);
    expect(await settlePayment(world, payment(orderNo, { paidAtMs: NOON }))).toMatchObject({ outcome: 'known' });
    expect(await publish()).toBe(definitions + 1);
  });
});

describe('M7: a verified payment always becomes an entry with its real amount', () => {
  const gifts = async () => ((await published(definitions, await publish())) ?? []).filter((entry) => entry.k === 'gift');

  test('another amount than ordered is entered as paid', async () => {
    const { orderNo } = await order('a');
    expect(await settlePayment(world, payment(orderNo, { paidAtMs: NOON, amount: money('CNY', 7) }))).toMatchObject({ outcome: 'settled' });
    expect(await gifts()).toMatchObject([{ amt: 7 }]);
    expect(world.alarms).toContain('amount_differs');
  });

  test('an unknown order and a second payment of one gift are entered as unclaimed, once each', async () => {
    const { orderNo } = await order('a');
    const payments = [
      payment(orderNo, { paidAtMs: NOON }),
      payment(orderNo, { paidAtMs: NOON, serial: 'second' }),
      payment('NOBODYKNOWS', { paidAtMs: NOON, serial: 'third', amount: money('CNY', 3) }),
    ];
    for (const one of [...payments, ...payments]) {
      world.clockMs += 1;
      await settlePayment(world, one);
    }
    const entries = await gifts();
    expect(entries.map((entry) => [entry.amt, entry.unclaimed ?? false])).toEqual([
      [10_000, false],
      [10_000, true],
      [3, true],
    ]);
  });
});

describe('M4, M5: what the log says', () => {
  test('no name, message or serial is in the log, and each commitment opens with its salt alone', async () => {
    const { id, orderNo } = await order('a', { message: '武汉加油' });
    await settlePayment(world, payment(orderNo, { paidAtMs: NOON }));
    const size = await publish();
    const item = await world.db.get('records', donationKey(id));
    const stored = await world.db.get('ledger', entryKey(size - 1));
    if (item === undefined || stored === undefined) expect.unreachable();
    const text = new TextDecoder().decode(bytesOf(stored, 'bytes'));
    for (const secret of ['王㛃', '武汉加油', textOf(item, 'serial'), '12:00']) expect(text).not.toContain(secret);
    const [entry] = (await published(size - 1, size)) ?? [];
    const c = entry?.k === 'gift' ? entry.c : expect.unreachable();
    for (const field of ['shown', 'name', 'note', 'ref', 'at', 'intent'] as const) {
      expect(c[field]).toBe(commit(fieldSalt(bytesOf(item, 'salt'), field), field, textOf(item, field)));
    }
  });

  test('forty gifts in a row get forty indices in the order of settlement, over two transactions', async () => {
    for (let at = 0; at < 40; at++) {
      const { orderNo } = await order(`g${at}`);
      world.clockMs += 1;
      await settlePayment(world, payment(orderNo, { paidAtMs: NOON, amount: money('CNY', at + 1) }));
    }
    const size = await publish();
    expect(size).toBe(definitions + 40);
    const entries = (await published(definitions, size)) ?? [];
    expect(entries.map((entry) => (entry.k === 'gift' ? entry.amt : 0))).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
  });
});

describe('M8, M11: an issue is the index range between two closes', () => {
  test('a gift paid before midnight and told after the close stands in the next issue, late by its position', async () => {
    const early = await order('early');
    const late = await order('late');
    await settlePayment(world, payment(early.orderNo, { paidAtMs: NOON }));
    world.clockMs = Date.parse('2026-11-25T00:05:00+08:00');
    expect(await closeDue(world)).toEqual({ outcome: 'closed', number: 1, count: 1, minor: 10_000 });
    expect(await closeDue(world)).toEqual({ outcome: 'not_due' });
    await settlePayment(world, payment(late.orderNo, { paidAtMs: Date.parse('2026-11-24T23:59:59+08:00') }));
    world.clockMs += 86_400_000;
    expect(await closeDue(world)).toMatchObject({ outcome: 'closed', number: 2, count: 1 });
    const closes = ((await published(0, (await readHead(world))?.checkpoint.size ?? 0)) ?? []).filter((entry) => entry.k === 'close');
    expect(closes.map(({ from, through, number }) => ({ from, through, number }))).toEqual([
      { from: '2026-11-24', through: '2026-11-24', number: 1 },
      { from: '2026-11-25', through: '2026-11-25', number: 2 },
    ]);
    const statement = JSON.parse(new TextDecoder().decode((await world.log.get('close/2.json'))?.bytes));
    expect(statement).toMatchObject({ gifts: 1, late: [definitions + 2] });
  });

  test('after three days down one issue covers them all, and a gap says so', async () => {
    world.clockMs += 3 * 86_400_000;
    expect(await closeDue(world)).toEqual({ outcome: 'closed', number: 1, count: 0, minor: 0 });
    const entries = (await published(definitions, definitions + 2)) ?? [];
    expect(entries).toMatchObject([
      { k: 'gap', from: '2026-11-24', through: '2026-11-26' },
      { k: 'close', from: '2026-11-24', through: '2026-11-26' },
    ]);
  });

  test.each(['its seal', 'its sums'])('a closer that sleeps behind %s until another has closed the issue changes nothing and calls nobody', async (behind) => {
    const [early, late] = [await order('early'), await order('late')];
    await settlePayment(world, payment(early.orderNo, { paidAtMs: NOON }));
    await publish();
    world.clockMs = Date.parse('2026-11-25T00:05:00+08:00');
    let slept = false;
    const sleep = async () => {
      if (slept) return;
      slept = true;
      world.clockMs += 31_000;
      await settlePayment(world, payment(late.orderNo, { paidAtMs: NOON }));
      expect(await closeDue(world)).toMatchObject({ outcome: 'closed', number: 1, count: 2 });
    };
    const get: World['log']['get'] = (key) =>
      (behind === 'its seal' && key.startsWith('tile/entries/') ? sleep() : Promise.resolve()).then(() => world.log.get(key));
    const put: World['log']['put'] = (key, ...more) => (key.startsWith('close/') ? sleep() : Promise.resolve()).then(() => world.log.put(key, ...more));
    expect(await closeDue({ ...world, log: { ...world.log, get, put } })).toEqual({ outcome: 'busy' });
    const entries = (await published(0, definitions + 3)) ?? [];
    const close = entries.at(-1);
    const digest = createHash('sha256')
      .update((await world.log.get('close/1.json'))?.bytes ?? '')
      .digest('hex');
    expect([slept, close?.k === 'close' && close.sha256, await readHalts(world), world.alarms.includes('close_refused')]).toEqual([true, digest, [], false]);
  });

  test('M1: the statement of a closed issue can be written again from the published entries', async () => {
    const { orderNo } = await order('a');
    await settlePayment(world, payment(orderNo, { paidAtMs: NOON }));
    await closeDay(world, { through: day('2026-11-24') });
    const entries = (await published(0, definitions + 2)) ?? [];
    const inIssue = entries.slice(0, -1);
    const balances = closeBalances(NO_BALANCES, inIssue);
    const issue = { number: 1, first: 0, entries: inIssue, from: day('2026-11-24'), through: day('2026-11-24'), balances };
    expect(new TextDecoder().decode(closeStatement(issue))).toBe(new TextDecoder().decode((await world.log.get('close/1.json'))?.bytes));
  });
});

describe('M20: killed anywhere, nothing is lost and nothing counted twice', () => {
  /** Fails at the given remote write, before or after it was done. */
  const faulty = (at: number, done: boolean): Pick<World, 'db'> & { writes: number } => {
    const state = { writes: 0, db: world.db as Database };
    const write: Database['write'] = async (writes) => {
      state.writes += 1;
      if (state.writes !== at) return world.db.write(writes);
      if (done) await world.db.write(writes);
      throw new Error('the line went dead');
    };
    return Object.assign(state, { db: { ...world.db, write } });
  };

  test.each([1, 2, 3].flatMap((at) => [[at, false] as const, [at, true] as const]))(
    'write %d fails, done: %s; the same calls finish it once',
    async (at, done) => {
      const { orderNo } = await order('a');
      const broken = { ...world, ...faulty(at, done) };
      const way = async (deps: World) => {
        await settlePayment(deps, payment(orderNo, { paidAtMs: NOON }));
        await admitEntries(deps);
        await publishLog(deps);
        return closeDay(deps, { through: day('2026-11-24') });
      };
      await way(broken).catch(() => undefined);
      world.clockMs += 60_000; // a seal runs out by itself
      await way(world).catch(() => undefined);
      const size = (await readHead(world))?.checkpoint.size ?? 0;
      const entries = (await published(definitions, size)) ?? [];
      expect(entries.filter((entry) => entry.k === 'gift')).toHaveLength(1);
      expect(entries.filter((entry) => entry.k === 'close').length).toBeGreaterThanOrEqual(1);
      expect(await readOutbox(world)).toEqual([]);
    },
  );

  test('two publishers at once: one commits, the other sees it, and the lost signature is recorded', async () => {
    const { orderNo } = await order('a');
    await settlePayment(world, payment(orderNo, { paidAtMs: NOON }));
    await admitEntries(world);
    const both = await Promise.all([publishLog(world), publishLog(world)]);
    expect(both.filter((one) => one.outcome === 'published')).toHaveLength(1);
    expect(world.alarms.filter((code) => code === 'signing_race_lost')).toHaveLength(both.filter((one) => one.outcome === 'lost_race').length);
  });

  test('a table restored to before the last publication stops the log, and signs nothing', async () => {
    await publish();
    const before = await world.db.get('ledger', COUNTER_KEY);
    const { orderNo } = await order('a');
    await settlePayment(world, payment(orderNo, { paidAtMs: NOON }));
    await publish();
    if (before === undefined) expect.unreachable();
    await world.db.write([{ table: 'ledger', put: before, when: 'always' }]);
    expect(await publishLog(world)).toEqual({ outcome: 'stopped', reason: 'table_shorter' });
    const other = await order('b');
    await settlePayment(world, payment(other.orderNo, { paidAtMs: NOON }));
    // Its next index is on a certificate already, so it gives none; and somebody who takes the note away blindly is stopped again.
    expect(await admitEntries(world)).toBe(0);
    expect(await readOutbox(world)).toHaveLength(1);
    expect(await publishLog(world)).toEqual({ outcome: 'stopped', reason: 'halted' });
    expect(await readHalts(world)).toMatchObject([{ what: 'publication', reason: 'table_shorter' }]);
    await liftHalt(world, 'publication');
    expect(await publishLog(world)).toEqual({ outcome: 'stopped', reason: 'table_shorter' });
    expect((await readHead(world))?.checkpoint.size).toBe(definitions + 1);
  });

  test('a table of the right size with another last entry stops the log, also where there is nothing to publish, and its entry is told no place', async () => {
    const { orderNo } = await order('a');
    await settlePayment(world, payment(orderNo, { paidAtMs: NOON }));
    const size = await publish();
    const other = await order('b');
    const { entryId } = await settlePayment(world, payment(other.orderNo, { paidAtMs: NOON, amount: money('CNY', 3) }));
    const [waiting] = await readOutbox(world);
    const place = { index: size - 1, issue: 1, row: size };
    const bytes = bytesOf(waiting ?? expect.unreachable(), 'bytes');
    await world.db.write([
      { table: 'ledger', put: { ...entryKey(size - 1), index: size - 1, bytes, leaf: hashLeaf(bytes), id: entryId, donation: other.id }, when: 'always' },
      { table: 'ledger', put: { ...identityKey(entryId), ...place }, when: 'absent' },
    ]);
    expect(await publishedPlace(world, entryId)).toBeUndefined();
    await world.db.write([{ table: 'ledger', erase: publicationKey(size), when: 'present' }]);
    expect(await publishLog(world)).toEqual({ outcome: 'stopped', reason: 'prefix_differs' });
  });

  test('a damaged entry is never signed', async () => {
    await publish();
    const { orderNo } = await order('a');
    await settlePayment(world, payment(orderNo, { paidAtMs: NOON }));
    await admitEntries(world);
    await world.db.write([{ table: 'ledger', update: entryKey(definitions), set: { bytes: new TextEncoder().encode('{}') }, when: 'present' }]);
    expect(await publishLog(world)).toEqual({ outcome: 'stopped', reason: 'entry_damaged' });
  });

  test('a second start creates no second log, and a lost table none at all', async () => {
    expect(await createLog(world, { simulated: false })).toEqual({ ok: true, created: false });
    await publish();
    await world.db.write([{ table: 'ledger', erase: COUNTER_KEY, when: 'present' }]);
    expect(await createLog(world, { simulated: false })).toEqual({ ok: false, reason: 'table_lost' });
  });
});

describe('refused before anything is stored', () => {
  test.each([
    ['campaign_unknown', { campaign: 'nowhere' }],
    ['place_unknown', { place: 'nowhere' }],
    ['amount_out_of_bounds', { amount: money('CNY', 0) }],
    ['amount_out_of_bounds', { amount: money('CNY', 10_000_000_000) }],
    ['currency_not_taken', { amount: money('USD', 100) }],
    ['method_unknown', { method: 'cowries' }],
    ['name_empty', { donor: { kind: 'person', display: 'named' } }],
    ['name_characters', { donor: { kind: 'person', name: '👍', display: 'named' } }],
    ['name_characters', { donor: { kind: 'person', name: '王𠀀', display: 'anonymous' } }],
    ['text_characters', { message: '加油👍' }],
    ['text_characters', { restricted: '给𠀀村' }],
    ['consent_missing', { donor: { kind: 'person', name: '王五', display: 'masked' }, consent: { version: 'another' } }],
  ] as const)('%s', async (code, change) => {
    const refused = await startDonation(world, wish('a', change));
    expect(refused).toMatchObject({ ok: false, code });
    expect(await startDonation(world, wish('a'))).toMatchObject({ ok: true });
  });

  test('a name that holds a phone number is shown only after staff have read it, and the preview says so', async () => {
    const held = await startDonation(world, wish('a', { donor: { kind: 'person', name: '王五13800138000', display: 'named' } }));
    expect(held).toMatchObject({ ok: true, preview: { held: true } });
  });
});
