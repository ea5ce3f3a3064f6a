/** What may go wrong in one run, and how often at most. */
export type Setting = {
  readonly name: string;
  /** Payments without a donor of ours, besides the two gifts that are `named`. */
  readonly payments: number;
  readonly crashes: number;
  /** Calls that are done, and their answer is lost: at once, later, or after a repeat by the client. */
  readonly lost: number;
  readonly fails: number;
  readonly stalls: number;
  /** Calls of this name stall more often than others. */
  readonly stallsAt?: RegExp;
  /** What is set back once to what it was at an earlier step: both tables, the one with the gifts alone, or the log's files. */
  readonly restore: 'never' | 'tables' | 'records' | 'log';
  /** An operator runs `recover` while everything else runs, also where nothing has stopped. */
  readonly meddling: boolean;
  /** The live files are drawn as well. */
  readonly pages: boolean;
  /** Two gifts bear a name, and their donors take it back meanwhile, or have it erased. */
  readonly named: boolean;
  /** A witness is asked after each publication. */
  readonly witness: boolean;
  readonly close: boolean;
};
