import type { KeyObject } from 'node:crypto';
import { formatInstant } from '../../domain/time.ts';
import { holdsRsa, signRsa } from '../rsa.ts';
import type { AlipayKeys } from './keys.ts';

export type Parameters = { readonly [name: string]: string };

/**
 * The text that a request's signature covers: every parameter but `sign`, empty ones dropped, in order of name, values as
 * they are and not as they travel ("签名规则"). `sign_type` is among them here and left out in a notice.
 */
export function signText(parameters: Parameters): string {
  const names = Object.keys(parameters).filter((name) => name !== 'sign' && parameters[name] !== '');
  return joined(names, parameters);
}

/** The parameters of a request with their signature; `timestamp` is Shanghai's wall clock. */
export function signedRequest(keys: AlipayKeys, wish: Parameters, nowMs: number): Parameters {
  const parameters = {
    app_id: keys.appId,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: wallClock(nowMs),
    version: '1.0',
    ...(keys.certificates === undefined ? {} : { app_cert_sn: keys.certificates.appCertSn, alipay_root_cert_sn: keys.certificates.rootCertSn }),
    ...wish,
  };
  return { ...parameters, sign: signRsa(keys.appKey, signText(parameters)) };
}

/** `2026-11-23 09:15:02` in Shanghai, as all instants are written there. */
export function wallClock(atMs: number): string {
  return formatInstant(atMs).slice(0, 19).replace('T', ' ');
}

/**
 * Tells whether Alipay signed a notice with RSA2, whatever its `sign_type` says. Its documents do not settle whether an
 * empty parameter belongs to the text, so both forms are tried; they differ in nothing that is read.
 */
export function holdsNotice(keys: readonly KeyObject[], parameters: Parameters): boolean {
  const names = Object.keys(parameters).filter((name) => name !== 'sign' && name !== 'sign_type');
  const texts = new Set([
    joined(
      names.filter((name) => parameters[name] !== ''),
      parameters,
    ),
    joined(names, parameters),
  ]);
  return [...texts].some((text) => holdsText(keys, text, parameters.sign ?? ''));
}

/** Tells whether one of Alipay's keys signed this very text. */
export function holdsText(keys: readonly KeyObject[], text: string, signature: string): boolean {
  return keys.some((key) => holdsRsa(key, Buffer.from(text), signature));
}

/** Names are compared by their bytes; all are ASCII. */
const joined = (names: readonly string[], parameters: Parameters): string =>
  names
    .toSorted()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
