import type { Deps } from '../deps.ts';
import type { Shells } from '../disclosure/live-pages.ts';
import { admitEntries } from './admit-entries.ts';
import { publishLog, type StopReason } from './publish-log.ts';
import { refreshDisclosure } from './refresh-disclosure.ts';

export type PublishedSettled = { readonly ok: true; readonly size: number; readonly admitted: number } | { readonly ok: false; readonly reason: StopReason };

type Needs = Pick<Deps, 'db' | 'log' | 'publicFiles' | 'signer' | 'society' | 'now' | 'alarm'> & { readonly readShells: () => Promise<Shells> };

/**
 * Takes everything that is settled to the public: admits, publishes, and draws the live pages. What wakes it may wake
 * it twice or not at all; the sweep each minute finds what a lost wake-up left behind.
 */
export async function publishSettled(deps: Needs, how: { readonly always: boolean } = { always: false }): Promise<PublishedSettled> {
  const admitted = await admitEntries(deps);
  const published = await publishLog(deps);
  if (published.outcome === 'stopped') return { ok: false, reason: published.reason };
  return { ok: true, admitted, size: await refreshDisclosure(deps, how) };
}
