import type { Deps } from '../deps.ts';
import { gatewayFor, type OrderState } from '../gateways/gateway.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, SHARDS } from '../store/tables.ts';
import { settlePayment } from './settle-payment.ts';

/** What a sweep found: orders asked about, gifts settled by it, orders that ended unpaid. */
export type Swept = { readonly asked: number; readonly settled: number; readonly expired: number };

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'secret' | 'alarm' | 'gateways'>;

const MINUTE_MS = 60_000;
const AT_ONCE = 10;
/** Of each shard in one sweep; the next one goes on. */
const MOST_PAGES = 60;
/** A function that sweeps has a minute. */
const LONGEST_MS = 40_000;
/** Orders of one gateway in a row that it may leave without an answer. */
const PATIENCE = 8;

/** When an order is asked about, counted from its beginning; after that at its expiry, and then no more. */
const LOOKS_MS = [1 * MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS];
/** How long after its expiry an order is over: its payer may have been at the till. */
const GRACE_MS = MINUTE_MS;

/** Asks the gateways about orders whose callback never came: at 1, 5 and 30 minutes, and once after expiry. */
export async function sweepPayments(deps: Needs): Promise<Swept> {
  const swept = { asked: 0, settled: 0, expired: 0 };
  const silent = new Map<string, number>();
  const endMs = deps.now() + LONGEST_MS;
  await Promise.all(
    SHARDS.map(async (shard) => {
      // A page that moved nothing is what the index has not yet forgotten; it comes again with the next sweep.
      for (let page = 0, moved = AT_ONCE; page < MOST_PAGES && moved === AT_ONCE && deps.now() < endMs; page++) {
        moved = 0;
        for (const key of await deps.db.due(shard, deps.now(), AT_ONCE)) {
          const result = await askOne(deps, key, silent);
          if (result !== undefined) swept.asked += 1;
          if (result !== undefined) moved += 1;
          if (result !== undefined && result !== 'again') swept[result] += 1;
        }
      }
    }),
  );
  return swept;
}

/** What is due is a gift with its first order, or one of its further orders. */
async function askOne(deps: Needs, key: Item, silent: Map<string, number>): Promise<'settled' | 'expired' | 'again' | undefined> {
  const order = await deps.db.get('records', { pk: key.pk, sk: key.sk });
  if (order?.state !== 'pending' || typeof order.dueAt !== 'number' || order.dueAt > deps.now()) return undefined; // the index lags
  if (typeof order.turnAtMs === 'number' && order.turnAtMs > deps.now()) return askLater(deps, order); // it still stands in line
  const gateway = gatewayFor(deps.gateways, textOf(order, 'method'));
  // Each order costs a silent gateway's time-out, and others wait behind it: after a few it is not asked again this time.
  if (gateway !== undefined && (silent.get(gateway.id) ?? 0) >= PATIENCE) return askLater(deps, order);
  const found = (await gateway?.findOrder(textOf(order, 'orderNo'))) ?? { state: 'unavailable' as const };
  if (gateway !== undefined) silent.set(gateway.id, found.state === 'unavailable' ? (silent.get(gateway.id) ?? 0) + 1 : 0);
  if (found.state === 'paid') {
    const settled = await settlePayment(deps, found.payment);
    await endFurther(deps, order);
    return settled.outcome === 'known' ? 'again' : 'settled';
  }
  if (found.state === 'open' && (await isNeedless(deps, order))) {
    const closed = await gateway?.treasury?.closeOrder(textOf(order, 'orderNo'));
    if (closed === 'closed') return endOrder(deps, order);
  }
  return isOver(deps, order, found) ? endOrder(deps, order) : askLater(deps, order);
}

/** Only an answer ends the asking; a gateway that is silent is asked again, however late it is. */
function isOver(deps: Needs, order: Item, found: OrderState): boolean {
  const until = Math.max(numberOf(order, 'expiresAtMs'), typeof order.openUntilMs === 'number' ? order.openUntilMs : 0);
  return found.state !== 'unavailable' && deps.now() > until + GRACE_MS;
}

const isFurther = (order: Item): boolean => order.sk !== donationKey('').sk;

/** An open order of a gift that another order has paid: closed, nobody pays the gift a second time by mistake. */
async function isNeedless(deps: Needs, order: Item): Promise<boolean> {
  const gift = isFurther(order) ? await deps.db.get('records', donationKey(textOf(order, 'id'))) : undefined;
  return gift?.state === 'paid';
}

/** A gift is moved by its settlement; a further order only has to be asked about no more. */
async function endFurther(deps: Needs, order: Item): Promise<void> {
  if (isFurther(order)) await endOrder(deps, order, 'paid');
}

/** The order ended unpaid. Should its payment be told after all, it still counts (M7). */
async function endOrder(deps: Needs, order: Item, state: 'expired' | 'paid' = 'expired'): Promise<'expired' | 'again'> {
  const moved = await deps.db.write([
    { table: 'records', update: { pk: order.pk, sk: order.sk }, set: { state }, remove: ['dueShard', 'dueAt'], when: { is: { state: 'pending' } } },
  ]);
  return moved.ok ? 'expired' : 'again';
}

async function askLater(deps: Needs, order: Item): Promise<'again'> {
  const ordered = numberOf(order, 'orderedAtMs');
  const looks = [...LOOKS_MS, numberOf(order, 'expiresAtMs') - ordered + 2 * GRACE_MS].sort((a, b) => a - b).map((after) => ordered + after);
  const dueAt = looks.find((at) => at > deps.now()) ?? deps.now() + 10 * MINUTE_MS;
  await deps.db.write([{ table: 'records', update: { pk: order.pk, sk: order.sk }, set: { dueAt }, when: { is: { state: 'pending' } } }]);
  return 'again';
}
