import { EMPTY_ROOT, type Hash, hashNode } from './hash.ts';

/**
 * The full subtrees that a tree of `size` is made of, the largest first: all that is needed to add a leaf and to know
 * the root, whatever the size. It knows nothing of tiles, so that a root found here checks one found there.
 */
export type Frontier = { readonly size: number; readonly subtrees: readonly Hash[] };

/** The tree without entries. */
export const EMPTY_FRONTIER: Frontier = { size: 0, subtrees: [] };

/** Adds the next leaf: it joins every full subtree of its own size that stands before it. */
export function addLeaf({ size, subtrees }: Frontier, leaf: Hash): Frontier {
  const left = [...subtrees];
  let joined = leaf;
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const before = left.pop();
    if (before === undefined) throw new RangeError('a frontier lacks a subtree');
    joined = hashNode(before, joined);
  }
  return { size: size + 1, subtrees: [...left, joined] };
}

/** Root of the tree (RFC 6962 section 2.1). */
export function frontierRoot({ subtrees }: Frontier): Hash {
  const last = subtrees.at(-1);
  return last === undefined ? EMPTY_ROOT : subtrees.slice(0, -1).reduceRight((right, left) => hashNode(left, right), last);
}
