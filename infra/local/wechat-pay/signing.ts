import { createCipheriv, type KeyObject, verify } from 'node:crypto';
import { signRsa } from '../../../functions/gateways/rsa.ts';
import type { KeyPair } from '../acquirer/rsa-keys.ts';

/** A merchant as WeChat Pay has registered it. */
export type Merchant = {
  readonly mchid: string;
  readonly appid: string;
  readonly appSecret: string;
  readonly name: string;
  /** Serial and public half of the merchant's certificate. */
  readonly serial: string;
  readonly publicKey: KeyObject;
  /** 32 bytes as text. */
  readonly apiV3Key: string;
};

/** A key that answers and notices are signed with, by its serial. */
export type PlatformKey = { readonly serial: string } & Pick<KeyPair, 'privateKey' | 'publicPem'>;

const LARGEST_SKEW_MS = 5 * 60_000;

/** Headers that sign bytes: `timestamp \n nonce \n body \n`. */
export function signedHeaders(key: PlatformKey, body: Uint8Array, at: { readonly nowMs: number; readonly nonce: string }): Record<string, string> {
  const timestamp = String(Math.floor(at.nowMs / 1000));
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': at.nonce,
    'wechatpay-serial': key.serial,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
    'wechatpay-signature': signRsa(key.privateKey, `${timestamp}\n${at.nonce}\n${Buffer.from(body).toString('utf8')}\n`),
  };
}

export type MerchantRequest = { readonly method: string; readonly path: string; readonly headers: Headers; readonly body: string };

/** Tells whether the merchant signed a request within 5 minutes, and for itself. */
export function isFromMerchant(request: MerchantRequest, merchant: Merchant, nowMs: number): boolean {
  const [scheme, rest = ''] = (request.headers.get('authorization') ?? '').split(/ (.*)/s);
  if (scheme !== 'WECHATPAY2-SHA256-RSA2048') return false;
  const said = new Map([...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
  const [timestamp = '', nonce = ''] = [said.get('timestamp'), said.get('nonce_str')];
  if (said.get('mchid') !== merchant.mchid || said.get('serial_no') !== merchant.serial) return false;
  if (!/^\d{10}$/.test(timestamp) || nonce === '' || Math.abs(nowMs - Number(timestamp) * 1000) > LARGEST_SKEW_MS) return false;
  const text = `${request.method}\n${request.path}\n${timestamp}\n${nonce}\n${request.body}\n`;
  return verify('sha256', Buffer.from(text), merchant.publicKey, Buffer.from(said.get('signature') ?? '', 'base64'));
}

/** Seals a notice's resource with the merchant's API v3 key. */
export function seal(
  merchant: Pick<Merchant, 'apiV3Key'>,
  text: string,
  { nonce, associatedData }: { readonly nonce: string; readonly associatedData: string },
): string {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(merchant.apiV3Key), Buffer.from(nonce)).setAAD(Buffer.from(associatedData));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}
