import { escapeHtml } from './html.ts';

/** What the file for checking without a network must hold of its own: the log's keys, who witnesses it, and the log size it was made from. */
export type OfflineCheck = { readonly vkeys: readonly string[]; readonly policy: string; readonly size: number };

/** Puts the keys into the file that the site's build made. Whoever saves it needs nothing else later. */
export function fillOfflineCheck(shell: string, { vkeys, policy, size }: OfflineCheck): string {
  const values: { readonly [marker: string]: string } = {
    '{{fill:vkeys}}': escapeHtml(vkeys.join('\n')),
    '{{fill:policy}}': escapeHtml(policy),
    '{{fill:size}}': String(size),
  };
  return shell.replace(/\{\{fill:(?:vkeys|policy|size)\}\}/g, (marker) => values[marker] ?? '');
}
