import type { Deps } from '../deps.ts';
import type { Fund, RefundReason } from '../domain/entry-moves.ts';
import { fundOf, type Movement } from '../domain/movements.ts';
import { isRefundState, mayBecome, type RefundState } from '../domain/refund-state.ts';
import { LAPSES_MS, type RefundWay } from '../domain/staff-statement.ts';
import type { Item, Value, Write } from '../store/database.ts';
import { bytesOf, numberOf, textOf } from '../store/item.ts';
import { OPEN_REFUNDS, openRefundKey, refundKey } from '../store/tables.ts';

/** A refund as it is kept: what was asked for and by whom, where it stands, and of which gift and order it is. */
export type Refund = {
  readonly refundNo: string;
  readonly state: RefundState;
  /** Number of the gift's record, its index and its leaf hash in base64. */
  readonly number: string;
  readonly index: number;
  readonly leaf: string;
  readonly donation: string;
  readonly amountFen: number;
  /** What the gift was paid with. */
  readonly totalFen: number;
  readonly why: RefundReason;
  readonly way: RefundWay;
  readonly ch: string;
  readonly orderNo: string;
  readonly fund: Fund;
  /** SHA-256 of the signed ask, in hexadecimal, and its bytes. */
  readonly digest: string;
  readonly ask: Uint8Array;
  readonly askKey: string;
  readonly askSignature: Uint8Array;
  readonly askedBy: string;
  readonly askedAtMs: number;
  readonly evidence?: string;
  readonly confirmedBy?: string;
  readonly confirmedAtMs?: number;
  /** Number of the refund at the gateway, or of the bank's paper. */
  readonly serial?: string;
  readonly doneAtMs?: number;
  readonly entryId?: string;
  /** How often it was asked about in this state. */
  readonly tries: number;
};

/** A refund that has not ended, as the list of them has it. */
export type OpenRefund = { readonly refundNo: string; readonly index: number; readonly holds: boolean; readonly dueAtMs: number; readonly held: Movement };

/** Nobody looks at it by itself: people have to do something first. */
export const NEVER_DUE = Number.MAX_SAFE_INTEGER;

/** The refund of a number, as a gateway's bill names it. */
export async function refundByNumber({ db }: Pick<Deps, 'db'>, refundNo: string): Promise<Refund | undefined> {
  const item = await db.get('records', refundKey(refundNo));
  return item === undefined ? undefined : refundOf(item);
}

/** Refunds that have not ended; those that hold money hold it from their confirmation until their entry is in the outbox. */
export async function openRefunds({ db }: Pick<Deps, 'db'>): Promise<readonly OpenRefund[]> {
  return (await db.query('records', { pk: OPEN_REFUNDS })).map((item) => ({
    refundNo: item.sk,
    index: numberOf(item, 'index'),
    holds: item.holds === true,
    dueAtMs: numberOf(item, 'dueAtMs'),
    held: { fund: fundOfItem(item), column: 'refunded', of: { cur: 'CNY' }, by: -numberOf(item, 'amt') },
  }));
}

/** The two writes by which a refund begins. */
export function askedWrites(refund: Omit<Refund, 'state' | 'tries'>): readonly Write[] {
  const { refundNo, amountFen, fund, index, ...facts } = refund;
  const item = { ...refundKey(refundNo), refundNo, state: 'asked', tries: 0, amt: amountFen, index, ...flat(facts), ...fundOf(fund) };
  const open = { ...openRefundKey(refundNo), index, amt: amountFen, holds: false, dueAtMs: refund.askedAtMs + LAPSES_MS, ...fundOf(fund) };
  return [
    { table: 'records', put: item, when: 'absent' },
    { table: 'records', put: open, when: 'absent' },
  ];
}

/** What a move changes besides the state. `dueAtMs`: when it is looked at next. `ends`: it is listed no more, and holds nothing. */
export type RefundMove = {
  readonly to: RefundState;
  readonly set?: { readonly [field: string]: Value };
  readonly dueAtMs?: number;
  readonly ends?: true;
  readonly also?: readonly Write[];
};

/** Moves a refund on, if it still is as it was read; tells whether it did. Throws for a move that there is not. */
export async function moveRefund({ db }: Pick<Deps, 'db'>, refund: Refund, { to, set, dueAtMs, ends, also }: RefundMove): Promise<boolean> {
  if (to !== refund.state && !mayBecome(refund.state, to)) throw new RangeError(`a refund does not go from ${refund.state} to ${to}`);
  const { refundNo, state, tries } = refund;
  const open: Write = ends
    ? { table: 'records', erase: openRefundKey(refundNo), when: 'present' }
    : {
        table: 'records',
        update: openRefundKey(refundNo),
        set: { dueAtMs: dueAtMs ?? NEVER_DUE, holds: to !== 'asked' },
        when: 'present',
      };
  const moved: Write = {
    table: 'records',
    update: refundKey(refundNo),
    set: { state: to, tries: to === state ? tries + 1 : 0, ...set },
    when: { is: { state, tries } },
  };
  return (await db.write([moved, open, ...(also ?? [])])).ok;
}

/** The order that was paid, which may be a later one than the first. */
export function orderOf(gift: Item): string {
  return typeof gift.paidOrderNo === 'string' ? gift.paidOrderNo : textOf(gift, 'orderNo');
}

function refundOf(item: Item): Refund {
  const state = textOf(item, 'state');
  if (!isRefundState(state)) throw new TypeError(`item ${item.pk} has no state of a refund`);
  return {
    refundNo: textOf(item, 'refundNo'),
    state,
    number: textOf(item, 'number'),
    index: numberOf(item, 'index'),
    leaf: textOf(item, 'leaf'),
    donation: textOf(item, 'donation'),
    amountFen: numberOf(item, 'amt'),
    totalFen: numberOf(item, 'totalFen'),
    why: textOf(item, 'why') as RefundReason, // judged before it was stored
    way: textOf(item, 'way') as RefundWay,
    ch: textOf(item, 'ch'),
    orderNo: textOf(item, 'orderNo'),
    fund: fundOfItem(item),
    digest: textOf(item, 'digest'),
    ask: bytesOf(item, 'ask'),
    askKey: textOf(item, 'askKey'),
    askSignature: bytesOf(item, 'askSignature'),
    askedBy: textOf(item, 'askedBy'),
    askedAtMs: numberOf(item, 'askedAtMs'),
    tries: numberOf(item, 'tries'),
    ...texts(item, ['evidence', 'confirmedBy', 'serial', 'entryId']),
    ...numbers(item, ['confirmedAtMs', 'doneAtMs']),
  };
}

const fundOfItem = (item: Item): Fund => ({
  branch: textOf(item, 'branch'),
  campaign: textOf(item, 'campaign'),
  ...(item.restricted === true ? { restricted: true } : {}),
});

const flat = (facts: object): { readonly [field: string]: Value } => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

const texts = <Field extends string>(item: Item, names: readonly Field[]): { readonly [field in Field]?: string } =>
  Object.fromEntries(names.flatMap((name) => (typeof item[name] === 'string' ? [[name, item[name]]] : []))) as { readonly [field in Field]?: string };

const numbers = <Field extends string>(item: Item, names: readonly Field[]): { readonly [field in Field]?: number } =>
  Object.fromEntries(names.flatMap((name) => (typeof item[name] === 'number' ? [[name, item[name]]] : []))) as { readonly [field in Field]?: number };
