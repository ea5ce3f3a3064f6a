import type { Society } from '../domain/society.ts';
import { localPath } from './address.ts';
import type { Filled } from './fill-shell.ts';
import { html } from './html.ts';
import { issueStrip } from './issue-strip.ts';
import type { IssueSummary } from './live.ts';
import { renderCheck } from './render-parts.ts';
import { type Lang, texts } from './text.ts';

/** All issues: `closed` newest first, and the open one. */
export type DisclosuresView = {
  readonly lang: Lang;
  readonly society: Society;
  readonly open: IssueSummary;
  readonly closed: readonly IssueSummary[];
  readonly size: number;
};

/** Writes the list of all issues. */
export function renderDisclosures({ lang, society, open, closed, size }: DisclosuresView): Filled {
  const text = texts[lang];
  const today = html`<p><a href="${localPath(lang, '/today.html')}">${text.today} · ${text.issueNumber(open.number)}</a> <span class="state new">${text.openUntil(society.closeAt)}</span></p>`;
  const heading = html`<header class="masthead"><p class="masthead-society">${society.name[lang]}</p><h1>${text.disclosures}</h1></header>`;
  const main = html`${heading}${today}${issueStrip(closed, { lang, society: society.id })}${renderCheck({ lang, size })}`;
  return { title: `${text.disclosures} · ${society.name[lang]}`, main: main.html, size, path: '/disclosures/index.html' };
}
