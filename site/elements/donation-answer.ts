import { type Money, money } from '../../functions/domain/money.ts';
import { parseInstant } from '../../functions/domain/time.ts';
import { countMember, member, readJson, textMember } from './answer-shape.ts';
import type { Reply } from './ask.ts';

/** The place of a gift in the record. */
export type EntryPlace = { readonly number: string; readonly index: number; readonly issue: number; readonly row: number; readonly page: number };

/** Whether the public record shows something of the donor that can be taken back, or since when it no longer does. */
export type Withdrawal = { readonly state: 'possible' | 'nothing_shown' } | { readonly state: 'done'; readonly atMs: number };

/** A gift as its donor may see it. */
export type Donation = {
  readonly id: string;
  readonly state: 'pending' | 'expired' | 'paid' | 'published';
  readonly amount: Money;
  readonly orderedAtMs?: number;
  readonly paidAtMs?: number;
  readonly publishedAtMs?: number;
  readonly entry?: EntryPlace;
  readonly withdrawal: Withdrawal;
  /** What went back, and what is on its way, in fen. */
  readonly refund?: { readonly done: number; readonly underWay: number };
  /** When the link was last given out again to somebody who had lost it. */
  readonly recoveredAt?: string;
  /** Whether a claim names it, which happens once. */
  readonly claimed: boolean;
  /** Whether the certificate has a dedication, which the picture for sharing may say as well. */
  readonly dedicated: boolean;
};

/** The gift, that the link does not open one, or that nobody answered. */
export type DonationAnswer = { readonly outcome: 'found'; readonly donation: Donation } | { readonly outcome: 'refused' } | { readonly outcome: 'unreachable' };

const STATES = ['pending', 'expired', 'paid', 'published'] as const;

/** Reads the answer to `GET /api/donations/{id}`. */
export function readDonation(reply: Reply): DonationAnswer {
  if (reply === 'unreachable') return { outcome: 'unreachable' };
  if (reply.status === 401 || reply.status === 403 || reply.status === 404) return { outcome: 'refused' };
  const donation = reply.status === 200 ? readBody(readJson(reply.bytes)) : undefined;
  return donation === undefined ? { outcome: 'unreachable' } : { outcome: 'found', donation };
}

function readBody(body: unknown): Donation | undefined {
  const [id, minor] = [textMember(body, 'id'), countMember(member(body, 'amount'), 'minor')];
  const state = STATES.find((one) => one === member(body, 'state'));
  if (id === undefined || minor === undefined || state === undefined) return undefined;
  return {
    id,
    state,
    amount: money('CNY', minor),
    ...present('orderedAtMs', instant(body, 'orderedAt')),
    ...present('paidAtMs', instant(body, 'paidAt')),
    ...present('publishedAtMs', instant(member(body, 'entry'), 'publishedAt')),
    ...present('entry', readPlace(member(body, 'entry'))),
    withdrawal: readWithdrawal(member(body, 'withdrawal')) ?? { state: 'nothing_shown' },
    ...present('refund', readRefund(member(body, 'refund'))),
    ...present('recoveredAt', textMember(body, 'recoveredAt')),
    claimed: member(body, 'claim') !== undefined,
    dedicated: textMember(body, 'dedication') !== undefined,
  };
}

/** Reads what became of a name that may be taken back; nothing where the answer does not say. */
export function readWithdrawal(value: unknown): Withdrawal | undefined {
  const state = textMember(value, 'state');
  if (state === 'possible' || state === 'nothing_shown') return { state };
  const atMs = instant(value, 'at');
  return state === 'done' && atMs !== undefined ? { state, atMs } : undefined;
}

function readRefund(refund: unknown): Donation['refund'] {
  const [done, underWay] = [countMember(refund, 'done'), countMember(refund, 'underWay')];
  return done === undefined || underWay === undefined ? undefined : { done, underWay };
}

function readPlace(entry: unknown): EntryPlace | undefined {
  const number = textMember(entry, 'number');
  const [index, issue, row, page] = ['index', 'issue', 'row', 'page'].map((name) => countMember(entry, name));
  if (number === undefined || index === undefined || issue === undefined || row === undefined || page === undefined) return undefined;
  return { number, index, issue, row, page };
}

const instant = (value: unknown, name: string): number | undefined => parseInstant(textMember(value, name) ?? '');

/** An object with the one member, or without it where there is no value. */
function present<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [key in Name]?: Value } {
  const made: { [key in Name]?: Value } = {};
  if (value !== undefined) made[name] = value;
  return made;
}
