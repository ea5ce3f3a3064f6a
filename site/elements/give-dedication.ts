// Loaded when a donor opens the part of the form that few need.
import { certificateNames } from '../../functions/disclosure/dedication-text.ts';
import type { Lang } from '../../functions/disclosure/text.ts';
import { checkDedication, type Dedication, isDedicationKind, MEMBERS } from '../../functions/domain/dedication.ts';
import { cleanName } from '../../functions/domain/donor-name.ts';
import { type DedicationWords, dedicationWords } from './dedication-words.ts';
import { readDraft } from './give-fields.ts';
import { chosen, part } from './part.ts';

/** What goes with the wish; nothing where a field is not right, which is then said at the field. */
export type Dedicated = { readonly dedication?: Dedication } | undefined;

const watched = new WeakSet<Element>();

/** Shows what the certificate will say, now and whenever the form changes. */
export function watchDedication(root: HTMLElement, lang: Lang): void {
  if (watched.has(root)) return;
  watched.add(root);
  for (const kind of ['input', 'change']) root.addEventListener(kind, () => draw(root, dedicationWords[lang]));
  draw(root, dedicationWords[lang]);
}

/** Reads the dedication as it stands. */
export function readDedication(root: HTMLElement, lang: Lang): Dedicated {
  const kind = chosen(root, 'dedication');
  if (!isDedicationKind(kind)) return {};
  const { faults } = dedicationWords[lang];
  const members = kind === 'group' ? membersOf(root) : undefined;
  const check = checkDedication({ kind, text: field(root, 'dedicated').value, ...(typeof members === 'number' ? { members } : {}) });
  if (!check.ok) return refuse(root, 'dedicated', faults[check.code](check.characters.join(' ')));
  return members === 'unreadable' ? refuse(root, 'members', faults.members()) : { dedication: check.dedication };
}

function refuse(root: HTMLElement, name: string, sentence: string): undefined {
  const place = part(root, `[data-fault="${name}"]`, HTMLElement);
  place.textContent = sentence;
  place.hidden = false;
  part(root, 'details', HTMLDetailsElement).open = true;
  field(root, name).setAttribute('aria-invalid', 'true');
  field(root, name).focus();
}

const field = (root: HTMLElement, name: string): HTMLInputElement => part(root, `[name=${name}]`, HTMLInputElement);

function membersOf(root: HTMLElement): number | undefined | 'unreadable' {
  const typed = field(root, 'members').value.trim();
  if (typed === '') return undefined;
  const count = /^\d{1,5}$/.test(typed) ? Number(typed) : 0;
  return count < MEMBERS.least ? 'unreadable' : count;
}

function draw(root: HTMLElement, words: DedicationWords): void {
  const kind = chosen(root, 'dedication');
  const isKind = isDedicationKind(kind);
  part(root, '[data-part=dedicated]', HTMLElement).hidden = !isKind;
  part(root, '[data-part=members]', HTMLElement).hidden = kind !== 'group';
  if (!isKind) return;
  part(root, 'label[for=dedicated]', HTMLElement).textContent = words.name[kind];
  const text = cleanName(field(root, 'dedicated').value);
  const members = membersOf(root);
  const { kind: giver, name } = readDraft(root);
  const lines = linesOf(giver === 'anonymous' ? '' : cleanName(name), { kind, text, ...(typeof members === 'number' ? { members } : {}) });
  part(root, '[data-part=certificate]', HTMLElement).hidden = text === '';
  part(root, '[data-part=certificate-lines]', HTMLElement).replaceChildren(...lines.map(lineElement));
}

type Line = readonly [kind: string, text: string];

function linesOf(name: string, dedication: Dedication): readonly Line[] {
  const { address, note, inscription } = certificateNames(name, dedication);
  return [
    ['address', `${address}：`],
    ...(note === undefined ? [] : [['note', note.zh] as const, ['english', note.en] as const]),
    ...(inscription === undefined
      ? []
      : [['lead', inscription.lead.zh] as const, ['lead english', inscription.lead.en] as const, ['inscription', inscription.name] as const]),
  ];
}

function lineElement([kind, text]: Line): HTMLElement {
  const line = document.createElement('p');
  line.className = kind;
  if (kind.includes('english')) line.lang = 'en';
  line.textContent = text;
  return line;
}
