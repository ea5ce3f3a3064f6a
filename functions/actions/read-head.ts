import type { Deps } from '../deps.ts';
import { type Checkpoint, openCheckpoint } from '../domain/ledger/checkpoint.ts';
import { EMPTY_ROOT, sameBytes } from '../domain/ledger/hash.ts';
import type { VerifierKey } from '../domain/ledger/note.ts';

/** The published log as its stores have it. `etag` and the signed bytes are absent before the first checkpoint. */
export type Head = { readonly checkpoint: Checkpoint; readonly etag?: string; readonly signed?: Uint8Array };

/** The last checkpoint that verified under a key: waiting donors ask for the same one every second, and each verification costs milliseconds. */
const verified = new WeakMap<VerifierKey, { readonly signed: Uint8Array; readonly checkpoint: Checkpoint }>();

/** Reads and verifies the last checkpoint; an empty log has size 0. Nothing where what stands there is not ours. */
export async function readHead(deps: Pick<Deps, 'log' | 'logKey'>): Promise<Head | undefined> {
  const origin = deps.logKey.name;
  const stored = await deps.log.get('checkpoint');
  if (stored === undefined) return { checkpoint: { origin, size: 0, root: EMPTY_ROOT } };
  const checkpoint = verify(stored.bytes, deps.logKey);
  return checkpoint === undefined ? undefined : { checkpoint, etag: stored.etag, signed: stored.bytes };
}

function verify(signed: Uint8Array, key: VerifierKey): Checkpoint | undefined {
  const known = verified.get(key);
  if (known !== undefined && sameBytes(known.signed, signed)) return known.checkpoint;
  const opened = openCheckpoint(signed, { origin: key.name, keys: [key] });
  if (!opened.ok) return undefined;
  verified.set(key, { signed: signed.slice(), checkpoint: opened.checkpoint });
  return opened.checkpoint;
}
