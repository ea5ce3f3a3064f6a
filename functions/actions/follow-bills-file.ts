import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { BillFormat, FiscalBills } from '../gateways/fiscal-bill/fiscal-bill.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { billNumbersOf, moveBill } from './bills.ts';
import { eraseFile } from './erase-file.ts';
import { isErased } from './opened-values.ts';

type Needs = Pick<Deps, 'db' | 'now' | 'alarm' | 'privateFiles'> & { readonly fiscalBills: Pick<FiscalBills, 'readFile'> };

const LARGEST = 8 * 1024 * 1024;
const AGAIN_MS = [1, 5, 30, 120, 720].map((minutes) => minutes * 60_000);

/** Media types of bills' files. */
export const BILL_TYPES: Record<BillFormat, string> = {
  pdf: 'application/pdf',
  ofd: 'application/ofd',
  xml: 'application/xml',
  png: 'image/png',
  svg: 'image/svg+xml',
};

/** Tells whether something names a form of a bill's file. */
export const isBillFormat = (value: unknown): value is BillFormat => typeof value === 'string' && Object.hasOwn(BILL_TYPES, value);

/** Where the file of a bill lies in the private bucket. */
export function billFileKey(bill: { readonly donationId: string; readonly billNo: string; readonly format: BillFormat }): string {
  return `documents/${bill.donationId}/${bill.billNo}.${bill.format}`;
}

/** Fetches the file of an issued bill and keeps its bytes as they came, never drawn again; noted with their digest once they lie there. */
export async function keepBillFile(deps: Needs, bill: Item): Promise<void> {
  const numbers = billNumbersOf(bill);
  const [donationId, billNo] = [textOf(bill, 'id'), textOf(bill, 'billNo')];
  if (deps.fiscalBills.readFile === undefined) return void (await moveBill(deps, bill, { to: 'issued' }));
  const file = await deps.fiscalBills.readFile({ billNo, bill: numbers });
  if (file === undefined || file.bytes.length === 0 || file.bytes.length > LARGEST) return lookAgain(deps, bill);
  const key = billFileKey({ donationId, billNo, format: file.format });
  const put = await deps.privateFiles.put(key, file.bytes, { when: 'absent', contentType: BILL_TYPES[file.format], cache: 'private, no-store' });
  const bytes = put.ok ? file.bytes : (await deps.privateFiles.get(key))?.bytes;
  if (bytes === undefined) throw new Error(`${key} was there and is gone`);
  const set = { format: file.format, sha256: createHash('sha256').update(bytes).digest('hex'), length: bytes.length };
  await moveBill(deps, bill, { to: 'issued', set });
  const gift = await deps.db.get('records', donationKey(donationId));
  if (gift !== undefined && isErased(gift)) await eraseFile(deps, key); // an erasure that came meanwhile may have found nothing to erase
}

/** The bill is issued all the same; after five looks a person fetches the file. */
async function lookAgain(deps: Needs, bill: Item): Promise<void> {
  const tries = numberOf(bill, 'tries');
  const wait = AGAIN_MS[tries];
  if (wait === undefined) deps.alarm('bill_file_missing', { bill: textOf(bill, 'billNo') });
  await moveBill(deps, bill, { to: 'issued', set: { tries: tries + 1 }, ...(wait === undefined ? {} : { dueAt: deps.now() + wait }) });
}
