import { formatMinor, formatMoney } from '../domain/money.ts';
import { recordNumber } from '../domain/number.ts';
import { localPath } from './address.ts';
import { shortDay } from './day-text.ts';
import { definedName } from './defined-name.ts';
import { type Fragment, type Html, html } from './html.ts';
import type { Definitions } from './live.ts';
import type { GiftRow, ShownName } from './row.ts';
import { type Lang, texts } from './text.ts';

/** What a row is read with; `preview` where the gift has no number yet. */
export type RowContext = { readonly lang: Lang; readonly definitions: Definitions; readonly generation: number; readonly preview?: true };

/** Writes a gift as a list item, `later` being what was said of it afterwards. The preview before paying draws with this alone, so that its page needs no words of anything else. */
export function renderGift(row: GiftRow, context: RowContext, later?: Fragment): Html {
  const id = context.preview === undefined ? html` id="r${row.row}"` : undefined;
  return html`<li class="row"${id}><span class="row-name">${renderName(row.shown, context.lang)}</span> <span class="row-sum">${renderSum(row.money)}</span> <span class="row-purpose">${purpose(row, context)}${marks(row, context.lang)}</span> ${number(row, context)}${renderMessage(row.message)}${later}</li>`;
}

/** Writes an amount with a small currency sign. */
export function renderSum(amount: GiftRow['money']): Html {
  const sign = formatMoney({ ...amount, minor: 0 }).replace('0.00', '');
  return html`<small>${sign}</small>${formatMinor(amount.minor)}`;
}

/** Writes how a name stands in public. */
export function renderName(shown: ShownName, lang: Lang): Html {
  return shown.state === 'named' ? html`<bdi>${shown.text}</bdi>` : html`<span class="unnamed">${texts[lang][shown.state]}</span>`;
}

function purpose(row: GiftRow, { definitions, lang }: RowContext): Fragment {
  const campaign = definedName(definitions.campaigns, row.campaign, lang);
  return row.place === undefined ? campaign : `${campaign} · ${definedName(definitions.places, row.place, lang)}`;
}

function marks(row: GiftRow, lang: Lang): Fragment {
  const text = texts[lang];
  const restricted = row.restricted ? html` <span class="mark">${text.restricted}</span>` : undefined;
  const late = row.late ? html` <span class="mark">${text.late}</span> <span class="row-day">${text.paidOn(shortDay(row.on, lang))}</span>` : undefined;
  return [restricted, late];
}

function number(row: GiftRow, { lang, generation, preview }: RowContext): Html {
  if (preview !== undefined) return html`<span class="row-number">${texts[lang].numberLater}</span>`;
  const written = recordNumber(generation, row.index);
  return html`<a class="row-number" href="${localPath(lang, '/verify.html')}#${written}">${written}</a>`;
}

/** Writes a donor's message. */
export function renderMessage(message: string | undefined): Fragment {
  return message === undefined || message === '' ? undefined : html` <q class="row-message"><bdi>${message}</bdi></q>`;
}
