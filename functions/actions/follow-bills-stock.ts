import type { Deps } from '../deps.ts';
import type { FiscalBills } from '../gateways/fiscal-bill/fiscal-bill.ts';
import { BILL_STOCK_KEY } from '../store/tables.ts';

/** `plenty` also where the platform does not say. */
export type StockLevel = 'plenty' | 'low' | 'empty';

type Needs = Pick<Deps, 'db' | 'now' | 'alarm'> & { readonly fiscalBills: Pick<FiscalBills, 'stock'> };

/** Numbers left at which a person is told: time to apply for more. */
export const LOW_STOCK = 50;
const ASK_EVERY_MS = 10 * 60_000;

/**
 * Asks how many numbers are left, each ten minutes, and at every round once they are few; tells a person once when they
 * become few, and once when there are none. An empty stock is no failure: bills wait.
 */
export async function watchStock(deps: Needs): Promise<StockLevel> {
  const noted = await deps.db.get('records', BILL_STOCK_KEY);
  const before: StockLevel = noted?.level === 'low' || noted?.level === 'empty' ? noted.level : 'plenty';
  if (before === 'plenty' && typeof noted?.atMs === 'number' && deps.now() < noted.atMs + ASK_EVERY_MS) return before;
  const stock = await deps.fiscalBills.stock();
  if (stock.state === 'unavailable') return before;
  const left = stock.state !== 'known' ? undefined : stock.batches.reduce((sum, batch) => sum + batch.left, 0);
  const level = levelOf(left);
  const note = { ...BILL_STOCK_KEY, level, atMs: deps.now(), ...(left === undefined ? {} : { left }) };
  // Noted first: of two rounds at once only the one whose note stands tells a person.
  const when = noted === undefined ? ('absent' as const) : { is: { level: noted.level, atMs: noted.atMs } };
  const written = await deps.db.write([{ table: 'records', put: note, when }]);
  if (written.ok && level !== before && level === 'low') deps.alarm('bill_stock_low', { left: left ?? 0 });
  if (written.ok && level !== before && level === 'empty') deps.alarm('bill_stock_empty', {});
  return level;
}

function levelOf(left: number | undefined): StockLevel {
  if (left === undefined || left > LOW_STOCK) return 'plenty';
  return left === 0 ? 'empty' : 'low';
}
