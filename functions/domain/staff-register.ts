import { isHeld, type KeyEnd, type Opened, type StaffRole } from './staff-statement.ts';

/** A person's key. It signs from `activeFromMs` until `endedAtMs`; `signedBy` are the keys that vouch for it, of which it needs `needs`. */
export type StaffKey = {
  readonly key: string;
  readonly person: string;
  readonly role: StaffRole;
  readonly enrolledAtMs: number;
  readonly needs: number;
  readonly signedBy: readonly string[];
  /** Whether fewer than two could vouch for it, though there had been two before. */
  readonly alone: boolean;
  readonly activeFromMs?: number;
  readonly endedAtMs?: number;
  readonly ended?: KeyEnd;
};

/** The keys of the staff as their changes make them; `head` is the digest of the last change, `count` how many there were. */
export type Register = { readonly origin: string; readonly head: string; readonly count: number; readonly keys: ReadonlyMap<string, StaffKey> };

export type RegisterRefusal =
  | 'statement_elsewhere'
  | 'register_moved'
  | 'signer_unknown'
  | 'own_key'
  | 'key_not_held'
  | 'key_known'
  | 'key_unknown'
  | 'person_known'
  | 'signed_before';

export type Changed = { readonly ok: true; readonly register: Register; readonly touched: StaffKey } | { readonly ok: false; readonly code: RegisterRefusal };

/** How long a key waits for which nobody, or one person only, could vouch: whoever was left out has that long to speak up. */
export const ALONE_WAITS_MS = 72 * 3_600_000;

/** The register before its first change. */
export function emptyRegister(origin: string): Register {
  return { origin, head: '', count: 0, keys: new Map() };
}

/** Tells whether a key signs at an instant. */
export function isActive(one: StaffKey | undefined, nowMs: number): one is StaffKey {
  return one?.activeFromMs !== undefined && one.activeFromMs <= nowMs && one.endedAtMs === undefined;
}

/**
 * Puts a change behind those before it. The first two persons are enrolled by the first of them; after that each by two
 * others, or by whoever is left and a wait. One person is enough to end a key, since that moves no money.
 */
export function addChange(register: Register, { statement, key, digest }: Opened, nowMs: number): Changed {
  if (statement.k === 'refund' || statement.k === 'step' || statement.origin !== register.origin) return refuse('statement_elsewhere');
  if (statement.before !== register.head) return refuse('register_moved');
  const changed =
    statement.k === 'enrol'
      ? enrol(register, { ...statement, signer: key }, nowMs)
      : statement.k === 'agree'
        ? agree(register, { key: statement.key, signer: key }, nowMs)
        : end(register, { key: statement.key, how: statement.how, signer: key }, nowMs);
  if ('code' in changed) return { ok: false, code: changed.code };
  const { origin, count, keys } = register;
  return { ok: true, touched: changed, register: { origin, head: digest, count: count + 1, keys: new Map(keys).set(changed.key, changed) } };
}

type Refused = { readonly ok: false; readonly code: RegisterRefusal };
type Enrolment = { readonly key: string; readonly person: string; readonly role: StaffRole; readonly own: string; readonly signer: string };

function enrol(register: Register, wish: Enrolment, nowMs: number): StaffKey | Refused {
  const { key, person, role, signer } = wish;
  const all = [...register.keys.values()];
  const active = all.filter((one) => isActive(one, nowMs));
  if (!isHeld(wish)) return refuse('key_not_held');
  if (register.keys.has(key)) return refuse('key_known');
  if (all.some((one) => one.person === person && one.endedAtMs === undefined)) return refuse('person_known');
  const isFirst = active.length === 0 && signer === key; // nobody is left who could vouch
  if (!isFirst && !active.some((one) => one.key === signer)) return refuse('signer_unknown');
  const persons = new Set(all.filter(({ activeFromMs }) => activeFromMs !== undefined).map((one) => one.person)).size;
  const needs = Math.min(2, active.length);
  const alone = persons >= 2 && needs < 2;
  const made = { key, person, role, enrolledAtMs: nowMs, needs, signedBy: isFirst ? [] : [signer], alone };
  return vouched(made, register, nowMs);
}

function agree(register: Register, { key, signer }: { readonly key: string; readonly signer: string }, nowMs: number): StaffKey | Refused {
  const [wanted, by] = [register.keys.get(key), register.keys.get(signer)];
  if (!isActive(by, nowMs)) return refuse('signer_unknown');
  if (wanted === undefined || wanted.endedAtMs !== undefined || wanted.activeFromMs !== undefined) return refuse('key_unknown');
  if (wanted.person === by.person) return refuse('own_key');
  if (wanted.signedBy.some((one) => register.keys.get(one)?.person === by.person)) return refuse('signed_before');
  return vouched({ ...wanted, signedBy: [...wanted.signedBy, signer] }, register, nowMs);
}

/** Active once enough persons vouch for it whose own keys still count. */
function vouched(wanted: StaffKey, register: Register, nowMs: number): StaffKey {
  const vouching = wanted.signedBy.filter((one) => isActive(register.keys.get(one), nowMs)).length;
  if (vouching < wanted.needs) return wanted;
  return { ...wanted, activeFromMs: nowMs + (wanted.alone ? ALONE_WAITS_MS : 0) };
}

function end(
  register: Register,
  { key, how, signer }: { readonly key: string; readonly how: KeyEnd; readonly signer: string },
  nowMs: number,
): StaffKey | Refused {
  const ending = register.keys.get(key);
  if (ending === undefined || ending.endedAtMs !== undefined) return refuse('key_unknown');
  if (signer !== key && !isActive(register.keys.get(signer), nowMs)) return refuse('signer_unknown');
  return { ...ending, endedAtMs: nowMs, ended: how };
}

const refuse = (code: RegisterRefusal): Refused => ({ ok: false, code });
