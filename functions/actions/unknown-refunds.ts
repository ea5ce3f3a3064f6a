import type { Deps } from '../deps.ts';
import type { RefundEntry } from '../domain/entry-moves.ts';
import { parseOrderNumber } from '../domain/number.ts';
import type { BillRow } from '../gateways/gateway.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, identityKey } from '../store/tables.ts';

/** Refunds that are looked up; a bill with more of them in a day is answered for by whoever asked for them. */
const LOOKED_UP = 2_000;

/** Refunds of a bill that the record does not have: of the gift that the order paid, with the same amount, each once. */
export async function unknownRefunds(
  deps: Pick<Deps, 'db'>,
  asked: { readonly rows: readonly BillRow[]; readonly entries: readonly RefundEntry[] },
): Promise<readonly BillRow[]> {
  const left = [...asked.entries];
  const unknown: BillRow[] = [];
  for (const [at, row] of asked.rows.entries()) {
    const index = at < LOOKED_UP ? await giftOf(deps, row) : undefined;
    const found = left.findIndex(({ of, amt }) => amt === row.amountFen && of.some((one) => one.index === index));
    if (found === -1) unknown.push(row);
    else left.splice(found, 1);
  }
  return unknown;
}

/** Where the gift of a refund stands in the log. */
async function giftOf({ db }: Pick<Deps, 'db'>, { orderNo }: BillRow): Promise<number | undefined> {
  const ordered = parseOrderNumber(orderNo);
  const gift = ordered === undefined ? undefined : await db.get('records', donationKey(ordered.donationId));
  const place = gift?.state === 'paid' ? await db.get('ledger', identityKey(textOf(gift, 'entryId'))) : undefined;
  return place === undefined ? undefined : numberOf(place, 'index');
}
