import type { Deps } from '../deps.ts';
import { orderNumber } from '../domain/number.ts';
import type { Item, Write } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, orderKey, shardOf } from '../store/tables.ts';

/** An order of a gift that may be paid now. */
export type OpenOrder = { readonly orderNo: string; readonly expiresAtMs: number };

/** `pledge` makes the write that lets a gift be found by its reference code; absent where payments come with their number. */
export type OrderWish = { readonly method: string; readonly nowMs: number; readonly lifeMs: number; readonly pledge?: (orderNo: string) => Write };

const MINUTE_MS = 60_000;
/** An order that ends sooner is not handed out again: its payer would meet the end at the till. */
const LEAST_LIFE_MS = 2 * MINUTE_MS;
/** Ways and renewals of one gift; whoever needs more begins another gift. */
const MOST_ORDERS = 24;

/**
 * Finds the order under which a pending gift may be paid by a method, or adds one: another way to pay, or a fresh code
 * for one that is about to end, is one more order of the same gift. Each is swept by itself, so a gift that was paid
 * twice has both payments entered (M7). Nothing where there are too many, or the gift is pending no longer.
 */
export async function orderFor(deps: Pick<Deps, 'db'>, gift: Item, wish: OrderWish): Promise<OpenOrder | undefined> {
  const first = { orderNo: textOf(gift, 'orderNo'), expiresAtMs: numberOf(gift, 'expiresAtMs') };
  const lasts = (order: OpenOrder) => order.expiresAtMs - wish.nowMs >= LEAST_LIFE_MS;
  if (gift.method === wish.method && lasts(first)) return first;
  const all = await furtherOrders(deps, gift);
  const known = all.filter((one) => one.method === wish.method).map((one) => ({ orderNo: textOf(one, 'orderNo'), expiresAtMs: numberOf(one, 'expiresAtMs') }));
  const { pledge, ...bare } = wish;
  const pledged = gift.method === wish.method || known.length > 0 || pledge === undefined; // a gift has one code for life
  return known.findLast(lasts) ?? (await addOrder(deps, gift, pledged ? bare : wish));
}

/** Every order under which a gift may have been paid: the gift itself stands for its only one. */
export async function ordersOf(deps: Pick<Deps, 'db'>, gift: Item): Promise<readonly Item[]> {
  const all = await furtherOrders(deps, gift);
  return all.length === 0 ? [gift] : all;
}

/** The orders of a gift that has more than one, the first among them; none where it has only one. */
function furtherOrders(deps: Pick<Deps, 'db'>, gift: Item): Promise<readonly Item[]> {
  const id = textOf(gift, 'id');
  return deps.db.query('records', { pk: gift.pk, from: orderKey(id, 1).sk, to: orderKey(id, 99).sk });
}

async function addOrder(deps: Pick<Deps, 'db'>, gift: Item, { method, nowMs, lifeMs, pledge }: OrderWish): Promise<OpenOrder | undefined> {
  const id = textOf(gift, 'id');
  const attempts = typeof gift.attempts === 'number' ? gift.attempts : 1;
  if (attempts >= MOST_ORDERS) return undefined;
  const order = { orderNo: orderNumber(id, attempts + 1), expiresAtMs: nowMs + lifeMs };
  const item = (attempt: number, fields: OpenOrder & { readonly method: string; readonly orderedAtMs: number }): Write => ({
    table: 'records',
    put: { ...orderKey(id, attempt), id, state: 'pending', ...fields, dueShard: shardOf(id), dueAt: fields.orderedAtMs + MINUTE_MS },
    when: 'absent',
  });
  const { orderNo, expiresAtMs } = gift;
  const first = { orderNo: String(orderNo), expiresAtMs: Number(expiresAtMs), method: textOf(gift, 'method'), orderedAtMs: numberOf(gift, 'orderedAtMs') };
  const written = await deps.db.write([
    {
      table: 'records',
      update: donationKey(id),
      set: { attempts: attempts + 1, openUntilMs: order.expiresAtMs },
      when: { is: { state: 'pending', attempts: gift.attempts } },
    },
    // From now on the first order is swept by itself too: once another has paid the gift, nobody would ask about it.
    ...(attempts === 1 ? [item(1, first)] : []),
    item(attempts + 1, { ...order, method, orderedAtMs: nowMs }),
    ...(pledge === undefined ? [] : [pledge(order.orderNo)]),
  ]);
  return written.ok ? order : undefined;
}
