import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { elementPath, inlinedStyles } from './inlined.ts';

/** A file of the site that carries its digest in its name, as those do that may be kept for ever. */
export type Bundled = { readonly name: string; readonly text: string };

/**
 * Scripts and styles of the checking page, bundled apart from all others: it shares nothing but what both languages
 * need, and so weighs a tenth less than as a part of the whole site.
 */
export async function bundledCheck(): Promise<readonly Bundled[]> {
  kept ??= Promise.all([scripts(['verify-panel-zh.ts', 'verify-panel-en.ts']), styles()]).then(([files, style]) => [...files, style]);
  return kept;
}

/** Finds the file that begins with these words. */
export async function bundledName(beginning: string): Promise<string> {
  const found = (await bundledCheck()).find(({ name }) => name.startsWith(`${beginning}.`));
  if (found === undefined) throw new Error(`nothing is bundled as ${beginning}`);
  return found.name;
}

let kept: Promise<readonly Bundled[]> | undefined;

async function scripts(names: readonly string[]): Promise<readonly Bundled[]> {
  const made = await build({
    entryPoints: names.map(elementPath),
    entryNames: '[name].[hash]',
    chunkNames: '[name].[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: ['chrome80', 'safari14.1'],
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    outdir: '_astro',
  });
  return made.outputFiles.map(({ path, text }) => ({ name: basename(path), text }));
}

async function styles(): Promise<Bundled> {
  const text = await inlinedStyles(['tokens.css', 'page.css', 'sheet.css', 'check.css', 'print.css']);
  return { name: `verify.${createHash('sha256').update(text).digest('hex').slice(0, 8)}.css`, text };
}
