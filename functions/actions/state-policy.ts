import type { Deps } from '../deps.ts';
import { sameBytes } from '../domain/ledger/hash.ts';
import { formatPolicy } from '../domain/ledger/policy.ts';
import type { StatedPolicy } from '../domain/witnesses.ts';
import type { Fetch } from '../gateways/bounded-fetch.ts';

/** What the asking of witnesses uses of the world besides `Deps`. */
export type Witnessing = {
  /** Whose cosignatures make a checkpoint witnessed. */
  readonly policy: StatedPolicy;
  readonly fetch: Fetch;
};

/** Key of the policy by which anybody can judge whether a checkpoint is witnessed. */
export const POLICY = 'policy.txt';

/** The policy as it is put beside the log. An address on this machine alone is of no use to anybody else, and another one at each start. */
export function policyBytes(policy: Witnessing['policy']): Uint8Array {
  const witnesses = policy.witnesses.map(({ url, ...witness }) => (url === undefined || LOOPBACK.test(url) ? witness : { ...witness, url }));
  return new TextEncoder().encode(formatPolicy({ ...policy, witnesses }, policy.comments));
}

const LOOPBACK = /^http:\/\/127\.0\.0\.1[:/]/;

/** Puts the policy beside the log where another one stands there, or none. */
export async function statePolicy({ log, policy }: Pick<Deps, 'log'> & Pick<Witnessing, 'policy'>): Promise<void> {
  const bytes = policyBytes(policy);
  const stored = await log.get(POLICY);
  if (stored !== undefined && sameBytes(stored.bytes, bytes)) return;
  // Whoever was quicker has put the same, or a newer deployment's; the next run looks again.
  await log.put(POLICY, bytes, {
    when: stored === undefined ? 'absent' : { etag: stored.etag },
    contentType: 'text/plain; charset=utf-8',
    cache: 'public, max-age=60',
  });
}
