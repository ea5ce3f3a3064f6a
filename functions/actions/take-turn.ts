import type { Deps } from '../deps.ts';
import type { Gateway } from '../gateways/gateway.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey, queuePartition, SHARDS, shardOf } from '../store/tables.ts';

/** How long a donor waits whose turn nobody could count: the gateway said that it was too many, or everybody came at once. */
const BUSY_MS = 3_000;
const ATTEMPTS = 24;

/**
 * Milliseconds until a gift's order may be asked for; 0 is now. A gateway takes only so many orders a second, and what
 * comes on top would be refused: instead each gift has its turn, in the order in which gifts come, and keeps it however
 * often its donor presses. `anew` where the gateway itself said that it was too many.
 */
export async function msUntilTurn(deps: Pick<Deps, 'db' | 'now'>, gift: Item, gateway: Pick<Gateway, 'id' | 'ordersPerSecond'>, anew = false): Promise<number> {
  const { ordersPerSecond } = gateway;
  if (ordersPerSecond === undefined) return anew ? BUSY_MS : 0;
  if (!anew && typeof gift.turnAtMs === 'number') return Math.max(0, gift.turnAtMs - deps.now());
  const turnAtMs = await takeTurn(deps, textOf(gift, 'id'), { gateway: gateway.id, ordersPerSecond });
  const nowMs = deps.now();
  if (turnAtMs <= nowMs) return 0;
  await deps.db.write([{ table: 'records', update: donationKey(textOf(gift, 'id')), set: { turnAtMs }, when: { is: { state: 'pending' } } }]);
  return turnAtMs - nowMs;
}

/** Takes the next free turn at a gateway. */
async function takeTurn(deps: Pick<Deps, 'db' | 'now'>, id: string, pace: { readonly gateway: string; readonly ordersPerSecond: number }): Promise<number> {
  const { count, gapMs } = linesOf(pace.ordersPerSecond);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [known, nowMs] = [await deps.db.query('records', { pk: queuePartition(pace.gateway) }), deps.now()];
    // Beginning elsewhere each time, so that those who come at once do not all try for the same line.
    const lines = Array.from({ length: count }, (_, at) => lineAt((at + Number(shardOf(id)) + attempt) % count, known));
    const shortest = lines.reduce((best, line) => (Math.max(line.nextMs ?? 0, nowMs) < Math.max(best.nextMs ?? 0, nowMs) ? line : best));
    const turnMs = Math.max(shortest.nextMs ?? 0, nowMs);
    const key = { pk: queuePartition(pace.gateway), sk: shortest.sk };
    const when = shortest.nextMs === undefined ? 'absent' : { is: { nextMs: shortest.nextMs } };
    const taken = await deps.db.write([{ table: 'records', put: { ...key, nextMs: turnMs + gapMs }, when }]);
    if (taken.ok) return turnMs;
  }
  return deps.now() + BUSY_MS;
}

/**
 * Lines beside each other, so that hundreds who come in one second do not all change one item; whoever comes takes the
 * shortest. Their gap is such that in no second there are more turns than the gateway takes.
 */
function linesOf(ordersPerSecond: number): { readonly count: number; readonly gapMs: number } {
  const count = Math.max(1, Math.min(SHARDS.length, Math.floor(ordersPerSecond)));
  return { count, gapMs: Math.floor(1000 / Math.max(1, Math.floor(ordersPerSecond / count))) + 1 };
}

type Line = { readonly sk: string; readonly nextMs: number | undefined };

function lineAt(at: number, known: readonly Item[]): Line {
  const nextMs = known.find(({ sk }) => sk === String(at))?.nextMs;
  return { sk: String(at), nextMs: typeof nextMs === 'number' ? nextMs : undefined };
}
