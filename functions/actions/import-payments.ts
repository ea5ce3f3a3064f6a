import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { FileChannel } from '../domain/channel.ts';
import { findReferenceCodes, isReferenceCode } from '../domain/reference-code.ts';
import { textOf } from '../store/item.ts';
import { donationKey, identityKey } from '../store/tables.ts';
import { findPledge, type Pledge, pledgesOf, type Suggestion, suggestPledges } from './pledges.ts';
import { settlePayment } from './settle-payment.ts';
import { someAtOnce } from './some-at-once.ts';
import { paymentEntryId, unclaimedDonationId } from './tokens.ts';

/** One payment of a file. `assigned` is the reference code of the pledge that a person found it to belong to. */
export type FilePayment = {
  /** The channel's number, or one made of everything that the line says. */
  readonly serial: string;
  /** Positive. */
  readonly amountFen: number;
  readonly atMs: number;
  readonly payer?: string | undefined;
  /** Last digits of the payer's account. */
  readonly payerTail?: string | undefined;
  readonly remark?: string | undefined;
  readonly assigned?: string | undefined;
};

/** What becomes of a payment, or would. `known`: it was entered before. `unclaimed`: nobody's yet, entered under 待认领; only a preview suggests whose it may be. */
export type PaymentFate =
  | { readonly is: 'known' }
  | { readonly is: 'matched' | 'assigned'; readonly code: string }
  | { readonly is: 'unclaimed'; readonly suggestions: readonly Suggestion[] }
  | { readonly is: 'refused'; readonly code: 'assigned_unknown' | 'assigned_taken' | 'time_ahead' };

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'secret' | 'alarm'>;

/** Tells what would become of each payment, and stores nothing. */
export async function previewPayments(deps: Needs, channel: FileChannel, payments: readonly FilePayment[]): Promise<readonly PaymentFate[]> {
  const pledges = await pledgesOf(deps);
  return someAtOnce<FilePayment, PaymentFate>(payments, async (payment) => {
    const { fate } = await placeOf(deps, channel, payment);
    return fate.is === 'unclaimed' ? { is: 'unclaimed', suggestions: await suggestPledges(deps, payment, pledges) } : fate;
  });
}

/**
 * Enters payments that a file vouches for, each as a gift with its real amount: that of the pledge whose code it carries,
 * else an unclaimed one, so that the issue equals the bank. The same payment again changes nothing; refused ones are left out.
 */
export async function importPayments(deps: Needs, channel: FileChannel, payments: readonly FilePayment[]): Promise<readonly PaymentFate[]> {
  const firstAt = new Map(payments.map(({ serial }, at) => [serial, at] as const).reverse());
  return someAtOnce<FilePayment, PaymentFate>(payments, async (payment, at) => {
    if (firstAt.get(payment.serial) !== at) return { is: 'known' };
    const { fate, orderNo } = await placeOf(deps, channel, payment);
    if (fate.is === 'known' || fate.is === 'refused') return fate;
    const { serial, amountFen, atMs, payer, payerTail, remark } = payment;
    const paid = { gateway: channel, serial, orderNo, amount: { currency: 'CNY' as const, minor: amountFen }, paidAtMs: atMs, payer, payerTail, remark };
    const { outcome } = await settlePayment(deps, paid);
    if (outcome === 'known') return { is: 'known' };
    return outcome === 'unclaimed' ? UNCLAIMED : fate; // of two payments under one code the second is nobody's yet
  });
}

type Placed = { readonly fate: PaymentFate; readonly orderNo: string };

const UNCLAIMED = { is: 'unclaimed', suggestions: [] } as const satisfies PaymentFate;

async function placeOf(deps: Needs, channel: FileChannel, payment: FilePayment): Promise<Placed> {
  const nobody = (fate: PaymentFate): Placed => ({ fate, orderNo: '' });
  if (payment.atMs > deps.now()) return nobody({ is: 'refused', code: 'time_ahead' });
  if (await isEntered(deps, channel, payment)) return nobody({ is: 'known' });
  if (payment.assigned !== undefined) return assignedPlace(deps, channel, payment, payment.assigned);
  for (const code of findReferenceCodes([payment.remark ?? '', payment.payer ?? ''])) {
    const pledge = await findPledge(deps, code);
    if (pledge === undefined) continue; // one stretch of letters in thirty-one only looks like a code
    const taken = await takenBy(deps, pledge);
    if (taken === entryOf(deps, channel, payment)) return nobody({ is: 'known' });
    if (taken === undefined) return { fate: { is: 'matched', code }, orderNo: pledge.orderNo };
  }
  return nobody(UNCLAIMED);
}

async function assignedPlace(deps: Needs, channel: FileChannel, payment: FilePayment, code: string): Promise<Placed> {
  const pledge = isReferenceCode(code) ? await findPledge(deps, code) : undefined;
  if (pledge === undefined) return { fate: { is: 'refused', code: 'assigned_unknown' }, orderNo: '' };
  const taken = await takenBy(deps, pledge);
  if (taken === undefined) return { fate: { is: 'assigned', code }, orderNo: pledge.orderNo };
  return { fate: taken === entryOf(deps, channel, payment) ? { is: 'known' } : { is: 'refused', code: 'assigned_taken' }, orderNo: '' };
}

/** The entry of the payment that a pledge has received; nothing while it waits. */
async function takenBy(deps: Pick<Deps, 'db'>, { donationId }: Pledge): Promise<string | undefined> {
  const gift = await deps.db.get('records', donationKey(donationId));
  return gift === undefined || gift.state === 'pending' || gift.state === 'expired' ? undefined : textOf(gift, 'entryId');
}

/** By its serial alone: admitted under it, or laid down as unclaimed a moment ago. */
async function isEntered(deps: Pick<Deps, 'db' | 'secret'>, channel: FileChannel, payment: FilePayment): Promise<boolean> {
  const unclaimed = unclaimedDonationId(deps.secret, { gateway: channel, serial: payment.serial });
  const [admitted, waiting] = await Promise.all([
    deps.db.get('ledger', identityKey(entryOf(deps, channel, payment))),
    deps.db.get('records', donationKey(unclaimed)),
  ]);
  return admitted !== undefined || waiting !== undefined;
}

const entryOf = (deps: Pick<Deps, 'secret'>, channel: FileChannel, { serial }: FilePayment): string =>
  paymentEntryId(deps.secret, { gateway: channel, serial });

/**
 * A serial for a line whose file has none, of all that the line says; `nth` counts lines that say the same, so that two
 * gifts of one person in one second stay two. The balance, where there is one, tells every line from every other.
 */
export function madeSerial(
  line: {
    readonly atMs: number;
    readonly amountFen: number;
    readonly balanceFen?: number | undefined;
    readonly payer?: string | undefined;
    readonly remark?: string | undefined;
  },
  nth: number,
): string {
  const said = JSON.stringify([line.atMs, line.amountFen, line.balanceFen ?? '', line.payer ?? '', line.remark ?? '', nth]);
  return `made-${createHash('sha256').update(said).digest('hex').slice(0, 32)}`;
}
