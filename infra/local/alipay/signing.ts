import { type KeyObject, verify } from 'node:crypto';
import { signRsa } from '../../../functions/gateways/rsa.ts';
import type { KeyPair } from '../acquirer/rsa-keys.ts';

/** A merchant as Alipay has registered it. */
export type Merchant = { readonly appId: string; readonly sellerId: string; readonly name: string; readonly publicKey: KeyObject };

export type OwnKey = Pick<KeyPair, 'privateKey' | 'publicPem'>;

/** Tells whether the application signed its parameters with RSA2: all but `sign`, without empty ones, by name. */
export function isFromApplication(parameters: ReadonlyMap<string, string>, merchant: Merchant): boolean {
  const pairs = [...parameters].filter(([name, value]) => name !== 'sign' && value !== '').toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  return verify('sha256', Buffer.from(text), merchant.publicKey, Buffer.from(parameters.get('sign') ?? '', 'base64'));
}

/** An answer: the member that belongs to the method, its characters signed as they stand, slashes escaped as Alipay does. */
export function signedAnswer(key: OwnKey, member: string, said: object): string {
  const raw = JSON.stringify(said).replaceAll('/', '\\/');
  return `{"${member}":${raw},"sign":"${signRsa(key.privateKey, raw)}"}`;
}

/** A notice: a form, signed over all values as they are but `sign` and `sign_type`. */
export function signedNotice(key: OwnKey, parameters: Readonly<Record<string, string>>): string {
  const names = Object.keys(parameters)
    .filter((name) => parameters[name] !== '')
    .toSorted();
  const sign = signRsa(key.privateKey, names.map((name) => `${name}=${parameters[name]}`).join('&'));
  return new URLSearchParams({ ...parameters, sign_type: 'RSA2', sign }).toString();
}
