import type { Call } from './engine.ts';

/** Everything that a worker was ever seen to read and to write, as paths of calls. */
export type Footprint = { readonly reads: Touched; readonly writes: Touched };

type Touched = { readonly paths: Set<string>; readonly partitions: Set<string> };

const touched = (): Touched => ({ paths: new Set(), partitions: new Set() });

export const emptyFootprint = (): Footprint => ({ reads: touched(), writes: touched() });

/** A copy that later calls do not reach. */
export function copyFootprint({ reads, writes }: Footprint): Footprint {
  const copy = ({ paths, partitions }: Touched): Touched => ({ paths: new Set(paths), partitions: new Set(partitions) });
  return { reads: copy(reads), writes: copy(writes) };
}

/** Adds a call; true where it touched something new. */
export function growFootprint(footprint: Footprint, call: Call): boolean {
  const reads = call.reads.map((path) => add(footprint.reads, path));
  const writes = call.writes.map((path) => add(footprint.writes, path));
  return reads.includes(true) || writes.includes(true);
}

/** Whether the order of this call and of something in the footprint could matter: one of the two writes what the other touches. */
export function mayConflict(call: Call, { reads, writes }: Footprint): boolean {
  return call.reads.some((path) => meets(path, writes)) || call.writes.some((path) => meets(path, writes) || meets(path, reads));
}

function add({ paths, partitions }: Touched, path: string): boolean {
  partitions.add(partitionOf(path));
  if (paths.has(path)) return false;
  paths.add(path);
  return true;
}

/** A path that ends in `|` stands for every item of its partition. */
function meets(path: string, { paths, partitions }: Touched): boolean {
  return path.endsWith('|') ? partitions.has(path) : paths.has(path) || paths.has(partitionOf(path));
}

const partitionOf = (path: string): string => (path.endsWith('|') ? path : path.slice(0, path.lastIndexOf('|') + 1) || path);
