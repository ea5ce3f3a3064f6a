import type { Bill, BillRow, Gateway } from '../../functions/gateways/gateway.ts';
import { openHand } from './world.ts';

/** An acquirer that takes every order and says of each day what a test wants it to say. */
export type BilledGateway = Gateway & { readonly bills: Map<string, Bill> };

/** Opens one under a name that pages and profiles know. */
export function billedGateway(id: string): BilledGateway {
  const bills = new Map<string, Bill>();
  const treasury = {
    closeOrder: async () => 'unknown' as const,
    refund: async () => ({ state: 'unknown' as const }),
    findRefund: async () => ({ state: 'unknown' as const }),
    readBill: async (day: string) => bills.get(day) ?? { state: 'none' as const },
  };
  return { ...openHand, id, bills, treasury };
}

/** A bill of these rows, as bytes of its own. */
export const billOf = (rows: readonly BillRow[]): Bill => ({ state: 'ready', rows, bytes: new TextEncoder().encode(JSON.stringify(rows)) });

/** A payment on a bill; the gateway keeps nothing unless a test says so. */
export const paidRow = (serial: string, amountFen: number, atMs: number, change: Partial<BillRow> = {}): BillRow => ({
  ...{ kind: 'payment', serial, orderNo: `NOBODY${serial}`, amountFen, feeFen: 0, atMs },
  ...change,
});
