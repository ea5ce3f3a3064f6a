import type { Entry } from './entry.ts';
import { ERASURE_GROUNDS, OPENED_FIELDS } from './forgetting.ts';
import { isSocialCreditCode } from './identifier.ts';
import { decodeBase64, decodeBase64Url } from './ledger/base64.ts';
import type { Json } from './ledger/canonical.ts';
import { parseVerifierKey } from './ledger/note.ts';
import { type Check, type Fault, fields, integer, list, matching, pattern, text } from './profile-shape.ts';
import { parseDay } from './time.ts';
import { LARGEST_FEN } from './uppercase-amount.ts';

/** An entry that fits its kind to the last field, or why it does not; `kind_unknown` is what a later version may have written. */
export type ParsedEntry =
  | { readonly ok: true; readonly entry: Entry }
  | { readonly ok: false; readonly code: 'kind_unknown' | 'fields_wrong'; readonly faults: readonly Fault[] };

/** Reads an entry strictly: a known kind, every field it must have within its bounds, and no other. What depends on earlier entries is not judged here. */
export function parseEntry(value: Json): ParsedEntry {
  const kind = kindOf(value);
  const check = kind === undefined ? undefined : KINDS.get(kind);
  if (check === undefined) return { ok: false, code: 'kind_unknown', faults: [{ field: 'k', problem: `is ${kind ?? 'missing'}` }] };
  const faults = check(value, '');
  return faults.length === 0 ? { ok: true, entry: value as unknown as Entry } : { ok: false, code: 'fields_wrong', faults };
}

const is = (...values: readonly (string | number | boolean)[]): Check =>
  matching((value) => values.some((one) => one === value), `must be ${values.map((one) => JSON.stringify(one)).join(' or ')}`);
const name = pattern(/^[a-z0-9][a-z0-9-]{1,31}$/, 'must be 2 to 32 of a-z, 0-9 and -, not beginning with -');
const day = matching((value) => typeof value === 'string' && parseDay(value) !== undefined, 'must be a date YYYY-MM-DD');
const bilingual = (limit: number) => fields({ zh: text(limit), en: text(limit) });
const index = integer(0, Number.MAX_SAFE_INTEGER);
const amount = integer(1, LARGEST_FEN);
const digest = pattern(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');
const leaf = matching((value) => typeof value === 'string' && decodeBase64(value)?.length === 32, 'must be a hash in base64');
const commitment = matching((value) => typeof value === 'string' && decodeBase64Url(value)?.length === 32, 'must be a hash in base64url');
const vkey = matching((value) => typeof value === 'string' && parseVerifierKey(value) !== undefined, 'must be a verifier key');
const code = matching((value) => typeof value === 'string' && isSocialCreditCode(value), 'must be a unified social credit code');

/** A kind of entry: the fields that every entry has, and its own. */
function kind(k: Entry['k'], own: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): readonly [string, Check] {
  const id = pattern(/^[0-9a-f]{20}$/, 'must be 80 bits in hexadecimal');
  return [k, fields({ v: is(1), k: is(k), id, on: day, ...own }, optional)];
}

const origin = pattern(/^[a-z0-9][a-z0-9.-]*(?::\d{1,5})?\/log\/[1-9]\d{0,3}$/, 'must be a host and the generation of its log');
const opening = { schema: is(1), origin, vkey, society: bilingual(120), code, zone: is('Asia/Shanghai') };

const branch = { what: is('branch'), key: name, name: bilingual(120), level: is('province', 'city', 'county') };
const campaign = {
  what: is('campaign'),
  key: name,
  name: bilingual(120),
  purpose: bilingual(400),
  branch: name,
  kind: is('general', 'emergency', 'restricted'),
  from: day,
};
const place = { what: is('place'), key: name, name: bilingual(120), campaign: name };
const DEFINITIONS: ReadonlyMap<unknown, Check> = new Map([
  ['branch', kind('define', branch, { parent: name })[1]],
  ['campaign', kind('define', campaign, { to: day })[1]],
  ['place', kind('define', place, { revoked: is(true) })[1]],
]);
const definition: Check = (value, field) => {
  const check = DEFINITIONS.get(memberOf(value, 'what'));
  return check === undefined ? [{ field: 'what', problem: 'must be branch, campaign or place' }] : check(value, field);
};

const commitments = fields(Object.fromEntries(OPENED_FIELDS.map((field) => [field, commitment])));
const gift = { branch: name, campaign: name, ch: name, cur: is('CNY'), amt: amount, c: commitments };

const total = fields({ k: is('gift'), ch: name, cur: is('CNY'), count: integer(1, Number.MAX_SAFE_INTEGER), amt: amount });
const close = { number: integer(1, Number.MAX_SAFE_INTEGER), first: index, from: day, through: day, totals: list(total, 0, 1000), sha256: digest };

const pointer = fields({ index, leaf });
const forgotten = list(is(...OPENED_FIELDS), 1, OPENED_FIELDS.length);
const pointing = { of: list(pointer, 1, 100), list: fields({ count: integer(1, Number.MAX_SAFE_INTEGER), sha256: digest }) };
const forgets = (k: 'withdraw' | 'erase', own: Readonly<Record<string, Check>>): readonly [string, Check] => {
  const [, check] = kind(k, { fields: forgotten, ...own }, pointing);
  const oneOfThem: Check = (value) =>
    (memberOf(value, 'of') === undefined) === (memberOf(value, 'list') === undefined) ? [{ field: 'of', problem: 'must be there, or list' }] : [];
  return [k, (value, field) => [...check(value, field), ...oneOfThem(value, field)]];
};

const KINDS: ReadonlyMap<string, Check> = new Map([
  kind('open', opening, { demonstration: is(true), simulated: is(true) }),
  ['define', definition] as const,
  kind('gift', gift, { place: name, restricted: is(true), unclaimed: is(true) }),
  kind('close', close),
  kind('gap', { from: day, through: day, cause: is('downtime') }),
  forgets('withdraw', {}),
  forgets('erase', { ground: is(...Object.keys(ERASURE_GROUNDS)) }),
]);

function kindOf(value: Json): string | undefined {
  const found = memberOf(value, 'k');
  return typeof found === 'string' ? found.slice(0, 32) : undefined;
}

function memberOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field) ? Reflect.get(value, field) : undefined;
}
