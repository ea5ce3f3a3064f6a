import { escapeHtml } from './html.ts';

/** What a page about the log's keys must hold of its own: the keys, who witnesses the log, and the log size it was made from. */
export type KeyPage = {
  /** As in `log.json`: each key with the size from which, and perhaps until which, it signs. */
  readonly vkeys: readonly { readonly vkey: string; readonly from: number; readonly until?: number }[];
  readonly policy: string;
  readonly size: number;
};

/** Puts the keys into a page that the site's build made, such as the file for checking without a network. */
export function fillKeyPage(shell: string, { vkeys, policy, size }: KeyPage): string {
  const values: { readonly [marker: string]: string } = {
    '{{fill:vkeys}}': escapeHtml(vkeys.map(({ vkey }) => vkey).join('\n')),
    '{{fill:ranges}}': escapeHtml(JSON.stringify(vkeys)),
    '{{fill:last}}': escapeHtml(vkeys.at(-1)?.vkey ?? ''),
    '{{fill:policy}}': escapeHtml(policy),
    '{{fill:size}}': String(size),
  };
  return shell.replace(/\{\{fill:(?:vkeys|ranges|last|policy|size)\}\}/g, (marker) => values[marker] ?? '');
}
