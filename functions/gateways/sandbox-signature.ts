import { createHash, createHmac, createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import { decodeBase64, encodeBase64Url, encodeHex } from '../domain/ledger/base64.ts';

/** The sandbox's public key with the name by which its messages call it: the first 16 hex digits of its SHA-256. */
export type SandboxKey = { readonly id: string; readonly key: KeyObject };

/** Something signed: the bytes as they came, and the headers beside them. */
export type Signed = { readonly headers: Headers; readonly body: Uint8Array };

const RAW_KEY_BYTES = 32;
const LARGEST_SKEW_MS = 5 * 60_000;

/** Reads an Ed25519 public key, 32 raw bytes or SPKI DER; throws for anything else. */
export function readSandboxKey(publicKey: Uint8Array): SandboxKey {
  const raw = publicKey.length === RAW_KEY_BYTES ? publicKey : publicKey.slice(-RAW_KEY_BYTES);
  const key =
    publicKey.length === RAW_KEY_BYTES
      ? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(raw) }, format: 'jwk' })
      : createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('the sandbox signs with Ed25519');
  return { id: encodeHex(createHash('sha256').update(raw).digest()).slice(0, 16), key };
}

/**
 * Judges Ed25519 over `<timestamp>.<nonce>.<raw body>`, then the timestamp (seconds since 1970), which may differ from
 * `nowMs` by 5 minutes. Staleness is said only of what the sandbox really signed.
 */
export function judgeSignature(sandbox: SandboxKey, { headers, body }: Signed, nowMs: number): 'held' | 'bad_signature' | 'stale' {
  const timestamp = headers.get('sandbox-timestamp') ?? '';
  const nonce = headers.get('sandbox-nonce') ?? '';
  const signature = decodeBase64(headers.get('sandbox-signature') ?? '');
  if (headers.get('sandbox-key') !== sandbox.id || signature?.length !== 64) return 'bad_signature';
  if (!/^\d{1,11}$/.test(timestamp) || !/^[0-9a-f]{16,64}$/.test(nonce)) return 'bad_signature';
  const message = Buffer.concat([Buffer.from(`${timestamp}.${nonce}.`), body]);
  if (!verify(null, message, sandbox.key, signature)) return 'bad_signature';
  return Math.abs(nowMs - Number(timestamp) * 1000) > LARGEST_SKEW_MS ? 'stale' : 'held';
}

/** A request of ours as the sandbox wants it signed. */
export type Request = { readonly method: 'GET' | 'POST'; readonly url: string; readonly body: string };

/**
 * Headers that sign a request with HMAC-SHA256 over method, path with query, timestamp, nonce and body, each ended by
 * a line feed. The sandbox signs its answer over the same nonce.
 */
export function signRequest(
  request: Request,
  merchant: { readonly id: string; readonly key: Uint8Array },
  nowMs: number,
): { readonly [header: string]: string } {
  const { pathname, search } = new URL(request.url);
  const timestamp = String(Math.floor(nowMs / 1000));
  const nonce = randomBytes(16).toString('hex');
  const text = [request.method, pathname + search, timestamp, nonce, request.body].map((line) => `${line}\n`).join('');
  return {
    'sandbox-merchant': merchant.id,
    'sandbox-timestamp': timestamp,
    'sandbox-nonce': nonce,
    'sandbox-signature': createHmac('sha256', merchant.key).update(text).digest('hex'),
  };
}
