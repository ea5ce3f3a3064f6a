import { type Checkpoint, openCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import type { VerifierKey } from '../../functions/domain/ledger/note.ts';
import { verifyConsistency } from '../../functions/domain/ledger/proof.ts';
import { formatTilePath } from '../../functions/domain/ledger/tile.ts';
import { proveConsistency, tileSource, tilesForConsistency } from '../../functions/domain/ledger/tree.ts';
import type { Files } from '../../functions/store/files.ts';
import type { Guard } from './data-folder.ts';

/**
 * The log's folder, whose checkpoint is also kept in a second place as soon as it is put. Nobody waits for that, since a
 * guard that is one checkpoint behind guards as well; but where it fails, the next checkpoint is not put.
 */
export function guardLog(log: Files, guard: Guard): Files {
  let kept: Promise<void> = Promise.resolve();
  return {
    ...log,
    put: async (key, bytes, options) => {
      if (key === 'checkpoint') await kept;
      const outcome = await log.put(key, bytes, options);
      if (outcome.ok && key === 'checkpoint') {
        kept = guard.write(new TextDecoder().decode(bytes));
        kept.catch(() => {}); // told by the next put
      }
      return outcome;
    },
  };
}

/** `behind`: the folder is an older copy than the checkpoint kept beside it. `forked`: it holds another history. `other_key`: the kept checkpoint is of another log. */
export type GuardVerdict = 'fits' | 'behind' | 'forked' | 'other_key';

/**
 * Compares the log's folder with the checkpoint kept beside it. A folder that went back would sign a second history
 * over numbers that are already on certificates, so a portal must not start on it (M20).
 */
export async function judgeGuard(log: Files, guard: Guard, key: VerifierKey): Promise<GuardVerdict> {
  const kept = await guard.read();
  if (kept === undefined) return 'fits';
  const before = openCheckpoint(kept, { origin: key.name, keys: [key] });
  if (!before.ok) return 'other_key';
  const stored = await log.get('checkpoint');
  const now = stored === undefined ? undefined : openCheckpoint(stored.bytes, { origin: key.name, keys: [key] });
  if (now === undefined || !now.ok || now.checkpoint.size < before.checkpoint.size) return 'behind';
  return (await continues(log, before.checkpoint, now.checkpoint)) ? 'fits' : 'forked';
}

async function continues(log: Files, old: Checkpoint, young: Checkpoint): Promise<boolean> {
  const sizes = { oldSize: old.size, newSize: young.size };
  const paths = old.size === young.size ? [] : tilesForConsistency(old.size, young.size).map(formatTilePath);
  const tiles = new Map<string, Uint8Array>();
  for (const path of paths) {
    const tile = await log.get(path);
    if (tile !== undefined) tiles.set(path, tile.bytes);
  }
  return verifyConsistency({ ...sizes, oldRoot: old.root, newRoot: young.root, proof: proveConsistency(sizes, tileSource(young.size, tiles)) });
}
