import { money } from '../domain/money.ts';
import { localPath } from './address.ts';
import { definedName } from './defined-name.ts';
import { groupDigits } from './digits.ts';
import { type Fragment, type Html, html } from './html.ts';
import { type Definitions, sumOf, type Tally } from './live.ts';
import { renderSum } from './render-row.ts';
import { channelName, type Lang, texts } from './text.ts';

type Part = { readonly name: Fragment; readonly count: number; readonly minor: number };
type Context = { readonly lang: Lang; readonly definitions: Definitions };

/** Writes where the money came from as three tables, each with its total; a bar stands beside the figures where there is something to compare. */
export function renderTallies(tallies: readonly Tally[], { lang, definitions }: Context): Html {
  const text = texts[lang];
  const campaign = (id: string): Html => html`<a href="${localPath(lang, `/campaigns/${id}.html`)}">${definedName(definitions.campaigns, id, lang)}</a>`;
  return html`<div class="tallies">${[
    table(text.byCampaign, { lang, parts: partsBy(tallies, (one) => one.campaign, campaign) }),
    table(text.byBranch, {
      lang,
      parts: partsBy(
        tallies,
        (one) => one.branch,
        (id) => definedName(definitions.branches, id, lang),
      ),
    }),
    table(text.byChannel, {
      lang,
      parts: partsBy(
        tallies,
        (one) => one.ch,
        (id) => channelName(id, lang),
      ),
    }),
  ]}</div>`;
}

function partsBy(tallies: readonly Tally[], keyOf: (tally: Tally) => string, nameOf: (key: string) => Fragment): readonly Part[] {
  const keys = [...new Set(tallies.map(keyOf))];
  const parts = keys.map((key) => ({ name: nameOf(key), ...sumOf(tallies.filter((tally) => keyOf(tally) === key)) }));
  return parts.sort((left, right) => right.minor - left.minor);
}

function table(caption: string, { lang, parts }: { readonly lang: Lang; readonly parts: readonly Part[] }): Html {
  const text = texts[lang];
  const most = Math.max(0, ...parts.map((part) => part.minor));
  const total = { count: 0, minor: 0 };
  for (const part of parts) {
    total.count += part.count;
    total.minor += part.minor;
  }
  return html`<table class="tally"><caption>${caption}</caption><thead><tr><th scope="col">${text.columnName}</th><th scope="col" class="figure">${text.columnCount}</th><th scope="col" class="figure">${text.columnSum}</th></tr></thead><tbody>${parts.map((part) => line(part, parts.length > 1 ? most : 0))}</tbody><tfoot><tr><th scope="row">${text.total}</th><td class="figure">${groupDigits(total.count)}</td><td class="figure">${renderSum(money('CNY', total.minor))}</td></tr></tfoot></table>`;
}

function line(part: Part, most: number): Html {
  return html`<tr><th scope="row">${part.name}${most === 0 ? undefined : bar(part.minor / most)}</th><td class="figure">${groupDigits(part.count)}</td><td class="figure">${renderSum(money('CNY', part.minor))}</td></tr>`;
}

/** Its axis begins at zero; the widest bar is the largest part. */
function bar(share: number): Html {
  return html`<svg class="bar" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.max(0.5, share * 100).toFixed(1)}" height="2"/></svg>`;
}
