import { type PayMethod, waysFor } from '../../functions/domain/pay-method.ts';
import { isHandheld } from './device.ts';
import { chosen } from './part.ts';

/** Methods of one choice of the form, the first to be asked for first. */
export type Choice = readonly PayMethod[];

/** What a choice is called in the markup. */
export const choiceValue = (choice: Choice): string => choice.map(({ id }) => id).join(' ');

/** Puts the choices of the form in the order in which this browser can use them, hides what cannot work here, and ticks the first. */
export function offerWays(form: ParentNode, methods: readonly PayMethod[], without: readonly string[] = []): void {
  const usable = methods.filter(({ id }) => !without.includes(id));
  const ways = waysFor(usable, { userAgent: navigator.userAgent, handheld: isHandheld(navigator.userAgent) });
  const radios = [...form.querySelectorAll<HTMLInputElement>('[name=method]')];
  for (const radio of radios) show(radio, false);
  for (const [at, way] of ways.entries()) {
    const radio = radios.find(({ value }) => value === choiceValue(way.methods));
    if (radio === undefined) continue;
    const label = show(radio, true);
    label?.parentElement?.append(label);
    radio.checked = at === 0;
  }
}

/** The method inside the app in whose browser this page stands, if there is one. */
export function inAppMethod(methods: readonly PayMethod[]): PayMethod | undefined {
  const ways = waysFor(methods, { userAgent: navigator.userAgent, handheld: isHandheld(navigator.userAgent) });
  return ways.flatMap((way) => way.methods).find(({ kind }) => kind === 'in_app');
}

/** The methods of the choice that is ticked. */
export function chosenWay(form: ParentNode, methods: readonly PayMethod[]): Choice {
  const ids = chosen(form, 'method').split(' ');
  return methods.filter(({ id }) => ids.includes(id));
}

function show(radio: HTMLInputElement, shown: boolean): HTMLElement | null {
  const label = radio.closest('label');
  if (label !== null) label.hidden = !shown;
  if (!shown) radio.checked = false;
  return label;
}
