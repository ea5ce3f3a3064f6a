import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findBill, moveBill, wantedBill } from '../../functions/actions/bills.ts';
import { reverseBill } from '../../functions/actions/reverse-bill.ts';
import { BILL_MOVES, type BillState } from '../../functions/domain/fiscal-bill.ts';
import type { Item } from '../../functions/store/database.ts';
import { donationKey } from '../../functions/store/tables.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let id = '';
let count = 0;
beforeAll(async () => {
  world = await createWorld(Date.parse('2026-03-02T09:00:00+08:00'));
});
afterAll(() => world.stop());
beforeEach(async () => {
  count += 1;
  id = `d_${String(count).padStart(26, '0')}`;
  await world.db.write([{ table: 'records', put: { ...donationKey(id), id, state: 'paid' }, when: 'absent' }]);
});

/** The shortest way to each state. */
const WAYS: { readonly [state in BillState]: readonly BillState[] } = {
  wanted: [],
  submitted: ['submitted'],
  out_of_stock: ['submitted', 'out_of_stock'],
  rejected: ['submitted', 'rejected'],
  issued: ['submitted', 'issued'],
  red_wanted: ['submitted', 'issued', 'red_wanted'],
  red_submitted: ['submitted', 'issued', 'red_wanted', 'red_submitted'],
  red_refused: ['submitted', 'issued', 'red_wanted', 'red_submitted', 'red_refused'],
  reversed: ['submitted', 'issued', 'red_wanted', 'red_submitted', 'reversed'],
  cancelled: ['cancelled'],
};

async function billIn(state: BillState): Promise<Item> {
  await world.db.write([wantedBill(id, { kind: 'person', title: '王㛃' }, { nowMs: world.now() })]);
  let bill = await findBill(world, id);
  for (const to of WAYS[state]) bill = bill && (await moveBill(world, bill, { to, dueAt: world.now() }));
  return bill ?? expect.unreachable();
}

const reverse = () => reverseBill(world, { donationId: id, why: 'refunded' });

describe('red bill first, where there is a bill', () => {
  test('a gift without a bill has none, and none can be asked for afterwards', async () => {
    expect(await reverse()).toEqual({ state: 'none' });
    expect(await reverse()).toEqual({ state: 'none' });
    expect(await findBill(world, id)).toMatchObject({ state: 'cancelled', why: 'refunded' });
    expect(await reverseBill(world, { donationId: 'd_00000000000000000000000ABC', why: 'refunded' })).toEqual({ state: 'none' });
    expect(await findBill(world, 'd_00000000000000000000000ABC')).toBeUndefined();
  });

  test.each([
    ['wanted', 'none', 'cancelled'],
    ['rejected', 'none', 'cancelled'],
    ['submitted', 'waiting', 'submitted'],
    ['out_of_stock', 'waiting', 'out_of_stock'],
    ['issued', 'waiting', 'red_wanted'],
    ['red_wanted', 'waiting', 'red_wanted'],
    ['red_submitted', 'waiting', 'red_submitted'],
    ['red_refused', 'refused', 'red_refused'],
    ['reversed', 'reversed', 'reversed'],
    ['cancelled', 'none', 'cancelled'],
  ] as const)('one that is %s is answered with %s, at every repeat', async (state, answered, after) => {
    await billIn(state);
    expect(await reverse()).toEqual({ state: answered });
    const once = await findBill(world, id);
    expect(once?.state).toBe(after);
    expect(await reverse()).toEqual({ state: answered });
    expect(await findBill(world, id)).toEqual(once);
  });

  test('what the platform may have issued is looked at by the biller before anything ends', async () => {
    await billIn('submitted');
    await reverse();
    expect(await findBill(world, id)).toMatchObject({ stop: true, why: 'refunded', dueAt: world.now() });
  });

  test('the red bill has a number of its own, fixed before anybody is asked', async () => {
    await billIn('issued');
    await reverse();
    expect(await findBill(world, id)).toMatchObject({ redNo: `V${id.slice(2)}01${String((await findBill(world, id))?.redNo).at(-1)}` });
  });
});

describe('a bill moves as the table says, and by one worker at a time', () => {
  const states = Object.keys(BILL_MOVES) as readonly BillState[];
  test.each(states)('from %s no other way', async (from) => {
    const bill = await billIn(from);
    for (const to of states.filter((one) => one !== from && !BILL_MOVES[from].includes(one)))
      await expect(moveBill(world, bill, { to }), `${from} to ${to}`).rejects.toThrow(RangeError);
    expect(await findBill(world, id)).toEqual(bill);
  });

  test('who read it before somebody else moved it moves nothing', async () => {
    const bill = await billIn('submitted');
    expect(await moveBill(world, bill, { to: 'submitted', dueAt: 1 })).toMatchObject({ turn: 3, dueAt: 1 });
    expect(await moveBill(world, bill, { to: 'rejected' })).toBeUndefined();
  });
});
