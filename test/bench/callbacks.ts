import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { money } from '../../functions/domain/money.ts';
import type { Gateway } from '../../functions/gateways/gateway.ts';
import { callbackRoutes } from '../../functions/http/callbacks.ts';
import { outboxKey } from '../../functions/store/tables.ts';
import type { Message } from '../../infra/local/acquirer/notices.ts';
import * as alipay from '../support/alipay-market.ts';
import * as weChat from '../support/wechat-pay-market.ts';
import { createWorld, type World } from '../support/world.ts';

const PER_SECOND = 100;
const SECONDS = 8;

/**
 * Callbacks at 100 a second (verified, opened, settled, answered), beside the database's own transaction of the same
 * two writes at the same pace; a second of each in turn, so that all meet the same machine. Gateways wait five seconds.
 */
export async function callbacks(): Promise<void> {
  const markets = { 'wechat-pay': weChat.openMarket(), alipay: alipay.openMarket() };
  const world = Object.assign(await createWorld(weChat.START_MS), {
    gateways: new Map<string, Gateway>(Object.entries(markets).map(([id, { gateway }]) => [id, gateway])),
  });
  try {
    const calls = new Map<string, (at: number) => Promise<void>>([['bare transaction', (at) => bareWrite(world, at)]]);
    for (const id of ['wechat-pay', 'alipay'] as const) calls.set(id, await settling(world, id, markets[id].standIn));
    const took = new Map([...calls.keys()].map((name) => [name, { ms: [] as number[], failed: 0 }]));
    for (let second = 0; second < SECONDS; second++)
      for (const [name, call] of calls) await oneSecond(second * PER_SECOND, call, took.get(name) ?? { ms: [], failed: 0 });
    const bare = took.get('bare transaction')?.ms ?? [];
    for (const [name, { ms, failed }] of took) say(failed === 0 ? name : `${name} (${failed} not answered)`, ms, bare);
  } finally {
    await Promise.all([world.stop(), ...Object.values(markets).map((market) => market.close())]);
  }
}

/** Places the orders, has them paid, and gives what takes the notice of one of them. */
async function settling(world: World, id: 'wechat-pay' | 'alipay', standIn: Payer): Promise<(at: number) => Promise<void>> {
  for (let at = 0; at < PER_SECOND * SECONDS; at++) await begin(world, id, at);
  const notices = [...standIn.book.orders.keys()].map((orderNo) => standIn.write(standIn.pay(orderNo)));
  const app = callbackRoutes(async () => world);
  return async (at) => {
    const { headers, body }: Message = notices[at] ?? { headers: {}, body: new Uint8Array() };
    const answer = await app.request(`/api/callbacks/${id}`, { method: 'POST', headers, body });
    if (answer.status !== 200) throw new Error(`callback ${at}: ${answer.status}`);
  };
}

type Payer = Pick<weChat.Market['standIn'], 'book' | 'pay'> & { readonly write: (paid: ReturnType<weChat.Market['standIn']['pay']>) => Message };

async function begin(world: World, gateway: 'wechat-pay' | 'alipay', at: number): Promise<void> {
  const wish: DonationWish = {
    key: `${gateway}-${String(at).padStart(8, '0')}`.padEnd(24, 'x'),
    campaign: 'everyday',
    amount: money('CNY', 10_000),
    method: gateway === 'alipay' ? 'alipay-qr' : 'wechat-native',
    donor: { kind: 'anonymous', display: 'anonymous' },
    adult: true,
  };
  const started = await startDonation(world, wish);
  if (!started.ok) throw new Error(started.code);
}

async function bareWrite({ db }: World, at: number): Promise<void> {
  const id = String(at).padStart(20, '0');
  const filling = 'x'.repeat(600);
  await db.write([
    { table: 'records', put: { pk: `D#d_${id}`, sk: 'DONATION', filling }, when: 'absent' },
    { table: 'ledger', put: { ...outboxKey(id, 1), filling }, when: 'absent' },
  ]);
}

/** Runs one call each hundredth of a second, whether those before have ended or not. */
async function oneSecond(first: number, call: (at: number) => Promise<void>, took: { ms: number[]; failed: number }): Promise<void> {
  await Promise.all(
    Array.from({ length: PER_SECOND }, async (_, at) => {
      await new Promise((due) => setTimeout(due, (at * 1000) / PER_SECOND));
      const from = performance.now();
      await call(first + at).catch(() => {
        took.failed += 1;
      });
      took.ms.push(performance.now() - from);
    }),
  );
}

function say(what: string, took: readonly number[], bare: readonly number[]): void {
  const at = (list: readonly number[], part: number) => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? Number.NaN;
  const one = (part: number) => `${at(took, part).toFixed(1)} ms (${(at(took, part) / at(bare, part)).toFixed(1)} ×)`;
  console.log(`  ${what}: median ${one(0.5)}, p99 ${one(0.99)}`);
}
