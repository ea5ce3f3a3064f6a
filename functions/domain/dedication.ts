import { checkName, type NameCheck } from './donor-name.ts';

/** In whose name a gift is given beside the donor's own: a family, a class or team; or whom it remembers or honours. */
export const DEDICATION_KINDS = ['family', 'group', 'memorial', 'honour'] as const;

export type DedicationKind = (typeof DEDICATION_KINDS)[number];

/**
 * What a certificate says beside the donor's name: the family's or group's own name, or that of whom the gift remembers or honours.
 * `members` is how many people a group is. It stands on the holder's certificate and nowhere in public, so no commitment covers it.
 */
export type Dedication = { readonly kind: DedicationKind; readonly text: string; readonly members?: number };

/** Fewest and most people of a group. */
export const MEMBERS = { least: 2, most: 99_999 } as const;

/** Tells whether a text is the code of a kind. */
export function isDedicationKind(code: unknown): code is DedicationKind {
  return DEDICATION_KINDS.some((kind) => kind === code);
}

export type DedicationCheck = { readonly ok: true; readonly dedication: Dedication } | Extract<NameCheck, { ok: false }>;

/** Judges a dedication as a name is judged, by what certificates can draw; a number of people counts for a group only. */
export function checkDedication({ kind, text, members }: Dedication): DedicationCheck {
  const check = checkName(text);
  if (!check.ok) return check;
  return { ok: true, dedication: { kind, text: check.name, ...(kind === 'group' && members !== undefined ? { members } : {}) } };
}
