import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Files, PutOutcome, PutWhen, Stored } from '../../functions/store/files.ts';

const TEMPORARY = '.tmp';

/** Tells whether `key` may name an object: relative, no empty segment, none that begins with a dot, at most 512 characters. */
export function isKey(key: string): boolean {
  return key.length <= 512 && /^[A-Za-z0-9_@~+=-][A-Za-z0-9._@~+=-]*(?:\/[A-Za-z0-9_@~+=-][A-Za-z0-9._@~+=-]*)*$/.test(key);
}

/**
 * A bucket in a folder, which is made at the first put. A killed process leaves each object with its old or its
 * new bytes; with `durable` the same holds when the machine loses power, and a put that was answered stays. Without it
 * the folder may hold only what can be computed again. Conditions hold among the puts of one process, which is why a
 * data folder is locked. Content types are not kept: they follow from the path where objects are served.
 * Throws a RangeError on a key that `isKey` refuses.
 */
export function folderFiles(folder: string, options: { readonly durable: boolean }): Files {
  const root = resolve(folder);
  const alone = oneAtATime();
  const folders = new Set<string>();
  const pathOf = (key: string): string => {
    if (!isKey(key)) throw new RangeError(`not a key of a bucket: ${JSON.stringify(key)}`);
    return join(root, key);
  };
  const put = async (path: string, bytes: Uint8Array, when: PutWhen): Promise<PutOutcome> => {
    if (typeof when === 'object' && (await read(path))?.etag !== when.etag) return { ok: false, reason: 'changed' };
    if (!folders.has(dirname(path))) await makeFolder(root, dirname(path), options.durable);
    folders.add(dirname(path));
    const temporary = await writeTemporary(root, bytes, options.durable);
    const placed = when === 'absent' ? await placeIfAbsent(temporary, path) : await rename(temporary, path).then(() => true);
    // Also after a loss: whoever is told that the object exists builds on it, so it must be there for good.
    if (options.durable) await syncFolder(dirname(path));
    return placed ? { ok: true, etag: etagOf(bytes) } : { ok: false, reason: 'exists' };
  };
  return {
    get: async (key) => read(pathOf(key)),
    put: async (key, bytes, { when }) => {
      const path = pathOf(key);
      return alone(path, () => put(path, bytes, when));
    },
    remove: async (key) => {
      const path = pathOf(key);
      await alone(path, async () => {
        await rm(path, { force: true }).catch(unlessAbsent);
        if (options.durable) await syncFolder(dirname(path)).catch(unlessAbsent);
      });
    },
  };
}

/** Removes what writes cut short by a kill left behind in `root`; only for a folder that nobody else is writing to. */
export async function clearUnfinished(root: string): Promise<void> {
  await rm(join(root, TEMPORARY), { recursive: true, force: true });
}

async function read(path: string): Promise<Stored | undefined> {
  try {
    const bytes = await readFile(path);
    return { bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), etag: etagOf(bytes) };
  } catch (error) {
    if (isErrno(error, 'EISDIR')) return undefined;
    return unlessAbsent(error);
  }
}

async function writeTemporary(root: string, bytes: Uint8Array, durable: boolean): Promise<string> {
  const path = join(root, TEMPORARY, randomUUID());
  const handle = await open(path, 'wx').catch(async (error: unknown) => {
    if (!isErrno(error, 'ENOENT')) throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'wx');
  });
  try {
    await handle.writeFile(bytes);
    if (durable) await handle.sync();
  } finally {
    await handle.close();
  }
  return path;
}

async function placeIfAbsent(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary);
  }
}

/** Makes `folder` under `root`; a folder is an entry in its parent, and with `durable` all of these reach the disk. */
async function makeFolder(root: string, folder: string, durable: boolean): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (!durable) return;
  let parent = dirname(root);
  for (const step of ['', basename(root), ...relative(root, folder).split(sep).slice(0, -1)]) {
    parent = join(parent, step);
    await syncFolder(parent);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Runs what is given for one path one after the other, different paths side by side. */
function oneAtATime(): <Result>(path: string, run: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>();
  return async (path, run) => {
    const turn = (last.get(path) ?? Promise.resolve()).then(run, run);
    last.set(path, turn);
    try {
      return await turn;
    } finally {
      if (last.get(path) === turn) last.delete(path);
    }
  };
}

const etagOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 32);

function unlessAbsent(error: unknown): undefined {
  if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return undefined;
  throw error;
}

const isErrno = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
