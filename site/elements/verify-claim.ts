import { decodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { type NumberKind, parseRecordNumber } from '../../functions/domain/number.ts';

/** What a visitor holds: a place in the record and, from a document's code, the salt of the shown name and the beginning of the entry's hash. */
export type Claim = {
  readonly index: number;
  readonly kind: NumberKind;
  readonly salt?: Uint8Array;
  /** Eight lower-case hex digits. */
  readonly leafStart?: string;
};

export type ClaimRead =
  | { readonly ok: true; readonly claim: Claim }
  | { readonly ok: false; readonly code: 'malformed' | 'check_character' | 'other_generation' };

/** Generation of the log that this page reads. */
const GENERATION = 1;
const SALT_BYTES = 32;

/** Reads what stands after `#`: `1.<index>.<salt>.<8 hex>` as a document's code holds it, or a number as a row links to it. */
export function parseClaim(fragment: string): ClaimRead {
  if (fragment.includes('-') && !fragment.includes('.')) return claimOfNumber(fragment.replace(/^#/, ''));
  const match = /^#?([1-9]\d{0,3})\.(0|[1-9]\d{0,14})\.([A-Za-z0-9_-]{1,64})\.([0-9a-f]{8})$/.exec(fragment);
  const [, generation, index, encoded = '', leafStart = ''] = match ?? [];
  const salt = decodeBase64Url(encoded);
  if (match === null || salt?.length !== SALT_BYTES) return { ok: false, code: 'malformed' };
  if (Number(generation) !== GENERATION) return { ok: false, code: 'other_generation' };
  return { ok: true, claim: { index: Number(index), kind: 'certificate', salt, leafStart } };
}

/** Reads a number as printed on a row, a receipt or a certificate. */
export function claimOfNumber(text: string): ClaimRead {
  const read = parseRecordNumber(text);
  if ('error' in read) return { ok: false, code: read.error };
  if (read.generation !== GENERATION) return { ok: false, code: 'other_generation' };
  return { ok: true, claim: { index: read.index, kind: read.kind } };
}

/** Fewest digits that a whole proof could have; less is a number. */
const DIGITS_AT_LEAST = 200;

/** Tells whether a text is meant to be the digits of an offline code, and not a number. */
export const looksLikeDigits = (text: string): boolean => digitsOf(text).length >= DIGITS_AT_LEAST;

/** The digits of an offline code, blanks and the address before them left out; empty where the text holds anything else. */
export const digitsOf = (text: string): string => /^\s*(?:https?:\/\/\S*?)?#?([\d\s]+)$/.exec(text)?.[1]?.replace(/\s/g, '') ?? '';
