import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import type { Files } from '../../functions/store/files.ts';
import { createWorld, payment } from '../support/world.ts';
import { growRightEdge } from './right-edge.ts';

/** What one publication asked for: calls and capacity units of the tables, objects and bytes got and put. */
export type Spent = { requests: number; writeUnits: number; readUnits: number; gets: number; bytesGot: number; puts: number; bytesPut: number };

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const NOTHING: Spent = { requests: 0, writeUnits: 0, readUnits: 0, gets: 0, bytesGot: 0, puts: 0, bytesPut: 0 };

/** Publishes one gift into a log of `size` entries, after another one that warms up, and tells what that took; it must come out published. */
export async function publishOneInto(size: number): Promise<Spent> {
  const spent = { ...NOTHING };
  const world = await createWorld(NOON, {
    meter: ({ operation, units }) => {
      spent.requests += 1;
      if (operation === 'write') spent.writeUnits += units;
      else spent.readUnits += units;
    },
    around: (_, files) => counted(files, spent),
  });
  try {
    await growRightEdge(world, size - 1);
    for (const serial of ['to warm up', 'measured']) {
      world.clockMs += 10;
      await settlePayment(world, payment('NOBODY', { paidAtMs: world.clockMs, serial }));
      Object.assign(spent, NOTHING);
      const published = await publishSettled(world);
      if (!published.ok || published.admitted !== 1) throw new Error(`not published: ${JSON.stringify(published)}`);
    }
    return { ...spent };
  } finally {
    await world.stop();
  }
}

function counted(files: Files, spent: Spent): Files {
  return {
    ...files,
    get: async (key) => {
      const stored = await files.get(key);
      spent.gets += 1;
      spent.bytesGot += stored?.bytes.length ?? 0;
      return stored;
    },
    put: async (key, bytes, options) => {
      const outcome = await files.put(key, bytes, options);
      if (outcome.ok) spent.puts += 1;
      if (outcome.ok) spent.bytesPut += bytes.length;
      return outcome;
    },
  };
}
