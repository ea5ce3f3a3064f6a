import type { Deps } from '../deps.ts';
import type { ErasureGround } from '../domain/entry.ts';
import { FORGOTTEN_FIELDS, type ForgettingKind } from '../domain/forgetting.ts';
import { canonicalBytes } from '../domain/ledger/canonical.ts';
import { dayOf } from '../domain/time.ts';
import type { Item, Value, Write } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey, outboxKey } from '../store/tables.ts';
import { fieldsLeft, saltOf } from './opened-values.ts';
import { entryId } from './tokens.ts';

/** What is done to a gift: its shown name and message are taken back, or all that is personal is erased on a ground of the law. */
export type Forgetting = { readonly k: 'withdraw' } | { readonly k: 'erase'; readonly ground: ErasureGround };

/** Gifts of one transaction, which holds 100 writes. */
export const GIFTS_AT_ONCE = 90;

type Needs = Pick<Deps, 'db' | 'now' | 'secret'>;

/**
 * Deletes values and salts of up to 90 paid gifts, and in the same transaction lays into the outbox that it was done:
 * from then on the publisher cannot open them again. Refused, with nothing done, where one of them has changed since
 * it was read. What the entry points at is written into it at admission, once the gifts have their indices.
 */
export async function forgetGifts(deps: Needs, gifts: readonly Item[], forgetting: Forgetting): Promise<boolean> {
  const ids = gifts.map((gift) => textOf(gift, 'entryId')).sort();
  const nowMs = deps.now();
  const id = entryId(deps.secret, `${forgetting.k}|${ids.join()}`);
  const bytes = canonicalBytes({ v: 1, id, on: dayOf(nowMs), fields: FORGOTTEN_FIELDS[forgetting.k], ...forgetting });
  const note = { ...outboxKey(id, nowMs), id, bytes, points: ids, donation: '', amt: 0, settledAtMs: nowMs };
  const forgets = gifts.map((gift) => forgetValues(gift, { k: forgetting.k, atMs: nowMs }));
  return (await deps.db.write([...forgets, { table: 'ledger', put: note, when: 'absent' }])).ok;
}

/** Tells whether a gift was forgotten in this way already; erasing covers withdrawing. */
export function isForgotten(gift: Item, k: ForgettingKind): boolean {
  return gift.erasedAtMs !== undefined || (k === 'withdraw' && gift.withdrawnAtMs !== undefined);
}

/** The write that deletes values and salts of a paid gift: the entry's salt goes, and the salts of what stays are kept one by one. */
export function forgetValues(gift: Item, how: { readonly k: ForgettingKind; readonly atMs: number }): Write {
  const gone = FORGOTTEN_FIELDS[how.k];
  const stays = fieldsLeft(gift).filter((field) => !gone.includes(field));
  const salts = Object.fromEntries(stays.flatMap((field) => [[field, saltOf(gift, field) ?? new Uint8Array()] as const]));
  const marked: { readonly [field: string]: Value } = how.k === 'erase' ? { salts, erasedAtMs: how.atMs, wish: '' } : { salts, withdrawnAtMs: how.atMs };
  const { withdrawnAtMs, erasedAtMs } = gift;
  return {
    table: 'records',
    update: donationKey(textOf(gift, 'id')),
    set: marked,
    remove: ['salt', ...gone, ...SHOWING, ...(how.k === 'erase' ? PERSONAL : [])],
    when: { is: { state: 'paid', withdrawnAtMs, erasedAtMs } },
  };
}

/** How the name was to be shown, which says something of it. */
const SHOWING = ['display', 'held'];

/** What else is kept of the person; the law's term for books covers none of it. */
const PERSONAL = ['dedication', 'lang', 'donorKind', 'consent', 'consentAtMs', 'adult', 'receipt', 'payer', 'payerTail', 'remark'];
