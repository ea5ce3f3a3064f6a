import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../functions/store/database.ts';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import { createTables, type Emulator, startDynoxide } from '../../infra/local/dynoxide.ts';

let emulator: Emulator;
let db: Database;
const units: number[] = [];

beforeAll(async () => {
  emulator = await startDynoxide({});
  const tables = { records: 'records', ledger: 'ledger' };
  await createTables(emulator.endpoint, tables);
  await createTables(emulator.endpoint, tables);
  db = dynamoDatabase({ tables, endpoint: emulator.endpoint, region: 'local', meter: (call) => units.push(call.units) });
});
afterAll(() => emulator.stop());

describe('the tables', () => {
  test('an item comes back as it was put, bytes and nested values too', async () => {
    const item = { pk: 'a', sk: 'b', bytes: Uint8Array.of(1, 2), count: 9_007_199_254_740_991, nested: { list: ['𬍛', true] } };
    expect(await db.write([{ table: 'records', put: item, when: 'absent' }])).toEqual({ ok: true });
    expect(await db.get('records', { pk: 'a', sk: 'b' })).toEqual(item);
    expect(await db.get('records', { pk: 'a', sk: 'c' })).toBeUndefined();
    expect(units.at(-3)).toBeGreaterThan(0);
  });

  test('a refused transaction changes nothing and names the write that failed, with what stands there', async () => {
    const first = { pk: 'x', sk: '1', state: 'pending' };
    await db.write([{ table: 'records', put: first, when: 'absent' }]);
    const outcome = await db.write([
      { table: 'ledger', put: { pk: 'o', sk: '1' }, when: 'absent' },
      { table: 'records', update: { pk: 'x', sk: '1' }, set: { state: 'paid' }, when: { is: { state: 'paid' } } },
    ]);
    expect(outcome).toEqual({ ok: false, failed: [{ at: 1, found: first }] });
    expect(await db.get('ledger', { pk: 'o', sk: '1' })).toBeUndefined();
  });

  test('an update sets and removes fields under its condition, absent fields included', async () => {
    await db.write([{ table: 'ledger', put: { pk: 'c', sk: 'c', next: 1, seal: 's' }, when: 'always' }]);
    const move = { table: 'ledger', update: { pk: 'c', sk: 'c' }, set: { next: 2 }, remove: ['seal'] } as const;
    expect(await db.write([{ ...move, when: { is: { next: 1, seal: undefined } } }])).toMatchObject({ ok: false });
    expect(await db.write([{ ...move, when: { is: { next: 1, seal: 's' } } }])).toEqual({ ok: true });
    expect(await db.get('ledger', { pk: 'c', sk: 'c' })).toEqual({ pk: 'c', sk: 'c', next: 2 });
  });

  test('of fifty writers of one condition one wins', async () => {
    await db.write([{ table: 'ledger', put: { pk: 'race', sk: 'r', n: 0 }, when: 'always' }]);
    const race = Array.from({ length: 50 }, (_, by) =>
      db.write([{ table: 'ledger', update: { pk: 'race', sk: 'r' }, set: { n: 1, by }, when: { is: { n: 0 } } }]),
    );
    expect((await Promise.all(race)).filter((one) => one.ok)).toHaveLength(1);
  });

  test('a partition is read in order of its sort keys, between bounds, over all pages', async () => {
    const text = 'x'.repeat(60_000);
    for (let at = 0; at < 40; at++) await db.write([{ table: 'ledger', put: { pk: 'many', sk: String(at).padStart(3, '0'), text }, when: 'always' }]);
    expect((await db.query('ledger', { pk: 'many' })).map((item) => item.sk)).toHaveLength(40);
    expect((await db.query('ledger', { pk: 'many', from: '010', to: '012' })).map((item) => item.sk)).toEqual(['010', '011', '012']);
    expect((await db.query('ledger', { pk: 'many', reverse: true, limit: 1 })).map((item) => item.sk)).toEqual(['039']);
    const keys = [3, 99].map((at) => ({ pk: 'many', sk: String(at).padStart(3, '0') }));
    expect(await db.getMany('ledger', keys)).toHaveLength(1);
  });

  test('what is due is found by its time, and no longer once it is not', async () => {
    const item = { pk: 'D#1', sk: 'DONATION', dueShard: 'due#0', dueAt: 5 };
    await db.write([{ table: 'records', put: item, when: 'always' }]);
    expect(await db.due('due#0', 4, 10)).toEqual([]);
    expect(await db.due('due#0', 5, 10)).toMatchObject([{ pk: 'D#1' }]);
    await db.write([{ table: 'records', update: item, set: {}, remove: ['dueShard', 'dueAt'], when: 'present' }]);
    expect(await db.due('due#0', 5, 10)).toEqual([]);
  });
});
