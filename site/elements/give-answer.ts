import { member, readJson, textMember } from './answer-shape.ts';
import type { Reply } from './ask.ts';
import type { GiveField } from './give-draft.ts';

/** How the donor pays: by a code on the screen, or on a page of the gateway. */
export type PayWay = { readonly kind: 'qr'; readonly text: string; readonly expiresAt: string } | { readonly kind: 'redirect'; readonly url: string };

/** What became of a wish. `field` is where a refusal stands in the form; without one it concerns the whole. */
export type Sent =
  | { readonly outcome: 'pay'; readonly id: string; readonly token: string; readonly pay: PayWay }
  | { readonly outcome: 'refused'; readonly code: string; readonly detail: string; readonly field?: GiveField; readonly characters: readonly string[] }
  | { readonly outcome: 'unreachable' };

const FIELDS: { readonly [field: string]: GiveField } = {
  amount: 'amount',
  'amount.minor': 'amount',
  'donor.name': 'name',
  consent: 'consent',
  adult: 'adult',
  restricted: 'restricted',
  message: 'message',
};

/** Reads the answer to `POST /api/donations`; what is neither a way to pay nor a problem counts as no answer. */
export function readSent(reply: Reply): Sent {
  if (reply === 'unreachable') return { outcome: 'unreachable' };
  const body = readJson(reply.bytes);
  return reply.status === 201 ? readPay(body) : readProblem(body);
}

/** Reads an RFC 9457 problem. */
export function readProblem(body: unknown): Sent {
  const [code, detail] = [textMember(body, 'code'), textMember(body, 'detail')];
  if (code === undefined || detail === undefined) return { outcome: 'unreachable' };
  const field = FIELDS[textMember(body, 'field') ?? ''];
  const characters = member(body, 'characters');
  const odd = Array.isArray(characters) ? characters.filter((one) => typeof one === 'string') : [];
  return { outcome: 'refused', code, detail, characters: odd, ...(field === undefined ? {} : { field }) };
}

function readPay(body: unknown): Sent {
  const [id, token] = [textMember(body, 'id'), textMember(body, 'token')];
  const pay = readWay(member(body, 'pay'));
  return id === undefined || token === undefined || pay === undefined ? { outcome: 'unreachable' } : { outcome: 'pay', id, token, pay };
}

function readWay(pay: unknown): PayWay | undefined {
  const [kind, text, url, expiresAt] = ['kind', 'text', 'url', 'expiresAt'].map((name) => textMember(pay, name));
  if (kind === 'qr' && text !== undefined && expiresAt !== undefined) return { kind, text, expiresAt };
  return kind === 'redirect' && url !== undefined && isWebAddress(url) ? { kind, url } : undefined;
}

/** Whether a text may be followed as a link: a path of this portal or a web address, never a script. */
export function isWebAddress(text: string): boolean {
  return /^(https?:\/\/|\/(?!\/))/i.test(text);
}
