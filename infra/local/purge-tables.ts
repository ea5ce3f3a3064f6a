import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DataFolder } from './data-folder.ts';

/**
 * Rewrites the file of the embedded database once after names were taken back or erased: a deleted value stays in freed
 * pages of the file until something else is written there. Only while no database runs on it.
 */
export function purgeTables(folder: Pick<DataFolder, 'root' | 'tables' | 'public'>): void {
  const forgotten = readIfThere(join(folder.public, 'after/index.json'));
  if (forgotten === readIfThere(markOf(folder)) || !existsSync(folder.tables)) return;
  const database = new DatabaseSync(folder.tables);
  try {
    database.exec('VACUUM');
  } finally {
    database.close();
  }
  writeFileSync(markOf(folder), forgotten);
}

/** Says that the file must be rewritten at the next start, although nothing was taken back since the last time. */
export function purgeAtNextStart(folder: Pick<DataFolder, 'root'>): void {
  rmSync(markOf(folder), { force: true });
}

const markOf = (folder: Pick<DataFolder, 'root'>): string => join(folder.root, 'purged.json');

const readIfThere = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
