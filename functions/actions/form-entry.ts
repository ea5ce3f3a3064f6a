import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { checkName, type DisplayMode, type DonorKind, shownName } from '../domain/donor-name.ts';
import { checkText } from '../domain/donor-text.ts';
import type { Entry, EntryPointer } from '../domain/entry.ts';
import { is, memberOf } from '../domain/entry-checks.ts';
import type { Target } from '../domain/entry-judgement.ts';
import { parseEntry } from '../domain/entry-rules.ts';
import { heldReason } from '../domain/held-text.ts';
import { canonicalBytes, type Json } from '../domain/ledger/canonical.ts';
import { commit, fieldSalt } from '../domain/ledger/commitment.ts';
import { type Fault, fields, text } from '../domain/profile-shape.ts';
import { dayOf } from '../domain/time.ts';

/** What staff want entered: the public fields as the log has them, without what the machine fills in. `key` is their own number of it, `of` the numbers of what it is about, `private` what is only committed to. */
export type EntryWish = { readonly key: string; readonly k: string; readonly of?: readonly string[]; readonly private?: Json } & {
  readonly [field: string]: Json | undefined;
};

/** What the machine fills in. */
export type Filled = {
  readonly id: string;
  readonly pointers: readonly EntryPointer[];
  readonly target: Target | undefined;
  readonly size: number;
  readonly ours: { readonly count: number; readonly amt: number } | undefined;
};

export type FormFault = 'fields_wrong' | 'name_empty' | 'name_too_long' | 'name_characters' | 'text_characters' | 'consent_missing';

/** An entry with its final facts, and what is kept of it in the table `records` and nowhere else. */
export type Formed =
  | { readonly ok: true; readonly entry: Entry; readonly kept: Kept }
  | { readonly ok: false; readonly code: FormFault; readonly faults: readonly Fault[] };

/** Values behind the commitments with the salt of all, and how a name is to be shown. */
export type Kept = { readonly [field: string]: string | boolean | Uint8Array };

/** Makes the entry that a wish asks for. Its form is judged to the last field; what depends on other entries is not. */
export function formEntry(deps: Pick<Deps, 'now' | 'random' | 'society'>, wish: EntryWish, filled: Filled): Formed {
  const hidden = keepPrivate(deps, wish);
  if (!hidden.ok) return hidden;
  const { key: _, of: __, private: ___, ...said } = wish;
  const { pointers } = filled;
  const whole = {
    on: dayOf(deps.now()),
    ...said,
    v: 1,
    id: filled.id,
    ...(pointers.length === 0 ? {} : { of: pointers }),
    ...hidden.said,
    ...fillIn(wish, filled),
  };
  const canonical = toJson(whole);
  if (canonical === undefined) return wrong('k', 'must be text in NFC, whole numbers, lists and objects only');
  const parsed = parseEntry(canonical);
  return parsed.ok ? { ok: true, entry: parsed.entry, kept: hidden.kept } : { ok: false, code: 'fields_wrong', faults: parsed.faults };
}

/** The same wish is the same entry; another under its key is refused. */
export function wishDigest(wish: EntryWish): string {
  return createHash('sha256').update(JSON.stringify(wish)).digest('hex');
}

/** What the entry says of what came before, so that nobody types it. */
function fillIn(wish: EntryWish, { target, size, ours }: Filled): { readonly [field: string]: unknown } {
  if (wish.k === 'statement') return { upTo: size, ours };
  if (wish.k === 'refund' && target?.k === 'gift') {
    const { branch, campaign, restricted, ch, cur } = target.facts;
    return { branch, campaign, ...(restricted === true ? { restricted } : {}), ch, cur };
  }
  if (wish.k === 'fix' && target !== undefined) return { what: target.k, was: target.facts, now: changed(target.facts, wish.now) };
  return {};
}

/** Facts with some of them changed; `false` and the empty text take one away. */
function changed(facts: object, change: Json | undefined): object {
  const all = typeof change === 'object' && !Array.isArray(change) ? { ...facts, ...change } : { ...facts };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== false && value !== ''));
}

type Hidden = { readonly ok: true; readonly said: { readonly [field: string]: Json }; readonly kept: Kept } | Extract<Formed, { ok: false }>;

function keepPrivate(deps: Pick<Deps, 'random' | 'society'>, wish: EntryWish): Hidden {
  if (wish.k === 'goods') return keepGiver(deps, wish.private);
  const form = PRIVATE.get(wish.k);
  const isPerson = memberOf(wish.payee, 'class') === 'person';
  if (form === undefined || (wish.k !== 'refund' && !isPerson))
    return wish.private === undefined ? { ok: true, said: {}, kept: {} } : wrong('private', 'has no place in this entry');
  const faults = form(wish.private, 'private');
  if (faults.length > 0) return { ok: false, code: 'fields_wrong', faults };
  const values = wish.k === 'refund' ? { at: read(wish.private, 'at'), ref: read(wish.private, 'ref') } : { payee: read(wish.private, 'payee') };
  return { ok: true, ...committed(deps, values) };
}

const PRIVATE: ReadonlyMap<string, ReturnType<typeof fields>> = new Map([
  ['refund', fields({ ref: text(120) }, { at: text(40) })],
  ['spend', fields({ payee: text(120) })],
  ['hand', fields({ payee: text(120) })],
]);

const giver = fields(
  { kind: is('person', 'organisation', 'anonymous'), display: is('named', 'masked', 'anonymous') },
  { name: text(400), note: text(400), intent: text(400), ref: text(120), at: text(40), consent: text(40) },
);

/** The giver of goods, judged as one who gives money is: the name shown only by consent (M16), held back where a filter says so. */
function keepGiver(deps: Pick<Deps, 'random' | 'society'>, given: Json | undefined): Hidden {
  const faults = giver(given, 'private');
  if (faults.length > 0) return { ok: false, code: 'fields_wrong', faults };
  const [kind, display] = [read(given, 'kind') as DonorKind, read(given, 'display') as DisplayMode]; // judged above
  const named = kind === 'anonymous' && read(given, 'name') === '' ? { ok: true as const, name: '' } : checkName(read(given, 'name'));
  if (!named.ok) return { ok: false, code: named.code, faults: [{ field: 'private.name', problem: named.characters.join(' ') }] };
  const [note, intent] = [checkText(read(given, 'note')), checkText(read(given, 'intent'))];
  if (!note.ok || !intent.ok)
    return { ok: false, code: 'text_characters', faults: [{ field: note.ok ? 'private.intent' : 'private.note', problem: 'cannot be drawn' }] };
  const shown = shownName({ kind, display, name: named.name });
  if (display !== 'anonymous' && read(given, 'consent') !== deps.society.consentVersion)
    return {
      ok: false,
      code: 'consent_missing',
      faults: [{ field: 'private.consent', problem: `must be ${deps.society.consentVersion}, as the giver signed it` }],
    };
  const held = [shown, note.text].some((one) => heldReason(one, deps.society.heldWords) !== undefined);
  const values = { at: read(given, 'at'), intent: intent.text, name: named.name, note: note.text, ref: read(given, 'ref'), shown };
  const { said, kept } = committed(deps, values);
  return {
    ok: true,
    said: { ...said, ...(intent.text === '' ? {} : { restricted: true }) },
    kept: { ...kept, held, display, donorKind: kind, consent: read(given, 'consent') },
  };
}

function committed(deps: Pick<Deps, 'random'>, values: { readonly [field: string]: string }) {
  const salt = deps.random(32);
  const c = Object.fromEntries(Object.entries(values).map(([field, value]) => [field, commit(fieldSalt(salt, field), field, value)]));
  return { said: { c }, kept: { ...values, salt } };
}

const read = (value: Json | undefined, field: string): string => {
  const found = memberOf(value, field);
  return typeof found === 'string' ? found : '';
};

function wrong(field: string, problem: string): Extract<Formed, { ok: false }> {
  return { ok: false, code: 'fields_wrong', faults: [{ field, problem }] };
}

function toJson(value: object): Json | undefined {
  try {
    canonicalBytes(value as Json);
    return value as Json;
  } catch {
    return undefined; // a fraction, a null, a text outside NFC
  }
}
