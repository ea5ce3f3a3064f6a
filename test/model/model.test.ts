import { describe, expect, test } from 'vitest';
import { checkSeeds } from './check.ts';
import { REMOVED } from './mutations.ts';

const SEEDS = 600;
const SEARCHED = 2000;
const SECOND_LINE = 150;

describe('M20: the real actions over stores that fail, under every kind of schedule', () => {
  test(`${SEEDS} schedules of settling, publishing, closing and recovering break no promise`, { timeout: 180_000 }, async () => {
    const found = await checkSeeds({ from: 0, to: SEEDS });
    expect(found.broken, 'node test/model/run.ts --seed=<seed> tells every step').toBeUndefined();
    expect([found.runs, found.lostRaces > 100, found.recovered > 50]).toEqual([SEEDS, true, true]);
  });

  test('the same seed makes the same run', async () => {
    expect(await checkSeeds({ from: 40, to: 44 })).toEqual(await checkSeeds({ from: 40, to: 44 }));
  });

  test.each(REMOVED.filter((one) => one.expected === 'caught'))(
    'is caught when missing: $safeguard ($why)',
    { timeout: 180_000 },
    async ({ kind, mutation }) => {
      expect((await checkSeeds({ from: 0, to: SEARCHED, kind }, mutation)).broken).toMatchObject({ setting: kind });
    },
  );

  test.each(REMOVED.filter((one) => one.expected === 'second line'))(
    'is a second line: $safeguard ($why)',
    { timeout: 180_000 },
    async ({ kind, mutation }) => {
      expect((await checkSeeds({ from: 0, to: SECOND_LINE, kind }, mutation)).broken).toBeUndefined();
    },
  );
});
