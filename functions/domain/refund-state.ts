/**
 * Where a refund stands, stored before each step. `cleared`: no fiscal bill stands in its way. `sending`: the gateway may
 * have been asked. `not_enough`: the account holds too little now, which is normal. `paying`: people pay it by the bank.
 * `failed`: the gateway moved nothing and will not. `done`: the money is back. `entered`: the public entry says so.
 */
export type RefundState =
  | 'asked'
  | 'withdrawn'
  | 'confirmed'
  | 'cleared'
  | 'sending'
  | 'under_way'
  | 'not_enough'
  | 'paying'
  | 'failed'
  | 'given_up'
  | 'done'
  | 'entered';

/** Every legal move; after money has moved there is no way but to the entry (M7). */
export const REFUND_MOVES: { readonly [from in RefundState]: readonly RefundState[] } = {
  asked: ['withdrawn', 'confirmed'],
  withdrawn: [],
  confirmed: ['cleared', 'given_up'],
  cleared: ['sending', 'paying', 'given_up'],
  sending: ['under_way', 'not_enough', 'failed', 'done'],
  under_way: ['not_enough', 'failed', 'done'],
  not_enough: ['under_way', 'failed', 'done'],
  paying: ['done', 'given_up'],
  failed: ['sending', 'under_way', 'given_up', 'done'],
  given_up: [],
  done: ['entered'],
  entered: [],
};

/** Tells whether a refund may go from one state to another. */
export function mayBecome(from: RefundState, to: RefundState): boolean {
  return REFUND_MOVES[from].includes(to);
}

/** Tells whether a text is a state. */
export function isRefundState(text: string): text is RefundState {
  return Object.hasOwn(REFUND_MOVES, text);
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/**
 * How long after its payment a gateway still takes a payment back. WeChat Pay: one year ("申请退款", 4012556457). Alipay:
 * what the merchant's contract says, a year where it says nothing.
 */
const WINDOWS_MS: ReadonlyMap<string, number> = new Map([
  ['wechat-pay', YEAR_MS],
  ['alipay', YEAR_MS],
]);

/** Tells whether a gateway still takes a payment back; a day is left for the way there. */
export function isWindowOpen(gateway: string, paidAtMs: number, nowMs: number): boolean {
  return nowMs - paidAtMs < (WINDOWS_MS.get(gateway) ?? Number.POSITIVE_INFINITY) - DAY_MS;
}
