import { expect, test } from 'vitest';
import { isRefundState, isWindowOpen, mayBecome, REFUND_MOVES, type RefundState } from '../../functions/domain/refund-state.ts';

const STATES = Object.keys(REFUND_MOVES).filter(isRefundState);
const DAY_MS = 86_400_000;

/** Every state that can be reached from one. */
function reach(from: RefundState, seen = new Set<RefundState>()): ReadonlySet<RefundState> {
  for (const to of REFUND_MOVES[from].filter((one) => !seen.has(one))) reach(to, seen.add(to));
  return seen;
}

test('the legal moves of a refund, and no other', () => {
  const legal = STATES.flatMap((from) => STATES.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`));
  expect(legal).toEqual([
    'asked withdrawn',
    'asked confirmed',
    'confirmed cleared',
    'confirmed given_up',
    'cleared sending',
    'cleared paying',
    'cleared given_up',
    ...['under_way', 'not_enough', 'failed', 'done'].map((to) => `sending ${to}`),
    ...['not_enough', 'failed', 'done'].map((to) => `under_way ${to}`),
    ...['under_way', 'failed', 'done'].map((to) => `not_enough ${to}`),
    'paying given_up',
    'paying done',
    ...['sending', 'under_way', 'given_up', 'done'].map((to) => `failed ${to}`),
    'done entered',
  ]);
});

test('M7: once the money is back there is no way but to the entry', () => {
  expect([...reach('done')]).toEqual(['entered']);
  for (const ended of ['withdrawn', 'given_up', 'entered'] as const) expect([...reach(ended)]).toEqual([]);
});

test('while the gateway may be paying nobody gives a refund up', () => {
  for (const state of ['sending', 'under_way', 'not_enough'] as const) expect(mayBecome(state, 'given_up')).toBe(false);
});

test.each([
  ['wechat-pay', 363, true],
  ['wechat-pay', 364, false],
  ['alipay', 363, true],
  ['alipay', 364, false],
  ['sandbox', 10_000, true],
])('%s takes a payment back after %i days: %s', (gateway, days, open) => {
  expect(isWindowOpen(gateway, 0, days * DAY_MS)).toBe(open);
});
