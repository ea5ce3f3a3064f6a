import type { Files } from '../../../functions/store/files.ts';

/** What a run has cost: requests and capacity units of the database, puts and bytes of the buckets. */
export type Costs = { requests: number; writeUnits: number; readUnits: number; puts: number; putBytes: number };

/** Counts what passes; `costs` is read at any time. */
export type Counters = {
  readonly costs: Costs;
  readonly meter: (call: { readonly operation: string; readonly units: number }) => void;
  readonly around: (name: string, files: Files) => Files;
};

/** Counters at zero. */
export function createCounters(): Counters {
  const costs: Costs = { requests: 0, writeUnits: 0, readUnits: 0, puts: 0, putBytes: 0 };
  return {
    costs,
    meter: ({ operation, units }) => {
      costs.requests += 1;
      if (operation === 'write') costs.writeUnits += units;
      else costs.readUnits += units;
    },
    around: (_, files) => ({
      ...files,
      put: async (key, bytes, options) => {
        const outcome = await files.put(key, bytes, options);
        if (outcome.ok) costs.puts += 1;
        if (outcome.ok) costs.putBytes += bytes.length;
        return outcome;
      },
    }),
  };
}

/** What was spent between two readings. */
export function spentSince(before: Costs, now: Costs): Costs {
  return {
    requests: now.requests - before.requests,
    writeUnits: now.writeUnits - before.writeUnits,
    readUnits: now.readUnits - before.readUnits,
    puts: now.puts - before.puts,
    putBytes: now.putBytes - before.putBytes,
  };
}
