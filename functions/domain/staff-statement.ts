import { sha256 } from '@noble/hashes/sha2.js';
import { amount, type Checks, digest, is, memberOf } from './entry-checks.ts';
import type { RefundReason } from './entry-moves.ts';
import { decodeBase64Url, encodeBase64Url, encodeHex } from './ledger/base64.ts';
import { canonicalBytes, type Json, parseCanonical } from './ledger/canonical.ts';
import { verifyEd25519 } from './ledger/ed25519.ts';
import { joinBytes } from './ledger/hash.ts';
import { base32 } from './number.ts';
import { type Check, fields, matching, pattern, text } from './profile-shape.ts';
import { parseInstant } from './time.ts';

/** What a person may do: `asks` asks for refunds, `confirms` also confirms those that another person asked for. */
export type StaffRole = 'asks' | 'confirms';

/** Why a key ends. */
export type KeyEnd = 'revoked' | 'lost';

/** Fields of every statement; `origin` is the log that it is for, `at` RFC 3339 by the clock of whoever signs. */
type Said = { readonly v: 1; readonly origin: string; readonly at: string };

/** A change of the register of keys; `before` is the digest of the change before it, empty for the first, so that each fits into one place only. */
export type RegisterStatement = Said & { readonly before: string } & (
    | { readonly k: 'enrol'; readonly key: string; readonly person: string; readonly role: StaffRole; readonly own: string }
    | { readonly k: 'agree'; readonly key: string }
    | { readonly k: 'end'; readonly key: string; readonly how: KeyEnd }
  );

/** How money goes back: through the gateway that it came through, or by a bank's order that people give. */
export type RefundWay = 'gateway' | 'by_hand';

/** What somebody asks for: so much of the gift of this number. `nonce` tells two equal asks apart; `evidence` is the SHA-256 of what a guardian showed. */
export type RefundAsk = Said & {
  readonly k: 'refund';
  readonly number: string;
  readonly cur: 'CNY';
  readonly amt: number;
  readonly why: RefundReason;
  readonly way: RefundWay;
  readonly nonce: string;
  readonly evidence?: string;
};

/** What becomes of an ask. `paid`: by hand, as the bank's paper of this reference says; `again` and `give_up` after the gateway refused. */
export type RefundStep = 'confirm' | 'withdraw' | 'paid' | 'again' | 'give_up';

/** A step of the ask whose digest is `of`, and of no other. */
export type RefundStepStatement = Said & { readonly k: 'step'; readonly of: string; readonly step: RefundStep; readonly reference?: string };

export type StaffStatement = RegisterStatement | RefundAsk | RefundStepStatement;

/** A statement as it travels and is kept: its canonical bytes, and the key (base64url) with which a person signed them. */
export type Signed = { readonly bytes: Uint8Array; readonly key: string; readonly signature: Uint8Array };

/** A statement that was really signed by the key beside it; `digest` is the SHA-256 of its bytes in hexadecimal. */
export type Opened = { readonly statement: StaffStatement; readonly key: string; readonly digest: string };

const REASONS = ['mistake', 'duplicate', 'wrong_amount', 'void_act', 'guardian', 'impossible'] as const satisfies readonly RefundReason[];
const key = matching((value) => typeof value === 'string' && decodeBase64Url(value)?.length === 32, 'must be a key in base64url');
const signature = matching((value) => typeof value === 'string' && decodeBase64Url(value)?.length === 64, 'must be a signature in base64url');
const said: Checks = {
  v: is(1),
  origin: text(120),
  at: matching((value) => typeof value === 'string' && parseInstant(value) !== undefined, 'must be an instant with its offset'),
};
const before = pattern(/^(?:[0-9a-f]{64})?$/, 'must be a digest or empty');
const person = text(40);
const role = is('asks', 'confirms');
const STATEMENTS: ReadonlyMap<unknown, Check> = new Map<unknown, Check>([
  ['enrol', fields({ ...said, k: is('enrol'), before, key, person, role, own: signature })],
  ['agree', fields({ ...said, k: is('agree'), before, key })],
  ['end', fields({ ...said, k: is('end'), before, key, how: is('revoked', 'lost') })],
  [
    'refund',
    fields(
      {
        ...said,
        k: is('refund'),
        number: text(40),
        cur: is('CNY'),
        amt: amount,
        why: is(...REASONS),
        way: is('gateway', 'by_hand'),
        nonce: pattern(/^[0-9a-f]{32}$/, 'must be 128 bits in hexadecimal'),
      },
      { evidence: digest },
    ),
  ],
  ['step', fields({ ...said, k: is('step'), of: digest, step: is('confirm', 'withdraw', 'paid', 'again', 'give_up') }, { reference: text(120) })],
]);

const LONGEST = 2048;
/** Stands before what is signed, so that no other signature of ours can be taken for one of these. */
const CONTEXT = new TextEncoder().encode('daylight-staff/v1\n');

/** The bytes that a person's key signs. */
export function toSign(bytes: Uint8Array): Uint8Array {
  return joinBytes([CONTEXT, bytes]);
}

/** What a new key signs to show that somebody holds it: whose it is to be, and what for. */
export function keyRequest(request: { readonly key: string; readonly person: string; readonly role: StaffRole }): Uint8Array {
  const { key, person, role } = request;
  return canonicalBytes({ v: 1, k: 'key', key, person, role });
}

/** Writes a statement as its bytes. */
export function statementBytes(statement: StaffStatement): Uint8Array {
  return canonicalBytes(statement as unknown as Json);
}

/** Reads a statement whose signature holds; whose key it is and what it may do the register says. */
export function openStatement({ bytes, key, signature }: Signed): Opened | undefined {
  const publicKey = decodeBase64Url(key);
  if (publicKey === undefined || !verifyEd25519(signature, toSign(bytes), publicKey)) return undefined;
  const value = parseCanonical(bytes, LONGEST);
  const check = STATEMENTS.get(memberOf(value, 'k'));
  if (value === undefined || check === undefined || check(value, '').length > 0) return undefined;
  return { statement: value as unknown as StaffStatement, key, digest: digestOf(bytes) };
}

/** Tells whether the key of an enrolment signed that it is held. */
export function isHeld(request: { readonly key: string; readonly person: string; readonly role: StaffRole; readonly own: string }): boolean {
  const [publicKey, own] = [decodeBase64Url(request.key), decodeBase64Url(request.own)];
  return publicKey !== undefined && own !== undefined && verifyEd25519(own, toSign(keyRequest(request)), publicKey);
}

/** SHA-256 of a statement's bytes, in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return encodeHex(sha256(bytes));
}

/** Number of a refund, made from what was asked for: `F` and 26 of `[0-9A-Z]`. The gateways know it by this number. */
export function refundNumber(askBytes: Uint8Array): string {
  return `F${base32(sha256(askBytes).subarray(0, 16))}`;
}

/** Writes a public key as statements name it. */
export function keyName(publicKey: Uint8Array): string {
  return encodeBase64Url(publicKey);
}

/** A day of 24 hours, in milliseconds. */
const DAY_MS = 86_400_000;
/** How long a statement counts from when it was signed. */
export const LAPSES_MS = 14 * DAY_MS;
const AHEAD_MS = 5 * 60_000;

/** Tells whether a statement still counts: it lapses 14 days after it was signed, and none is from a time to come. */
export function isTimely({ at }: Pick<Said, 'at'>, nowMs: number): boolean {
  const atMs = parseInstant(at) ?? 0;
  return nowMs - atMs <= LAPSES_MS && atMs - nowMs <= AHEAD_MS;
}
