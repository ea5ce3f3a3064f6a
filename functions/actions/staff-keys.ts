import type { Deps } from '../deps.ts';
import { addChange, emptyRegister, isActive, type Register, type RegisterRefusal, type StaffKey } from '../domain/staff-register.ts';
import { type Opened, openStatement, type Signed } from '../domain/staff-statement.ts';
import { bytesOf, numberOf, textOf } from '../store/item.ts';
import { STAFF, staffKey } from '../store/tables.ts';

/** What a change of the register did; `known` where this very change stands there already. */
export type RegisterChanged =
  | { readonly ok: true; readonly state: 'changed' | 'known'; readonly key: StaffKey }
  | { readonly ok: false; readonly code: RegisterRefusal | 'signature_wrong' };

type Needs = Pick<Deps, 'db' | 'now' | 'society' | 'alarm'>;

const ATTEMPTS = 4;

/**
 * Reads who has which key by judging every change again from the first: each is signed and names the one before it, so
 * that whoever writes to the table can leave the last ones out but add none. Throws where a change does not hold.
 */
export async function readRegister({ db, society }: Pick<Deps, 'db' | 'society'>): Promise<Register> {
  let register = emptyRegister(society.origin);
  for (const item of await db.query('records', { pk: STAFF })) {
    const opened = openStatement({ bytes: bytesOf(item, 'bytes'), key: textOf(item, 'key'), signature: bytesOf(item, 'signature') });
    const changed = opened === undefined ? undefined : addChange(register, opened, numberOf(item, 'atMs'));
    if (changed?.ok !== true) throw new Error(`change ${item.sk} of the staff's keys does not hold`);
    register = changed.register;
  }
  return register;
}

/** Puts a signed change behind the others. */
export async function changeRegister(deps: Needs, signed: Signed): Promise<RegisterChanged> {
  const opened = openStatement(signed);
  if (opened === undefined) return { ok: false, code: 'signature_wrong' };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const [register, known] = [await readRegister(deps), await findChange(deps, opened)];
    if (known !== undefined) return { ok: true, state: 'known', key: known };
    const nowMs = deps.now();
    const changed = addChange(register, opened, nowMs);
    if (!changed.ok) return changed;
    const item = { ...staffKey(register.count + 1), bytes: signed.bytes, key: signed.key, signature: signed.signature, digest: opened.digest, atMs: nowMs };
    const written = await deps.db.write([{ table: 'records', put: item, when: 'absent' }]);
    if (!written.ok) continue; // another change came in between: this one no longer follows it
    if (changed.touched.alone && changed.touched.endedAtMs === undefined) deps.alarm('staff_enrolled_alone', { change: register.count + 1 });
    return { ok: true, state: 'changed', key: changed.touched };
  }
  return { ok: false, code: 'register_moved' };
}

/** The person whose key this is, if it signs now. */
export function signerOf(register: Register, key: string, nowMs: number): StaffKey | undefined {
  const found = register.keys.get(key);
  return isActive(found, nowMs) ? found : undefined;
}

/** What the register says now of the key that this very change was about. */
async function findChange(deps: Needs, { statement, digest }: Opened): Promise<StaffKey | undefined> {
  const about = 'before' in statement ? statement.key : '';
  const found = (await deps.db.query('records', { pk: STAFF })).some((item) => item.digest === digest);
  return found ? (await readRegister(deps)).keys.get(about) : undefined;
}
