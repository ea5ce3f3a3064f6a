import type { Deps } from '../deps.ts';
import { referenceCode } from '../domain/reference-code.ts';
import type { Item, Write } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, PLEDGES, pledgeKey } from '../store/tables.ts';

/** A gift that its donor means to transfer at a bank, by the code that goes into the remark. */
export type Pledge = { readonly code: string; readonly donationId: string; readonly orderNo: string; readonly amountFen: number; readonly orderedAtMs: number };

/** A pledge that a payment may be of: same amount, some days around it, and perhaps the same name. A person decides. */
export type Suggestion = { readonly code: string; readonly name: string; readonly sameName: boolean };

/** Pledges that a file is held against; more than these wait for their codes alone. */
const MOST = 5000;

const DAYS_AROUND_MS = 5 * 86_400_000;

const SUGGESTED = 5;

/** The write that makes a pending gift findable by its code, in the transaction that stores the gift. */
export function pledgeWrite(gift: { readonly id: string; readonly orderNo: string; readonly amountFen: number; readonly nowMs: number }): Write {
  const code = referenceCode(gift.id);
  return {
    table: 'records',
    put: { ...pledgeKey(code), donation: gift.id, orderNo: gift.orderNo, amt: gift.amountFen, orderedAtMs: gift.nowMs },
    when: 'absent',
  };
}

/** The pledge of a code; nothing where nobody was given it. */
export async function findPledge(deps: Pick<Deps, 'db'>, code: string): Promise<Pledge | undefined> {
  const item = await deps.db.get('records', pledgeKey(code));
  return item === undefined ? undefined : toPledge(item);
}

/** Pledges, the newest 5,000 by code order at most. */
export async function pledgesOf(deps: Pick<Deps, 'db'>): Promise<readonly Pledge[]> {
  return (await deps.db.query('records', { pk: PLEDGES, limit: MOST })).map(toPledge);
}

/** Pledges that still wait and fit a payment by amount and day; the same name first. Never more than a suggestion. */
export async function suggestPledges(
  deps: Pick<Deps, 'db'>,
  payment: { readonly amountFen: number; readonly atMs: number; readonly payer?: string | undefined },
  pledges: readonly Pledge[],
): Promise<readonly Suggestion[]> {
  const near = pledges.filter(({ amountFen, orderedAtMs }) => amountFen === payment.amountFen && Math.abs(orderedAtMs - payment.atMs) <= DAYS_AROUND_MS);
  const gifts = await Promise.all(near.slice(0, 50).map(async (pledge) => ({ pledge, gift: await deps.db.get('records', donationKey(pledge.donationId)) })));
  return gifts
    .flatMap(({ pledge, gift }) =>
      gift !== undefined && (gift.state === 'pending' || gift.state === 'expired') ? [suggestion(pledge, gift, payment.payer)] : [],
    )
    .sort((left, right) => Number(right.sameName) - Number(left.sameName))
    .slice(0, SUGGESTED);
}

function suggestion({ code }: Pledge, gift: Item, payer: string | undefined): Suggestion {
  const name = textOf(gift, 'name');
  return { code, name, sameName: name !== '' && payer !== undefined && name.normalize('NFC') === payer.normalize('NFC') };
}

function toPledge(item: Item): Pledge {
  return {
    code: item.sk,
    donationId: textOf(item, 'donation'),
    orderNo: textOf(item, 'orderNo'),
    amountFen: numberOf(item, 'amt'),
    orderedAtMs: numberOf(item, 'orderedAtMs'),
  };
}
