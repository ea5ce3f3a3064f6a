import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { clearUnfinished, folderFiles } from './folder-files.ts';

/** What one portal keeps on one machine; `guard` lies beside the folder, so that a restored copy does not bring it along. */
export type DataFolder = {
  readonly root: string;
  /** File of the embedded DynamoDB. */
  readonly tables: string;
  /** Folders that stand for the three buckets. */
  readonly log: string;
  readonly public: string;
  readonly private: string;
  /** File for a key that the portal makes for itself, by name. */
  readonly keyFile: (name: string) => string;
  readonly guard: Guard;
  /** Says under which address the portal answers, for whoever finds the folder taken. */
  readonly announce: (address: string) => void;
  readonly release: () => void;
};

/** The last checkpoint that was signed here, as a signed note, in a second place. */
export type Guard = { readonly read: () => Promise<string | undefined>; readonly write: (checkpoint: string) => Promise<void> };

export type DataFolderOutcome = { readonly ok: true; readonly folder: DataFolder } | { readonly ok: false; readonly holder: Holder };

/** The portal that runs on a folder, as far as it has said so. */
export type Holder = { readonly pid?: number; readonly address?: string };

/**
 * Takes a data folder for this process alone, making it where there is none. The lock is the operating system's on
 * an open file, so it ends with the process, however that ends; nothing is left behind for the next start.
 */
export async function openDataFolder(path: string): Promise<DataFolderOutcome> {
  const root = resolve(path);
  mkdirSync(join(root, 'keys'), { recursive: true, mode: 0o700 });
  const lock = takeLock(join(root, 'lock.db'));
  const holder = join(root, 'holder.json');
  if (lock === undefined) return { ok: false, holder: readHolder(holder) };
  const announce = (address?: string) => writeFileSync(holder, JSON.stringify({ pid: process.pid, address }));
  announce();
  const buckets = { log: join(root, 'log'), public: join(root, 'public'), private: join(root, 'private') };
  for (const bucket of Object.values(buckets)) await clearUnfinished(bucket);
  return {
    ok: true,
    folder: {
      root,
      tables: join(root, 'tables.db'),
      ...buckets,
      keyFile: (name) => join(root, 'keys', name),
      guard: guardOf(root),
      announce,
      release: () => lock.close(),
    },
  };
}

/** The sentence for an operator whose start met a portal that is already running. */
export function sayTaken(path: string, holder: Holder): string {
  const who = [holder.pid === undefined ? undefined : `process ${holder.pid}`, holder.address].filter((part) => part !== undefined).join(', ');
  return `A portal already runs on ${path}${who === '' ? '' : ` (${who})`}. Stop it first, or set DATA_DIR to another folder.`;
}

/** The guard beside the data folder at `root`. */
function guardOf(root: string): Guard {
  const files = folderFiles(join(dirname(root), `${basename(root)}.guard`), { durable: true });
  return {
    read: async () => {
      const stored = await files.get('checkpoint');
      return stored === undefined ? undefined : new TextDecoder().decode(stored.bytes);
    },
    write: async (checkpoint) => {
      await files.put('checkpoint', new TextEncoder().encode(checkpoint), { when: 'always', contentType: 'text/plain; charset=utf-8' });
    },
  };
}

/** Locks a file for this process alone until it is closed or the process ends; nothing where another process holds it. */
export function takeLock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}

const SQLITE_BUSY = 5;

function readHolder(file: string): Holder {
  try {
    const said: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof said !== 'object' || said === null) return {};
    return {
      ...('pid' in said && typeof said.pid === 'number' ? { pid: said.pid } : {}),
      ...('address' in said && typeof said.address === 'string' ? { address: said.address } : {}),
    };
  } catch {
    // The holder is between lock and announcement, or was cut short in it: that it holds the lock is certain all the same.
    return {};
  }
}
