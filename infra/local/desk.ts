import type { closeDue } from '../../functions/actions/close-day.ts';
import type { Deps } from '../../functions/deps.ts';

/** What came of a close; `elsewhere`: where this desk stands nobody may sign, and the function `closer` closes by its own clock. */
export type CloseAnswer = Awaited<ReturnType<typeof closeDue>> | { readonly outcome: 'elsewhere' };

/**
 * Where staff work: on the portal of this machine, or on a deployment under the rights of whoever asks. Both do the same;
 * they differ in who publishes.
 */
export type Desk = {
  readonly deps: Omit<Deps, 'signer'>;
  /** Ends when what was entered is public; false where publication stands still. */
  readonly publish: () => Promise<boolean>;
  /** Closes what is due, or with `now` the day that is under way. */
  readonly close: (now: boolean) => Promise<CloseAnswer>;
};
