import type { Entry } from './entry.ts';
import { isSocialCreditCode } from './identifier.ts';
import { decodeBase64, decodeBase64Url } from './ledger/base64.ts';
import { parseVerifierKey } from './ledger/note.ts';
import { type Check, fields, integer, list, matching, pattern, text } from './profile-shape.ts';
import { parseDay } from './time.ts';
import { LARGEST_FEN } from './uppercase-amount.ts';

/** One of these values. */
export const is = (...values: readonly (string | number | boolean)[]): Check =>
  matching((value) => values.some((one) => one === value), `must be ${values.map((one) => JSON.stringify(one)).join(' or ')}`);
export const name = pattern(/^[a-z0-9][a-z0-9-]{1,31}$/, 'must be 2 to 32 of a-z, 0-9 and -, not beginning with -');
export const day = matching((value) => typeof value === 'string' && parseDay(value) !== undefined, 'must be a date YYYY-MM-DD');
export const bilingual = (limit: number) => fields({ zh: text(limit), en: text(limit) });
export const index = integer(0, Number.MAX_SAFE_INTEGER);
export const positive = integer(1, Number.MAX_SAFE_INTEGER);
export const amount = integer(1, LARGEST_FEN);
export const digest = pattern(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');
const leaf = matching((value) => typeof value === 'string' && decodeBase64(value)?.length === 32, 'must be a hash in base64');
export const commitment = matching((value) => typeof value === 'string' && decodeBase64Url(value)?.length === 32, 'must be a hash in base64url');
export const vkey = matching((value) => typeof value === 'string' && parseVerifierKey(value) !== undefined, 'must be a verifier key');
export const code = matching((value) => typeof value === 'string' && isSocialCreditCode(value), 'must be a unified social credit code');
export const pointers = (most: number): Check => list(fields({ index, leaf }), 1, most);

/** Fields by name, each with what it must be. */
export type Checks = Readonly<Record<string, Check>>;

/** A kind of entry: the fields that every entry has, and its own. */
export function kind(k: Entry['k'], own: Checks, optional: Checks = {}): readonly [string, Check] {
  const id = pattern(/^[0-9a-f]{20}$/, 'must be 80 bits in hexadecimal');
  return [k, fields({ v: is(1), k: is(k), id, on: day, ...own }, optional)];
}

/** A check, and another that looks at the whole where the first holds. */
export function also([k, check]: readonly [string, Check], whole: Check): readonly [string, Check] {
  return [
    k,
    (value, field) => {
      const faults = check(value, field);
      return faults.length > 0 ? faults : whole(value, field);
    },
  ];
}

/** Exactly one of two fields. */
export const either =
  (one: string, other: string): Check =>
  (value) =>
    (memberOf(value, one) === undefined) === (memberOf(value, other) === undefined) ? [{ field: one, problem: `must be there, or ${other}` }] : [];

/** A field of what may be an object. */
export function memberOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field) ? Reflect.get(value, field) : undefined;
}
