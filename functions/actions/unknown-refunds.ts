import type { Deps } from '../deps.ts';
import type { RefundEntry } from '../domain/entry-moves.ts';
import { parseOrderNumber } from '../domain/number.ts';
import type { BillRow } from '../gateways/gateway.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, identityKey } from '../store/tables.ts';
import { refundByNumber } from './refunds.ts';

/** Refunds that are looked up; a bill with more of them in a day is answered for by whoever asked for them. */
const LOOKED_UP = 2_000;

/**
 * Refunds of a bill that the record does not have, each entry standing for one of them: by our number of the refund, or,
 * where it was given back on the acquirer's own page and written down by staff, by the gift that the order paid and the amount.
 */
export async function unknownRefunds(
  deps: Pick<Deps, 'db'>,
  asked: { readonly rows: readonly BillRow[]; readonly entries: readonly RefundEntry[] },
): Promise<readonly BillRow[]> {
  const left = new Set(asked.entries);
  const nameless: BillRow[] = [];
  for (const [at, row] of asked.rows.entries()) {
    const id = at < LOOKED_UP ? await entryOf(deps, row) : undefined;
    const found = id === undefined ? undefined : take(left, (entry) => entry.id === id && entry.amt === row.amountFen);
    if (found === undefined) nameless.push(row);
  }
  const unknown: BillRow[] = [];
  for (const [at, row] of nameless.entries()) {
    const index = at < LOOKED_UP ? await giftOf(deps, row) : undefined;
    const found = take(left, ({ of, amt }) => amt === row.amountFen && of.some((one) => one.index === index));
    if (found === undefined) unknown.push(row);
  }
  return unknown;
}

function take(left: Set<RefundEntry>, isMeant: (entry: RefundEntry) => boolean): RefundEntry | undefined {
  const found = [...left].find(isMeant);
  if (found !== undefined) left.delete(found);
  return found;
}

/** Id of the entry of a refund that was asked for here. */
async function entryOf(deps: Pick<Deps, 'db'>, { refundNo }: BillRow): Promise<string | undefined> {
  return refundNo === undefined ? undefined : (await refundByNumber(deps, refundNo))?.entryId;
}

/** Where the gift of a refund stands in the log. */
async function giftOf({ db }: Pick<Deps, 'db'>, { orderNo }: BillRow): Promise<number | undefined> {
  const ordered = parseOrderNumber(orderNo);
  const gift = ordered === undefined ? undefined : await db.get('records', donationKey(ordered.donationId));
  const place = gift?.state === 'paid' ? await db.get('ledger', identityKey(textOf(gift, 'entryId'))) : undefined;
  return place === undefined ? undefined : numberOf(place, 'index');
}
