import { formatInstant } from '../domain/time.ts';
import { type Fragment, html } from './html.ts';
import { type Lang, texts } from './text.ts';

/** Something that stands still: publication as a whole, or the close of the issue that is due. `reason` is a stable code. */
export type Halt = { readonly what: 'publication' | 'close'; readonly reason: string; readonly sinceMs: number };

/** Says what stands still, since when, and that nothing published is touched by it (M11, M20). */
export function renderHalts(halts: readonly Halt[], lang: Lang): Fragment {
  return halts.map(({ what, reason, sinceMs }) => {
    const at = formatInstant(sinceMs);
    return html`<p class="halt" role="status">${texts[lang].halts[what](`${at.slice(0, 10)} ${at.slice(11, 16)}`)} <code>${reason}</code></p>`;
  });
}
