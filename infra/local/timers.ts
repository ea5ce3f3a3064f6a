import { followBills } from '../../functions/actions/follow-bills.ts';
import { followRefunds } from '../../functions/actions/follow-refunds.ts';
import { listQueries } from '../../functions/actions/list-queries.ts';
import { readLogDescription } from '../../functions/actions/read-log-description.ts';
import { reconcileDue } from '../../functions/actions/reconcile-due.ts';
import { sweepPayments } from '../../functions/actions/sweep-payments.ts';
import { shanghaiTime } from '../../functions/domain/time.ts';
import { closeWhatIsDue, type Portal } from './portal.ts';

const CLOSE_EVERY_MS = 10_000;
const SWEEP_EVERY_MS = 60_000;
/** Each minute in the cloud; here somebody may be watching. */
const BILLS_EVERY_MS = 5_000;
const RECONCILE_EVERY_MS = 10 * 60_000;
const MORNING = '10:30:00';

/** Runs what the schedules run in the cloud: the close when it is due, each minute the sweep and a publication of what a lost wake-up left, fiscal bills, and from half past ten the gateways' bills that are not compared yet. Returns how to end it. */
export function startTimers(portal: Portal): () => Promise<void> {
  const close = every(CLOSE_EVERY_MS, portal, async () => {
    const closed = await closeWhatIsDue(portal);
    if (closed.outcome === 'closed') console.log(`第 ${closed.number} 期已结期，${closed.count} 笔。Issue ${closed.number} closed with ${closed.count} gifts.`);
  });
  const sweep = every(SWEEP_EVERY_MS, portal, async () => {
    await sweepPayments(portal.deps);
    await followRefunds(portal.deps);
    await listQueries(portal.deps);
    portal.publisher.wake();
  });
  const reconcile = every(RECONCILE_EVERY_MS, portal, () => reconcileMornings(portal));
  const bills = every(BILLS_EVERY_MS, portal, async () => void (await followBills(portal.deps)));
  return async () => {
    await Promise.all([close(), sweep(), reconcile(), bills()]);
  };
}

/** Behind the record of a replay stands no acquirer that could be asked for bills. */
async function reconcileMornings({ deps }: Portal): Promise<void> {
  if (shanghaiTime(deps.now()) < MORNING || (await readLogDescription(deps))?.simulated === true) return;
  await reconcileDue(deps);
}

/** One run at a time; a failure is told and the next run comes all the same. */
function every(periodMs: number, { deps }: Portal, run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= run()
      .catch((error: unknown) => deps.alarm('timer_failed', { cause: error instanceof Error ? error.message : 'unknown' }))
      .finally(() => {
        running = undefined;
      });
  }, periodMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
