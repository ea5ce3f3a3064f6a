import { encodeHex } from '../../functions/domain/ledger/base64.ts';
import { ENTRY_LIMIT, parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import type { Checkpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { type Hash, hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { verifyInclusion } from '../../functions/domain/ledger/proof.ts';
import { decodeBundle, TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import { MissingTile, proveInclusion, tileSource, tilesForInclusion } from '../../functions/domain/ledger/tree.ts';
import { type GivenEntry, parseGift } from './gift-entry.ts';
import { type ReadFile, readTile, readTiles } from './log-reader.ts';
import type { Claim } from './verify-claim.ts';
import { halt, held, type Stage } from './verify-finding.ts';

/** The entry that was found: a gift, or another record of the log where a row's own number asked for one. */
export type FoundEntry = { readonly entry: GivenEntry | 'other'; readonly leaf: Hash };

/** Reads the entry that a claim points at, and verifies that it is what is claimed and stands under the checkpoint. */
export async function verifyEntry(read: ReadFile, checkpoint: Checkpoint, claim: Claim): Promise<Stage<FoundEntry>> {
  const { index } = claim;
  const { size } = checkpoint;
  if (index >= size) return halt('not_ours', { id: 'entry', reason: 'beyond_end', compared: [String(index), String(size)] });
  const proven = await readProven(read, checkpoint, index);
  if (typeof proven === 'string') return failed(proven);
  const { bytes, leaf } = proven;
  if (!proven.holds) return halt('altered', { id: 'inclusion', reason: 'proof_fails', compared: [encodeHex(leaf), encodeHex(checkpoint.root)] });
  const inclusion = held('inclusion', 'holds', [String(index), String(size), encodeHex(leaf), encodeHex(checkpoint.root)]);
  const own = judgeEntry(bytes, claim, encodeHex(leaf));
  return own.go ? { go: true, steps: [...own.steps, inclusion], value: { entry: own.value, leaf } } : { ...own, steps: [inclusion, ...own.steps] };
}

/** An entry as the log has it, with its leaf hash; `holds` tells whether the tiles prove that it stands under the checkpoint. */
export type ReadEntry = { readonly bytes: Uint8Array; readonly leaf: Hash; readonly holds: boolean };

/** Reads the entry at an index below the checkpoint's size and computes its proof. */
export async function readProven(read: ReadFile, tree: Checkpoint, index: number): Promise<ReadEntry | 'missing' | 'unreachable' | 'damaged'> {
  if (index >= tree.size) return 'missing';
  const bytes = await readEntry(read, index, tree.size);
  if (typeof bytes === 'string') return bytes;
  const leaf = hashLeaf(bytes);
  const holds = await isIncluded(read, tree, { index, leaf });
  return typeof holds === 'string' ? holds : { bytes, leaf, holds };
}

function judgeEntry(bytes: Uint8Array, claim: Claim, leaf: string): Stage<FoundEntry['entry']> {
  if (claim.leafStart !== undefined && !leaf.startsWith(claim.leafStart)) {
    return halt('altered', { id: 'entry', reason: 'leaf_differs', compared: [claim.leafStart, leaf.slice(0, 8)] });
  }
  const value = parseCanonical(bytes, ENTRY_LIMIT);
  if (value === undefined) return halt('altered', { id: 'entry', reason: 'entry_damaged' });
  const gift = parseGift(value);
  if (gift === undefined && claim.kind !== 'record') return halt('not_ours', { id: 'entry', reason: 'not_a_gift', compared: [String(claim.index)] });
  const compared = claim.leafStart === undefined ? [leaf] : [leaf, claim.leafStart];
  return { go: true, steps: [held('entry', gift === undefined ? 'not_a_gift' : 'holds', compared)], value: gift ?? 'other' };
}

/** Reads an entry's bytes out of its bundle. */
export async function readEntry(read: ReadFile, index: number, size: number): Promise<Uint8Array | 'missing' | 'unreachable' | 'damaged'> {
  const at = Math.floor(index / TILE_WIDTH);
  const file = await readTile(read, { kind: 'entries', index: at, width: Math.min(TILE_WIDTH, size - at * TILE_WIDTH) });
  return typeof file === 'string' ? file : (decodeBundle(file)?.[index % TILE_WIDTH] ?? 'damaged');
}

async function isIncluded(read: ReadFile, tree: Checkpoint, at: { index: number; leaf: Hash }): Promise<boolean | 'missing' | 'unreachable'> {
  const tiles = await readTiles(read, tilesForInclusion(at.index, tree.size));
  if (typeof tiles === 'string') return tiles;
  try {
    const proof = proveInclusion({ index: at.index, size: tree.size }, tileSource(tree.size, tiles));
    return verifyInclusion({ ...at, size: tree.size, root: tree.root, proof });
  } catch (error) {
    if (error instanceof MissingTile) return false; // a tile that is shorter than its path says
    throw error;
  }
}

function failed(why: 'missing' | 'unreachable' | 'damaged'): Stage<never> {
  if (why === 'damaged') return halt('altered', { id: 'entry', reason: 'entry_damaged' });
  return halt('unreachable', { id: 'entry', reason: why === 'missing' ? 'files_missing' : 'no_connection' });
}
