import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  timingSafeEqual,
} from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The sandbox's own Ed25519 key. `id` is the first 16 hex digits of the SHA-256 of the 32 public bytes. */
export type OwnKey = { readonly id: string; readonly publicKey: Uint8Array; readonly privateKey: KeyObject };

/** A merchant as registered here: secret for its requests, name on the cashier's page, address for payments that no order asked for. */
export type Merchant = { readonly id: string; readonly name: string; readonly key: Uint8Array; readonly notifyUrl: string };

export type SignedHeaders = { readonly [header: string]: string };

const LARGEST_SKEW_MS = 5 * 60_000;

/** Reads the key from its file (PKCS #8 in PEM, mode 0600), making both at the first start. */
export function openOwnKey(file: string): OwnKey {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    keepSecret(file, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  }
  return ownKey(createPrivateKey(readFileSync(file)));
}

/** A key that is known to nobody but calls itself by the name of another: what a forger has. */
export function forgedKey(own: OwnKey): OwnKey {
  return { ...ownKey(generateKeyPairSync('ed25519').privateKey), id: own.id };
}

/** Writes a secret whole or not at all, readable by its owner only. */
export function keepSecret(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

/** Signs `<seconds>.<nonce>.<body>`, the body being the bytes that are sent. */
export function signBytes(key: OwnKey, body: Uint8Array, at: { readonly nowMs: number; readonly nonce: string }): SignedHeaders {
  const timestamp = String(Math.floor(at.nowMs / 1000));
  const message = Buffer.concat([Buffer.from(`${timestamp}.${at.nonce}.`), body]);
  return {
    'sandbox-timestamp': timestamp,
    'sandbox-nonce': at.nonce,
    'sandbox-signature': sign(null, message, key.privateKey).toString('base64'),
    'sandbox-key': key.id,
  };
}

export type MerchantRequest = { readonly method: string; readonly path: string; readonly headers: Headers; readonly body: Uint8Array };

/** Tells whether a request comes from the merchant and was made within 5 minutes: HMAC-SHA256 over method, path with query, timestamp, nonce and body, each ended by a line feed. */
export function isFromMerchant(request: MerchantRequest, merchant: Merchant, nowMs: number): boolean {
  const said = (name: string) => request.headers.get(`sandbox-${name}`) ?? '';
  if (said('merchant') !== merchant.id || !/^\d{1,11}$/.test(said('timestamp')) || !isNonce(said('nonce'))) return false;
  const head = `${request.method}\n${request.path}\n${said('timestamp')}\n${said('nonce')}\n`;
  const expected = createHmac('sha256', keyOf(merchant)).update(head).update(request.body).update('\n').digest('hex');
  return isSame(said('signature'), expected) && Math.abs(nowMs - Number(said('timestamp')) * 1000) <= LARGEST_SKEW_MS;
}

/** A key object is made once for a merchant: making it costs more than its use. */
const keys = new WeakMap<Merchant, KeyObject>();

function keyOf(merchant: Merchant): KeyObject {
  const key = keys.get(merchant) ?? createSecretKey(merchant.key);
  keys.set(merchant, key);
  return key;
}

/** Compares a secret in a time that does not depend on where it differs. */
export function isSame(said: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(said), digest(expected));
}

export const isNonce = (text: string): boolean => /^[0-9a-f]{16,64}$/.test(text);

function ownKey(privateKey: KeyObject): OwnKey {
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32));
  return { id: createHash('sha256').update(publicKey).digest('hex').slice(0, 16), publicKey, privateKey };
}
