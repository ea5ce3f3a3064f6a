import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { decodeBase64Url, encodeBase64Url } from '../domain/ledger/base64.ts';
import { formatInstant } from '../domain/time.ts';

const LIFE_MS = 5 * 60_000;

/** A path of this portal that opens one file until an instant (RFC 3339) to whoever has it. */
export type DocumentLink = { readonly address: string; readonly expiresAt: string };

/** Makes the address of a file, valid for five minutes; nothing is stored for it. */
export function linkDocument({ now, secret }: Pick<Deps, 'now' | 'secret'>, key: string): DocumentLink {
  const expiresAtMs = now() + LIFE_MS;
  const name = encodeBase64Url(new TextEncoder().encode(key));
  const capability = `${name}.${expiresAtMs.toString(36)}.${seal(secret, { key, expiresAtMs }).toString('base64url')}`;
  return { address: `/api/files/${capability}`, expiresAt: formatInstant(expiresAtMs) };
}

export type OpenedLink = { readonly ok: true; readonly key: string } | { readonly ok: false; readonly code: 'link_expired' | 'not_found' };

/** Reads a capability back; only one that we sealed and that has run out is told from one that never was. */
export function openDocumentLink({ now, secret }: Pick<Deps, 'now' | 'secret'>, capability: string): OpenedLink {
  const [, name = '', expiry = '', given = ''] = /^([A-Za-z0-9_-]{1,256})\.([0-9a-z]{1,10})\.([A-Za-z0-9_-]{43})$/.exec(capability) ?? [];
  const key = new TextDecoder().decode(decodeBase64Url(name) ?? new Uint8Array());
  const expiresAtMs = Number.parseInt(expiry, 36);
  const [expected, received] = [seal(secret, { key, expiresAtMs }), Buffer.from(given, 'base64url')];
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) return { ok: false, code: 'not_found' };
  return now() < expiresAtMs ? { ok: true, key } : { ok: false, code: 'link_expired' };
}

const seal = (secret: Uint8Array, link: { readonly key: string; readonly expiresAtMs: number }): Buffer =>
  createHmac('sha256', secret).update(`file|${link.expiresAtMs}|${link.key}`).digest();
