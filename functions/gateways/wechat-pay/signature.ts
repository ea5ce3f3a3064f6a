import { randomBytes } from 'node:crypto';
import { holdsRsa, signRsa } from '../rsa.ts';
import type { WeChatPayKeys } from './keys.ts';

/** A request of ours; `body` is the text that is sent, empty for GET. */
export type Request = { readonly method: 'GET' | 'POST'; readonly url: string; readonly body: string };

const LARGEST_SKEW_MS = 5 * 60_000;
const PROBE = 'WECHATPAY/SIGNTEST/';

/** What a request's signature covers: method, path with query, seconds, nonce and body, each ended by a line feed. */
export function requestText(request: Request, timestamp: string, nonce: string): string {
  const { pathname, search } = new URL(request.url);
  return lines(request.method, pathname + search, timestamp, nonce, request.body);
}

/** What `paySign` covers, which lets the page of one app ask for one prepared payment. */
export function payText(call: { readonly appId: string; readonly timeStamp: string; readonly nonceStr: string; readonly package: string }): string {
  return lines(call.appId, call.timeStamp, call.nonceStr, call.package);
}

/** The `Authorization` of a request (API v3, "签名生成"). */
export function authorization(keys: WeChatPayKeys, request: Request, nowMs: number): string {
  const [timestamp, nonce] = [String(Math.floor(nowMs / 1000)), newNonce()];
  const signature = signRsa(keys.merchantKey, requestText(request, timestamp, nonce));
  return `WECHATPAY2-SHA256-RSA2048 mchid="${keys.merchant}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${keys.merchantSerial}"`;
}

/** A nonce of 32 characters. */
export function newNonce(): string {
  return randomBytes(16).toString('hex').toUpperCase();
}

/**
 * Judges the signature over `timestamp \n nonce \n raw body \n` by the key of the serial that the message names, then the
 * timestamp, which may differ from `nowMs` by 5 minutes. Staleness is said only of what was really signed.
 */
export function judgeSignature(
  platformKeys: WeChatPayKeys['platformKeys'],
  { headers, body }: { readonly headers: Headers; readonly body: Uint8Array },
  nowMs: number,
): 'held' | 'bad_signature' | 'stale' | 'probe' {
  const said = (name: string) => headers.get(`wechatpay-${name}`) ?? '';
  const [timestamp, nonce, signature] = [said('timestamp'), said('nonce'), said('signature')];
  if (signature.startsWith(PROBE)) return 'probe';
  const key = platformKeys.get(said('serial'));
  if (key === undefined || !/^\d{1,11}$/.test(timestamp) || !/^[\x21-\x7e]{1,64}$/.test(nonce)) return 'bad_signature';
  const type = headers.get('wechatpay-signature-type') ?? SIGNATURE_TYPE;
  if (type !== SIGNATURE_TYPE) return 'bad_signature';
  const message = Buffer.concat([Buffer.from(lines(timestamp, nonce)), body, Buffer.from('\n')]);
  if (!holdsRsa(key, message, signature)) return 'bad_signature';
  return Math.abs(nowMs - Number(timestamp) * 1000) > LARGEST_SKEW_MS ? 'stale' : 'held';
}

const SIGNATURE_TYPE = 'WECHATPAY2-SHA256-RSA2048';

const lines = (...parts: readonly string[]): string => parts.map((part) => `${part}\n`).join('');
