import type { Deps } from '../deps.ts';
import { openRefundKey } from '../store/tables.ts';

/** Something new is said about a refund: it is looked at in the next round, and nothing more is believed. */
export async function wakeRefund({ db, now }: Pick<Deps, 'db' | 'now'>, refundNo: string): Promise<void> {
  await db.write([{ table: 'records', update: openRefundKey(refundNo), set: { dueAtMs: now() }, when: { is: { holds: true } } }]);
}
