import type { Lang } from '../../functions/disclosure/text.ts';
import { dayOf, parseInstant } from '../../functions/domain/time.ts';
import type { PayWay } from './give-answer.ts';
import { giveWords } from './give-words.ts';
import { part } from './part.ts';

type Transfer = { readonly pay: Extract<PayWay, { kind: 'transfer' }>; readonly sum: string; readonly thanks: string; readonly lang: Lang };

/** Shows account and reference code in the place of the form; the bank's file brings the payment days later. */
export function showTransfer(root: ParentNode, { pay, sum, thanks, lang }: Transfer): void {
  const form = part(root, 'form', HTMLFormElement);
  const panel = part(root, '[data-part=transfer]', HTMLElement);
  const say = (name: string, text: string): void => {
    part(panel, `[data-part=${name}]`, HTMLElement).textContent = text;
  };
  for (const name of ['holder', 'bank', 'number', 'reference'] as const) say(name, pay[name]);
  const untilMs = parseInstant(pay.expiresAt);
  say('transfer-sum', sum);
  say('transfer-until', untilMs === undefined ? '' : giveWords[lang].transferUntil(dayOf(untilMs)));
  part(panel, '[data-part=thanks]', HTMLAnchorElement).href = thanks;
  part(panel, '[data-part=another]', HTMLButtonElement).onclick = () => {
    panel.hidden = true;
    form.hidden = false;
    form.querySelector<HTMLElement>('[name=method]:checked')?.focus();
  };
  form.hidden = true;
  panel.hidden = false;
  part(panel, 'h2', HTMLElement).focus();
}
