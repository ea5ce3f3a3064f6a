import type { ErasureGround, OpenedField } from './entry.ts';

/** Taking a name back, or erasing all that is personal. */
export type ForgettingKind = 'withdraw' | 'erase';

/** What each of the two takes away, in the order in which entries write it. Serial and time stay for the auditor as long as books must be kept. */
export const FORGOTTEN_FIELDS: { readonly [kind in ForgettingKind]: readonly OpenedField[] } = {
  withdraw: ['note', 'shown'],
  erase: ['intent', 'name', 'note', 'shown'],
};

/** Every value behind a gift's commitments. */
export const OPENED_FIELDS: readonly OpenedField[] = ['at', 'intent', 'name', 'note', 'ref', 'shown'];

/** Grounds on which something may be erased, by code. */
export const ERASURE_GROUNDS: { readonly [ground in ErasureGround]: true } = { consent_withdrawn: true, purpose_ended: true, unlawful: true, other_law: true };

/** Tells whether a text is the code of a ground. */
export function isErasureGround(code: string): code is ErasureGround {
  return Object.hasOwn(ERASURE_GROUNDS, code);
}
