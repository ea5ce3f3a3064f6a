import type { Currency } from '../../domain/money.ts';
import type { Day } from '../../domain/time.ts';

/** One movement of an account, or one gift of an acquirer's list. */
export type StatementLine = {
  readonly sheet: string;
  /** As a spreadsheet counts, from 1; in an XML file the number of the entry. */
  readonly row: number;
  readonly direction: 'in' | 'out';
  /** The bank's or acquirer's own number; absent where the file has none. */
  readonly serial?: string;
  readonly day: Day;
  /** Milliseconds since 1970; the beginning of the day where the file tells no time. */
  readonly atMs: number;
  /** Positive, whatever the direction. */
  readonly amountFen: number;
  readonly payer?: string;
  /** Last six digits of the payer's account; the rest is not kept. */
  readonly payerTail?: string;
  readonly remark?: string;
  readonly balanceFen?: number;
  /** The line takes back an earlier one (冲正, 退汇). */
  readonly reverses?: true;
};

/** Something wrong in one place of a file; `cell` is what stands there. A file with any of them is not taken. */
export type StatementFault = {
  readonly sheet: string;
  readonly row: number;
  readonly code:
    | 'amount_unreadable'
    | 'amount_missing'
    | 'digits_lost'
    | 'time_missing'
    | 'time_unreadable'
    | 'balance_breaks'
    | 'total_differs'
    | 'serial_differs'
    | 'currency_other';
  readonly cell: string;
};

/** What a file says, once everything in it was understood. */
export type Statement = {
  readonly currency: Currency;
  readonly lines: readonly StatementLine[];
  /** Pairs of a payment and what took it back within this file; neither is among the lines. */
  readonly reversed: number;
  /** Lines that take back a payment of another file; a person enters the refund. */
  readonly reversals: readonly StatementLine[];
  /** Rows told twice, word for word. */
  readonly repeated: number;
  /** Totals that the file itself states, each equal to the sum of its lines. */
  readonly totals: readonly number[];
  readonly inFen: number;
  readonly outFen: number;
  readonly account?: string;
  readonly openingFen?: number;
  readonly closingFen?: number;
};
