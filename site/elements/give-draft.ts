import { checkName, type DisplayMode, type DonorKind } from '../../functions/domain/donor-name.ts';
import { checkText } from '../../functions/domain/donor-text.ts';
import { parseYuan } from '../../functions/domain/money.ts';
import type { GiveFacts } from './give-facts.ts';

/** Longest message and intent, in UTF-16 units as the server counts them. */
export const TEXT_LIMITS = { message: 200, restricted: 500 } as const;

/** The form as it stands, nothing judged yet. */
export type Draft = {
  readonly amount: string;
  readonly kind: DonorKind;
  readonly name: string;
  readonly display: DisplayMode;
  readonly consent: boolean;
  readonly adult: '' | 'adult' | 'guardian';
  readonly restricted: string;
  readonly message: string;
  readonly method: string;
  readonly place: string;
};

export type GiveField = 'amount' | 'name' | 'consent' | 'adult' | 'restricted' | 'message';

export type FaultCode =
  | 'amount_unreadable'
  | 'amount_out_of_bounds'
  | 'name_empty'
  | 'name_too_long'
  | 'name_characters'
  | 'consent_missing'
  | 'adult_missing'
  | 'text_too_long'
  | 'text_characters';

/** What is wrong with one field; `characters` are those that no receipt or certificate can show. */
export type Fault = { readonly field: GiveField; readonly code: FaultCode; readonly characters?: readonly string[] };

/** Body of `POST /api/donations` without its key. */
export type DonationBody = {
  readonly campaign: string;
  readonly place?: string;
  readonly amount: { readonly currency: 'CNY'; readonly minor: number };
  readonly method: string;
  readonly donor: { readonly kind: DonorKind; readonly name?: string; readonly display: DisplayMode };
  readonly consent?: { readonly version: string };
  readonly adult: true | 'guardian';
  readonly restricted?: string;
  readonly message?: string;
};

export type Judged = { readonly ok: true; readonly body: DonationBody } | { readonly ok: false; readonly faults: readonly Fault[] };

/** Makes the body that the server asks for, or names every field that is not right, in the order of the form. */
export function judgeDraft(draft: Draft, facts: GiveFacts): Judged {
  const minor = parseYuan(draft.amount);
  const faults = [...amountFaults(minor, facts), ...nameFaults(draft), ...consentFaults(draft), ...textFaults(draft), ...adultFaults(draft)];
  if (minor === undefined || faults.length > 0) return { ok: false, faults };
  return { ok: true, body: bodyOf(draft, facts, minor) };
}

/** How the name will be shown: nobody's where the donor leaves none. */
export function displayOf(draft: Pick<Draft, 'kind' | 'display'>): DisplayMode {
  return draft.kind === 'anonymous' ? 'anonymous' : draft.display;
}

function bodyOf(draft: Draft, facts: GiveFacts, minor: number): DonationBody {
  const display = displayOf(draft);
  const check = draft.kind === 'anonymous' ? undefined : checkName(draft.name);
  return {
    campaign: facts.campaign,
    ...(draft.place === '' ? {} : { place: draft.place }),
    amount: { currency: 'CNY', minor },
    method: draft.method,
    donor: { kind: draft.kind, ...(check?.ok === true ? { name: check.name } : {}), display },
    ...(display === 'anonymous' ? {} : { consent: { version: facts.consentVersion } }),
    adult: draft.adult === 'guardian' ? 'guardian' : true,
    ...(facts.restricted && draft.restricted.trim() !== '' ? { restricted: draft.restricted.trim() } : {}),
    ...(draft.message.trim() === '' ? {} : { message: draft.message.trim() }),
  };
}

function amountFaults(minor: number | undefined, facts: GiveFacts): readonly Fault[] {
  if (minor === undefined) return [{ field: 'amount', code: 'amount_unreadable' }];
  return minor < facts.minFen || minor > facts.maxFen ? [{ field: 'amount', code: 'amount_out_of_bounds' }] : [];
}

function nameFaults(draft: Draft): readonly Fault[] {
  if (draft.kind === 'anonymous') return [];
  const check = checkName(draft.name);
  if (check.ok || (check.code === 'name_empty' && draft.display === 'anonymous')) return [];
  return [{ field: 'name', code: check.code, ...(check.code === 'name_characters' ? { characters: check.characters } : {}) }];
}

function consentFaults(draft: Draft): readonly Fault[] {
  return displayOf(draft) === 'anonymous' || draft.consent ? [] : [{ field: 'consent', code: 'consent_missing' }];
}

function textFaults(draft: Draft): readonly Fault[] {
  return (['restricted', 'message'] as const).flatMap((field): readonly Fault[] => {
    if (draft[field].trim().length > TEXT_LIMITS[field]) return [{ field, code: 'text_too_long' }];
    const check = checkText(draft[field]);
    return check.ok ? [] : [{ field, code: check.code, characters: check.characters }];
  });
}

function adultFaults(draft: Draft): readonly Fault[] {
  return draft.adult === '' ? [{ field: 'adult', code: 'adult_missing' }] : [];
}
