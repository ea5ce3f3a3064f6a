import type { Deps } from '../deps.ts';
import { FILE_CHANNELS, isFileChannel } from '../domain/channel.ts';
import { foldName } from '../domain/donor-name.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { parseOrderNumber } from '../domain/number.ts';
import type { Day } from '../domain/time.ts';
import { dayOf } from '../domain/time.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, entryKey, identityKey, unclaimedKey } from '../store/tables.ts';
import { readAfter } from './forgotten.ts';
import { paymentEntryId, unclaimedDonationId } from './tokens.ts';

/** How somebody tells which gift is theirs, beside its amount and day: the whole number of the payment, or the name that the bank states and the last digits of the account or of the bank's own number. */
export type Evidence = { readonly amountFen: number; readonly day: Day } & (
  | { readonly by: 'number'; readonly number: string }
  | { readonly by: 'account'; readonly payer: string; readonly digits: string }
);

type Needs = Pick<Deps, 'db' | 'secret' | 'gateways'>;

/** Gifts of one amount and day that are looked through. */
const MOST = 100;

/** Numbers that a bank or acquirer gives are claimed by only where they are too long to be guessed. */
const UNGUESSABLE = 16;

/** The paid gifts that fit, claimed or not; whoever guesses amounts and days finds none, since these are public. */
export function findClaimable(deps: Needs, evidence: Evidence): Promise<readonly Item[]> {
  return evidence.by === 'number' ? findByNumber(deps, evidence) : findByAccount(deps, evidence);
}

/** Gifts of an amount and day that came without an order, whoever paid them: for staff alone. */
export async function unclaimedOf(deps: Pick<Deps, 'db'>, { amountFen, day }: Pick<Evidence, 'amountFen' | 'day'>): Promise<readonly Item[]> {
  const { pk, sk } = unclaimedKey(day, amountFen, '');
  const listed = await deps.db.query('records', { pk, from: sk, to: `${sk}~`, limit: MOST });
  return listed.length === 0
    ? []
    : deps.db.getMany(
        'records',
        listed.map((one) => donationKey(textOf(one, 'donation'))),
      );
}

async function findByNumber(deps: Needs, { number, ...paid }: Extract<Evidence, { by: 'number' }>): Promise<readonly Item[]> {
  const ordered = parseOrderNumber(number.toUpperCase());
  const channels = [...new Set([...deps.gateways.keys(), ...FILE_CHANNELS])].filter((one) => !isFileChannel(one) || number.length >= UNGUESSABLE);
  const found = await Promise.all([
    ...(ordered === undefined ? [] : [deps.db.get('records', donationKey(ordered.donationId))]),
    ...channels.map((gateway) => findPaid(deps, { gateway, serial: number })),
  ]);
  return fitting(found, paid);
}

/** The gift of a payment: one that was ordered, once it is admitted, or one that came without an order. */
async function findPaid(deps: Needs, payment: { readonly gateway: string; readonly serial: string }): Promise<Item | undefined> {
  const place = await deps.db.get('ledger', identityKey(paymentEntryId(deps.secret, payment)));
  const entry = place === undefined ? undefined : await deps.db.get('ledger', entryKey(numberOf(place, 'index')));
  const donation = typeof entry?.donation === 'string' && entry.donation !== '' ? entry.donation : unclaimedDonationId(deps.secret, payment);
  return deps.db.get('records', donationKey(donation));
}

async function findByAccount(deps: Needs, { payer, digits, ...paid }: Extract<Evidence, { by: 'account' }>): Promise<readonly Item[]> {
  const named = (await unclaimedOf(deps, paid)).filter((gift) => typeof gift.payer === 'string' && isSameName(gift.payer, payer));
  return fitting(
    named.filter((gift) => endsWith(gift.payerTail, digits) || endsWith(gift.serial, digits)),
    paid,
  );
}

/** Names are compared and never changed: composed or not, with whichever dot and blank. */
export const isSameName = (left: string, right: string): boolean => foldName(left).trim() === foldName(right).trim();

/** A number that we made ourselves, because the file had none, is nobody's to know. */
const endsWith = (value: Item[string] | undefined, digits: string): boolean =>
  typeof value === 'string' && value.length >= digits.length && !value.startsWith('made-') && value.endsWith(digits);

function fitting(found: readonly (Item | undefined)[], { amountFen, day }: Pick<Evidence, 'amountFen' | 'day'>): readonly Item[] {
  const gifts = new Map(found.flatMap((item) => (item === undefined || item.state !== 'paid' || typeof item.paidAtMs !== 'number' ? [] : [[item.pk, item]])));
  return [...gifts.values()].filter((item) => item.amt === amountFen && dayOf(numberOf(item, 'paidAtMs')) === day);
}

/** Whether money of a gift went back or is on its way: as the published record says, or as is kept with the gift. */
export async function isRefunded(deps: Pick<Deps, 'db' | 'publicFiles'>, gift: Item): Promise<boolean> {
  if ([gift.refundingFen, gift.refundedFen].some((fen) => typeof fen === 'number' && fen > 0)) return true;
  const place = await deps.db.get('ledger', identityKey(textOf(gift, 'entryId')));
  if (place === undefined) return false;
  const index = numberOf(place, 'index');
  return ((await readAfter(deps, Math.floor(index / TILE_WIDTH))).after[index] ?? []).some(({ k }) => k === 'refund');
}
