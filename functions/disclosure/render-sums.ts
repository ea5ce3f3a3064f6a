import { type Currency, formatMoney, money } from '../domain/money.ts';
import { localPath } from './address.ts';
import { accountOf, type Flow, type GoodsCount, otherCurrencies } from './flows.ts';
import { type Fragment, type Html, html } from './html.ts';
import { sumOf, type Tally } from './live.ts';
import { renderSum } from './render-row.ts';
import { type Lang, texts } from './text.ts';
import { moveTexts } from './text-moves.ts';

/** What an issue received and used, and what was there before it: gifts, and what moved besides them. */
export type SumsView = {
  readonly lang: Lang;
  readonly received: readonly Tally[];
  readonly before: readonly Tally[];
  readonly flows: readonly Flow[];
  readonly flowsBefore: readonly Flow[];
  readonly goods: GoodsCount | undefined;
};

/** Writes the three sums of an issue: received, used, and what is left of everything since the record began; other currencies and goods beside them, never added. */
export function renderSums(view: SumsView): Html {
  const { lang, received, before, flows, flowsBefore } = view;
  const text = texts[lang];
  const now = accountOf(received, flows);
  const all = accountOf([...before, ...received], [...flowsBefore, ...flows]);
  const brought = [...flowsBefore, ...flows].some((flow) => flow.brought !== 0);
  const used =
    now.uses === 0 && now.used === 0
      ? html`${renderSum(money('CNY', 0))}`
      : html`<a href="${localPath(lang, '/use.html')}">${renderSum(money('CNY', now.used))}</a>`;
  const usedNote = now.uses === 0 && now.used === 0 ? text.noUse : moveTexts[lang].uses(now.uses);
  const note = brought ? `${text.balanceNote}${lang === 'zh' ? '，' : ', '}${moveTexts[lang].broughtNote}` : text.balanceNote;
  const three = html`<dl class="sums"><div class="sum"><dt>${text.received}</dt><dd class="sum-figure"><a href="#rows">${renderSum(money('CNY', now.received))}</a></dd><dd>${text.gifts(sumOf(received).count)}${late(received, lang)}${putRight(now, lang)}</dd></div><div class="sum"><dt>${text.used}</dt><dd class="sum-figure">${used}</dd><dd>${usedNote}</dd></div><div class="sum"><dt>${text.balance}</dt><dd class="sum-figure"><a href="${localPath(lang, '/disclosures/index.html')}">${renderSum(money('CNY', all.left))}</a></dd><dd>${note}</dd></div></dl>`;
  return html`${three}${otherMoney(view)}${renderGoods(view.goods, lang)}`;
}

function late(received: readonly Tally[], lang: Lang): Fragment {
  const { lateCount } = sumOf(received);
  return lateCount === 0 ? undefined : html` <span class="sum-late">${texts[lang].lateGifts(lateCount)}</span>`;
}

function putRight({ refunded, corrected }: { readonly refunded: number; readonly corrected: number }, lang: Lang): Fragment {
  const text = moveTexts[lang];
  return [
    refunded === 0 ? undefined : html` <span class="sum-refunded">${text.refunded(formatMoney(money('CNY', refunded)))}</span>`,
    corrected === 0 ? undefined : html` <span class="sum-corrected">${text.corrected(formatMoney(money('CNY', corrected)))}</span>`,
  ];
}

function otherMoney({ lang, flows, flowsBefore }: SumsView): Fragment {
  const all = [...flowsBefore, ...flows];
  return otherCurrencies(all).map((cur) => html`<p class="sum-other">${cur}${lang === 'zh' ? '：' : ': '}${otherLine(cur, { lang, flows, all })}</p>`);
}

function otherLine(cur: Currency, { lang, flows, all }: { readonly lang: Lang; readonly flows: readonly Flow[]; readonly all: readonly Flow[] }): string {
  const text = moveTexts[lang];
  const [now, total] = [accountOf([], flows, cur), accountOf([], all, cur)];
  const write = (minor: number) => formatMoney(money(cur, minor));
  return `${text.columnReceived} ${write(now.received)} · ${text.columnUsed} ${write(now.used)} · ${text.columnLeft} ${write(total.left)}`;
}

/** Says how often goods came and went, and what the givers say they are worth; nothing where none did. */
export function renderGoods(goods: GoodsCount | undefined, lang: Lang): Fragment {
  if (goods === undefined) return undefined;
  const text = moveTexts[lang];
  const values = goods.values.map(({ cur, minor }) => formatMoney(money(cur, minor))).join(lang === 'zh' ? '、' : ', ');
  const said = [
    ...(goods.received === 0 ? [] : [text.goodsReceived(goods.received)]),
    ...(goods.unvalued === 0 ? [] : [text.goodsUnvalued(goods.unvalued)]),
    ...(values === '' ? [] : [text.goodsValues(values)]),
    ...(goods.handed === 0 ? [] : [text.goodsHanded(goods.handed)]),
  ];
  return html`<p class="sum-goods"><a href="${localPath(lang, '/use.html')}">${text.goods}</a>${lang === 'zh' ? '：' : ': '}${said.join(lang === 'zh' ? '；' : '; ')}</p>`;
}
