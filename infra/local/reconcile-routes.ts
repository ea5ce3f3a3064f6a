import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { type ReadBill, reconcileDay } from '../../functions/actions/reconcile-day.ts';
import { type Reconciled, reconcileDue, treasuries } from '../../functions/actions/reconcile-due.ts';
import type { CountAndSum, Difference } from '../../functions/domain/entry-moves.ts';
import { type Day, dayOf, formatInstant, parseDay } from '../../functions/domain/time.ts';
import type { Desk } from './desk.ts';

/** A row that a clerk looks into, with the numbers by which the acquirer finds it. The public sees sums only. */
export type OddRow = {
  readonly is: 'settled' | 'missing_there' | 'other_day' | 'amount_differs' | 'repeated' | 'refund_unknown';
  readonly serial: string;
  readonly orderNo?: string;
  readonly billFen?: number;
  readonly oursFen?: number;
  readonly at: string;
};

/** A day of a gateway as the clerk reads it. */
export type DayAnswer = {
  readonly gateway: string;
  readonly day: string;
  readonly is: Reconciled['outcome']['is'];
  readonly why?: string;
  readonly bill?: CountAndSum;
  readonly ours?: CountAndSum;
  readonly differences?: readonly Difference[];
  readonly unexplained?: boolean;
  readonly rows: readonly OddRow[];
};

/** What came of it; `published` tells whether all that was entered is public. */
export type ReconcileAnswer =
  | { readonly ok: true; readonly days: readonly DayAnswer[]; readonly published: boolean }
  | { readonly ok: false; readonly code: 'asked_wrongly' };

/** Rows told of one day. */
const TOLD = 500;

const day = z.pipe(
  z.string(),
  z.transform((text, context): Day => {
    const found = parseDay(text);
    if (found === undefined) context.issues.push({ code: 'custom', message: 'not a day', input: text });
    return found ?? dayOf(0);
  }),
);
const body = z.strictObject({ days: z.array(day).check(z.maxLength(100)) });

/** What `npm run reconcile` asks of the desk: `POST /local/reconcile` compares the days named, or all that were not compared yet, and enters and publishes the result. */
export function reconcileRoutes(desk: Desk, withKey: MiddlewareHandler): Hono {
  return new Hono().post('/local/reconcile', bodyLimit({ maxSize: 16 * 1024 }), withKey, async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => undefined));
    const past = asked.success && asked.data.days.every((one) => one < dayOf(desk.deps.now()));
    return past ? c.json<ReconcileAnswer>(await reconcile(desk, asked.data.days)) : c.json<ReconcileAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
  });
}

/** What was missing here is published before its day is compared. */
async function reconcile({ deps, publish }: Desk, days: readonly Day[]): Promise<ReconcileAnswer> {
  const first = await round(deps, days);
  const published = await publish();
  if (!published || !first.some(({ outcome }) => outcome.is === 'settled' || (outcome.is === 'waits' && outcome.why === 'unpublished')))
    return { ok: true, days: first.map(answerOf), published };
  const second = await round(deps, days);
  const settled = first.filter(({ outcome }) => outcome.is === 'settled').map(answerOf);
  const again = second.map((one) => {
    const found = settled.find(({ gateway, day: on }) => gateway === one.gateway && on === one.day)?.rows ?? [];
    return { ...answerOf(one), rows: [...found, ...answerOf(one).rows] };
  });
  const done = first.filter((one) => !second.some((other) => other.gateway === one.gateway && other.day === one.day)).map(answerOf);
  return { ok: true, days: [...done, ...again], published: await publish() };
}

async function round(deps: Desk['deps'], days: readonly Day[]): Promise<readonly Reconciled[]> {
  if (days.length === 0) return reconcileDue(deps);
  const done: Reconciled[] = [];
  for (const gateway of treasuries(deps))
    for (const one of days) done.push({ gateway: gateway.id, day: one, outcome: await reconcileDay(deps, { gateway, day: one }) });
  return done;
}

function answerOf({ gateway, day: on, outcome }: Reconciled): DayAnswer {
  const head = { gateway, day: on, is: outcome.is };
  if (outcome.is === 'waits') return { ...head, why: outcome.why, rows: [] };
  if (outcome.is === 'settled') {
    const rows = outcome.found.slice(0, TOLD).map(({ serial, orderNo, amountFen, atMs }) => ({ serial, orderNo, billFen: amountFen, at: formatInstant(atMs) }));
    return { ...head, rows: rows.map((row) => ({ is: 'settled', ...row })) };
  }
  const { compared, explained } = outcome.bill;
  return { ...head, bill: compared.bill, ours: compared.ours, ...explained, rows: oddRows(outcome.bill).slice(0, TOLD) };
}

function oddRows({ compared, lost, unknownRefunds }: ReadBill): readonly OddRow[] {
  const { amountDiffers, otherDay, repeated } = compared;
  const pair = (is: OddRow['is']) => (one: (typeof amountDiffers)[number]) => {
    const { serial, orderNo, amountFen, atMs } = one.row;
    return { is, serial, orderNo, billFen: amountFen, oursFen: one.gift.amt, at: formatInstant(atMs) };
  };
  const alone = (is: OddRow['is']) => (row: (typeof repeated)[number]) => {
    const { serial, refundNo, orderNo, amountFen, atMs } = row;
    return { is, serial: refundNo ?? serial, orderNo, billFen: amountFen, at: formatInstant(atMs) };
  };
  return [
    ...lost.map(({ serial, amt, atMs }) => ({ is: 'missing_there' as const, serial, oursFen: amt, at: formatInstant(atMs) })),
    ...amountDiffers.map(pair('amount_differs')),
    ...otherDay.map(pair('other_day')),
    ...repeated.map(alone('repeated')),
    ...unknownRefunds.map(alone('refund_unknown')),
  ];
}
