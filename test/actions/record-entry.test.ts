import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeDay } from '../../functions/actions/close-day.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { forgetNumbers } from '../../functions/actions/forget-numbers.ts';
import type { EntryWish } from '../../functions/actions/form-entry.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readPublished } from '../../functions/actions/read-published.ts';
import { previewEntries, recordEntry } from '../../functions/actions/record-entry.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import type { Entry } from '../../functions/domain/entry.ts';
import { canonicalBytes } from '../../functions/domain/ledger/canonical.ts';
import { money } from '../../functions/domain/money.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { dayOf } from '../../functions/domain/time.ts';
import { identityKey, outboxKey } from '../../functions/store/tables.ts';
import { balance, fix, GENERAL, goods, hand, refund, report, spend, statement, transfer, voided } from '../support/wishes.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
let world: World;
let gifts = 0;

beforeAll(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: true });
  await publishSettled(world);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clockMs += 1000;
});

/** A gift to the general campaign, published; gives its number. */
async function give(amt: number): Promise<string> {
  gifts += 1;
  const settled = await settlePayment(world, payment(`NOBODY${gifts}`, { paidAtMs: world.clockMs, serial: `S${gifts}`, amount: money('CNY', amt) }));
  await publishSettled(world);
  return numberOf(settled.entryId);
}

const numberOf = async (id: string): Promise<string> => recordNumber(1, Number((await world.db.get('ledger', identityKey(id)))?.index));
const enter = async (wish: EntryWish) => {
  const recorded = await recordEntry(world, wish);
  await publishSettled(world);
  return recorded;
};
const codeOf = async (wish: EntryWish) => {
  const recorded = await recordEntry(world, wish);
  return recorded.ok ? recorded.state : recorded.code;
};
const lastEntry = async () => {
  const published = await publishSettled(world);
  const size = published.ok ? published.size : 0;
  return (await readPublished(world, { from: size - 1, to: size, size }))?.[0];
};

describe('what staff enter is an entry of the log', () => {
  test('spending says who received it and what for, and is public at once', async () => {
    await give(100_000);
    const recorded = await recordEntry(world, spend(30_000));
    expect(recorded).toMatchObject({ ok: true, state: 'recorded', effects: [{ before: 100_000, after: 70_000 }] });
    expect(await lastEntry()).toMatchObject({ k: 'spend', amt: 30_000, payee: { class: 'medical' }, on: '2026-11-24' });
  });

  test('M6: the same file twice is one entry, also before it is published; another under its key is refused', async () => {
    const wish = spend(100);
    expect([await codeOf(wish), await codeOf(wish)]).toEqual(['recorded', 'known']);
    await publishSettled(world);
    expect(await codeOf(wish)).toBe('known');
    expect(await codeOf({ ...wish, amt: 101 })).toBe('key_reused');
  });

  test('M4: a person who received something is a commitment, and the name is in the table only', async () => {
    const recorded = await enter(spend(100, { payee: { class: 'person' }, private: { payee: '王小明' } }));
    const entry = await lastEntry();
    expect(entry).toMatchObject({ payee: { class: 'person' }, c: { payee: expect.stringMatching(/^[\w-]{43}$/) } });
    expect(JSON.stringify([entry, recorded])).not.toContain('王小明');
  });

  test('goods have a giver like any gift: shown by consent, and taken back by number', async () => {
    const recorded = await enter(goods());
    const number = await numberOf(recorded.ok ? recorded.id : '');
    const page = async () => new TextDecoder().decode((await world.publicFiles.get('disclosures/model-charity/1/1.html'))?.bytes);
    expect(await page()).toContain('示例纺织厂');
    expect(await forgetNumbers(world, [number], { k: 'withdraw' })).toMatchObject({ ok: true, done: [number] });
    await publishSettled(world);
    expect(await page()).not.toContain('示例纺织厂');
    expect(await page()).toContain('医用口罩 N95 16,000');
  });

  test('M16: the giver’s name is shown only by recorded consent', async () => {
    const giver = { kind: 'person', name: '李四', display: 'named' };
    expect(await codeOf(goods({ private: giver }))).toBe('consent_missing');
    expect(await codeOf(goods({ private: { ...giver, display: 'anonymous' } }))).toBe('recorded');
  });

  test('a list of goods that would pass 4 KB lies beside the log', async () => {
    const lines = Array.from({ length: 120 }, (_, at) => ({ name: `物资第${at + 1}种`, unit: '件', count: at + 1 }));
    const recorded = await enter(goods({ lines }));
    expect(await lastEntry()).toMatchObject({ k: 'goods', lines });
    const id = recorded.ok ? recorded.id : '';
    expect((await world.log.get(`lists/${id}.json`))?.bytes.length).toBeGreaterThan(4096);
    expect(await codeOf(hand(1, { lines: [{ name: '物资第120种', unit: '件', count: 121 }] }))).toBe('stock_short');
    expect(await codeOf(hand(1, { lines: [{ name: '物资第120种', unit: '件', count: 120 }] }))).toBe('recorded');
  });
});

describe('M10: what is not there is not used', () => {
  test('two who spend the same money at the same moment: one of them does', async () => {
    await give(1_000_000);
    const all = await previewEntries(world, [spend(1)]);
    const [effect] = all[0]?.ok === true ? all[0].effects : [];
    const left = effect?.before ?? expect.unreachable();
    const both = await Promise.all([codeOf(spend(left)), codeOf(spend(left))]);
    expect(both.sort()).toEqual(['fund_short', 'recorded']);
    await publishSettled(world);
    expect(await codeOf(spend(1))).toBe('fund_short');
  });

  test('what waits in the outbox is spent already, and a gift that waits is not there yet', async () => {
    await give(500);
    expect(await codeOf(spend(400))).toBe('recorded');
    expect(await codeOf(spend(200))).toBe('fund_short');
    gifts += 1;
    await settlePayment(world, payment(`NOBODY${gifts}`, { paidAtMs: world.clockMs, serial: `S${gifts}`, amount: money('CNY', 900) }));
    expect(await codeOf(spend(900))).toBe('fund_short');
    await publishSettled(world);
    expect(await codeOf(spend(900))).toBe('recorded');
    await publishSettled(world);
  });

  test('what was left when an issue closed is there in the next one', async () => {
    await give(700);
    world.clockMs += 24 * 3_600_000;
    const closed = await closeDay(world, { through: dayOf(world.clockMs - 24 * 3_600_000) });
    expect(closed).toMatchObject({ outcome: 'closed' });
    await publishSettled(world);
    expect(await codeOf(spend(801))).toBe('fund_short');
    expect(await codeOf(spend(800))).toBe('recorded');
    await publishSettled(world);
  });
});

describe('M20: whatever fails, an entry is there once or not at all', () => {
  test.each([
    ['not done', false],
    ['done, and the answer lost', true],
  ])('the one write %s: entering it again makes it one', async (_, done) => {
    await give(300);
    const wish = spend(300);
    const broken: World = {
      ...world,
      now: () => world.clockMs,
      db: {
        ...world.db,
        write: async (writes) => {
          if (done) await world.db.write(writes);
          throw new Error('the line went dead');
        },
      },
    };
    await expect(recordEntry(broken, wish)).rejects.toThrow('the line went dead');
    expect(await codeOf(wish)).toBe(done ? 'known' : 'recorded');
    await publishSettled(world);
  });

  test('M11: what does not balance is not closed, should it ever get into the log', async () => {
    const other = await createWorld(NOON);
    try {
      await createLog(other, { simulated: true });
      const entry: Entry = {
        v: 1,
        k: 'spend',
        id: 'ab'.repeat(10),
        on: dayOf(NOON),
        ...GENERAL,
        cur: 'CNY',
        amt: 5,
        payee: { class: 'school', name: '示例小学' },
        purpose: { zh: '书' },
      };
      await other.db.write([
        {
          table: 'ledger',
          put: { ...outboxKey(entry.id, NOON), id: entry.id, bytes: canonicalBytes(entry), donation: '', amt: 0, settledAtMs: NOON, entered: 'spend' },
          when: 'absent',
        },
      ]);
      await publishSettled(other);
      expect(await closeDay(other, { through: dayOf(NOON) })).toEqual({ outcome: 'refused', reason: 'sums_differ' });
      expect(other.alarms).toContain('close_refused');
      await publishSettled(other, { always: true });
      expect(new TextDecoder().decode((await other.publicFiles.get('today.html'))?.bytes)).toContain('sums_differ');
    } finally {
      await other.stop();
    }
  });
});

describe('what points back begins from what holds', () => {
  test('a gift is refunded up to its amount, in parts', async () => {
    const number = await give(900);
    await enter(refund(number, 500));
    expect(await codeOf(refund(number, 401))).toBe('refund_exceeds');
    expect(await enter(refund(number, 400))).toMatchObject({ ok: true, entry: { ...GENERAL, ch: 'sandbox', cur: 'CNY' } });
    expect(await codeOf(refund(number, 1))).toBe('refund_exceeds');
    expect(await codeOf(voided(number))).toBe('recorded');
    expect(await codeOf(voided(number))).toBe('target_pending');
    await publishSettled(world);
    expect(await codeOf(voided(number))).toBe('void_repeated');
  });

  test('a correction moves a gift to another campaign, and the next one begins there', async () => {
    const number = await give(300);
    const [other = ''] = world.society.campaigns.map(({ id }) => id).filter((id) => id !== 'everyday');
    const branch = world.society.campaigns.find(({ id }) => id === other)?.branch ?? '';
    expect(await enter(fix(number, { campaign: other, branch }))).toMatchObject({ ok: true, entry: { was: GENERAL, now: { campaign: other, amt: 300 } } });
    expect(await codeOf(fix(number, { campaign: other }))).toBe('fix_differs');
    expect(await codeOf(fix(number, { cur: 'USD' }))).toBe('fix_differs');
    expect(await codeOf(refund(number, 300))).toBe('recorded');
    expect(await lastEntry()).toMatchObject({ k: 'refund', campaign: other });
  });

  test('/after names the entries that point back, by the index they point at', async () => {
    const number = await give(100);
    await enter(refund(number, 100));
    const index = Number(number.split('-')[1]);
    const after = JSON.parse(new TextDecoder().decode((await world.publicFiles.get('after/0.json'))?.bytes));
    expect(after.after[index]).toEqual([{ index: index + 1, k: 'refund' }]);
  });
});

describe('a statement, an opening balance, a report, a transfer', () => {
  test('a bill is held against the gifts of its days, and the difference explained', async () => {
    const on = dayOf(world.clockMs);
    await give(100);
    const [preview] = await previewEntries(world, [statement(on, { count: 0, amt: 0 })]);
    expect(preview).toMatchObject({ ok: false, code: 'bill_differs' });
    const entry = await recordEntry(world, statement('2026-11-24', { count: 0, amt: 0 }, { from: '2020-01-01', through: '2020-01-01' }));
    expect(entry).toMatchObject({ ok: true, entry: { ours: { count: 0, amt: 0 } } });
    const counted = (await previewEntries(world, [statement(on, { count: 99, amt: 1 })]))[0];
    const said = /explain (\d+) of (\d+)/.exec(counted?.ok === false ? (counted.faults[0]?.problem ?? '') : '');
    const ours = { count: Number(said?.[1]), amt: Number(said?.[2]) };
    const bill = { count: ours.count + 1, amt: ours.amt + 7 };
    expect(await codeOf(statement(on, bill, { differences: [{ why: 'missing_here', count: 1, amt: 7, note: { zh: '次日到账' } }] }))).toBe('recorded');
    await publishSettled(world);
  });

  test('an opening balance is said once for a fund', async () => {
    expect([await codeOf(balance()), await codeOf(balance({ amt: 1 }))]).toEqual(['recorded', 'balance_repeated']);
  });

  test('a transfer leaves one branch and arrives at another', async () => {
    await give(5_000);
    expect(await enter(transfer(5_000))).toMatchObject({ ok: true });
    expect(await codeOf(spend(5_000, { branch: 'chenguang' }))).toBe('recorded');
    expect(await codeOf(report())).toBe('recorded');
    await publishSettled(world);
  });
});

describe('M19: a refusal has a code, names the field, and enters nothing', () => {
  test.each([
    ['a kind that people do not enter', { ...spend(1), k: 'close' }, 'kind_not_entered', 'k'],
    ['an amount with a fraction', spend(1.5), 'fields_wrong', 'k'],
    ['a misspelt field', spend(1, { puprose: 'x' }), 'fields_wrong', 'puprose'],
    ['a campaign that nobody defined', spend(1, { campaign: 'nowhere' }), 'entry_undefined', 'campaign'],
    ['a day to come', spend(1, { on: '2027-01-01' }), 'day_to_come', 'on'],
    ['a mistyped number', refund('1-1-1', 1), 'number_malformed', 'of[0]'],
    ['a number that is not there yet', refund(recordNumber(1, 99_999), 1), 'number_unknown', 'of[0]'],
    ['what is no gift', refund(recordNumber(1, 0), 1), 'target_wrong', 'of'],
    ['a hospital’s name kept private', spend(1, { private: { payee: '王小明' } }), 'fields_wrong', 'private'],
    ['a person without a name', spend(1, { payee: { class: 'person' } }), 'fields_wrong', 'private'],
  ] as const)('%s', async (_, wish, code, field) => {
    const refused = await recordEntry(world, wish);
    expect(refused).toMatchObject({ ok: false, code });
    expect(refused.ok ? [] : refused.faults.map((fault) => fault.field)).toContain(field);
  });

  test('several are judged as if one came after the other, and a preview enters nothing', async () => {
    await give(100);
    const [first] = await previewEntries(world, [spend(1)]);
    const left = first?.ok === true ? (first.effects[0]?.before ?? 0) : 0;
    const previews = await previewEntries(world, [spend(left), spend(1)]);
    expect(previews.map((one) => (one.ok ? one.state : one.code))).toEqual(['preview', 'fund_short']);
    expect(await codeOf(spend(left))).toBe('recorded');
    await publishSettled(world);
  });
});
