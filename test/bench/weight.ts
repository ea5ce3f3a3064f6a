import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { bundleFunctions, bytesBeforeFirstAnswer } from '../../infra/bundle.ts';
import { buildSite } from '../../infra/local/build-site.ts';

const PROFILE = fileURLToPath(new URL('../../site/society/demonstration.json', import.meta.url));
const PAGES = ['shells/home.html', 'shells/issue.html', 'give/everyday.html', 'thanks.html', 'verify.html', 'about.html'];

/** Bytes that a first visit brings over the wire, and bytes of code that a function evaluates before its first answer. */
export async function weight(): Promise<void> {
  const dist = await buildSite({ societyFile: PROFILE });
  console.log('  page                      KB over the wire   requests');
  for (const page of PAGES) {
    const files = [join(dist, page), ...assetsOf(dist, readFileSync(join(dist, page), 'utf8'))];
    const bytes = files.reduce((sum, file) => sum + overTheWire(readFileSync(file)), 0);
    console.log(`  ${page.padEnd(26)}${(bytes / 1024).toFixed(1).padStart(16)}${String(files.length).padStart(11)}`);
  }
  console.log('  function       KB evaluated before its first answer');
  for (const { name, entry, metafile } of await bundleFunctions()) {
    console.log(`  ${name.padEnd(14)}${(bytesBeforeFirstAnswer(metafile, entry) / 1000).toFixed(1).padStart(8)}`);
  }
}

/** Scripts and styles that a page names, and the modules that these import at once. */
function assetsOf(dist: string, html: string): readonly string[] {
  const all = readdirSync(join(dist, '_astro'));
  const named = new Set([...html.matchAll(/\/_astro\/([^"]+)"/g)].map((match) => match[1] ?? ''));
  for (const name of named) {
    if (!name.endsWith('.js')) continue;
    for (const match of readFileSync(join(dist, '_astro', name), 'utf8').matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g))
      if (all.includes(match[1] ?? '')) named.add(match[1] ?? '');
  }
  return [...named].map((name) => join(dist, '_astro', name));
}

function overTheWire(bytes: Uint8Array): number {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
}
