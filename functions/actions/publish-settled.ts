import type { Deps } from '../deps.ts';
import { admitEntries, BATCH } from './admit-entries.ts';
import { forgetUnpublished } from './forget-unpublished.ts';
import { beginAfter } from './forgotten.ts';
import { type Published, publishLog, type StopReason } from './publish-log.ts';
import { putKeyPages } from './put-key-pages.ts';
import { refreshDisclosure } from './refresh-disclosure.ts';

/** `more`: something was left for the next run. */
export type PublishedSettled =
  | { readonly ok: true; readonly size: number; readonly admitted: number; readonly more: boolean }
  | { readonly ok: false; readonly reason: StopReason };

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'readShells' | 'signer' | 'society' | 'now' | 'random' | 'secret' | 'alarm'>;

/** Transactions of entries that fit a second; in a rush they share the cost of one publication. */
const MOST = 24 * BATCH;

/**
 * Takes what is settled to the public: admits, publishes, and draws the live pages. What wakes it may wake
 * it twice or not at all; the sweep each minute finds what a lost wake-up left behind.
 */
export async function publishSettled(deps: Needs, how: { readonly always: boolean } = { always: false }): Promise<PublishedSettled> {
  const admitted = await admitEntries(deps, MOST);
  const published = await publishAgain(deps);
  if (published.outcome === 'stopped') {
    await forgetUnpublished(deps);
    await refreshDisclosure(deps, { always: true }); // the public page says so
    return { ok: false, reason: published.reason };
  }
  const size = await refreshDisclosure(deps, how);
  if (how.always) await Promise.all([putKeyPages(deps, size), beginAfter(deps, size)]);
  return { ok: true, admitted, more: admitted >= MOST, size };
}

/** Races that are run once more; each was lost to a checkpoint that another worker put. */
const RACES = 4;

/** Publishes, and starts again where another worker was quicker: it may have taken less than was admitted here. */
async function publishAgain(deps: Needs): Promise<Published> {
  for (let race = 1; ; race++) {
    const published = await publishLog(deps);
    if (published.outcome !== 'lost_race' || race === RACES) return published;
  }
}
