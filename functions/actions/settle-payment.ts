import type { Deps } from '../deps.ts';
import { isFileChannel } from '../domain/channel.ts';
import { ANONYMOUS_NAME } from '../domain/donor-name.ts';
import type { GiftEntry } from '../domain/entry.ts';
import { canonicalBytes } from '../domain/ledger/canonical.ts';
import { commit, fieldSalt } from '../domain/ledger/commitment.ts';
import { parseOrderNumber } from '../domain/number.ts';
import { dayOf, formatInstant } from '../domain/time.ts';
import type { Payment } from '../gateways/gateway.ts';
import type { Item, Write } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey, outboxKey, unclaimedKey } from '../store/tables.ts';
import { billOnSettlement } from './request-bill.ts';
import { paymentEntryId, unclaimedDonationId } from './tokens.ts';

/** `settled`: by this call. `known`: by an earlier one, nothing changed. `unclaimed`: entered without a donor, since no order of ours awaited it. */
export type Settled = { readonly outcome: 'settled' | 'known' | 'unclaimed'; readonly donationId: string; readonly entryId: string };

/** A payment, and what a bank says beside it: kept for whoever claims the gift, shown to nobody. */
export type FiledPayment = Payment & {
  readonly payer?: string | undefined;
  /** Last digits of the payer's account. */
  readonly payerTail?: string | undefined;
  readonly remark?: string | undefined;
};

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'secret' | 'alarm'>;

/** Values behind the commitments of a gift, as stored; they never leave the `records` table in one piece. */
type Opened = { readonly shown: string; readonly name: string; readonly note: string; readonly ref: string; readonly at: string; readonly intent: string };

const ATTEMPTS = 3;

/**
 * Makes a verified payment a settled gift with its real amount, whatever was ordered (M7): in one transaction the
 * gift's facts are frozen and its entry laid into the outbox. Repeating it changes nothing (M6). Only after this
 * returns may the gateway be answered.
 */
export async function settlePayment(deps: Needs, payment: FiledPayment): Promise<Settled> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const done = await settleOnce(deps, payment);
    if (done !== undefined) return done;
  }
  throw new Error('a gift changed under every attempt to settle it');
}

async function settleOnce(deps: Needs, payment: FiledPayment): Promise<Settled | undefined> {
  const id = paymentEntryId(deps.secret, payment);
  const ordered = parseOrderNumber(payment.orderNo);
  const found = ordered === undefined ? undefined : await deps.db.get('records', donationKey(ordered.donationId));
  if (found !== undefined && found.entryId === id) return { outcome: 'known', donationId: textOf(found, 'id'), entryId: id };
  const awaited = found !== undefined && (found.state === 'pending' || found.state === 'expired') ? found : undefined;
  return awaited === undefined ? settleUnclaimed(deps, { payment, id, intended: found }) : settleAwaited(deps, { payment, id, gift: awaited });
}

async function settleAwaited(deps: Needs, job: { payment: Payment; id: string; gift: Item }): Promise<Settled | undefined> {
  const { payment, id, gift } = job;
  const opened = { ...openedOf(payment), shown: textOf(gift, 'shown'), name: textOf(gift, 'name'), note: textOf(gift, 'note'), intent: textOf(gift, 'intent') };
  const facts = freeze(deps, { payment, id, opened, campaign: textOf(gift, 'campaign'), place: gift.place, unclaimed: false });
  const written = await deps.db.write([
    {
      table: 'records',
      update: donationKey(textOf(gift, 'id')),
      set: facts.fields,
      remove: ['dueShard', 'dueAt'],
      when: { is: { state: textOf(gift, 'state'), withdrawnAtMs: gift.withdrawnAtMs } }, // a name taken back since it was read must not be written again
    },
    facts.outbox(textOf(gift, 'id')),
    ...billOnSettlement(gift, deps.now()),
  ]);
  if (!written.ok) return undefined; // someone was quicker: look again
  if (gift.amt !== payment.amount.minor) deps.alarm('amount_differs', { donation: textOf(gift, 'id'), paid: payment.amount.minor });
  return { outcome: 'settled', donationId: textOf(gift, 'id'), entryId: id };
}

/** A payment that no order awaits: an unknown order, or a second payment of one gift. It is entered all the same, as unclaimed. */
async function settleUnclaimed(deps: Needs, job: { payment: FiledPayment; id: string; intended: Item | undefined }): Promise<Settled> {
  const { payment, id } = job;
  const donationId = unclaimedDonationId(deps.secret, payment);
  const campaign = job.intended === undefined ? fallbackCampaign(deps) : textOf(job.intended, 'campaign');
  const facts = freeze(deps, { payment, id, opened: openedOf(payment), campaign, place: undefined, unclaimed: true });
  const item = { ...donationKey(donationId), id: donationId, campaign, orderNo: payment.orderNo, held: false, donorKind: 'anonymous', display: 'anonymous' };
  const said = Object.fromEntries(
    (['payer', 'payerTail', 'remark'] as const).flatMap((field) => (payment[field] === undefined ? [] : [[field, payment[field]]])),
  );
  const claimable: Write = {
    table: 'records',
    put: { ...unclaimedKey(dayOf(payment.paidAtMs), payment.amount.minor, donationId), donation: donationId },
    when: 'always',
  };
  const written = await deps.db.write([
    { table: 'records', put: { ...item, ...said, ...facts.fields }, when: 'absent' },
    facts.outbox(donationId),
    ...(payment.payer === undefined ? [] : [claimable]),
  ]);
  if (!written.ok) return { outcome: 'known', donationId, entryId: id };
  if (!isFileChannel(payment.gateway)) deps.alarm('payment_unclaimed', { donation: donationId, paid: payment.amount.minor });
  return { outcome: 'unclaimed', donationId, entryId: id };
}

const openedOf = (payment: Payment): Opened => ({
  shown: ANONYMOUS_NAME,
  name: '',
  note: '',
  intent: '',
  ref: payment.serial,
  at: formatInstant(payment.paidAtMs),
});

type Frozen = { readonly fields: { readonly [field: string]: string | number | Uint8Array }; readonly outbox: (donationId: string) => Write };

function freeze(deps: Needs, gift: { payment: Payment; id: string; opened: Opened; campaign: string; place: unknown; unclaimed: boolean }): Frozen {
  const { payment, id, opened } = gift;
  const salt = deps.random(32);
  const bytes = canonicalBytes(giftEntry(deps, { ...gift, salt }));
  const settledAtMs = deps.now();
  const fields = {
    ...opened,
    salt,
    state: 'paid',
    entryId: id,
    gateway: payment.gateway,
    serial: payment.serial,
    paidOrderNo: payment.orderNo,
    cur: payment.amount.currency,
    amt: payment.amount.minor,
    paidAtMs: payment.paidAtMs,
    settledAtMs,
  };
  return {
    fields,
    outbox: (donation) => ({
      table: 'ledger',
      put: { ...outboxKey(id, settledAtMs), id, bytes, donation, amt: payment.amount.minor, settledAtMs },
      when: 'absent',
    }),
  };
}

function giftEntry(
  deps: Needs,
  gift: { payment: Payment; id: string; opened: Opened; campaign: string; place: unknown; unclaimed: boolean; salt: Uint8Array },
): GiftEntry {
  const { payment, opened, salt } = gift;
  if (payment.amount.currency !== 'CNY') throw new TypeError(`a gateway paid ${payment.amount.currency}`);
  const of = (field: keyof Opened) => commit(fieldSalt(salt, field), field, opened[field]);
  return {
    v: 1,
    k: 'gift',
    id: gift.id,
    on: dayOf(payment.paidAtMs),
    branch: branchOf(deps, gift.campaign),
    campaign: gift.campaign,
    ...(typeof gift.place === 'string' ? { place: gift.place } : {}),
    ...(opened.intent === '' ? {} : { restricted: true }),
    ...(gift.unclaimed ? { unclaimed: true } : {}),
    ch: payment.gateway,
    cur: 'CNY',
    amt: payment.amount.minor,
    c: { at: of('at'), intent: of('intent'), name: of('name'), note: of('note'), ref: of('ref'), shown: of('shown') },
  };
}

function fallbackCampaign(deps: Pick<Deps, 'society'>): string {
  const campaign = deps.society.campaigns.find((one) => one.kind === 'general');
  if (campaign === undefined) throw new Error('the society has no general campaign');
  return campaign.id;
}

function branchOf(deps: Pick<Deps, 'society'>, campaign: string): string {
  const found = deps.society.campaigns.find((one) => one.id === campaign) ?? deps.society.campaigns[0];
  if (found === undefined) throw new Error('the society has no campaign');
  return found.branch;
}
