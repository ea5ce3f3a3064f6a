import { type DonorLink, parseDonorLink } from './thanks-link.ts';

/** Links at most in one statement. */
export const LINKS_MOST = 200;

/** The gifts that pasted links open, each once; or which line is none, counted from 1 among those that are not empty. */
export type PastedLinks = { readonly ok: true; readonly links: readonly DonorLink[] } | { readonly ok: false; readonly line: number };

/** Reads links pasted one a line, behind the one that the page itself was opened with. */
export function readPastedLinks(own: DonorLink | undefined, pasted: string): PastedLinks {
  const found = new Map<string, DonorLink>(own === undefined ? [] : [[own.id, own]]);
  const lines = pasted.split(/\s+/).filter((line) => line !== '');
  for (const [at, line] of lines.entries()) {
    const link = parseDonorLink(line.slice(Math.max(0, line.indexOf('#'))));
    if (link === undefined) return { ok: false, line: at + 1 };
    found.set(link.id, link);
  }
  return { ok: true, links: [...found.values()] };
}
