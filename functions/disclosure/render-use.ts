import { formatMoney, money } from '../domain/money.ts';
import { recordNumber } from '../domain/number.ts';
import type { Society } from '../domain/society.ts';
import { issuePagePath, localPath } from './address.ts';
import { shortDay } from './day-text.ts';
import { definedName } from './defined-name.ts';
import { articleName, entryLine } from './entry-line.ts';
import type { Filled } from './fill-shell.ts';
import { accountOf, addFlows } from './flows.ts';
import { type Fragment, type Html, html } from './html.ts';
import { addTallies, type Live, ROWS_PER_PAGE } from './live.ts';
import { renderCheck } from './render-parts.ts';
import { renderSum } from './render-row.ts';
import { type Lang, texts } from './text.ts';
import { moveTexts } from './text-moves.ts';
import { type StockLine, USES_SHOWN, type UseLine, type Uses } from './uses.ts';

/** What the page of uses is drawn from; `live` and `uses` are of the same log size. */
export type UseView = { readonly lang: Lang; readonly society: Society; readonly live: Live; readonly uses: Uses };

/** Writes what gifts were used for, campaign by campaign: received, used, left, each use with the row it comes from, goods article by article. */
export function renderUse(view: UseView): Filled {
  const { lang, society, live } = view;
  const text = moveTexts[lang];
  const heading = html`<header class="masthead"><p class="masthead-society">${society.name[lang]}</p><h1>${text.useTitle}</h1><p class="masthead-tagline">${text.useLead}</p></header>`;
  const campaigns = Object.keys(live.definitions.campaigns).map((id) => renderCampaignUse(view, id));
  const main = html`${heading}${campaigns}${renderCheck({ lang, size: live.size })}`;
  return { title: `${text.useTitle} · ${society.name[lang]}`, main: main.html, size: live.size, path: '/use.html' };
}

function renderCampaignUse(view: UseView, id: string): Html {
  const { lang, live, uses } = view;
  const text = moveTexts[lang];
  const isMine = (one: { readonly campaign: string }): boolean => one.campaign === id;
  const flows = addFlows(live.flowsBefore ?? [], live.issue.flows ?? []).filter(isMine);
  const account = accountOf(addTallies(live.before, live.issue.tallies).filter(isMine), flows);
  const name = definedName(live.definitions.campaigns, id, lang);
  const write = (minor: number): string => formatMoney(money('CNY', minor));
  const figure = (label: string, minor: number, note?: string): Html =>
    html`<div class="sum"><dt>${label}</dt><dd class="sum-figure">${renderSum(money('CNY', minor))}</dd>${note === undefined || note === '' ? undefined : html`<dd>${note}</dd>`}</div>`;
  const notes = [
    ...(account.brought === 0 ? [] : [text.brought(write(account.brought))]),
    ...(account.moved === 0 ? [] : [text.movedIn(write(account.moved))]),
  ];
  const sums = html`<dl class="sums">${figure(text.columnReceived, account.received)}${figure(text.columnUsed, account.used)}${figure(text.columnLeft, account.left, notes.join(lang === 'zh' ? '，' : ', '))}</dl>`;
  const lines = uses.last[id] ?? [];
  const stock = uses.stock.filter(isMine);
  const list = lines.length === 0 ? undefined : html`<ol class="rows">${lines.map((line) => useRow(view, line))}</ol>`;
  const last = lines.length < USES_SHOWN ? undefined : html`<p class="range">${text.useLast(USES_SHOWN)}</p>`;
  const nothing = lines.length === 0 && stock.length === 0 ? html`<p class="empty">${text.useNothing}</p>` : undefined;
  return html`<section class="use" id="${id}" aria-labelledby="${id}-name"><h2 id="${id}-name"><a href="${localPath(lang, `/campaigns/${id}.html`)}">${name}</a></h2>${sums}${nothing}${list}${last}${renderStock(stock, view)}</section>`;
}

/** A use with the day and its issue, which is where its row stands. */
function useRow({ lang, society, live }: UseView, line: UseLine): Html {
  const { label, who, figure, what } = entryLine(line.entry, { lang, definitions: live.definitions });
  const row = localPath(lang, `${issuePagePath(society.id, { number: line.issue, page: Math.ceil(line.row / ROWS_PER_PAGE) })}#r${line.row}`);
  const written = recordNumber(1, line.index);
  const fixed =
    line.fixedBy === undefined
      ? undefined
      : html` <span class="row-corrected">${moveTexts[lang].later.fix} <a href="${localPath(lang, '/verify.html')}#${recordNumber(1, line.fixedBy)}">${recordNumber(1, line.fixedBy)}</a></span>`;
  return html`<li class="row row-move row-${line.entry.k}"><span class="row-name"><span class="row-label">${label}</span>${who === undefined ? undefined : html` · <bdi>${who}</bdi>`}</span> <span class="row-sum">${figure}</span> <span class="row-purpose">${what} <span class="row-day"><a href="${row}">${texts[lang].issueNumber(line.issue)}</a> · ${shortDay(line.entry.on, lang)}</span></span> <a class="row-number" href="${localPath(lang, '/verify.html')}#${written}">${written}</a>${fixed}</li>`;
}

function renderStock(stock: readonly StockLine[], { lang, live }: UseView): Fragment {
  if (stock.length === 0) return undefined;
  const text = moveTexts[lang];
  const count = (by: number, { article }: StockLine): Html => html`<td class="figure">${text.count(by, article.unit)}</td>`;
  const rows = stock.map(
    (line) =>
      html`<tr><th scope="row">${articleName(line.article)} <span class="row-day">${definedName(live.definitions.branches, line.branch, lang)}</span></th>${count(line.received, line)}${count(line.handed, line)}${count(line.left, line)}</tr>`,
  );
  const heads = [text.columnReceived, text.columnHanded, text.columnLeft].map((head) => html`<th scope="col" class="figure">${head}</th>`);
  return html`<table class="tally stock"><caption>${text.goodsTable}</caption><thead><tr><th scope="col">${text.columnArticle}</th>${heads}</tr></thead><tbody>${rows}</tbody></table>`;
}
