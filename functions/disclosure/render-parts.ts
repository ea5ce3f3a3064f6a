import { formatMoney, money } from '../domain/money.ts';
import { formatInstant } from '../domain/time.ts';
import { localPath } from './address.ts';
import { type Fragment, type Html, html } from './html.ts';
import { sumOf, type Tally } from './live.ts';
import { type Halt, renderHalts } from './render-halt.ts';
import { type RowContext, renderRow, renderSum } from './render-row.ts';
import type { Row } from './row.ts';
import { type Lang, texts } from './text.ts';

/** Gifts that are settled and not yet in the log, at an instant in milliseconds since 1970, and what stands still; `atLeast` where there are more than were counted. */
export type Pending = { readonly count: number; readonly minor: number; readonly asOfMs: number; readonly halts: readonly Halt[]; readonly atLeast?: true };

/** Writes the three sums of an issue: received, used, and what is left of everything since the record began. */
export function renderSums({ lang, received, before }: { readonly lang: Lang; readonly received: readonly Tally[]; readonly before: readonly Tally[] }): Html {
  const text = texts[lang];
  const now = sumOf(received);
  const late = now.lateCount === 0 ? undefined : html` <span class="sum-late">${text.lateGifts(now.lateCount)}</span>`;
  return html`<dl class="sums"><div class="sum"><dt>${text.received}</dt><dd class="sum-figure"><a href="#rows">${renderSum(money('CNY', now.minor))}</a></dd><dd>${text.gifts(now.count)}${late}</dd></div><div class="sum"><dt>${text.used}</dt><dd class="sum-figure">${renderSum(money('CNY', 0))}</dd><dd>${text.noUse}</dd></div><div class="sum"><dt>${text.balance}</dt><dd class="sum-figure"><a href="${localPath(lang, '/disclosures/index.html')}">${renderSum(money('CNY', now.minor + sumOf(before).minor))}</a></dd><dd>${text.balanceNote}</dd></div></dl>`;
}

/** Says what is paid and not yet public, and as of when; zero is said as well. */
export function renderPending(pending: Pending | undefined, lang: Lang): Fragment {
  if (pending === undefined) return undefined;
  const text = texts[lang];
  const sum = formatMoney(money('CNY', pending.minor));
  const said = pending.count === 0 ? text.pendingNone : pending.atLeast === true ? text.pendingMore(pending.count, sum) : text.pending(pending.count, sum);
  const at = formatInstant(pending.asOfMs);
  return html`${renderHalts(pending.halts, lang)}<p class="pending">${said} <span class="as-of">${text.pendingAsOf(`${at.slice(0, 10)} ${at.slice(11, 19)}`)}</span></p>`;
}

/** Writes rows as a list; none where there is none. */
export function renderRows(rows: readonly Row[], context: RowContext): Fragment {
  return rows.length === 0 ? undefined : html`<ol class="rows">${rows.map((row) => ({ html: renderRow(row, context) }))}</ol>`;
}

/** Says how anybody can check what the page says, and which beginning of the log it was made from. */
export function renderCheck({ lang, size, digest }: { readonly lang: Lang; readonly size: number; readonly digest?: string | undefined }): Html {
  const text = texts[lang];
  const close = digest === undefined ? undefined : html`<p class="digest">${text.digest}<br><code>${digest}</code></p>`;
  return html`<section class="check" aria-labelledby="check"><h2 id="check">${text.check}</h2><p>${text.checkText}</p>${close}<p class="actions"><a class="button quiet" href="${localPath(lang, '/verify.html')}">${text.checkNumber}</a> <a href="/log/1/log.json">${text.ledger}</a></p><p class="size">${text.ledgerSize(size)}</p></section>`;
}
