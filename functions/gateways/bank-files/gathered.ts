import type { StatementFault, StatementLine } from './statement.ts';

/** All that the sheets of a file say, before anything is judged over the whole. */
export type Gathered = {
  readonly lines: readonly StatementLine[];
  readonly totals: readonly { readonly sheet: string; readonly row: number; readonly fen: number; readonly cell: string }[];
  readonly accounts: readonly string[];
  readonly faults: readonly StatementFault[];
  readonly openingFen?: number;
  readonly closingFen?: number;
};
