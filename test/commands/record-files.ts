import { folderSource } from '../../functions/commands/verify/folder-source.ts';
import { type PublicSource, readFile } from '../../functions/commands/verify/source.ts';

/** Public files by their paths. */
export type Files = ReadonlyMap<string, Uint8Array>;

const FOLDERS = ['log/1/', 'open/', 'after/', 'disclosures/', 'campaigns/', 'shells/', 'en/disclosures/', 'en/campaigns/'];
const ALONE = ['live.json', 'uses.json', 'pending.json', ...['index', 'today', 'use', 'reports'].flatMap((page) => [`${page}.html`, `en/${page}.html`])];

/** Reads every public file of a portal's folder. */
export async function readAll(folder: string): Promise<Files> {
  const source = folderSource(folder);
  const listed = await Promise.all(FOLDERS.map(async (one) => (await source.list?.(one)) ?? []));
  const files = new Map<string, Uint8Array>();
  for (const path of [...listed.flat(), ...ALONE]) {
    const bytes = await readFile(source, path, 1e9);
    if (typeof bytes !== 'string') files.set(path, bytes);
  }
  return files;
}

/** The same files with one changed, added or, where nothing is given, taken away. */
export function changed(files: Files, path: string, bytes: Uint8Array | string | undefined): Files {
  const others = [...files].filter(([one]) => one !== path);
  const changedTo = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return new Map(changedTo === undefined ? others : [...others, [path, changedTo]]);
}

/** The text of a file. */
export function textOf(files: Files, path: string): string {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`no ${path}`);
  return new TextDecoder().decode(bytes);
}

/** A record in memory, as a folder. */
export function memorySource(files: Files): PublicSource {
  return {
    kind: 'folder',
    place: 'memory',
    take: async (path, limit, taking) => {
      const bytes = files.get(path);
      if (bytes === undefined) return 'missing';
      if (bytes.length > limit) return 'too_large';
      taking()(bytes);
      return 'taken';
    },
    list: async (folder) => [...files.keys()].filter((path) => path.startsWith(folder)),
  };
}
