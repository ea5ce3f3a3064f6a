import type { Deps } from '../deps.ts';
import { type Day, dayOf, daysBetween, previousDay, startOfDayMs } from '../domain/time.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { comparedDays } from './compared-days.ts';
import { payFees } from './pay-fees.ts';
import { readIssueList } from './read-issue-list.ts';
import { type DayReconciled, reconcileDay } from './reconcile-day.ts';
import { readLive } from './refresh-disclosure.ts';

/** A day of a gateway, and what became of it. */
export type Reconciled = { readonly gateway: string; readonly day: Day; readonly outcome: DayReconciled };

type Needs = Parameters<typeof reconcileDay>[0] & Pick<Deps, 'gateways'>;

/** Gateways keep their bills for some three months. */
const LOOKED_BACK = 85;
/** Days for which a bill may be late before somebody looks. */
const PATIENCE_DAYS = 3;
/** A function that reconciles has five minutes. */
const LONGEST_MS = 240_000;

/**
 * Compares every day that has a bill and no statement yet, gateway by gateway, the oldest first, and then enters the
 * fees. A gateway that does not answer is left until the next run; a bill that is damaged or not made yet stops no later one.
 */
export async function reconcileDue(deps: Needs): Promise<readonly Reconciled[]> {
  const untilMs = deps.now() + LONGEST_MS;
  const done: Reconciled[] = [];
  for (const gateway of treasuries(deps)) {
    for (const day of await daysDue(deps, gateway.id)) {
      if (deps.now() > untilMs) return done;
      const outcome = await reconcileDay(deps, { gateway, day });
      done.push({ gateway: gateway.id, day, outcome });
      if (outcome.is !== 'waits') continue;
      if (daysBetween(day, dayOf(deps.now())) > PATIENCE_DAYS) deps.alarm('bill_missing', { gateway: gateway.id, day, why: outcome.why });
      if (outcome.why === 'unavailable') break;
    }
    await payFees(deps, gateway.id);
  }
  return done;
}

/** Gateways that give a bill. */
export function treasuries({ gateways }: Pick<Deps, 'gateways'>): readonly Gateway[] {
  return [...gateways.values()].filter(({ treasury }) => treasury !== undefined);
}

/** Days whose bills are not compared yet, from the first day of the record or as far back as bills are kept, through yesterday. */
export async function daysDue(deps: Pick<Deps, 'db' | 'publicFiles' | 'society' | 'now'>, gateway: string): Promise<readonly Day[]> {
  const live = await readLive(deps);
  if (live === undefined) return [];
  const first = (await readIssueList(deps)).at(-1)?.from ?? live.issue.from;
  const last = previousDay(dayOf(deps.now()));
  const earliest = dayOf(startOfDayMs(last) - LOOKED_BACK * 86_400_000);
  const from = first > earliest ? first : earliest;
  const compared = await comparedDays(deps, gateway, from);
  const days = Array.from({ length: Math.max(0, daysBetween(from, last) + 1) }, (_, at) => dayOf(startOfDayMs(from) + at * 86_400_000));
  return days.filter((day) => compared.get(day)?.state !== 'ended');
}
