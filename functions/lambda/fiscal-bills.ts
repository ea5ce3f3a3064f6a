import { billBook } from '../actions/bill-book.ts';
import { billFileKey } from '../actions/follow-bills-file.ts';
import type { Deps } from '../deps.ts';
import { parseBillNumber } from '../domain/fiscal-bill.ts';
import type { FiscalBills } from '../gateways/fiscal-bill/fiscal-bill.ts';
import { manualBills } from '../gateways/fiscal-bill/manual.ts';
import { simulatedBills } from '../gateways/fiscal-bill/simulator.ts';

/** Ways to fiscal bills that a deployment may choose. */
export const BILL_ADAPTERS = ['none', 'simulator', 'manual'] as const;

export type BillAdapter = (typeof BILL_ADAPTERS)[number];

type World = Pick<Deps, 'society' | 'db' | 'privateFiles'>;

/** Opens the way to fiscal bills that was chosen; nothing where there is none. Throws a sentence where it is unknown, or not for this society (M18). */
export function openFiscalBills(chosen: string, world: World): FiscalBills | undefined {
  if (chosen === '' || chosen === 'none') return undefined;
  if (chosen === 'simulator') return simulatedBills({ demonstration: world.society.demonstration, book: billBook(world, 'simulator') });
  if (chosen === 'manual') return manualBills({ book: billBook(world, 'manual'), readBytes: (file) => readGivenFile(world, file) });
  throw new RangeError(`FISCAL_BILL names ${chosen}; there are ${BILL_ADAPTERS.join(', ')}`);
}

/** What a clerk brought back lies where the donor's file is to lie. */
async function readGivenFile({ privateFiles }: World, { billNo, format }: Pick<Parameters<typeof billFileKey>[0], 'billNo' | 'format'>) {
  const donationId = parseBillNumber(billNo)?.donationId ?? '';
  return (await privateFiles.get(billFileKey({ donationId, billNo, format })))?.bytes;
}
