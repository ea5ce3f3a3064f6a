import { cleanName, shownName } from '../../functions/domain/donor-name.ts';
import type { GivenEntry } from './gift-entry.ts';
import { opensTo } from './verify-name.ts';

/** How a name as typed by the visitor fits the one that the record shows; `masked` where only its first character was ever shown. */
export type NameFit = 'whole' | 'masked' | 'differs';

/** Holds a typed name against the gift's commitment to what it shows; the salt comes from the document's code. */
export function compareName(entry: GivenEntry, salt: Uint8Array, typed: string): NameFit {
  const name = cleanName(typed);
  if (opensTo(entry, salt, name)) return 'whole';
  return name !== '' && opensTo(entry, salt, shownName({ kind: 'person', name, display: 'masked' })) ? 'masked' : 'differs';
}
