import { money } from '../domain/money.ts';
import { issuePath, localPath } from './address.ts';
import { formatWindow } from './day-text.ts';
import { accountOf } from './flows.ts';
import { type Html, html } from './html.ts';
import { type IssueSummary, sumOf } from './live.ts';
import { renderSum } from './render-row.ts';
import { type Lang, texts } from './text.ts';

/** Writes issues as a list, each with its days, sum and count; says so where there is none. */
export function issueStrip(issues: readonly IssueSummary[], { lang, society }: { readonly lang: Lang; readonly society: string }): Html {
  if (issues.length === 0) return html`<p class="empty">${texts[lang].noIssues}</p>`;
  return html`<ol class="strip">${issues.map((issue) => issueLine(issue, { lang, society }))}</ol>`;
}

function issueLine(issue: IssueSummary, { lang, society }: { readonly lang: Lang; readonly society: string }): Html {
  const text = texts[lang];
  const sum = { count: sumOf(issue.tallies).count, minor: accountOf(issue.tallies, issue.flows ?? []).received };
  const said = sum.count === 0 ? html`<span class="strip-count">${text.nothingIssue}</span>` : html`<span class="strip-count">${text.gifts(sum.count)}</span>`;
  return html`<li><a href="${localPath(lang, `${issuePath(society, issue.number)}.html`)}"><span class="strip-number">${text.issueNumber(issue.number)}</span> <span class="strip-day">${formatWindow(issue, lang)}</span> <span class="strip-sum">${renderSum(money('CNY', sum.minor))}</span> ${said}</a></li>`;
}
