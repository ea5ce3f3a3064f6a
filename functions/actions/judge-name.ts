import type { Deps } from '../deps.ts';
import { checkName, type DisplayMode, type DonorKind, shownName } from '../domain/donor-name.ts';

/** Who gives, or says that a gift is theirs, and how they want to be shown. */
export type NamedDonor = { readonly kind: DonorKind; readonly name?: string; readonly display: DisplayMode };

export type NameRefusal = 'name_empty' | 'name_too_long' | 'name_characters' | 'consent_missing';

export type NameJudged =
  | { readonly ok: true; readonly name: string; readonly shown: string }
  | { readonly ok: false; readonly code: NameRefusal; readonly field: string; readonly characters?: readonly string[] };

/** Judges a name: cleaned, drawable, and shown only by consent to today's text (M16). */
export function judgeName(
  { society }: Pick<Deps, 'society'>,
  { kind, name = '', display }: NamedDonor,
  consent: { readonly version: string } | undefined,
): NameJudged {
  const anonymous = kind === 'anonymous' || name === '';
  if (anonymous && display !== 'anonymous') return { ok: false, code: 'name_empty', field: 'donor.name' };
  const checked = anonymous ? { ok: true as const, name: '' } : checkName(name);
  if (!checked.ok) return { ok: false, code: checked.code, field: 'donor.name', characters: checked.characters };
  if (display !== 'anonymous' && consent?.version !== society.consentVersion) return { ok: false, code: 'consent_missing', field: 'consent' };
  return { ok: true, name: checked.name, shown: shownName({ kind, display, name: checked.name }) };
}
