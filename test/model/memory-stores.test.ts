import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Condition, Database, Write } from '../../functions/store/database.ts';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import type { PutWhen } from '../../functions/store/files.ts';
import { createTables, startDynoxide } from '../../infra/local/dynoxide.ts';
import { folderFiles } from '../../infra/local/folder-files.ts';
import { memoryDatabase } from './memory-database.ts';
import { memoryFiles } from './memory-files.ts';

/** The same number below `below` for the same step, so that a failure can be seen again. */
const draw = (step: number, salt: number, below: number): number => (Math.imul(step * 31 + salt, 0x9e3779b1) >>> 8) % below;

test('the database in memory judges every write as the real one does, and holds the same afterwards', { timeout: 120_000 }, async () => {
  const emulator = await startDynoxide({});
  try {
    const tables = { records: 'records', ledger: 'ledger' };
    await createTables(emulator.endpoint, tables);
    const real = dynamoDatabase({ tables, endpoint: emulator.endpoint, region: 'local' });
    const memory = memoryDatabase(
      (
        (stored) => () =>
          stored
      )(new Map()),
    );
    const outcomes = new Set<boolean>();
    for (let step = 0; step < 250; step++) {
      const writes = writesOf(step);
      const [left, right] = await Promise.all([real.write(writes), memory.write(writes)]);
      outcomes.add(left.ok);
      expect(right, `step ${step} ${JSON.stringify(writes)}`).toEqual(left);
    }
    expect(outcomes.size).toBe(2);
    expect(await everything(memory)).toEqual(await everything(real));
    await expect(memory.write([...writesOf(1), ...writesOf(1)])).rejects.toThrow();
    await expect(real.write([...writesOf(1), ...writesOf(1)])).rejects.toThrow();
  } finally {
    await emulator.stop();
  }
});

function writesOf(step: number): readonly Write[] {
  const count = 1 + draw(step, 1, 3);
  const first = draw(step, 2, 4);
  return Array.from({ length: count }, (_, at): Write => {
    const key = { pk: 'P', sk: String((first + at) % 4) };
    const when = conditionOf(draw(step, 10 + at, 6));
    switch (draw(step, 20 + at, 4)) {
      case 0:
        return { table: 'ledger', put: { ...key, next: draw(step, 30 + at, 3), seal: 'x', bytes: Uint8Array.of(step % 7) }, when };
      case 1:
        return { table: 'ledger', update: key, set: { next: draw(step, 31 + at, 3) }, remove: draw(step, 32 + at, 2) === 0 ? ['seal'] : [], when };
      case 2:
        return { table: 'ledger', erase: key, when };
      default:
        return { table: 'ledger', check: key, when };
    }
  });
}

function conditionOf(kind: number): Condition {
  if (kind === 0) return 'present';
  if (kind < 3) return 'absent';
  return { is: kind === 3 ? { next: 1 } : kind === 4 ? { next: 0, seal: 'x' } : { next: 1, seal: undefined } };
}

async function everything(db: Database) {
  const query = { pk: 'P' } as const;
  return [
    await db.query('ledger', query),
    await db.query('ledger', { ...query, from: '1', to: '2' }),
    await db.query('ledger', { ...query, limit: 2, reverse: true }),
    await db.get('ledger', { pk: 'P', sk: '9' }),
    (
      await db.getMany('ledger', [
        { pk: 'P', sk: '0' },
        { pk: 'P', sk: '9' },
      ])
    ).length,
  ];
}

test('the bucket in memory judges every put as a folder does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'daylight-'));
  try {
    const [real, memory] = [folderFiles(folder, { durable: false }), memoryFiles(new Map())];
    for (let step = 0; step < 200; step++) {
      const key = `a/${draw(step, 1, 3)}`;
      const bytes = new TextEncoder().encode(`${draw(step, 2, 4)}`);
      const [left, right] = await Promise.all(
        [real, memory].map(async (files) => {
          const there = await files.get(key);
          const when: PutWhen =
            draw(step, 3, 3) === 0 ? 'absent' : draw(step, 4, 3) === 0 ? { etag: 'none such' } : there === undefined ? 'always' : { etag: there.etag };
          if (draw(step, 5, 9) === 0) await files.remove(key);
          const { ok, ...rest } = await files.put(key, bytes, { when, contentType: 'text/plain' });
          return [ok, 'reason' in rest ? rest.reason : '', (await files.get(key))?.bytes.toString()];
        }),
      );
      expect(right, `step ${step}`).toEqual(left);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
