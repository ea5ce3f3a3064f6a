import type { Deps } from '../deps.ts';
import type { VoidEntry } from '../domain/entry-moves.ts';
import { type BillNumbers, type BillState, billNumber, isBillState, mayMove } from '../domain/fiscal-bill.ts';
import type { Day } from '../domain/time.ts';
import type { Item, Value, Write } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { billKey, billShard, REFUSED_BILLS, shardOf } from '../store/tables.ts';

/** Who a bill is made out to: 交款人, and for an organisation its 统一社会信用代码. */
export type BillPayer = { readonly kind: 'person' | 'organisation'; readonly title: string; readonly taxId?: string };

/** Why a bill counts no longer, in the words of the entry that says so. */
export type BillEnd = VoidEntry['why'];

/** The bill of a gift, if it has one. */
export async function findBill({ db }: Pick<Deps, 'db'>, donationId: string): Promise<Item | undefined> {
  return db.get('records', billKey(donationId));
}

/** State of a stored bill. */
export function stateOfBill(bill: Item): BillState {
  const { state } = bill;
  if (!isBillState(state)) throw new TypeError(`item ${bill.pk} has no state of a bill`);
  return state;
}

/** Numbers of a bill that the platform has given. */
export function billNumbersOf(bill: Item): BillNumbers {
  return { code: textOf(bill, 'code'), number: textOf(bill, 'number'), checkCode: textOf(bill, 'checkCode'), day: textOf(bill, 'billDay') as Day };
}

/** The write that begins a bill: nothing is asked of a platform before it stands. */
export function wantedBill(donationId: string, payer: BillPayer, at: { readonly nowMs: number; readonly attempt?: number }): Write {
  const { nowMs, attempt = 1 } = at;
  return {
    table: 'records',
    put: { ...dueBill(donationId, nowMs), ...numbered(donationId, attempt), ...payer, state: 'wanted', wantedAtMs: nowMs },
    when: 'absent',
  };
}

/** A bill that will not be: nobody can ask for one afterwards, as after a refund. */
export function cancelledBill(donationId: string, why: BillEnd, nowMs: number): Write {
  return { table: 'records', put: { ...billKey(donationId), ...numbered(donationId, 1), state: 'cancelled', why, endedAtMs: nowMs }, when: 'absent' };
}

const numbered = (donationId: string, attempt: number) => ({
  id: donationId,
  turn: 1,
  tries: 0,
  attempt,
  billNo: billNumber('bill', donationId, attempt),
});

/** The next bill of the same gift: numbers of a bill are used once. */
export function renumbered(bill: Item): { readonly attempt: number; readonly billNo: string; readonly tries: number } {
  const attempt = numberOf(bill, 'attempt') + 1;
  return { attempt, billNo: billNumber('bill', textOf(bill, 'id'), attempt), tries: 0 };
}

/** Key of a bill that is to be looked at from an instant on. */
function dueBill(donationId: string, dueAt: number) {
  return { ...billKey(donationId), dueShard: billShard(shardOf(donationId)), dueAt };
}

const LONGEST_WORDS = 200;

/** A platform's words as they are kept: the first 200 characters. */
export const keptWords = (words: string): string => [...words].slice(0, LONGEST_WORDS).join('');

/** What a move writes besides the state; `dueAt` says when it is looked at next, and without one nobody looks. */
export type BillMove = {
  readonly to: BillState;
  readonly dueAt?: number;
  /** Waits for a person and for no round. */
  readonly parked?: true;
  readonly set?: { readonly [field: string]: Value };
  readonly remove?: readonly string[];
};

/**
 * Moves a bill on from exactly what was read of it, and gives what stands now; nothing where somebody else was quicker.
 * Throws for a move that there is not.
 */
export async function moveBill({ db }: Pick<Deps, 'db'>, bill: Item, move: BillMove): Promise<Item | undefined> {
  const from = stateOfBill(bill);
  if (!mayMove(from, move.to)) throw new RangeError(`a bill does not go from ${from} to ${move.to}`);
  const donationId = textOf(bill, 'id');
  const turn = numberOf(bill, 'turn');
  const due: { readonly [field: string]: Value } =
    move.dueAt === undefined ? {} : { dueShard: move.parked === true ? REFUSED_BILLS : billShard(shardOf(donationId)), dueAt: move.dueAt };
  const set = { ...move.set, ...due, state: move.to, turn: turn + 1 };
  const remove = [...(move.remove ?? []), ...(move.dueAt === undefined ? ['dueShard', 'dueAt'] : [])];
  const moved = await db.write([{ table: 'records', update: billKey(donationId), set, remove, when: { is: { state: from, turn } } }]);
  if (!moved.ok) return undefined;
  return itemOf(
    Object.entries({ ...bill, ...set }).filter(([field]) => !remove.includes(field)),
    bill,
  );
}

const itemOf = (fields: readonly (readonly [string, Value])[], { pk, sk }: Item): Item => ({ ...Object.fromEntries(fields), pk, sk });
