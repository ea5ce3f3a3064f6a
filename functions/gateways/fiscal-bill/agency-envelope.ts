import { md5, parseJson, textOf } from './e-bill-envelope.ts';

/** What both sides of the unit-side interface know. */
export type AgencyKeys = { readonly agencyCode: string; readonly appId: string; readonly appKey: string; readonly regionCode: string };

/** The form of one call, without its signature. `datetime` is `yyyyMMddHHmmssSSS` in Shanghai. */
export type AgencyForm = { readonly datetime: string; readonly message: string; readonly messageId: string; readonly method: string };

const VERSION = '1.0.1';

/** The signature of family 2: upper case MD5 of the values in alphabetical order of their names, between two keys; over the raw value of `message`. */
export function signAgency({ agencyCode, appId, appKey, regionCode }: AgencyKeys, { datetime, message, messageId, method }: AgencyForm): string {
  return md5([appKey, agencyCode, appId, datetime, '0', 'json', message, messageId, method, regionCode, VERSION, appKey].join(''));
}

/**
 * Puts a message into the form that is posted. The raw value is signed and percent-encoded on the wire: left alone, `+` of
 * Base64 would arrive as a blank.
 */
export function sealAgency(
  keys: AgencyKeys,
  call: { readonly method: string; readonly message: object; readonly messageId: string; readonly datetime: string },
): URLSearchParams {
  const { method, messageId, datetime } = call;
  const message = Buffer.from(JSON.stringify({ message: call.message }), 'utf8').toString('base64');
  return new URLSearchParams({
    agency_code: keys.agencyCode,
    app_id: keys.appId,
    datetime,
    encryption: '0',
    format: 'json',
    message,
    message_id: messageId,
    method,
    region_code: keys.regionCode,
    version: VERSION,
    security: signAgency(keys, { datetime, message, messageId, method }),
  });
}

export type AgencySaid = { readonly ok: true; readonly message: unknown } | { readonly ok: false; readonly code: string; readonly words: string };

/**
 * Opens an answer: Base64 of JSON. It bears no signature in what is known of this interface, so that it is believed only
 * because it came over TLS from the platform's own address; nothing where it is none.
 */
export function openAgency(body: Uint8Array): AgencySaid | undefined {
  const text = Buffer.from(body).toString('latin1').trim();
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const said = parseJson(Buffer.from(text, 'base64'));
  if (typeof said !== 'object' || said === null) return undefined;
  const [message, error]: readonly unknown[] = [Reflect.get(said, 'message'), Reflect.get(said, 'error_message')];
  if (error !== undefined && error !== null) return { ok: false, code: textOf(error, 'error_code') ?? '', words: textOf(error, 'error_msg') ?? '' };
  return typeof message === 'object' && message !== null ? { ok: true, message } : undefined;
}
