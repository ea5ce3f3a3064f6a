import { EMPTY_ROOT, type Hash, hashNode, sameBytes } from './hash.ts';

/** A claim that a leaf stands at an index; `proof` is leaf's sibling first. */
export type InclusionClaim = { readonly leaf: Hash; readonly index: number; readonly size: number; readonly proof: readonly Hash[]; readonly root: Hash };

/** Verifies that a leaf stands at an index of the tree with this size and root (RFC 9162 section 2.1.3.2). Size and root must come from a checkpoint. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const root = rootOfInclusion(claim);
  return root !== undefined && sameBytes(root, claim.root);
}

/** The root that a proof leads to from its leaf; nothing where its length does not fit the place. It proves nothing before a key has signed this root. */
export function rootOfInclusion(claim: Omit<InclusionClaim, 'root'>): Hash | undefined {
  if (!isSize(claim.size) || !isSize(claim.index) || claim.index >= claim.size || !wellFormed([claim.leaf, ...claim.proof])) return undefined;
  let node = claim.index;
  let last = claim.size - 1;
  let hash = claim.leaf;
  for (const sibling of claim.proof) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      hash = hashNode(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = hashNode(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? hash : undefined;
}

/** A claim that one tree is the beginning of another; `proof` is deepest first. */
export type ConsistencyClaim = {
  readonly oldSize: number;
  readonly oldRoot: Hash;
  readonly newSize: number;
  readonly newRoot: Hash;
  readonly proof: readonly Hash[];
};

/** Verifies that the tree of the old size is the beginning of the new one (RFC 9162 section 2.1.4.2); an empty old tree needs the empty proof. */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { oldSize, newSize, oldRoot, newRoot } = claim;
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize || !wellFormed([oldRoot, newRoot, ...claim.proof])) return false;
  if (oldSize === newSize) return claim.proof.length === 0 && sameBytes(oldRoot, newRoot);
  if (oldSize === 0) return claim.proof.length === 0 && sameBytes(oldRoot, EMPTY_ROOT);
  const proof = isPowerOfTwo(oldSize) ? [oldRoot, ...claim.proof] : [...claim.proof];
  return foldConsistency({ ...claim, proof });
}

function foldConsistency({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyClaim): boolean {
  const [first, ...rest] = proof;
  if (first === undefined) return false;
  let node = oldSize - 1;
  let last = newSize - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let before = first;
  let after = first;
  for (const hash of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      before = hashNode(hash, before);
      after = hashNode(hash, after);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      after = hashNode(after, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameBytes(before, oldRoot) && sameBytes(after, newRoot);
}

/** Shifts right by one; sizes pass 32 bits, where `>>` would cut them. */
const half = (value: number): number => Math.floor(value / 2);

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const wellFormed = (hashes: readonly Hash[]): boolean => hashes.every((hash) => hash.length === 32);

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}
