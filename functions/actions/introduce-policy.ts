import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { dayOf } from '../domain/time.ts';
import { policyOf } from '../domain/witnesses.ts';
import { admitOwn } from './admit-own.ts';
import { POLICY, policyBytes } from './state-policy.ts';
import { entryId } from './tokens.ts';

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'signer' | 'now' | 'secret' | 'society'>;

/**
 * Says in the log, by a `policy` entry, which policy of witnesses holds from here on, so that none can be swapped
 * unseen. Only for witnesses that the profile names; the file beside the log follows when they are asked. Repeating it
 * changes nothing.
 */
export async function introducePolicy(deps: Needs): Promise<number | undefined> {
  if (deps.society.witnesses === undefined) return undefined;
  const keys = [deps.logKey, ...(deps.signer.also ?? []).map(({ key }) => key)];
  const sha256 = digest(policyBytes(policyOf(keys, deps.society.witnesses)));
  const stored = await deps.log.get(POLICY);
  const before = stored === undefined ? '' : digest(stored.bytes);
  if (before === sha256) return undefined; // the entry came first
  const id = entryId(deps.secret, `policy|${before}|${sha256}`);
  return admitOwn(deps, id, () => ({ v: 1, k: 'policy', id, on: dayOf(deps.now()), sha256 }));
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
