import type { BillLine } from '../../domain/bill-lines.ts';
import type { BillNumbers } from '../../domain/fiscal-bill.ts';
import type { Day } from '../../domain/time.ts';

/** Forms of a bill's file; `svg` is the simulator's only. */
export type BillFormat = 'pdf' | 'ofd' | 'xml' | 'png' | 'svg';

/** Who a bill is made out to: 交款人, as typed and never cut, and an organisation's 统一社会信用代码. */
export type Payer = { readonly kind: 'person' | 'organisation'; readonly title: string; readonly taxId?: string };

/** A bill as we ask for it; the same number always comes with the same contents. `totalFen` is the sum of the lines. */
export type BillWish = {
  readonly billNo: string;
  readonly day: Day;
  readonly payer: Payer;
  readonly lines: readonly BillLine[];
  readonly totalFen: number;
  readonly remark: string;
};

/** A bill as the platform gave it; `qr` is the text of its code, passed on and never read or made by us. */
export type IssuedBill = BillNumbers & { readonly qr?: string };

/**
 * What a platform says of a number of ours. `rejected`: it refuses what it was asked and issued nothing. `unknown`: it has
 * none of that number. `unavailable`: no answer that holds, so that anything may have happened: `find` comes before the next `issue`.
 */
export type BillAnswer =
  | { readonly state: 'issued'; readonly bill: IssuedBill }
  | { readonly state: 'reversed'; readonly bill: IssuedBill; readonly red: IssuedBill }
  | { readonly state: 'rejected'; readonly field: string; readonly words: string }
  | { readonly state: 'under_way' | 'out_of_stock' | 'unknown' | 'unavailable' };

/** A red bill as we ask for it: of the whole amount, naming the bill that it takes back. */
export type RedWish = {
  readonly redNo: string;
  readonly billNo: string;
  readonly bill: BillNumbers;
  readonly lines: readonly BillLine[];
  readonly totalFen: number;
  readonly reason: string;
  readonly day: Day;
};

/** `refused`: the platform will not take the bill back, because it was booked, say. */
export type RedAnswer =
  | { readonly state: 'reversed'; readonly red: IssuedBill }
  | { readonly state: 'refused'; readonly words: string }
  | { readonly state: 'under_way' | 'unavailable' };

/** Numbers left, by 票据代码. `untold`: this platform does not say. */
export type Stock =
  | { readonly state: 'known'; readonly batches: readonly { readonly code: string; readonly left: number }[] }
  | { readonly state: 'untold' | 'unavailable' };

export type BillFile = { readonly format: BillFormat; readonly bytes: Uint8Array };

/**
 * A way to fiscal bills (财政票据). Real implementations: by hand, with files that a clerk carries to the finance platform
 * and back; two envelopes of a supplier; and the simulator of a demonstration. Every call may be repeated under its number.
 */
export type FiscalBills = {
  readonly id: string;
  readonly issue: (wish: BillWish) => Promise<BillAnswer>;
  /** What became of a number; `redNo` where a red bill was asked for as well, `bill` where its numbers are known. */
  readonly find: (asked: { readonly billNo: string; readonly redNo?: string; readonly bill?: BillNumbers }) => Promise<BillAnswer>;
  readonly reverse: (wish: RedWish) => Promise<RedAnswer>;
  readonly stock: () => Promise<Stock>;
  /** The bytes as the platform has them; nothing where it has none yet, or does not answer. Absent where it hands out no files. */
  readonly readFile?: (asked: { readonly billNo: string; readonly bill: IssuedBill }) => Promise<BillFile | undefined>;
};
