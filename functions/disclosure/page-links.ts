import { issuePagePath, localPath } from './address.ts';
import { type Fragment, type Html, html } from './html.ts';
import { type Lang, texts } from './text.ts';

type Place = { readonly society: string; readonly number: number; readonly page: number; readonly pages: number; readonly lang: Lang };

/** Links to the pages of an issue: the neighbours, the first and the last; nothing where there is one page only. Those below the rows are told from those above by their name. */
export function renderPageLinks(place: Place, where: 'above' | 'below'): Fragment {
  if (place.pages < 2) return undefined;
  const text = texts[place.lang];
  const shown = [...new Set([1, place.page - 1, place.page, place.page + 1, place.pages])].filter((page) => page >= 1 && page <= place.pages);
  return html`<nav class="pages" aria-label="${where === 'above' ? text.pages : `${text.rows} · ${text.pages}`}">${step(place, -1)}<span class="pages-numbers">${shown.map((page) => pageLink(place, page))}</span>${step(place, 1)}</nav>`;
}

function pageLink(place: Place, page: number): Html {
  return page === place.page ? html`<a aria-current="page" href="${address(place, page)}">${page}</a>` : html`<a href="${address(place, page)}">${page}</a>`;
}

function step(place: Place, by: -1 | 1): Fragment {
  const page = place.page + by;
  if (page < 1 || page > place.pages) return undefined;
  const text = texts[place.lang];
  return html`<a rel="${by === 1 ? 'next' : 'prev'}" href="${address(place, page)}">${by === 1 ? text.next : text.previous}</a>`;
}

const address = (place: Place, page: number): string => localPath(place.lang, issuePagePath(place.society, { number: place.number, page }));
