import type { Item } from './database.ts';

/** Reads a field that our own writes always set; throws where it is not there, since then the table is not ours. */
export function textOf(item: Item, field: string): string {
  const value = item[field];
  if (typeof value !== 'string') throw new TypeError(`item ${item.pk} lacks ${field}`);
  return value;
}

/** Like `textOf`, for numbers. */
export function numberOf(item: Item, field: string): number {
  const value = item[field];
  if (typeof value !== 'number') throw new TypeError(`item ${item.pk} lacks ${field}`);
  return value;
}

/** Like `textOf`, for bytes. */
export function bytesOf(item: Item, field: string): Uint8Array {
  const value = item[field];
  if (!(value instanceof Uint8Array)) throw new TypeError(`item ${item.pk} lacks ${field}`);
  return value;
}
