import { shortDay } from '../../functions/disclosure/day-text.ts';
import type { Lang } from '../../functions/disclosure/text.ts';
import type { GoodsEntry } from '../../functions/domain/entry-moves.ts';
import { formatMoney, money } from '../../functions/domain/money.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import type { FoundGift, Step } from './verify-finding.ts';
import { stepSentence } from './verify-sentences.ts';
import type { VerifyWords } from './verify-words-zh.ts';

type Names = { readonly [id: string]: string };

/** Names of campaigns, giving points and payment channels by id, as the page was built with them. */
export type KnownNames = { readonly campaigns: Names; readonly places: Names; readonly channels: Names };

/** In whose words a gift is drawn. */
export type DrawnWith = { readonly words: VerifyWords; readonly lang: Lang; readonly names: KnownNames };

/** Draws one step: what it was, whether it fits, and what was compared with what. */
export function drawStep(step: Step, words: VerifyWords): HTMLElement {
  const item = element('li', `check-step ${step.state}`);
  const head = element('p', 'check-step-head');
  head.append(element('span', 'check-step-title', words.titles[step.id]), ' ', element('span', 'check-step-state', words.states[step.state]));
  item.append(head, element('p', 'check-step-text', stepSentence(words, step)));
  return item;
}

/** Draws the values that a step compared, for those who want to compute themselves. */
export function drawValues(step: Step, words: VerifyWords): readonly HTMLElement[] {
  const labels: readonly string[] = words.labels[step.id];
  // A list of keys or witnesses is longer than its labels: the last label stands for all that follow.
  return step.compared.flatMap((value, at) =>
    value === '' ? [] : [pair(`${words.titles[step.id]} · ${labels[Math.min(at, labels.length - 1)] ?? ''}`, value)],
  );
}

/** Draws what the log says of a gift, as pairs of name and value. */
export function drawGift({ index, entry, shown }: FoundGift, { words, lang, names }: DrawnWith): readonly HTMLElement[] {
  const campaign = nameIn(names.campaigns, entry.campaign) + (entry.restricted === true ? ` · ${words.restricted}` : '');
  return [
    pair(words.number, recordNumber(1, index)),
    entry.k === 'gift' ? pair(words.amount, formatMoney(money(entry.cur, entry.amt))) : pair(words.goods, goodsText(entry, words)),
    ...(shown === undefined ? [] : [pair(words.shown, shown)]),
    pair(words.campaign, campaign),
    ...(entry.place === undefined ? [] : [pair(words.place, nameIn(names.places, entry.place))]),
    pair(words.day, shortDay(entry.on, lang)),
    ...(entry.k === 'gift' ? [pair(words.channel, nameIn(names.channels, entry.ch))] : []),
  ];
}

function goodsText(entry: GoodsEntry, words: VerifyWords): string {
  if ('list' in entry) return words.goodsBeside(entry.list.count);
  return entry.lines.map(({ name, spec, count, unit }) => [name, spec, `${count} ${unit}`].filter((text) => text !== undefined).join(' ')).join('；');
}

function pair(name: string, value: string): HTMLElement {
  const row = element('div', '');
  const said = element('dd', '');
  said.append(element('bdi', '', value));
  row.append(element('dt', '', name), said);
  return row;
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}

function nameIn(names: Names, id: string): string {
  return (Object.hasOwn(names, id) ? names[id] : undefined) ?? id;
}
