import { formatMoney, money } from '../domain/money.ts';
import { formatInstant } from '../domain/time.ts';
import { localPath } from './address.ts';
import { type Fragment, type Html, html } from './html.ts';
import { type Halt, renderHalts } from './render-halt.ts';
import { type RowContext, renderRow } from './render-row.ts';
import type { Row } from './row.ts';
import { type Lang, texts } from './text.ts';

/** Gifts that are settled and not yet in the log, at an instant in milliseconds since 1970, and what stands still; `atLeast` where there are more than were counted, `witnessed` the size that witnesses have cosigned by then. */
export type Pending = {
  readonly count: number;
  readonly minor: number;
  readonly asOfMs: number;
  readonly halts: readonly Halt[];
  readonly atLeast?: true;
  readonly witnessed?: number;
};

/** Says what is paid and not yet public, and as of when; zero is said as well. */
export function renderPending(pending: Pending | undefined, lang: Lang): Fragment {
  if (pending === undefined) return undefined;
  const text = texts[lang];
  const sum = formatMoney(money('CNY', pending.minor));
  const said = pending.count === 0 ? text.pendingNone : pending.atLeast === true ? text.pendingMore(pending.count, sum) : text.pending(pending.count, sum);
  const at = formatInstant(pending.asOfMs);
  const witnessed = pending.witnessed === undefined ? text.witnessedNone : text.witnessedTo(pending.witnessed);
  return html`${renderHalts(pending.halts, lang)}<p class="pending">${said} <span class="as-of">${text.pendingAsOf(`${at.slice(0, 10)} ${at.slice(11, 19)}`)}</span> <a href="${localPath(lang, '/lookup.html')}">${text.queriesOpen}</a> <span class="witness-state">${witnessed}</span></p>`;
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
