import type { Deps } from '../deps.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { billBook } from './bill-book.ts';
import { type BillMove, findBill, moveBill, stateOfBill } from './bills.ts';
import { eraseFile } from './erase-file.ts';
import { billFileKey, isBillFormat } from './follow-bills-file.ts';

type Needs = Pick<Deps, 'db' | 'now' | 'privateFiles'>;

const ATTEMPTS = 4;
const PERSONAL = ['title', 'taxId', 'words', 'remark', 'qr', 'checkCode'];
const BOOKS = ['simulator', 'manual'];

/** Takes away whom a gift's fiscal bill was made out to, and its file; what was not issued yet is called off. Code and number stay with the books. */
export async function eraseBill(deps: Needs, donationId: string): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const bill = await findBill(deps, donationId);
    if (bill === undefined) return;
    const { format } = bill;
    if (isBillFormat(format)) await eraseFile(deps, billFileKey({ donationId, billNo: textOf(bill, 'billNo'), format }));
    for (const book of BOOKS) await blankBook(deps, book, textOf(bill, 'billNo'));
    if (await blankBill(deps, bill)) return;
  }
  throw new Error('a bill changed under every attempt to erase it');
}

/** The part that stands in the gift's own partition, for whoever holds the table to what the log says after a restore. */
export async function eraseBillValues(deps: Pick<Needs, 'db' | 'now'>, donationId: string): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const bill = await findBill(deps, donationId);
    if (bill === undefined || (await blankBill(deps, bill))) return;
  }
}

async function blankBill(deps: Pick<Needs, 'db' | 'now'>, bill: Item): Promise<boolean> {
  if (!PERSONAL.some((field) => bill[field] !== undefined)) return true;
  return (await moveBill(deps, bill, { ...ended(deps, bill), remove: PERSONAL })) !== undefined;
}

function ended(deps: Pick<Needs, 'now'>, bill: Item): BillMove {
  const state = stateOfBill(bill);
  if (state === 'wanted' || state === 'rejected') return { to: 'cancelled', set: { endedAtMs: deps.now() } };
  const due = typeof bill.dueAt === 'number' ? { dueAt: bill.dueAt } : {};
  return state === 'submitted' || state === 'out_of_stock' ? { to: state, ...due, set: { stop: true, why: 'other' } } : { to: state, ...due };
}

/** What an adapter kept of the payer; the rows themselves stay, by which numbers are found. */
async function blankBook(deps: Pick<Deps, 'db'>, adapter: string, billNo: string): Promise<void> {
  const book = billBook(deps, adapter);
  for (const key of [`bill/${billNo}`, `open/${billNo}`, `done/${billNo}`]) {
    const row = await book.read(key);
    const blank = row === undefined ? undefined : blankText(row.text);
    if (row !== undefined && blank !== row.text) await book.write([{ key, was: row.turn, text: blank }]);
  }
}

const blankText = (text: string | undefined): string | undefined =>
  text === undefined
    ? undefined
    : JSON.stringify(JSON.parse(text), (name, value) => (['title', 'taxId', 'remark'].includes(name) && typeof value === 'string' ? '' : value));
