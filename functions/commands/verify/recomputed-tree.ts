import { addLeaf, EMPTY_FRONTIER, type Frontier, frontierRoot } from '../../domain/ledger/frontier.ts';
import { type Hash, hashLeaf } from '../../domain/ledger/hash.ts';
import { TILE_WIDTH, type TilePath } from '../../domain/ledger/tile.ts';

/** The tree as the entries themselves make it. It keeps 32 bytes an entry, and nothing else that grows. */
export type RecomputedTree = {
  readonly size: () => number;
  /** Adds the next entry and gives the tiles that it fills. */
  readonly add: (entry: Uint8Array) => readonly TilePath[];
  /** Root over everything added, by way of no tile. */
  readonly root: () => Hash;
  readonly leaf: (index: number) => Hash;
  /** Tells whether these bytes are the entry at that index. */
  readonly isEntry: (index: number, bytes: Uint8Array) => boolean;
  /** Bytes of a tile of hashes, as wide as its path says; nothing where the tree does not reach so far. */
  readonly tile: (path: Extract<TilePath, { kind: 'hash' }>) => Uint8Array | undefined;
};

/** Begins with the empty tree. */
export function recomputeTree(): RecomputedTree {
  const levels: HashList[] = [hashList()];
  let frontier: Frontier = EMPTY_FRONTIER;
  const add = (level: number, hash: Hash): readonly TilePath[] => {
    const list = levels[level] ?? hashList();
    levels[level] = list;
    list.push(hash);
    if (list.length() % TILE_WIDTH !== 0) return [];
    const index = list.length() / TILE_WIDTH - 1;
    const full: TilePath = { kind: 'hash', level, index, width: TILE_WIDTH };
    return [full, ...add(level + 1, subtreeRoot(list, index * TILE_WIDTH))];
  };
  return {
    size: () => frontier.size,
    add: (entry) => {
      const leaf = hashLeaf(entry);
      frontier = addLeaf(frontier, leaf);
      return add(0, leaf);
    },
    root: () => frontierRoot(frontier),
    leaf: (index) => levels[0]?.slice(index, index + 1) ?? new Uint8Array(),
    isEntry: (index, bytes) => levels[0]?.holds(index, hashLeaf(bytes)) ?? false,
    tile: ({ level, index, width }) => {
      const from = index * TILE_WIDTH;
      const list = levels[level];
      return list === undefined || from + width > list.length() ? undefined : list.slice(from, from + width);
    },
  };
}

function subtreeRoot(list: HashList, from: number): Hash {
  let frontier = EMPTY_FRONTIER;
  for (let at = from; at < from + TILE_WIDTH; at++) frontier = addLeaf(frontier, list.slice(at, at + 1)); // hashes of any level join as leaves do
  return frontierRoot(frontier);
}

type HashList = {
  readonly length: () => number;
  readonly push: (hash: Hash) => void;
  readonly slice: (from: number, to: number) => Uint8Array;
  readonly holds: (at: number, hash: Hash) => boolean;
};

/** Hashes one behind the other in memory that doubles when it is full. */
function hashList(): HashList {
  let bytes = Buffer.allocUnsafeSlow(32 * TILE_WIDTH);
  let length = 0;
  return {
    length: () => length,
    push: (hash) => {
      if (32 * length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafeSlow(bytes.length)]);
      bytes.set(hash, 32 * length);
      length += 1;
    },
    slice: (from, to) => new Uint8Array(bytes.subarray(32 * from, 32 * to)),
    holds: (at, hash) => at < length && bytes.compare(hash, 0, 32, 32 * at, 32 * at + 32) === 0,
  };
}
