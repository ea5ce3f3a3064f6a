import { describe, expect, test } from 'vitest';
import { checkSeeds } from './check.ts';
import { explore } from './explore.ts';
import { INSTANCES } from './instances.ts';
import { REMOVED, showFirst } from './mutations.ts';
import { publishAfterDeath } from './shown-early.ts';
import { beginLog } from './world.ts';

const SEEDS = 300;
const SEARCHED = 1500;
const SECOND_LINE = 100;
const STATES = 150;

describe('M20: the real actions over stores that fail, under every kind of schedule', () => {
  test(`${SEEDS} schedules of settling, publishing, closing, taking back and recovering break no promise`, { timeout: 600_000 }, async () => {
    const found = await checkSeeds({ from: 0, to: SEEDS });
    expect(found.broken, 'npm run bench -- model --seed=<seed> tells every step').toBeUndefined();
    expect([found.runs, found.lostRaces > 100, found.recovered > 40]).toEqual([SEEDS, true, true]);
  });

  test('the same seed makes the same run', async () => {
    expect(await checkSeeds({ from: 40, to: 44 })).toEqual(await checkSeeds({ from: 40, to: 44 }));
  });

  test.each(REMOVED.filter((one) => one.expected === 'caught'))(
    'is caught when missing: $safeguard ($why)',
    { timeout: 180_000 },
    async ({ kind, from = 0, mutation }) => {
      expect((await checkSeeds({ from, to: from + SEARCHED, kind }, mutation)).broken).toMatchObject({ setting: kind });
    },
  );

  test('is caught when missing: checkpoint shown to a witness only after it is published (after a restore the witness holds a tree that the log never had)', async () => {
    expect(await publishAfterDeath()).toBeUndefined();
    expect(await publishAfterDeath(showFirst)).toBe('a fork: a witness holds a tree that the log does not continue');
  });

  test.each(REMOVED.filter((one) => one.expected === 'second line'))(
    'is a second line: $safeguard ($why)',
    { timeout: 180_000 },
    async ({ kind, mutation }) => {
      expect((await checkSeeds({ from: 0, to: SECOND_LINE, kind }, mutation)).broken).toBeUndefined();
    },
  );
});

describe('M20: every interleaving of a small world, as far as there is time here; npm run bench -- exhaustive looks at all of them', () => {
  test.each(INSTANCES)('$name ($holds)', { timeout: 180_000 }, async (instance) => {
    const found = await explore(instance, await beginLog({ gifts: 0, named: instance.setting.named }), { states: STATES });
    expect(found.broken).toBeUndefined();
    expect(found.states).toBeGreaterThanOrEqual(STATES);
  });
});
