import { type Outcome, runSchedule } from './scenario.ts';
import { settingOf } from './settings.ts';
import type { Mutation } from './stage.ts';
import { beginLog, type Stores } from './world.ts';

export type Checked = {
  readonly runs: number;
  readonly steps: number;
  readonly lostRaces: number;
  readonly recovered: number;
  readonly broken?: { readonly seed: number; readonly setting: string; readonly promise: string };
};

const begun = new Map<string, Promise<Stores>>();

/** The run that a seed makes; the same seed makes the same run. */
export async function runSeed(seed: number, mutation?: Mutation, trace?: (line: string) => void): Promise<Outcome> {
  const { gifts, setting } = settingOf(seed);
  const kind = `${gifts} ${setting.named}`;
  const begin = begun.get(kind) ?? beginLog({ gifts, named: setting.named });
  begun.set(kind, begin);
  return runSchedule({ seed, begin: await begin, setting, ...(mutation === undefined ? {} : { mutation }), ...(trace === undefined ? {} : { trace }) });
}

/** Runs the seeds `[from, to)`, or those of them that make the kind of run named, until one breaks a promise. */
export async function checkSeeds(
  range: { readonly from: number; readonly to: number; readonly kind?: string | undefined },
  mutation?: Mutation,
): Promise<Checked> {
  const sum = { runs: 0, steps: 0, lostRaces: 0, recovered: 0 };
  for (let seed = range.from; seed < range.to; seed++) {
    if (range.kind !== undefined && settingOf(seed).setting.name !== range.kind) continue;
    const outcome = await runSeed(seed, mutation);
    sum.runs += 1;
    sum.steps += outcome.steps;
    sum.lostRaces += outcome.lostRaces;
    sum.recovered += outcome.recovered;
    if (outcome.broken !== undefined) return { ...sum, broken: { seed, setting: settingOf(seed).setting.name, promise: outcome.broken } };
  }
  return sum;
}
