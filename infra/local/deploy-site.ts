import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sameBytes } from '../../functions/domain/ledger/hash.ts';
import type { Files } from '../../functions/store/files.ts';
import { contentTypeFor } from '../content-type.ts';
import { isPublished } from '../topology.ts';

/** Brings a built site into the public bucket as a deployment does in the cloud: it removes nothing, and leaves alone what the publisher fills. Returns how many files were new or changed. */
export async function deploySite(dist: string, files: Files): Promise<number> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  let changed = 0;
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const path = join(entry.parentPath, entry.name);
    const key = relative(dist, path).split(sep).join('/');
    if (!isPublished(key) && (await bring(files, key, await readFile(path)))) changed += 1;
  }
  return changed;
}

async function bring(files: Files, key: string, bytes: Uint8Array): Promise<boolean> {
  const there = await files.get(key);
  if (there !== undefined && sameBytes(there.bytes, bytes)) return false;
  await files.put(key, bytes, { when: 'always', contentType: contentTypeFor(`/${key}`) });
  return true;
}
