import type { Checkpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { verifyConsistency } from '../../functions/domain/ledger/proof.ts';
import { MissingTile, proveConsistency, tileSource, tilesForConsistency } from '../../functions/domain/ledger/tree.ts';
import { type ReadFile, readTiles } from './log-reader.ts';
import type { Remembered } from './remembered.ts';
import { halt, held, type Reason, type Stage, type Step } from './verify-finding.ts';

/** Whether this log is larger than all seen before, so that it is to be remembered. */
export type History = { readonly newest: boolean };

/**
 * Compares the log with what this browser saw before: the smaller one must be the beginning of the larger one.
 * A smaller log that is consistent is an older copy and no alarm.
 */
export async function verifyHistory(read: ReadFile, now: Checkpoint, before: Remembered | undefined): Promise<Stage<History>> {
  if (before === undefined) return { go: true, steps: [held('history', 'first_visit', [String(now.size)])], value: { newest: true } };
  const compared = [String(before.size), String(now.size)];
  const [old, young] = before.size <= now.size ? [before, now] : [now, before];
  const consistent = await areConsistent(read, old, young);
  if (consistent === 'unreachable') return { go: true, steps: [open('not_comparable', compared)], value: { newest: false } };
  if (!consistent) return halt('altered', { id: 'history', reason: 'history_differs', compared });
  const newest = before.size <= now.size;
  return { go: true, steps: [held('history', newest ? 'same_history' : 'older_copy', compared)], value: { newest } };
}

type Tree = Pick<Checkpoint, 'size' | 'root'>;

/** Tells whether one tree is the beginning of another, by the files of the younger one. */
export async function areConsistent(read: ReadFile, old: Tree, young: Tree): Promise<boolean | 'unreachable'> {
  const claim = { oldSize: old.size, oldRoot: old.root, newSize: young.size, newRoot: young.root };
  if (old.size === 0 || old.size === young.size) return verifyConsistency({ ...claim, proof: [] });
  const tiles = await readTiles(read, tilesForConsistency(old.size, young.size));
  if (typeof tiles === 'string') return 'unreachable';
  try {
    return verifyConsistency({ ...claim, proof: proveConsistency(claim, tileSource(young.size, tiles)) });
  } catch (error) {
    if (error instanceof MissingTile) return 'unreachable'; // a tile shorter than its path says: nothing to compare with
    throw error;
  }
}

const open = (reason: Reason, compared: readonly string[]): Step => ({ id: 'history', state: 'open', reason, compared });
