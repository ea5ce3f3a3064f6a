import type { Society } from '../domain/society.ts';
import { issuePath, localPath } from './address.ts';
import { formatWindow } from './day-text.ts';
import type { Filled } from './fill-shell.ts';
import type { Flow } from './flows.ts';
import { type Fragment, type Html, html } from './html.ts';
import { type Definitions, type IssueSummary, sumOf, type Tally } from './live.ts';
import { renderPageLinks } from './page-links.ts';
import { renderAccounts } from './render-accounts.ts';
import { type Pending, renderCheck, renderPending, renderRows } from './render-parts.ts';
import { renderSums } from './render-sums.ts';
import { renderTallies } from './render-tallies.ts';
import type { Row } from './row.ts';
import { type Lang, texts } from './text.ts';
import { moveTexts } from './text-moves.ts';

/** An issue as its front page shows it. `rows` is its first page, `before` the tallies of all earlier issues, `size` that of the log it was made from. */
export type IssueView = {
  readonly lang: Lang;
  readonly society: Society;
  readonly issue: IssueSummary;
  readonly state: 'open' | 'closed';
  readonly before: readonly Tally[];
  /** What moved in all earlier issues besides gifts of money. */
  readonly flowsBefore: readonly Flow[];
  readonly definitions: Definitions;
  readonly rows: readonly Row[];
  readonly pages: number;
  readonly size: number;
  readonly pending?: Pending;
};

/** Writes the front page of an issue: masthead, sums, where it came from, the first rows, files, how to check. */
export function renderIssue(view: IssueView): Filled {
  const path = `${issuePath(view.society.id, view.issue.number)}.html`;
  return { ...front(view, { empty: texts[view.lang].nothingIssue, heading: texts[view.lang].rows }), path };
}

/** Writes the open issue as today's page; `rows` are the last ones, newest first. */
export function renderToday(view: IssueView): Filled {
  return { ...front(view, { empty: texts[view.lang].nothingToday, heading: texts[view.lang].newest }), path: '/today.html' };
}

/** One page of an issue's rows; `page` counts from 1. */
export type IssuePageView = Omit<IssueView, 'before' | 'flowsBefore' | 'pending'> & { readonly page: number };

/** Writes one page of rows with the way to the pages beside it. */
export function renderIssuePage(view: IssuePageView): Filled {
  const { lang, society, issue, page, pages } = view;
  const text = texts[lang];
  const named = view.state === 'open' ? text.pageNumber(page) : text.pageOf(page, pages); // an open issue does not know yet how many it will have
  const place = { society: society.id, number: issue.number, page, pages, lang };
  const first = view.rows[0];
  const last = view.rows.at(-1);
  const range = first === undefined || last === undefined ? undefined : html`<p class="range">${text.rowsOf(first.row, last.row)}</p>`;
  const front = localPath(lang, `${issuePath(society.id, issue.number)}.html`);
  const heading = html`<header class="masthead small"><p class="masthead-society">${society.name[lang]}</p><h1><a href="${front}">${text.issueNumber(issue.number)}</a></h1><p class="masthead-day">${formatWindow(issue, lang)}</p><p>${named}</p></header>`;
  const main = html`${heading}<section id="rows" aria-label="${text.rows}">${range}${renderPageLinks(place, 'above')}${renderRows(view.rows, { lang, definitions: view.definitions, generation: 1 })}${renderPageLinks(place, 'below')}</section>${renderCheck({ lang, size: view.size, digest: issue.sha256 })}`;
  const path = `${issuePath(society.id, issue.number)}/${page}.html`;
  return { title: `${text.issueNumber(issue.number)} · ${named} · ${society.name[lang]}`, main: main.html, size: view.size, path };
}

function front(view: IssueView, words: { readonly empty: string; readonly heading: string }): Omit<Filled, 'path'> {
  const { lang, society, issue, definitions } = view;
  const nothing = sumOf(issue.tallies).count === 0 ? html`<p class="empty">${words.empty}</p>` : renderTallies(issue.tallies, { lang, definitions });
  const { flows = [] } = issue;
  const accounts = renderAccounts({ lang, definitions, tallies: issue.tallies, flows, caption: moveTexts[lang].accounts, left: false });
  const links = renderPageLinks({ society: society.id, number: issue.number, page: 1, pages: view.pages, lang }, 'below');
  const rows = html`<section class="issue-rows" aria-labelledby="rows"><h2 id="rows">${words.heading}</h2>${renderRows(view.rows, { lang, definitions, generation: 1 })}${links}</section>`;
  const main = html`${masthead(view)}${renderSums({ lang, received: issue.tallies, before: view.before, flows, flowsBefore: view.flowsBefore, goods: issue.goods })}${renderPending(view.pending, lang)}${nothing}${accounts}${rows}${downloads(view)}${renderCheck({ lang, size: view.size, digest: issue.sha256 })}`;
  return { title: `${texts[lang].issueNumber(issue.number)} · ${texts[lang].disclosure} · ${society.name[lang]}`, main: main.html, size: view.size };
}

function masthead({ lang, society, issue, state }: IssueView): Html {
  const text = texts[lang];
  const range = issue.closedAt === undefined ? text.rangeOpen(issue.first) : text.rangeClosed(issue.first, issue.closedAt);
  const said = state === 'open' ? html`<span class="state new">${text.openUntil(society.closeAt)}</span>` : html`<span class="state">${text.closed}</span>`;
  return html`<header class="masthead"><p class="masthead-society">${society.name[lang]}${text.code === 'en' ? ' · ' : ' '}${text.disclosure}</p><h1>${text.issueNumber(issue.number)}</h1><p class="masthead-day">${formatWindow(issue, lang)}</p><p class="masthead-state">${said} <span class="range">${text.range} ${range}</span></p></header>`;
}

function downloads({ lang, society, issue, state }: IssueView): Fragment {
  const text = texts[lang];
  const path = issuePath(society.id, issue.number);
  // An issue of the first version keeps the page that it was closed with.
  const later =
    issue.balanced === undefined
      ? undefined
      : html` <a href="${path}.pdf">PDF</a> <a href="/log/1/close/${issue.number}.json">${moveTexts[lang].statement}</a>`;
  const files = html`<p class="actions"><a href="${path}.json" download>JSON</a> <a href="${path}.csv" download>CSV</a>${later}</p><p>${issue.balanced === undefined ? text.downloadNote : moveTexts[lang].downloadNote}</p>`;
  return html`<section class="downloads" aria-labelledby="downloads"><h2 id="downloads">${text.downloads}</h2>${state === 'closed' ? files : html`<p>${text.downloadsLater}</p>`}</section>`;
}
