import { existsSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { PublicSource, ReadFailure, Taking } from './source.ts';

/** A place that holds no public record; the sentence is for the person who named it. */
export class NoRecord extends Error {}

const LOG = 'log/1/';
const PIECE = 1024 * 1024;

/**
 * Reads the record from a folder: that of a portal (`log/` and `public/` inside), or a mirror that has the files under
 * their public paths. Throws `NoRecord` where it is neither.
 */
export function folderSource(root: string): PublicSource {
  const isMirror = ['log.json', 'checkpoint'].some((file) => existsSync(join(root, LOG, file)));
  if (!isMirror && !['log.json', 'checkpoint'].some((file) => existsSync(join(root, 'log', file)))) {
    throw new NoRecord(`${root}：没有公开记录（应有 log/ 与 public/，或 log/1/）。No public record: a data folder has log/ and public/, a mirror has log/1/.`);
  }
  const pathOf = (path: string): string => {
    if (isMirror) return join(root, path);
    return path.startsWith(LOG) ? join(root, 'log', path.slice(LOG.length)) : join(root, 'public', path);
  };
  return {
    kind: 'folder',
    place: root,
    take: (path, limit, taking) => takePieces(pathOf(path), limit, taking),
    list: async (folder) => {
      const base = pathOf(folder);
      const found = await readdir(base, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(join(base, '/').length));
      return files
        .map((file) => file.split(sep))
        .filter((parts) => !parts.some((part) => part.startsWith('.')))
        .map((parts) => folder + parts.join('/'));
    },
  };
}

async function takePieces(path: string, limit: number, taking: Taking): Promise<'taken' | ReadFailure> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > limit) return 'too_large';
      const take = taking();
      for (let at = 0; at < size; ) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(Math.min(PIECE, size - at)), 0, undefined, at);
        if (bytesRead === 0) return 'unreachable'; // cut while it was read
        take(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
      return 'taken';
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code)) ? 'missing' : 'unreachable';
  }
}
