import { escapeHtml } from './html.ts';

/** What a page is made of: its title as text, its main part as markup, the log size it was made from, and its Chinese address, such as `/today.html`. */
export type Filled = { readonly title: string; readonly main: string; readonly size: number; readonly path: string };

const MARKERS = /<!--fill:main-->|\{\{fill:(?:title|size|path)\}\}/g;

/** Puts a page into the shell that the site's build made. One pass, so that a donor's text that looks like a marker stays text. */
export function fillShell(shell: string, filled: Filled): string {
  const values: { readonly [marker: string]: string } = {
    '<!--fill:main-->': filled.main,
    '{{fill:title}}': escapeHtml(filled.title),
    '{{fill:size}}': String(filled.size),
    '{{fill:path}}': escapeHtml(filled.path),
  };
  return shell.replace(MARKERS, (marker) => values[marker] ?? '');
}
