import { formatInstant } from '../domain/time.ts';
import { type Fragment, html } from './html.ts';
import { type Lang, texts } from './text.ts';

/** Something that stands still: publication as a whole, or the close of the issue that is due. `reason` is a stable code; `evidence`: signed checkpoints that contradict each other. */
export type Halt = { readonly what: 'publication' | 'close'; readonly reason: string; readonly sinceMs: number; readonly evidence?: readonly string[] };

/** Says what stands still, since when, and that nothing published is touched by it (M11, M20). */
export function renderHalts(halts: readonly Halt[], lang: Lang): Fragment {
  return halts.map(({ what, reason, sinceMs, evidence = [] }) => {
    const at = formatInstant(sinceMs);
    const said = html`<p class="halt" role="status">${texts[lang].halts[what](`${at.slice(0, 10)} ${at.slice(11, 16)}`)} <code>${reason}</code>${why(reason, lang)}</p>`;
    if (evidence.length === 0) return said;
    return html`${said}<details class="halt-evidence"><summary>${texts[lang].haltEvidence}</summary>${evidence.map((file) => html`<pre>${file}</pre>`)}</details>`;
  });
}

/** What the reason means for a reader, where it is more than a matter for our engineers. */
function why(reason: string, lang: Lang): string {
  const { haltReasons } = texts[lang];
  if (reason === 'log_behind' || reason === 'log_forked') return ` ${haltReasons[reason]}`;
  return '';
}
