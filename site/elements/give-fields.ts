import type { DisplayMode, DonorKind } from '../../functions/domain/donor-name.ts';
import type { Draft, GiveField } from './give-draft.ts';
import { chosen, part } from './part.ts';

const KINDS: readonly DonorKind[] = ['person', 'organisation', 'anonymous'];
const DISPLAYS: readonly DisplayMode[] = ['named', 'masked', 'anonymous'];
const AGES = ['adult', 'guardian'] as const;

/** A field of the form by its name; the first one of a group of radio buttons. */
export function fieldOf(root: ParentNode, name: GiveField | 'place'): HTMLInputElement | HTMLTextAreaElement {
  const found = root.querySelector(`[name="${name}"]`);
  if (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement) return found;
  throw new Error(`the form lacks ${name}`);
}

/** Reads the form as it stands; what is not chosen counts as the most private choice. */
export function readDraft(root: ParentNode): Draft {
  return {
    amount: fieldOf(root, 'amount').value,
    kind: KINDS.find((kind) => kind === chosen(root, 'kind')) ?? 'person',
    name: fieldOf(root, 'name').value,
    display: DISPLAYS.find((display) => display === chosen(root, 'display')) ?? 'anonymous',
    consent: part(root, '[name=consent]', HTMLInputElement).checked,
    adult: AGES.find((age) => age === chosen(root, 'adult')) ?? '',
    restricted: root.querySelector('[name=restricted]') === null ? '' : fieldOf(root, 'restricted').value,
    message: fieldOf(root, 'message').value,
    method: chosen(root, 'method').split(' ')[0] ?? '',
    place: fieldOf(root, 'place').value,
  };
}

/** Shows what is wrong at the field itself and ties both together for screen readers. */
export function showFault(root: ParentNode, field: GiveField, sentence: string): void {
  const place = part(root, `[data-fault="${field}"]`, HTMLElement);
  place.textContent = sentence;
  place.hidden = false;
  for (const input of root.querySelectorAll(`[name="${field}"]`)) input.setAttribute('aria-invalid', 'true');
}

/** Takes back what was shown before. */
export function clearFaults(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-fault]')) {
    place.textContent = '';
    place.hidden = true;
  }
  for (const input of root.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
}
