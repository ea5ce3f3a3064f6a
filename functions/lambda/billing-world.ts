import { openFiscalBills } from './fiscal-bills.ts';
import { lazily } from './lazily.ts';
import { drawing } from './world.ts';

// Apart from the other worlds, so that no function carries the ways to finance platforms but the one that asks them.

/** World of `biller`: fiscal bills of published gifts, by the way that the deployment chose. */
export const billing = lazily(async () => {
  const world = await drawing();
  return { ...world, fiscalBills: openFiscalBills(process.env.FISCAL_BILL ?? '', world) };
});
