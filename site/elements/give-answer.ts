import { countMember, member, readJson, textMember } from './answer-shape.ts';
import type { Reply } from './ask.ts';
import type { GiveField } from './give-draft.ts';

/** How the donor pays: by a code on the screen, on a page of the gateway, by the app in which this page stands, or at a bank. */
export type PayWay =
  | { readonly kind: 'qr'; readonly text: string; readonly expiresAt: string }
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'jsapi'; readonly app: 'wechat' | 'alipay'; readonly call: { readonly [member: string]: string } }
  | {
      readonly kind: 'transfer';
      readonly holder: string;
      readonly bank: string;
      readonly number: string;
      readonly reference: string;
      readonly expiresAt: string;
    }
  | { readonly kind: 'wait'; readonly waitMs: number };

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
  if (kind === 'redirect' && url !== undefined && isWebAddress(url)) return { kind, url };
  if (kind === 'jsapi') return readCall(pay);
  const waitMs = countMember(pay, 'waitMs');
  if (kind === 'wait' && waitMs !== undefined) return { kind, waitMs };
  return kind === 'transfer' && expiresAt !== undefined ? readTransfer(pay, expiresAt) : undefined;
}

function readCall(pay: unknown): PayWay | undefined {
  const [app, call] = [textMember(pay, 'app'), member(pay, 'call')];
  if ((app !== 'wechat' && app !== 'alipay') || typeof call !== 'object' || call === null) return undefined;
  const members = Object.keys(call).flatMap((name) => {
    const value = textMember(call, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { kind: 'jsapi', app, call: Object.fromEntries(members) };
}

function readTransfer(pay: unknown, expiresAt: string): PayWay | undefined {
  const account = member(pay, 'account');
  const [holder, bank, number, reference] = [...['holder', 'bank', 'number'].map((name) => textMember(account, name)), textMember(pay, 'reference')];
  if (holder === undefined || bank === undefined || number === undefined || reference === undefined) return undefined;
  return { kind: 'transfer', holder, bank, number, reference, expiresAt };
}

/** Whether a text may be followed as a link: a path of this portal or a web address, never a script. */
export function isWebAddress(text: string): boolean {
  return /^(https?:\/\/|\/(?!\/))/i.test(text);
}
