import type { Deps } from '../deps.ts';
import { moveTexts } from '../disclosure/text-moves.ts';
import { money } from '../domain/money.ts';
import { LAPSES_MS } from '../domain/staff-statement.ts';
import type { RefundState as GatewayRefund, Treasury } from '../gateways/gateway.ts';
import { enterRefund } from './enter-refund.ts';
import { lookPause } from './look-pause.ts';
import { moveRefund, openRefunds, type Refund, refundByNumber } from './refunds.ts';
import { reverseBill } from './reverse-bill.ts';
import { isSignedByTwo } from './verify-refund.ts';

/** What a round found: refunds looked at, and those whose entry was laid down by it. */
export type Followed = { readonly looked: number; readonly entered: number };

type Needs = Pick<Deps, 'db' | 'now' | 'random' | 'secret' | 'society' | 'gateways' | 'alarm'>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What a round may take: the sweeper has a minute for everything. */
const LONGEST_MS = 12_000;
const STEPS = 8;
/** After so many looks in one state somebody should know. */
const PATIENCE = 24;

/** Takes every refund that is due as far as it goes now. Killed anywhere, the next round goes on from what is stored. */
export async function followRefunds(deps: Needs): Promise<Followed> {
  const followed = { looked: 0, entered: 0 };
  const endMs = deps.now() + LONGEST_MS;
  const due = (await openRefunds(deps)).filter(({ dueAtMs }) => dueAtMs <= deps.now()).sort((a, b) => a.dueAtMs - b.dueAtMs);
  for (const { refundNo } of due) {
    if (deps.now() > endMs) break;
    followed.looked += 1;
    if ((await followRefund(deps, refundNo)) === 'entered') followed.entered += 1;
  }
  return followed;
}

/** Takes one refund as far as it goes now, and tells where it stands. */
export async function followRefund(deps: Needs, refundNo: string): Promise<Refund['state'] | undefined> {
  for (let step = 1; step <= STEPS; step++) {
    const refund = await refundByNumber(deps, refundNo);
    if (refund === undefined) return undefined;
    if (!(await followOne(deps, refund))) return (await refundByNumber(deps, refundNo))?.state;
  }
  return undefined;
}

/** One step; tells whether another one may follow at once. */
async function followOne(deps: Needs, refund: Refund): Promise<boolean> {
  const { state, way } = refund;
  if (state === 'asked') return lapse(deps, refund);
  if (!(await isSignedByTwo(deps, refund))) {
    deps.alarm('refund_unsigned', { refund: refund.refundNo });
    return later(deps, refund, HOUR_MS);
  }
  if (state === 'confirmed') return clear(deps, refund);
  if (state === 'cleared' && way === 'by_hand') {
    await moveRefund(deps, refund, { to: 'paying' });
    return false;
  }
  // Stored before the gateway is asked (M6): from here on only its own word says that nothing moved.
  if (state === 'cleared') return moveRefund(deps, refund, { to: 'sending', dueAtMs: deps.now() });
  if (state === 'sending' || state === 'under_way' || state === 'not_enough' || state === 'failed') return askGateway(deps, refund);
  if (state === 'done') {
    await enterRefund(deps, refund);
    return true;
  }
  return false;
}

/** What nobody confirmed in time is nobody's to confirm any more. */
async function lapse(deps: Needs, refund: Refund): Promise<boolean> {
  const lapsesAtMs = refund.askedAtMs + LAPSES_MS;
  if (deps.now() >= lapsesAtMs) await moveRefund(deps, refund, { to: 'withdrawn', ends: true });
  return false;
}

/** Red bill first, then money. */
async function clear(deps: Needs, refund: Refund): Promise<boolean> {
  const { state } = await reverseBill(deps, { donationId: refund.donation, why: 'refunded' });
  if (state === 'none' || state === 'reversed') return moveRefund(deps, refund, { to: 'cleared', dueAtMs: deps.now() });
  if (state === 'refused') deps.alarm('refund_bill_refused', { refund: refund.refundNo });
  return later(deps, refund, state === 'refused' ? HOUR_MS : MINUTE_MS);
}

/** Asks what became of it, and for the money only where the gateway knows nothing of this number, or had too little. */
async function askGateway(deps: Needs, refund: Refund): Promise<boolean> {
  const treasury = deps.gateways.get(refund.ch)?.treasury;
  const found = await treasury?.findRefund(refund);
  const isNew = found?.state === 'unknown' && refund.state !== 'failed';
  const isAgain = found?.state === 'failed' && refund.state === 'sending';
  const said = treasury !== undefined && (isNew || isAgain) ? await send(treasury, refund) : found;
  return said === undefined ? wait(deps, refund) : settle(deps, refund, said);
}

function send(treasury: Treasury, { orderNo, refundNo, amountFen, totalFen, why }: Refund): Promise<GatewayRefund> {
  const reason = moveTexts.zh.refundReasons[why];
  return treasury.refund({ orderNo, refundNo, refund: money('CNY', amountFen), total: money('CNY', totalFen), reason });
}

async function settle(deps: Needs, refund: Refund, said: GatewayRefund): Promise<boolean> {
  const { refundNo, state, amountFen } = refund;
  if (said.state === 'done' && said.refund.minor !== amountFen) {
    deps.alarm('refund_differs', { refund: refundNo, asked: amountFen, paid: said.refund.minor });
    return later(deps, refund, HOUR_MS);
  }
  if (said.state === 'done') return moveRefund(deps, refund, { to: 'done', dueAtMs: deps.now(), set: { serial: said.serial, doneAtMs: deps.now() } });
  if (said.state === 'under_way' && state !== 'under_way') return turnTo(deps, refund, { to: 'under_way', afterMs: MINUTE_MS });
  if (said.state === 'not_enough' && state !== 'not_enough' && state !== 'failed') {
    deps.alarm('refund_not_enough', { refund: refundNo, amount: amountFen });
    return turnTo(deps, refund, { to: 'not_enough', afterMs: 10 * MINUTE_MS });
  }
  if ((said.state === 'failed' || said.state === 'refused') && state !== 'failed') {
    deps.alarm('refund_failed', { refund: refundNo, amount: amountFen });
    return turnTo(deps, refund, { to: 'failed', afterMs: 24 * HOUR_MS });
  }
  return state === 'failed' ? later(deps, refund, 24 * HOUR_MS) : wait(deps, refund);
}

async function turnTo(deps: Needs, refund: Refund, { to, afterMs }: { readonly to: Refund['state']; readonly afterMs: number }): Promise<boolean> {
  await moveRefund(deps, refund, { to, dueAtMs: deps.now() + afterMs });
  return false;
}

function wait(deps: Needs, refund: Refund): Promise<boolean> {
  if (refund.tries === PATIENCE) deps.alarm('refund_waits', { refund: refund.refundNo, looks: refund.tries });
  return later(deps, refund, lookPause(refund.tries));
}

/** Stays where it is and is looked at again; the next step is for another round. */
async function later(deps: Needs, refund: Refund, afterMs: number): Promise<boolean> {
  await moveRefund(deps, refund, { to: refund.state, dueAtMs: deps.now() + afterMs });
  return false;
}
