import { money } from '../domain/money.ts';
import { localPath } from './address.ts';
import { definedName } from './defined-name.ts';
import { accountOf, type Flow } from './flows.ts';
import { type Fragment, html } from './html.ts';
import type { Definitions, Tally } from './live.ts';
import { renderSum } from './render-row.ts';
import { type Lang, texts } from './text.ts';
import { moveTexts } from './text-moves.ts';

/** Gifts and whatever else moved, to be shown campaign by campaign; `left` where it is of everything since the record began. */
export type AccountsView = {
  readonly lang: Lang;
  readonly definitions: Definitions;
  readonly tallies: readonly Tally[];
  readonly flows: readonly Flow[];
  readonly caption: string;
  readonly left: boolean;
};

/** Writes what each campaign received and used, and perhaps has left, with the totals; nothing where nothing but gifts came. */
export function renderAccounts(view: AccountsView): Fragment {
  const { lang, definitions, tallies, flows, caption, left } = view;
  if (flows.length === 0) return undefined;
  const text = moveTexts[lang];
  const campaigns = [...new Set([...tallies, ...flows].map(({ campaign }) => campaign))].sort();
  const line = (name: Fragment, account: ReturnType<typeof accountOf>): Fragment =>
    html`<tr><th scope="row">${name}</th>${[account.received, account.used, ...(left ? [account.left] : [])].map((minor) => html`<td class="figure">${renderSum(money('CNY', minor))}</td>`)}</tr>`;
  const rows = campaigns.map((id) =>
    line(
      html`<a href="${localPath(lang, `/campaigns/${id}.html`)}">${definedName(definitions.campaigns, id, lang)}</a>`,
      accountOf(
        tallies.filter(({ campaign }) => campaign === id),
        flows.filter(({ campaign }) => campaign === id),
      ),
    ),
  );
  const heads = [text.columnReceived, text.columnUsed, ...(left ? [text.columnLeft] : [])].map((head) => html`<th scope="col" class="figure">${head}</th>`);
  return html`<table class="tally accounts"><caption>${caption}</caption><thead><tr><th scope="col">${texts[lang].columnName}</th>${heads}</tr></thead><tbody>${rows}</tbody><tfoot>${line(texts[lang].total, accountOf(tallies, flows))}</tfoot></table>`;
}
