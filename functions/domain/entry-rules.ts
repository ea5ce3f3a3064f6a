import type { Entry } from './entry.ts';
import {
  also,
  amount,
  bilingual,
  type Checks,
  code,
  commitment,
  day,
  digest,
  either,
  index,
  is,
  kind,
  memberOf,
  name,
  pointers,
  vkey,
} from './entry-checks.ts';
import { closeGoods, closeSum, MOVING_KINDS } from './entry-rules-moves.ts';
import { ERASURE_GROUNDS, OPENED_FIELDS } from './forgetting.ts';
import type { Json } from './ledger/canonical.ts';
import { type Check, type Fault, fields, integer, list, pattern } from './profile-shape.ts';

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

const forgotten = list(is(...OPENED_FIELDS), 1, OPENED_FIELDS.length);
const pointing = { of: pointers(100), list: fields({ count: integer(1, Number.MAX_SAFE_INTEGER), sha256: digest }) };
const forgets = (k: 'withdraw' | 'erase', own: Checks) => also(kind(k, { fields: forgotten, ...own }, pointing), either('of', 'list'));

const KINDS: ReadonlyMap<string, Check> = new Map([
  kind('open', opening, { demonstration: is(true), simulated: is(true) }),
  ['define', definition] as const,
  kind('gift', gift, { place: name, restricted: is(true), unclaimed: is(true) }),
  kind('close', close, { sums: list(closeSum, 0, 5), goods: closeGoods }),
  kind('gap', { from: day, through: day, cause: is('downtime', 'restore') }),
  forgets('withdraw', {}),
  forgets('erase', { ground: is(...Object.keys(ERASURE_GROUNDS)) }),
  ...MOVING_KINDS,
]);

function kindOf(value: Json): string | undefined {
  const found = memberOf(value, 'k');
  return typeof found === 'string' ? found.slice(0, 32) : undefined;
}
