import type { Manner, Paid } from './records.ts';
import { forgedKey, type OwnKey, type SignedHeaders, signBytes } from './signing.ts';

/** A callback as it is sent. */
export type Message = { readonly headers: SignedHeaders; readonly body: Uint8Array<ArrayBuffer> };

type Letter = { readonly key: OwnKey; readonly merchant: string; readonly nowMs: number; readonly nonce: string };

const STALE_BY_MS = 10 * 60_000;

/** Writes and signs the notice of a payment; `manner` spoils it as its name says, and the names that spoil nothing give a good one. */
export function noticeOf(paid: Paid, letter: Letter, manner: Manner): Message {
  const body = bodyOf(paid, letter.merchant);
  const sign = (bytes: Uint8Array) => signBytes(letter.key, bytes, letter);
  switch (manner) {
    case 'altered':
      return { body: bodyOf({ ...paid, amount: oneMore(paid.amount) }, letter.merchant), headers: sign(body) };
    case 'other-order-signature':
      return { body, headers: sign(bodyOf({ ...paid, orderNo: `${paid.orderNo}X` }, letter.merchant)) };
    case 'stale':
      return { body, headers: signBytes(letter.key, body, { ...letter, nowMs: letter.nowMs - STALE_BY_MS }) };
    case 'forged':
      return { body, headers: signBytes(forgedKey(letter.key), body, letter) };
    default:
      return { body, headers: sign(body) };
  }
}

/** Writes and signs a notice that is about no payment. */
export function probeOf(type: string, letter: Letter): Message {
  const body = encode({ id: `n_${letter.nonce}`, merchant: letter.merchant, type });
  return { body, headers: signBytes(letter.key, body, letter) };
}

/** Writes and signs the notice that something is new about a refund. */
export function refundNoticeOf(refundNo: string, letter: Letter): Message {
  const body = encode({ id: `n_${letter.nonce}`, merchant: letter.merchant, type: 'refund.changed', refundNo });
  return { body, headers: signBytes(letter.key, body, letter) };
}

/** A payment as notices and answers state it. */
export function statePayment({ serial, orderNo, amount, paidAtMs }: Paid) {
  return { serial, orderNo, amount: { minor: amount.minor, currency: amount.currency }, paidAt: new Date(paidAtMs).toISOString() };
}

/** An amount with one minor unit more. */
export function oneMore(amount: Paid['amount']): Paid['amount'] {
  return { ...amount, minor: amount.minor + 1 };
}

function bodyOf(paid: Paid, merchant: string): Uint8Array<ArrayBuffer> {
  return encode({ id: `n_${paid.serial}`, merchant, type: 'payment.paid', payment: statePayment(paid) });
}

const encode = (value: object): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));
