import type { CountAndSum } from '../domain/entry-moves.ts';
import type { Day } from '../domain/time.ts';
import type { BillRow } from '../gateways/gateway.ts';

/** A gift as the published record has it. */
export type OurGift = { readonly id: string; readonly on: Day; readonly amt: number };

/** A payment of the bill beside the gift that it became. */
export type Pair = { readonly row: BillRow; readonly gift: OurGift };

/** A day's bill beside the record, row by row: each row and each gift of the day is in exactly one of the lists. */
export type Compared = {
  readonly day: Day;
  /** Lines of the bill, and what they come to: payments, less what went back, less fees. */
  readonly bill: CountAndSum;
  /** Gifts of the day. */
  readonly ours: CountAndSum;
  /** Of the day on both sides, with one amount. */
  readonly matched: CountAndSum;
  readonly missingHere: readonly BillRow[];
  readonly missingThere: readonly OurGift[];
  /** Payments of this bill that the record has on another day; their amount may differ as well. */
  readonly otherDay: readonly Pair[];
  readonly amountDiffers: readonly Pair[];
  /** Payments that the bill lists again. */
  readonly repeated: readonly BillRow[];
  readonly refunds: readonly BillRow[];
  readonly feeFen: number;
};

/** Compares the rows of a bill with the gifts around its day by serial; `gifts` by the id that `idOf` makes of a serial. */
export function compareBill(
  rows: readonly BillRow[],
  record: { readonly day: Day; readonly gifts: ReadonlyMap<string, OurGift>; readonly idOf: (serial: string) => string },
): Compared {
  const { day, gifts, idOf } = record;
  const [missingHere, repeated, refunds]: [BillRow[], BillRow[], BillRow[]] = [[], [], []];
  const [otherDay, amountDiffers]: [Pair[], Pair[]] = [[], []];
  const [seen, matched] = [new Set<string>(), { count: 0, amt: 0 }];
  for (const row of rows) {
    if (row.kind === 'refund') refunds.push(row);
    else {
      const id = idOf(row.serial);
      const gift = gifts.get(id);
      if (seen.has(id)) repeated.push(row);
      else if (gift === undefined) missingHere.push(row);
      else if (gift.on !== day) otherDay.push({ row, gift });
      else if (gift.amt !== row.amountFen) amountDiffers.push({ row, gift });
      else add(matched, row.amountFen);
      seen.add(id);
    }
  }
  const [ours, missingThere] = [{ count: 0, amt: 0 }, [] as OurGift[]];
  for (const gift of gifts.values()) {
    if (gift.on !== day) continue;
    add(ours, gift.amt);
    if (!seen.has(gift.id)) missingThere.push(gift);
  }
  const feeFen = rows.reduce((sum, row) => sum + row.feeFen, 0);
  const paidFen = rows.reduce((sum, row) => sum + (row.kind === 'payment' ? row.amountFen : -row.amountFen), 0);
  const bill = { count: rows.length, amt: paidFen - feeFen };
  return { day, bill, ours, matched, missingHere, missingThere, otherDay, amountDiffers, repeated, refunds, feeFen };
}

/** Count and sum of rows, or of gifts. */
export function sumUp(list: readonly (BillRow | OurGift)[]): CountAndSum {
  return list.reduce((sum, one) => ({ count: sum.count + 1, amt: sum.amt + ('amt' in one ? one.amt : one.amountFen) }), { count: 0, amt: 0 });
}

function add(sum: { count: number; amt: number }, amt: number): void {
  sum.count += 1;
  sum.amt += amt;
}
