import { escapeHtml } from './html.ts';

/** What a page about the log's keys must hold of its own: the keys, who witnesses the log, and the log size it was made from. */
export type KeyPage = { readonly vkeys: readonly string[]; readonly policy: string; readonly size: number };

/** Puts the keys into a page that the site's build made, such as the file for checking without a network. */
export function fillKeyPage(shell: string, { vkeys, policy, size }: KeyPage): string {
  const values: { readonly [marker: string]: string } = {
    '{{fill:vkeys}}': escapeHtml(vkeys.join('\n')),
    '{{fill:policy}}': escapeHtml(policy),
    '{{fill:size}}': String(size),
  };
  return shell.replace(/\{\{fill:(?:vkeys|policy|size)\}\}/g, (marker) => values[marker] ?? '');
}
