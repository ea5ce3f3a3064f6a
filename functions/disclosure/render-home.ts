import { money } from '../domain/money.ts';
import type { Society } from '../domain/society.ts';
import { localPath } from './address.ts';
import { formatWindow } from './day-text.ts';
import type { Filled } from './fill-shell.ts';
import { accountOf, addFlows } from './flows.ts';
import { type Fragment, type Html, html } from './html.ts';
import { issueStrip } from './issue-strip.ts';
import { addTallies, goodsOf, type Live, sumOf } from './live.ts';
import { renderAccounts } from './render-accounts.ts';
import { type Pending, renderPending, renderRows } from './render-parts.ts';
import { renderSum } from './render-row.ts';
import { renderGoods } from './render-sums.ts';
import type { Row } from './row.ts';
import { type Lang, texts } from './text.ts';
import { moveTexts } from './text-moves.ts';

/** The front page of the portal. `rows` are the last few, newest first. */
export type HomeView = { readonly lang: Lang; readonly society: Society; readonly live: Live; readonly rows: readonly Row[]; readonly pending?: Pending };

/** Writes the front page: today as it grows, the last seven issues, everything since the beginning, one way to give and one to check. */
export function renderHome(view: HomeView): Filled {
  const { lang, society, live } = view;
  const main = html`${today(view)}${actions(lang, society)}${newest(view)}${lastSeven(view)}${sinceStart(view)}`;
  return { title: `${society.name[lang]} · ${texts[lang].disclosure}`, main: main.html, size: live.size, path: '/index.html' };
}

function today({ lang, society, live, pending }: HomeView): Html {
  const text = texts[lang];
  const { issue } = live;
  const sum = { count: sumOf(issue.tallies).count, minor: accountOf(issue.tallies, issue.flows ?? []).received };
  const said = sum.count === 0 ? html`<p class="empty">${text.nothingToday}</p>` : html`<p class="lead-count">${text.gifts(sum.count)}</p>`;
  return html`<header class="masthead home"><p class="masthead-society">${society.name[lang]}</p><h1>${text.disclosure}</h1><p class="masthead-tagline">${text.tagline}</p></header><section class="lead" aria-labelledby="today"><h2 id="today"><a href="${localPath(lang, '/today.html')}">${text.today} · ${text.issueNumber(issue.number)}</a></h2><p class="masthead-day">${formatWindow(issue, lang)} <span class="state new">${text.openUntil(society.closeAt)}</span></p><p class="lead-sum"><span class="lead-label">${text.received}</span> <a href="${localPath(lang, '/today.html')}">${renderSum(money('CNY', sum.minor))}</a></p>${said}${renderPending(pending, lang)}</section>`;
}

function actions(lang: Lang, society: Society): Html {
  const text = texts[lang];
  const [first] = society.campaigns;
  const give = first === undefined ? undefined : html`<a class="button" href="${localPath(lang, `/give/${first.id}.html`)}">${text.give}</a> `;
  return html`<p class="actions">${give}<a class="button quiet" href="${localPath(lang, '/verify.html')}">${text.verify}</a></p>`;
}

function newest({ lang, live, rows }: HomeView): Fragment {
  if (rows.length === 0) return undefined;
  const text = texts[lang];
  const list = renderRows(rows, { lang, definitions: live.definitions, generation: 1 });
  return html`<section aria-labelledby="newest"><h2 id="newest">${text.newest}</h2>${list}<p><a href="${localPath(lang, '/today.html')}">${text.todayRead}</a></p></section>`;
}

function lastSeven({ lang, society, live }: HomeView): Html {
  const text = texts[lang];
  return html`<section aria-labelledby="seven"><h2 id="seven">${text.lastSeven}</h2>${issueStrip(live.closed, { lang, society: society.id })}<p><a href="${localPath(lang, '/disclosures/index.html')}">${text.disclosures}</a></p></section>`;
}

function sinceStart({ lang, society, live }: HomeView): Html {
  const text = texts[lang];
  const tallies = addTallies(live.before, live.issue.tallies);
  const flows = addFlows(live.flowsBefore ?? [], live.issue.flows ?? []);
  const sum = { count: sumOf(tallies).count, minor: accountOf(tallies, flows).received };
  const accounts = renderAccounts({ lang, definitions: live.definitions, tallies, flows, caption: moveTexts[lang].accountsToDate, left: true });
  const goods = renderGoods(goodsOf(live), lang);
  const campaigns = society.campaigns.map((one) => html`<li><a href="${localPath(lang, `/campaigns/${one.id}.html`)}">${one.name[lang]}</a></li>`);
  return html`<section aria-labelledby="since"><h2 id="since">${text.sinceStart}</h2><p class="since-sum"><a href="${localPath(lang, '/disclosures/index.html')}">${renderSum(money('CNY', sum.minor))}</a> <span>${text.gifts(sum.count)}</span></p>${accounts}${goods}<p><a href="${localPath(lang, '/use.html')}">${moveTexts[lang].useTitle}</a> · <a href="${localPath(lang, '/reports.html')}">${moveTexts[lang].reportsTitle}</a></p><h3>${text.campaigns}</h3><ul class="campaigns">${campaigns}</ul></section>`;
}
