import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = /^(?:node_modules|dist|out|cdk\.out|\.git|\.astro|\.out|\.data.*)$/;

/** All files of the repository that people wrote, as paths from `root` with forward slashes; what is built or installed is left out. */
export function projectFiles(root: string, folder = ''): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (BUILT.test(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? projectFiles(root, path) : [path];
  });
}
