import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64, encodeHex } from '../../../functions/domain/ledger/base64.ts';
import { openCheckpoint } from '../../../functions/domain/ledger/checkpoint.ts';
import { type Hash, hashLeaf, joinBytes } from '../../../functions/domain/ledger/hash.ts';
import { verifyConsistency, verifyInclusion } from '../../../functions/domain/ledger/proof.ts';
import { proveConsistency, proveInclusion, rootOf, type TileSource, tileSource } from '../../../functions/domain/ledger/tree.ts';
import { base64, differing, growThrough, hex, leafSource, logOf, plainEntry, plainLeaves, present, smallLeaves } from './vector-bytes.ts';
import type { Check, Topic, Vectors } from './vector-shape.ts';

const LARGE = 70_000;
const ROUND_A_TILE = [1, 2, 3, 4, 255, 256, 257, 300];
const same = (left: readonly string[], right: readonly string[]): boolean => left.join() === right.join();

/** Topics on hashes, roots and proofs. `every` is the step between the sizes of which every proof is made: 1 makes all 90,300. */
export const treeTopics = (every: number) =>
  ({
    entriesHex: (vectors) => (vectors.entriesHex.length === 300 ? [] : ['300 entries']),
    leafHash: (vectors) => (same(smallLeaves(vectors).map(encodeBase64), vectors.leafHash) ? [] : ['leaf hashes']),
    root: (vectors) =>
      differing(
        [...vectors.root.entries()],
        ([size]) => `size ${size}`,
        ([size, root]) => encodeBase64(rootOf(smallLeaves(vectors).slice(0, size))) === root,
      ),
    inclusionDigestSHA256: proofDigests('inclusionDigestSHA256', every, (index, size, source) => proveInclusion({ index, size }, source)),
    consistencyDigestSHA256: proofDigests('consistencyDigestSHA256', every, (at, size, source) => proveConsistency({ oldSize: at + 1, newSize: size }, source)),
    inclusion: inclusionInFull,
    consistency: consistencyInFull,
    ctTree,
    largeInclusion,
    largeConsistency,
    inclusionCases: (vectors) =>
      differing(
        vectors.inclusionCases,
        ({ what }) => what,
        ({ accept, index, size, leaf, root, proof }) =>
          verifyInclusion({ index, size, leaf: base64(leaf), root: base64(root), proof: proof.map(base64) }) === accept,
      ),
    consistencyCases: (vectors) =>
      differing(
        vectors.consistencyCases,
        ({ what }) => what,
        (one) =>
          verifyConsistency({
            oldSize: one.old,
            oldRoot: base64(one.oldRoot),
            newSize: one.new,
            newRoot: base64(one.newRoot),
            proof: one.proof.map(base64),
          }) === one.accept,
      ),
  }) satisfies Partial<Record<Topic, Check>>;

type Prove = (at: number, size: number, source: TileSource) => readonly Hash[];

/** One digest a size over the proofs of all its entries, or of all its older sizes. */
const proofDigests =
  (digests: 'inclusionDigestSHA256' | 'consistencyDigestSHA256', every: number, prove: Prove): Check =>
  (vectors) => {
    const leaves = smallLeaves(vectors);
    const source = leafSource(leaves);
    const sizes = leaves.map((_, at) => at + 1).filter((size) => size % every === 0 || ROUND_A_TILE.includes(size));
    const proofs = (size: number) => Array.from({ length: size }, (_, at) => prove(at, size, source));
    return differing(
      sizes,
      (size) => `size ${size}`,
      (size) => digestOf(proofs(size)) === vectors[digests][size - 1],
    );
  };

function digestOf(proofs: readonly (readonly Hash[])[]): string {
  return encodeHex(sha256(joinBytes(proofs.flatMap((proof) => [Uint8Array.of(proof.length), ...proof]))));
}

function inclusionInFull(vectors: Vectors): readonly string[] {
  const leaves = smallLeaves(vectors);
  return differing(
    vectors.inclusion,
    ({ index, size }) => `${index} in ${size}`,
    ({ index, size, proof }) => {
      const claim = { leaf: present(leaves[index], 'leaf'), index, size, proof: proof.map(base64), root: base64(present(vectors.root[size], 'root')) };
      return same(proveInclusion(claim, leafSource(leaves)).map(encodeBase64), proof) && verifyInclusion(claim);
    },
  );
}

function consistencyInFull(vectors: Vectors): readonly string[] {
  const source = leafSource(smallLeaves(vectors));
  const root = (size: number) => base64(present(vectors.root[size], 'root'));
  return differing(
    vectors.consistency,
    (one) => `${one.old} to ${one.new}`,
    (one) => {
      const claim = { oldSize: one.old, oldRoot: root(one.old), newSize: one.new, newRoot: root(one.new), proof: one.proof.map(base64) };
      return same(proveConsistency(claim, source).map(encodeBase64), one.proof) && verifyConsistency(claim);
    },
  );
}

function ctTree({ ctTree: { entriesHex, rootHex, inclusionHex, consistencyHex } }: Vectors): readonly string[] {
  const tree = entriesHex.map((entry) => hashLeaf(hex(entry)));
  const source = leafSource(tree);
  return [
    ...differing(
      [...rootHex.entries()],
      ([size]) => `root of ${size}`,
      ([size, root]) => encodeHex(rootOf(tree.slice(0, size))) === root,
    ),
    ...differing(
      inclusionHex,
      ({ index, size }) => `${index} in ${size}`,
      (one) => same(proveInclusion(one, source).map(encodeHex), one.proof),
    ),
    ...differing(
      consistencyHex,
      (one) => `${one.old} to ${one.new}`,
      (one) => same(proveConsistency({ oldSize: one.old, newSize: one.new }, source).map(encodeHex), one.proof),
    ),
  ];
}

function largeTree(vectors: Vectors): { source: TileSource; root: Hash } {
  const opened = openCheckpoint(vectors.largeCheckpoint, logOf(vectors));
  if (!opened.ok || opened.checkpoint.size !== LARGE) throw new Error('the large checkpoint does not open');
  return { source: tileSource(LARGE, growThrough(plainLeaves(LARGE), [LARGE])), root: opened.checkpoint.root };
}

function largeInclusion(vectors: Vectors): readonly string[] {
  const { source, root } = largeTree(vectors);
  return differing(
    vectors.largeInclusion,
    ({ index, size }) => `${index} in ${size}`,
    ({ index, size, proof }) => {
      const claim = { leaf: hashLeaf(plainEntry(index)), index, size, proof: proof.map(base64), root };
      return same(proveInclusion(claim, source).map(encodeBase64), proof) && verifyInclusion(claim);
    },
  );
}

function largeConsistency(vectors: Vectors): readonly string[] {
  const { source, root } = largeTree(vectors);
  return differing(
    vectors.largeConsistency,
    (one) => `${one.old} to ${one.new}`,
    (one) => {
      const oldRoot = base64(present(vectors.large.find(({ size }) => size === one.old)?.root, 'old root'));
      const claim = { oldSize: one.old, oldRoot, newSize: one.new, newRoot: root, proof: one.proof.map(base64) };
      return same(proveConsistency(claim, source).map(encodeBase64), one.proof) && verifyConsistency(claim);
    },
  );
}
