import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { Tables } from './memory-database.ts';
import type { Objects } from './memory-files.ts';

const MASK = (1n << 64n) - 1n;

/** 64 bits of a value, the same for equal values. */
export function digestOf(value: unknown): bigint {
  return createHash('md5').update(serialize(value)).digest().readBigUInt64LE();
}

/** A digest of parts that does not depend on their order. */
export const sumOf = (digests: Iterable<bigint>): bigint => {
  let sum = 0n;
  for (const one of digests) sum += one;
  return sum & MASK;
};

const items = new WeakMap<object, bigint>();

function once(value: object, name: string): bigint {
  const known = items.get(value);
  if (known !== undefined) return known;
  const made = digestOf([name, value]);
  items.set(value, made);
  return made;
}

/** Items and objects are replaced and never changed, so that each is looked at once. */
export function digestTables(tables: Tables): bigint {
  return sumOf([...tables].flatMap(([partition, all]) => [...all.values()].map((item) => once(item, partition))));
}

/** As `digestTables`, for a bucket. */
export function digestObjects(objects: Objects): bigint {
  return sumOf([...objects].map(([key, bytes]) => once(bytes, key)));
}
