import type { Dedication } from '../domain/dedication.ts';
import { ANONYMOUS_NAME } from '../domain/donor-name.ts';
import type { Bilingual } from '../domain/society.ts';
import { groupDigits } from './digits.ts';

/**
 * How a certificate names its people: whom it addresses, how many they are and who handed the gift in, and whom the gift is for.
 * The page that takes a gift shows these very lines before it is paid.
 */
export type CertificateNames = {
  readonly address: string;
  readonly note?: Bilingual;
  readonly inscription?: { readonly lead: Bilingual; readonly name: string };
};

const LEADS = {
  memorial: { zh: '谨以此捐赠缅怀', en: 'In memory of' },
  honour: { zh: '谨以此捐赠致敬', en: 'In honour of' },
} as const;

/** The names of a certificate; `name` is the donor's, and empty where none was left. */
export function certificateNames(name: string, dedication: Dedication | undefined): CertificateNames {
  const own = name === '' ? ANONYMOUS_NAME : name;
  if (dedication === undefined) return { address: own };
  const { kind, text, members } = dedication;
  if (kind === 'family') return { address: text };
  if (kind !== 'group') return { address: own, inscription: { lead: LEADS[kind], name: text } };
  const note = groupNote(name, members);
  return note === undefined ? { address: text } : { address: text, note };
}

function groupNote(name: string, members: number | undefined): Bilingual | undefined {
  const [people, by] = [
    members === undefined ? undefined : { zh: `全体 ${groupDigits(members)} 人`, en: `${groupDigits(members)} people` },
    name === '' ? undefined : { zh: `${name} 经办`, en: `handed in by ${name}` },
  ];
  if (people === undefined || by === undefined) return people ?? by;
  return { zh: `${people.zh}　${by.zh}`, en: `${people.en}, ${by.en}` };
}
