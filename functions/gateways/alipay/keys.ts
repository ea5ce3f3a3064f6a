import type { KeyObject } from 'node:crypto';
import { readRsaPrivateKey, readRsaPublicKey } from '../rsa.ts';

/** What a merchant has in its hands, as the open platform shows it. */
export type AlipayCredentials = {
  readonly appId: string;
  /** The seller's number, 16 digits beginning with 2088. */
  readonly sellerId: string;
  readonly appKey: string;
  /** Alipay's public keys (not the application's own), or its certificates; several while they change. */
  readonly alipayKeys: readonly string[];
  /** In certificate mode: the serials of the application's certificate and of Alipay's root. */
  readonly certificates?: { readonly appCertSn: string; readonly rootCertSn: string };
};

/** The same, ready to be used. */
export type AlipayKeys = {
  readonly appId: string;
  readonly sellerId: string;
  readonly appKey: KeyObject;
  readonly alipayKeys: readonly KeyObject[];
  readonly certificates?: { readonly appCertSn: string; readonly rootCertSn: string };
};

/** Reads the credentials; throws with the name of what is wrong and never its value. */
export function readAlipayKeys({ appId, sellerId, appKey, alipayKeys, certificates }: AlipayCredentials): AlipayKeys {
  if (alipayKeys.length === 0) throw new TypeError('there is no key of Alipay to verify with');
  const keys = { appId, sellerId, appKey: readRsaPrivateKey(appKey), alipayKeys: alipayKeys.map(readRsaPublicKey) };
  return certificates === undefined ? keys : { ...keys, certificates };
}
