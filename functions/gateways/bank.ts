import { parseOrderNumber } from '../domain/number.ts';
import { formatReferenceCode, referenceCode } from '../domain/reference-code.ts';
import type { BankAccount } from '../domain/society.ts';
import type { Gateway } from './gateway.ts';

/** A transfer may take days, and a donor may make it days after asking. */
const ORDER_LIFE_MS = 30 * 86_400_000;

/**
 * Bank transfer (银行转账): the donor is told the account and a code for the remark; what comes, a bank's file says, which a
 * person imports. Nobody calls back, and there is nobody to ask.
 */
export function bankGateway(account: BankAccount): Gateway {
  return {
    id: 'bank',
    methods: ['bank'],
    orderLifeMs: ORDER_LIFE_MS,
    byReference: true,
    placeOrder: async ({ orderNo, expiresAtMs }) => {
      const order = parseOrderNumber(orderNo);
      if (order === undefined) return { ok: false, reason: 'gateway_refused' };
      const reference = formatReferenceCode(referenceCode(order.donationId));
      return { ok: true, pay: { kind: 'transfer', account, reference, expiresAt: new Date(expiresAtMs).toISOString() } };
    },
    readNotice: async () => ({ kind: 'refused', reason: 'malformed' }),
    findOrder: async () => ({ state: 'open' }),
    answer: () => ({ status: 400, body: '', contentType: 'text/plain' }),
  };
}
