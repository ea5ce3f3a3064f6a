import { posix } from 'node:path';

/** One import: paths from the root of the repository for our own files (`within`), a package's name otherwise. */
export type Import = { readonly from: string; readonly to: string; readonly within: boolean; readonly typeOnly: boolean };

const STATIC = /^[ \t]*(import|export)\s+(type\s+)?(?:[\w*{][^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** What a source file imports and re-exports, lazily imported modules and Astro frontmatter included. */
export function importsOf(file: string, source: string): readonly Import[] {
  const make = (specifier: string, typeOnly: boolean): Import => {
    const within = specifier.startsWith('.');
    return { from: file, to: within ? posix.join(posix.dirname(file), specifier) : specifier, within, typeOnly };
  };
  return [
    ...[...source.matchAll(STATIC)].map((match) => make(match[3] ?? '', match[2] !== undefined)),
    ...[...source.matchAll(DYNAMIC)].map((match) => make(match[1] ?? '', /typeof\s+$/.test(source.slice(0, match.index)))),
  ];
}
