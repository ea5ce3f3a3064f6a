import type { KeyObject } from 'node:crypto';
import { readRsaPrivateKey, readRsaPublicKey } from '../rsa.ts';

/** What a merchant has in its hands, as the merchant platform shows it. */
export type WeChatPayCredentials = {
  /** mchid, digits. */
  readonly merchant: string;
  readonly appid: string;
  /** Secret of the service account; without it nobody can pay inside the app. */
  readonly appSecret?: string;
  /** Serial of the merchant's certificate. */
  readonly merchantSerial: string;
  readonly merchantKey: string;
  /** 32 bytes as text. */
  readonly apiV3Key: string;
  /** Keys that WeChat Pay signs with, by serial: `PUB_KEY_ID_…` for a public key, else a platform certificate's. The first is the one our requests ask for. */
  readonly platformKeys: Readonly<Record<string, string>>;
};

/** The same, ready to be used. */
export type WeChatPayKeys = {
  readonly merchant: string;
  readonly appid: string;
  readonly merchantSerial: string;
  readonly merchantKey: KeyObject;
  readonly apiV3Key: Uint8Array;
  /** Several at once, because notices change from one key to the next over days. */
  readonly platformKeys: ReadonlyMap<string, KeyObject>;
};

/** Reads the credentials; throws with the name of what is wrong and never its value. */
export function readWeChatPayKeys(given: WeChatPayCredentials): WeChatPayKeys {
  const apiV3Key = new TextEncoder().encode(given.apiV3Key);
  if (apiV3Key.length !== 32) throw new TypeError('the API v3 key has 32 bytes');
  const platformKeys = new Map(Object.entries(given.platformKeys).map(([serial, text]) => [serial, readRsaPublicKey(text)]));
  if (platformKeys.size === 0) throw new TypeError('there is no platform key to verify with');
  const { merchant, appid, merchantSerial } = given;
  return { merchant, appid, merchantSerial, merchantKey: readRsaPrivateKey(given.merchantKey), apiV3Key, platformKeys };
}
