import { encodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { readJson, textMember } from './answer-shape.ts';
import { askWithBody } from './ask.ts';
import type { Shelf } from './shelf.ts';

/** What is known of who stands before the app's browser: their name at the gateway, or why there is none. */
export type Payer = { readonly is: 'known'; readonly payer: string } | { readonly is: 'leaving' } | { readonly is: 'unknown' };

const nameOf = (method: string): string => `daylight:payer:${method}`;
const STATE = 'daylight:payer-state';
/** What gateways put behind `?` when they lead back. */
const BROUGHT = ['code', 'auth_code', 'state', 'app_id', 'scope', 'source', 'userOutputs', 'alipay_token'];

/**
 * Learns the payer before the form is filled: the app leads the browser away and back once, without a question. What
 * was learnt stays in this browser until it is closed. A second failure is not followed by a third try.
 */
export async function learnPayer(method: string, shelf: Shelf, lang: string): Promise<Payer> {
  const kept = shelf.getItem(nameOf(method));
  if (kept !== null) return { is: 'known', payer: kept };
  const query = new URLSearchParams(location.search);
  const [code, state] = [query.get('code') ?? query.get('auth_code'), query.get('state')];
  const expected = shelf.getItem(STATE);
  if (code !== null) tidyAddress(query);
  if (code !== null && state !== null && state === expected) return exchange(method, { code, shelf, lang });
  if (expected !== null) return { is: 'unknown' }; // led away before, and nothing was brought back
  leave(method, shelf);
  return { is: 'leaving' };
}

function leave(method: string, shelf: Shelf): void {
  const state = encodeBase64Url(crypto.getRandomValues(new Uint8Array(18)));
  shelf.setItem(STATE, state);
  const place = new URLSearchParams(location.search).get('place');
  const back = `${location.pathname}${place !== null && /^[a-z0-9-]{2,32}$/.test(place) ? `?place=${place}` : ''}`;
  location.replace(`/api/payers/${method}?${new URLSearchParams({ back, state })}`);
}

async function exchange(method: string, { code, shelf, lang }: { readonly code: string; readonly shelf: Shelf; readonly lang: string }): Promise<Payer> {
  const reply = await askWithBody(`/api/payers/${method}`, JSON.stringify({ code }), { lang });
  const payer = reply === 'unreachable' || reply.status !== 200 ? undefined : textMember(readJson(reply.bytes), 'payer');
  if (payer === undefined) return { is: 'unknown' };
  shelf.setItem(nameOf(method), payer);
  return { is: 'known', payer };
}

/** A code is good once: it must not go along in a link that is passed on. */
function tidyAddress(query: URLSearchParams): void {
  for (const name of BROUGHT) query.delete(name);
  const rest = query.toString();
  history.replaceState(history.state, '', `${location.pathname}${rest === '' ? '' : `?${rest}`}${location.hash}`);
}
