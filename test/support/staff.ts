import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { encodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import type { KeyEnd, RefundAsk, RefundStepStatement, RegisterStatement, Signed, StaffRole, StaffStatement } from '../../functions/domain/staff-statement.ts';
import { keyRequest, statementBytes, toSign } from '../../functions/domain/staff-statement.ts';

/** Somebody with a key of their own. */
export type Person = { readonly person: string; readonly role: StaffRole; readonly key: string; readonly privateKey: KeyObject };

/** A person with a fresh key. */
export function newPerson(person: string, role: StaffRole = 'confirms'): Person {
  const privateKey = createPrivateKey(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const key = encodeBase64Url(new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)));
  return { person, role, key, privateKey };
}

const signature = ({ privateKey }: Person, bytes: Uint8Array) => new Uint8Array(sign(null, toSign(bytes), privateKey));

/** A statement under somebody's key. */
export function signedBy(one: Person, statement: StaffStatement): Signed {
  const bytes = statementBytes(statement);
  return { bytes, key: one.key, signature: signature(one, bytes) };
}

/** Where and when statements are made. */
export type Desk = { readonly origin: string; readonly at: string };

type Place = Desk & { readonly before: string };

/** An enrolment, with what the new key signs to show that it is held. */
export function enrolment({ before, ...desk }: Place, one: Person, change: Partial<RegisterStatement> = {}): RegisterStatement {
  const own = encodeBase64Url(signature(one, keyRequest(one)));
  return { v: 1, k: 'enrol', ...desk, before, key: one.key, person: one.person, role: one.role, own, ...change } as RegisterStatement;
}

export const agreement = ({ before, ...desk }: Place, one: Person): RegisterStatement => ({ v: 1, k: 'agree', ...desk, before, key: one.key });
export const ending = ({ before, ...desk }: Place, one: Person, how: KeyEnd = 'revoked'): RegisterStatement => ({
  ...{ v: 1, k: 'end', ...desk, before, key: one.key, how },
});

let nonces = 0;

/** An ask for a refund through the gateway, of a duplicate unless something else is said. */
export function refundAsk(desk: Desk, number: string, amt: number, change: Partial<RefundAsk> = {}): RefundAsk {
  nonces += 1;
  const nonce = String(nonces).padStart(32, '0');
  return { v: 1, k: 'refund', ...desk, number, cur: 'CNY', amt, why: 'duplicate', way: 'gateway', nonce, ...change };
}

/** A step of the ask of this digest. */
export const refundStep = (desk: Desk, of: string, step: RefundStepStatement['step'], change: Partial<RefundStepStatement> = {}): RefundStepStatement => ({
  ...{ v: 1, k: 'step', ...desk, of, step },
  ...change,
});
