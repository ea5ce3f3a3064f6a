import type { Deps } from '../deps.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, SHARDS } from '../store/tables.ts';
import { settlePayment } from './settle-payment.ts';

/** What a sweep found: orders asked about, gifts settled by it, orders that ended unpaid. */
export type Swept = { readonly asked: number; readonly settled: number; readonly expired: number };

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'secret' | 'alarm' | 'gateways'>;

const MINUTE_MS = 60_000;
const AT_ONCE = 10;

/** When an order is asked about, counted from its beginning; after that at its expiry, and then no more. */
const LOOKS_MS = [1 * MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS];

/** Asks the gateways about pending gifts whose callback never came: at 1, 5 and 30 minutes, and once after expiry. */
export async function sweepPayments(deps: Needs): Promise<Swept> {
  const swept = { asked: 0, settled: 0, expired: 0 };
  // Shard beside shard: a gateway that is silent costs its time-out with every order, and a sweep has a minute.
  await Promise.all(
    SHARDS.map(async (shard) => {
      for (const key of await deps.db.due(shard, deps.now(), AT_ONCE)) {
        const result = await askOne(deps, key);
        if (result !== undefined) swept.asked += 1;
        if (result !== undefined && result !== 'again') swept[result] += 1;
      }
    }),
  );
  return swept;
}

async function askOne(deps: Needs, key: Item): Promise<'settled' | 'expired' | 'again' | undefined> {
  const gift = await deps.db.get('records', { pk: key.pk, sk: key.sk });
  if (gift?.state !== 'pending' || typeof gift.dueAt !== 'number' || gift.dueAt > deps.now()) return undefined; // the index lags
  const gateway = [...deps.gateways.values()].find((one) => one.methods.includes(textOf(gift, 'method')));
  const found = (await gateway?.findOrder(textOf(gift, 'orderNo'))) ?? { state: 'unavailable' as const };
  if (found.state === 'paid') {
    await settlePayment(deps, found.payment);
    return 'settled';
  }
  // Only an answer ends the asking; a gateway that is silent is asked again, however late it is.
  const over = found.state !== 'unavailable' && deps.now() > numberOf(gift, 'expiresAtMs') + MINUTE_MS;
  return over ? endOrder(deps, gift) : askLater(deps, gift);
}

/** The order ended unpaid. Should its payment be told after all, it still counts (M7). */
async function endOrder(deps: Needs, gift: Item): Promise<'expired' | 'again'> {
  const moved = await deps.db.write([
    { table: 'records', update: donationKey(textOf(gift, 'id')), set: { state: 'expired' }, remove: ['dueShard', 'dueAt'], when: { is: { state: 'pending' } } },
  ]);
  return moved.ok ? 'expired' : 'again';
}

async function askLater(deps: Needs, gift: Item): Promise<'again'> {
  const ordered = numberOf(gift, 'orderedAtMs');
  const looks = [...LOOKS_MS, numberOf(gift, 'expiresAtMs') - ordered + 2 * MINUTE_MS].sort((a, b) => a - b).map((after) => ordered + after);
  const dueAt = looks.find((at) => at > deps.now()) ?? deps.now() + 10 * MINUTE_MS;
  await deps.db.write([{ table: 'records', update: donationKey(textOf(gift, 'id')), set: { dueAt }, when: { is: { state: 'pending' } } }]);
  return 'again';
}
