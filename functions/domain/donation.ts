/** Where a gift stands with us; whether it is published is read from the log, never stored. */
export type DonationState = 'pending' | 'expired' | 'paid' | 'refunded';

/** Every legal move. A verified payment counts whenever it comes, so an expired order may still be paid (M7). */
export const DONATION_MOVES: { readonly [from in DonationState]: readonly DonationState[] } = {
  pending: ['expired', 'paid'],
  expired: ['paid'],
  paid: ['refunded'],
  refunded: [],
};

/** Tells whether a gift may go from one state to another. */
export function mayMove(from: DonationState, to: DonationState): boolean {
  return DONATION_MOVES[from].includes(to);
}
