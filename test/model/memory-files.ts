import { createHash } from 'node:crypto';
import type { Files } from '../../functions/store/files.ts';

/** A bucket in memory. */
export type Objects = Map<string, Uint8Array>;

/** The `Files` port over a map, each call done at one instant; the etag follows from the bytes, as in S3 and in a folder. */
export function memoryFiles(objects: Objects): Files {
  return {
    get: async (key) => {
      const bytes = objects.get(key);
      return bytes === undefined ? undefined : { bytes, etag: etagOf(bytes) };
    },
    put: async (key, bytes, { when }) => {
      const there = objects.get(key);
      if (when === 'absent' && there !== undefined) return { ok: false, reason: 'exists' };
      if (typeof when === 'object' && (there === undefined || etagOf(there) !== when.etag)) return { ok: false, reason: 'changed' };
      objects.set(key, bytes.slice());
      return { ok: true, etag: etagOf(bytes) };
    },
    remove: async (key) => {
      objects.delete(key);
    },
  };
}

const etagOf = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
