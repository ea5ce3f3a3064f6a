import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, transform } from 'esbuild';

/** Both builders run from the root of the repository; where this module lies once it is bundled says nothing. */
const from = (path: string): string => resolve('site', path);

/** Where a script of `elements/` lies. */
export const elementPath = (name: string): string => from(`elements/${name}`);

/** Bundles a script of `elements/` with all it needs into one text that may stand within a page, for browsers from 2020 on. */
export async function inlinedScript(name: string): Promise<string> {
  const made = await build({
    entryPoints: [elementPath(name)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  return made.outputFiles[0]?.text ?? '';
}

/** Joins style files of `styles/` into one text that may stand within a page. */
export async function inlinedStyles(names: readonly string[]): Promise<string> {
  const files = await Promise.all(names.map((name) => readFile(from(`styles/${name}`), 'utf8')));
  const made = await transform(files.join('\n'), { loader: 'css', minify: true, charset: 'utf8' });
  return made.code;
}
