import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { base32 } from '../domain/number.ts';

/** Id of a gift, made from the client's key: the same key always means the same gift (M6). */
export function donationId(clientKey: string): string {
  return `d_${base32(createHash('sha256').update(`donation|${clientKey}`).digest().subarray(0, 16))}`;
}

/** Id of a gift that came without an order of ours, made from the gateway's own number of the payment. */
export function unclaimedDonationId(secret: Uint8Array, payment: { readonly gateway: string; readonly serial: string }): string {
  return `d_${base32(hmac(secret, `unclaimed|${payment.gateway}|${payment.serial}`).subarray(0, 16))}`;
}

/** Ids of the claim to a gift and of its entry: one of each for every gift, so that nobody is granted a second one. */
export function claimIds(secret: Uint8Array, giftId: string): { readonly id: string; readonly entryId: string } {
  return { id: `d_${base32(hmac(secret, `claim|${giftId}`).subarray(0, 16))}`, entryId: entryId(secret, `claim|${giftId}`) };
}

/** Id of an entry: 80 bits that nobody can link to what they are made of without the secret, the same for every repeat (M6). */
export function entryId(secret: Uint8Array, business: string): string {
  return hmac(secret, `entry|${business}`).subarray(0, 10).toString('hex');
}

/** Id of the entry of a payment, from the channel's own number of it. */
export function paymentEntryId(secret: Uint8Array, { gateway, serial }: { readonly gateway: string; readonly serial: string }): string {
  return entryId(secret, `${gateway}|${serial}`);
}

/** Id of the entry of a refund that two people signed. */
export function refundEntryId(secret: Uint8Array, refundNo: string): string {
  return entryId(secret, `refund|${refundNo}`);
}

/** The bearer token of a gift: whoever holds it is its donor. */
export function donorToken(secret: Uint8Array, id: string): string {
  return hmac(secret, `token|${id}`).toString('base64url');
}

/** Tells whether a token is the one of this gift, in time that does not depend on it. */
export function isDonorToken(secret: Uint8Array, claim: { readonly id: string; readonly token: string }): boolean {
  const expected = Buffer.from(donorToken(secret, claim.id));
  const given = Buffer.from(claim.token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

const hmac = (secret: Uint8Array, text: string): Buffer => createHmac('sha256', keyOf(secret)).update(text).digest();

/** Keys by the bytes that they were made of: to make one costs nine times what it is used for. */
const keys = new WeakMap<Uint8Array, KeyObject>();

function keyOf(secret: Uint8Array): KeyObject {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const key = createSecretKey(secret);
  keys.set(secret, key);
  return key;
}
