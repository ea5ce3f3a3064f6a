import type { Setting } from './setting.ts';

/** A run in which nothing goes wrong. */
export const CALM: Setting = {
  name: 'calm',
  payments: 3,
  crashes: 0,
  lost: 0,
  fails: 0,
  stalls: 0,
  restore: 'never',
  meddling: false,
  pages: false,
  named: false,
  witness: false,
  close: true,
};

/** Whoever sleeps right before these wakes up in another world. */
const WRITING = /^write (~CTR|-OUTBOX)|^log put (tile|checkpoint$)/;

const DRAWN: Setting = { ...CALM, payments: 1, pages: true, named: true };

/** Kinds of runs, and how many of a hundred seeds are of each. `gifts` lie in the log before: near 253 a run passes the end of a bundle. */
export const SETTINGS: readonly { readonly share: number; readonly gifts: number; readonly setting: Setting }[] = [
  { share: 27, gifts: 0, setting: { ...CALM, name: 'faults', crashes: 2, lost: 3, fails: 1, stalls: 3 } },
  { share: 30, gifts: 0, setting: { ...CALM, name: 'restored table', crashes: 1, lost: 2, fails: 1, stalls: 6, stallsAt: WRITING, restore: 'tables' } },
  { share: 5, gifts: 0, setting: { ...CALM, name: 'restored gifts', crashes: 1, lost: 1, stalls: 4, restore: 'records' } },
  { share: 7, gifts: 0, setting: { ...CALM, name: 'rolled-back files', crashes: 1, lost: 1, stalls: 3, restore: 'log' } },
  { share: 12, gifts: 0, setting: { ...CALM, name: 'operator recovers while all runs', crashes: 2, lost: 1, stalls: 4, stallsAt: WRITING, meddling: true } },
  { share: 3, gifts: 251, setting: { ...CALM, name: 'across a bundle', crashes: 1, lost: 1, stalls: 2, restore: 'tables' } },
  { share: 8, gifts: 0, setting: { ...DRAWN, name: 'names taken back', crashes: 2, lost: 2, fails: 1, stalls: 3 } },
  { share: 6, gifts: 0, setting: { ...DRAWN, name: 'names taken back, restored table', crashes: 1, lost: 1, stalls: 3, restore: 'tables' } },
  {
    share: 2,
    gifts: 0,
    setting: {
      ...CALM,
      name: 'witness, restored table',
      payments: 3,
      crashes: 1,
      stalls: 4,
      stallsAt: /^log put checkpoint$/,
      restore: 'tables',
      witness: true,
      close: false,
    },
  },
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
