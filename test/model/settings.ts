import type { Setting } from './scenario.ts';

const CALM: Setting = { name: 'calm', payments: 3, crashes: 0, lost: 0, fails: 0, stalls: 0, restore: 'never', meddling: false, pages: false };

/** Kinds of runs, and how many of a hundred seeds are of each. `gifts` lie in the log before: near 253 a run passes the end of a bundle. */
export const SETTINGS: readonly { readonly share: number; readonly gifts: number; readonly setting: Setting }[] = [
  { share: 31, gifts: 0, setting: { ...CALM, name: 'faults', crashes: 2, lost: 2, fails: 1, stalls: 3 } },
  { share: 38, gifts: 0, setting: { ...CALM, name: 'restored table', crashes: 1, lost: 2, fails: 1, stalls: 6, restore: 'tables' } },
  { share: 6, gifts: 0, setting: { ...CALM, name: 'restored gifts', crashes: 1, lost: 1, stalls: 4, restore: 'records' } },
  { share: 12, gifts: 0, setting: { ...CALM, name: 'operator recovers while all runs', crashes: 2, lost: 1, stalls: 3, meddling: true } },
  { share: 3, gifts: 251, setting: { ...CALM, name: 'across a bundle', crashes: 1, lost: 1, stalls: 2, restore: 'tables' } },
  { share: 10, gifts: 0, setting: { ...CALM, name: 'with pages', payments: 2, crashes: 2, lost: 2, fails: 1, stalls: 2, pages: true } },
];

/** The kind of run that a seed makes. */
export function settingOf(seed: number): (typeof SETTINGS)[number] {
  let rest = seed % 100;
  for (const one of SETTINGS) {
    if (rest < one.share) return one;
    rest -= one.share;
  }
  throw new RangeError('the shares do not come to a hundred');
}
