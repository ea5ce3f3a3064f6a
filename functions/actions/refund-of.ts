import type { Item } from '../store/database.ts';

/** What of a gift went back to its donor, and what is on its way there, in minor units. */
export type Returned = { readonly done: number; readonly underWay: number };

/** How a gift's refunds stand for its donor; nothing where there are none. */
export function refundOf({ refundedFen: done = 0, refundingFen: underWay = 0 }: Item): { readonly refund?: Returned } {
  const isNumber = typeof done === 'number' && typeof underWay === 'number';
  return isNumber && done + underWay > 0 ? { refund: { done, underWay } } : {};
}

/** Tells whether nothing is left of a gift: no document is drawn of it any more. */
export function isRefunded({ refundedFen = 0, amt }: Item): boolean {
  return typeof refundedFen === 'number' && typeof amt === 'number' && refundedFen >= amt;
}
