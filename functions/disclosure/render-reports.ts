import { recordNumber } from '../domain/number.ts';
import type { Society } from '../domain/society.ts';
import { localPath } from './address.ts';
import { shortDay } from './day-text.ts';
import type { Filled } from './fill-shell.ts';
import { type Html, html } from './html.ts';
import type { Live } from './live.ts';
import { renderBills } from './render-bills.ts';
import { renderCheck } from './render-parts.ts';
import type { Lang } from './text.ts';
import { inLang, moveTexts } from './text-moves.ts';
import type { ReportLine, Uses } from './uses.ts';

/** What the page of reports is drawn from. */
export type ReportsView = { readonly lang: Lang; readonly society: Society; readonly live: Live; readonly uses: Uses };

/** Writes the reports that were published, newest first, each with the digest by which anybody can tell that a file is the same; and how each day compares with the channels' bills. */
export function renderReports({ lang, society, live, uses }: ReportsView): Filled {
  const text = moveTexts[lang];
  const heading = html`<header class="masthead"><p class="masthead-society">${society.name[lang]}</p><h1>${text.reportsTitle}</h1><p class="masthead-tagline">${text.reportsLead}</p></header>`;
  const list =
    uses.reports.length === 0
      ? html`<p class="empty">${text.reportsNothing}</p>`
      : html`<ol class="reports">${uses.reports.map((line) => report(line, lang))}</ol>`;
  return {
    title: `${text.reportsTitle} · ${society.name[lang]}`,
    main: html`${heading}${list}${renderBills({ lang, live, uses })}${renderCheck({ lang, size: uses.size })}`.html,
    size: uses.size,
    path: '/reports.html',
  };
}

function report({ index, entry }: ReportLine, lang: Lang): Html {
  const text = moveTexts[lang];
  const written = recordNumber(1, index);
  const days = text.reportDays(shortDay(entry.from, lang), shortDay(entry.through, lang));
  return html`<li><h2><a href="${entry.link}" rel="noreferrer">${inLang(entry.title, lang)}</a></h2><p>${text.reports[entry.what]} · ${days} · ${text.bytes(entry.length)}</p><p class="digest">SHA-256<br><code>${entry.sha256}</code></p><p><a class="row-number" href="${localPath(lang, '/verify.html')}#${written}">${written}</a> <span class="row-day">${shortDay(entry.on, lang)}</span></p></li>`;
}
