import { shortDay } from '../../functions/disclosure/day-text.ts';
import type { Lang } from '../../functions/disclosure/text.ts';
import { formatMoney, money } from '../../functions/domain/money.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import type { FoundGift, Step } from './verify-finding.ts';
import { stepSentence, verifyWords } from './verify-words.ts';

type Names = { readonly [id: string]: string };

/** Names of campaigns, giving points and payment channels by id, as the page was built with them. */
export type KnownNames = { readonly campaigns: Names; readonly places: Names; readonly channels: Names };

/** Draws one step: what it was, whether it fits, and what was compared with what. */
export function drawStep(step: Step, lang: Lang): HTMLElement {
  const words = verifyWords[lang];
  const item = element('li', `check-step ${step.state}`);
  const head = element('p', 'check-step-head');
  head.append(element('span', 'check-step-title', words.titles[step.id]), ' ', element('span', 'check-step-state', words.states[step.state]));
  item.append(head, element('p', 'check-step-text', stepSentence(words, step)));
  return item;
}

/** Draws the values that a step compared, for those who want to compute themselves. */
export function drawValues(step: Step, lang: Lang): readonly HTMLElement[] {
  const words = verifyWords[lang];
  const labels: readonly string[] = words.labels[step.id];
  // A list of keys is longer than its labels: the last label stands for all that follow.
  return step.compared.map((value, at) => pair(`${words.titles[step.id]} · ${labels[Math.min(at, labels.length - 1)] ?? ''}`, value));
}

/** Draws what the log says of a gift, as pairs of name and value. */
export function drawGift({ index, entry, shown }: FoundGift, { lang, names }: { readonly lang: Lang; readonly names: KnownNames }): readonly HTMLElement[] {
  const words = verifyWords[lang];
  const campaign = nameIn(names.campaigns, entry.campaign) + (entry.restricted === true ? ` · ${words.restricted}` : '');
  return [
    pair(words.number, recordNumber(1, index)),
    pair(words.amount, formatMoney(money(entry.cur, entry.amt))),
    ...(shown === undefined ? [] : [pair(words.shown, shown)]),
    pair(words.campaign, campaign),
    ...(entry.place === undefined ? [] : [pair(words.place, nameIn(names.places, entry.place))]),
    pair(words.day, shortDay(entry.on, lang)),
    pair(words.channel, nameIn(names.channels, entry.ch)),
  ];
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
