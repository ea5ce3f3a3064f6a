import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { encodeHex } from '../../domain/ledger/base64.ts';
import { type Checkpoint, parseCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { sameBytes } from '../../domain/ledger/hash.ts';
import { parseNote } from '../../domain/ledger/note.ts';
import { verifyConsistency } from '../../domain/ledger/proof.ts';
import { formatTilePath } from '../../domain/ledger/tile.ts';
import { MissingTile, proveConsistency, rootFromTiles, tileSource, tilesForConsistency, tilesForRoot } from '../../domain/ledger/tree.ts';
import type { Notebook } from './notebook.ts';
import { CHECKPOINT, type SignedCheckpoint } from './signed-log.ts';
import { isFailure, type PublicSource } from './source.ts';
import { readTile, type WalkedLog } from './walk-log.ts';

/** The checkpoint that an earlier run verified: the signed note itself, since on a fork it is the evidence. Under 300 bytes. */
export type LastSeen = SignedCheckpoint;

/** A file that was named for the state and holds something else; it is not ours to write over. */
export class StateUnreadable extends Error {}

/** What came of comparing with an earlier run. */
export type Grown = 'first_seen' | 'grown' | 'same' | 'older_copy' | 'older_copy_unproven' | 'forked';

/** Reads what an earlier run kept; nothing at the first one. Throws `StateUnreadable`. */
export function readLastSeen(file: string): LastSeen | undefined {
  if (!existsSync(file)) return undefined;
  const signed = new Uint8Array(readFileSync(file));
  const checkpoint = parseCheckpoint(parseNote(signed)?.text ?? '');
  if (checkpoint === undefined) throw new StateUnreadable(`${file} 不是上次核对的检查点 is not a checkpoint that an earlier run kept`);
  return { checkpoint, signed };
}

/**
 * Compares the log with what an earlier run saw of it, and keeps the larger of the two. Only where the two contradict
 * each other are both signed checkpoints kept as files beside the state: together they prove a fork to anybody.
 */
export async function compareLastSeen(
  { source, notes }: { readonly source: PublicSource; readonly notes: Notebook },
  file: string,
  { last, now, walked }: { readonly last: LastSeen | undefined; readonly now: SignedCheckpoint; readonly walked: WalkedLog },
): Promise<Grown> {
  const grown = last === undefined ? 'first_seen' : await judge(source, { last, now, walked });
  if (grown === 'forked' && last !== undefined) keepFork(notes, file, [last, now]);
  if ((grown === 'older_copy' || grown === 'older_copy_unproven') && last !== undefined) {
    notes.remark(grown, { file: CHECKPOINT, detail: `${now.checkpoint.size} now, ${last.checkpoint.size} seen before` });
  }
  if (grown === 'first_seen' || grown === 'grown') keep(file, now.signed);
  return grown;
}

/** Keeps two signed checkpoints that contradict each other as files beside the state. */
export function keepFork(notes: Notebook, file: string, both: readonly SignedCheckpoint[]): void {
  notes.find({ code: 'history_forked', file: CHECKPOINT, detail: both.map((one) => keepEvidence(file, one)).join(', ') });
}

type Compared = { readonly last: LastSeen; readonly now: SignedCheckpoint; readonly walked: WalkedLog };

async function judge(source: PublicSource, { last, now, walked }: Compared): Promise<Grown> {
  const [before, after] = [last.checkpoint, now.checkpoint];
  if (before.origin !== after.origin) return 'forked';
  if (after.size < before.size) return judgeOlder(source, before, after);
  const root = walked.roots.get(before.size);
  if (root === undefined || !sameBytes(root, before.root)) return 'forked';
  return after.size === before.size ? 'same' : 'grown';
}

/**
 * A log smaller than before: an older copy, if the tiles of the larger one are still there and have its root and this
 * beginning. Without them nothing is proven either way, and nothing is alleged.
 */
async function judgeOlder(source: PublicSource, before: Checkpoint, after: Checkpoint): Promise<Grown> {
  const sizes = { oldSize: after.size, newSize: before.size };
  const paths = [...tilesForConsistency(sizes.oldSize, sizes.newSize), ...tilesForRoot(before.size)];
  const tiles = new Map<string, Uint8Array>();
  for (const path of paths) {
    const bytes = await readTile(source, path);
    if (!isFailure(bytes)) tiles.set(formatTilePath(path), bytes);
  }
  try {
    const hashes = tileSource(before.size, tiles);
    if (!sameBytes(rootFromTiles(before.size, hashes), before.root)) return 'older_copy_unproven';
    const proof = proveConsistency(sizes, hashes);
    return verifyConsistency({ ...sizes, oldRoot: after.root, newRoot: before.root, proof }) ? 'older_copy' : 'forked';
  } catch (error) {
    if (error instanceof MissingTile) return 'older_copy_unproven';
    throw error;
  }
}

function keepEvidence(file: string, { checkpoint, signed }: SignedCheckpoint): string {
  const name = `${file}.fork-${checkpoint.size}-${encodeHex(checkpoint.root.slice(0, 8))}`;
  keep(name, signed);
  return name;
}

function keep(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, bytes);
  renameSync(`${file}.new`, file); // a killed run leaves the old one or the new one
}
