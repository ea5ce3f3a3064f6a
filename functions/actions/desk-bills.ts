import type { Deps } from '../deps.ts';
import { billNumber, parseBillNumber } from '../domain/fiscal-bill.ts';
import { parseRecordNumber } from '../domain/number.ts';
import type { BillFormat } from '../gateways/fiscal-bill/fiscal-bill.ts';
import { type GivenBack, judgeGiven, type TakenBack, takeGiven } from '../gateways/fiscal-bill/manual.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { BILL_STOCK_KEY, billShard, donationKey, entryKey, REFUSED_BILLS, SHARDS } from '../store/tables.ts';
import { billBook } from './bill-book.ts';
import { findBill, moveBill, stateOfBill } from './bills.ts';
import { BILL_TYPES, billFileKey } from './follow-bills-file.ts';
import { type BillAsked, type BillRefusal, requestBillOf } from './request-bill.ts';

/** A bill as the desk lists it; `words` are the platform's. */
export type ListedBill = { readonly billNo: string; readonly state: string; readonly title: string; readonly words: string; readonly tries: number };

export type BillsListed = {
  /** Waiting for a round of the biller, or for the platform. */
  readonly waiting: readonly ListedBill[];
  /** Refused by the platform, waiting for a person. */
  readonly refused: readonly ListedBill[];
  /** Numbers left when the platform was last asked, where it says. */
  readonly left?: number;
};

const LISTED_AT_MOST = 200;
const LAST_MS = 8_640_000_000_000_000;

/** Lists what is not ended, at most 200 of each. */
export async function listBills({ db }: Pick<Deps, 'db'>): Promise<BillsListed> {
  const read = async (shard: string) =>
    db.getMany(
      'records',
      (await db.due(shard, LAST_MS, 90)).map(({ pk, sk }) => ({ pk, sk })),
    );
  const waiting = (await Promise.all(SHARDS.map((shard) => read(billShard(shard))))).flat();
  const [refused, stock] = await Promise.all([read(REFUSED_BILLS), db.get('records', BILL_STOCK_KEY)]);
  const left = typeof stock?.left === 'number' ? { left: stock.left } : {};
  return { waiting: waiting.slice(0, LISTED_AT_MOST).map(listed), refused: refused.map(listed), ...left };
}

function listed(bill: Item): ListedBill {
  const text = (field: string) => (typeof bill[field] === 'string' ? bill[field] : '');
  return { billNo: textOf(bill, 'billNo'), state: stateOfBill(bill), title: text('title'), words: text('words'), tries: numberOf(bill, 'tries') };
}

/** Asks for the bill of a published gift for a donor who asked a clerk; also anew, where an earlier one was reversed or called off. */
export async function askForBill(
  deps: Pick<Deps, 'db' | 'now' | 'secret'>,
  number: string,
  asked: BillAsked,
): Promise<
  { readonly ok: true; readonly billNo: string } | { readonly ok: false; readonly code: BillRefusal | 'number_malformed' | 'number_unknown' | 'not_a_gift' }
> {
  const parsed = parseRecordNumber(number);
  if ('error' in parsed) return { ok: false, code: 'number_malformed' };
  const entry = await deps.db.get('ledger', entryKey(parsed.index));
  if (entry === undefined) return { ok: false, code: 'number_unknown' };
  const donation = typeof entry.donation === 'string' ? entry.donation : '';
  const gift = donation === '' ? undefined : await deps.db.get('records', donationKey(donation));
  if (gift === undefined) return { ok: false, code: 'not_a_gift' };
  const requested = await requestBillOf({ ...deps, billsOffered: true }, gift, { ...asked, byDesk: true });
  if (!requested.ok) return { ok: false, code: requested.code };
  return { ok: true, billNo: textOf((await findBill(deps, donation)) ?? gift, 'billNo') };
}

/** Tries a red bill again that the platform refused, once somebody has cleared the way; the same number. */
export async function retryReversal(deps: Pick<Deps, 'db' | 'now'>, billNo: string): Promise<'retried' | 'not_refused' | 'unknown'> {
  const donationId = parseBillNumber(billNo)?.donationId;
  const bill = donationId === undefined ? undefined : await findBill(deps, donationId);
  if (donationId === undefined || bill === undefined) return 'unknown';
  if (bill.state !== 'red_refused') return 'not_refused';
  const redNo = billNumber('red', donationId, numberOf(bill, 'attempt'));
  const moved = await moveBill(deps, bill, { to: 'red_wanted', dueAt: deps.now(), set: { redNo, tries: 0 }, remove: ['words'] });
  return moved === undefined ? 'not_refused' : 'retried';
}

/** What became of one row that a clerk brought back; `file_differs`: another file of that bill was brought before. */
export type RowTaken = TakenBack | 'file_missing' | 'file_differs';

/**
 * Takes back what a clerk brought for one of our numbers, the file first: a kill between the two leaves bytes that the
 * next import finds. With `store` false nothing is changed. The same again is `known`.
 */
export async function takeBillBack(
  deps: Pick<Deps, 'db' | 'now' | 'privateFiles'>,
  row: { readonly given: GivenBack; readonly bytes?: Uint8Array },
  store: boolean,
): Promise<RowTaken> {
  const book = billBook(deps, 'manual');
  const { given, bytes } = row;
  const format = 'bill' in given ? given.format : undefined;
  if (format !== undefined && bytes === undefined) return 'file_missing';
  const judged = await judgeGiven(book, given);
  if (!store || judged === 'unknown' || judged === 'differs') return judged;
  if (format !== undefined && bytes !== undefined && !(await keepGiven(deps, { billNo: given.ourNo, format, bytes }))) return 'file_differs';
  const taken = await takeGiven(book, given);
  if (taken === 'taken') await lookSoon(deps, given.ourNo);
  return taken;
}

async function keepGiven(
  { privateFiles }: Pick<Deps, 'privateFiles'>,
  file: { readonly billNo: string; readonly format: BillFormat; readonly bytes: Uint8Array },
): Promise<boolean> {
  const donationId = parseBillNumber(file.billNo)?.donationId ?? '';
  const key = billFileKey({ donationId, billNo: file.billNo, format: file.format });
  const put = await privateFiles.put(key, file.bytes, { when: 'absent', contentType: BILL_TYPES[file.format], cache: 'private, no-store' });
  return put.ok || Buffer.from((await privateFiles.get(key))?.bytes ?? '').equals(file.bytes);
}

/** The biller need not wait for its next look, which may be an hour away. */
async function lookSoon(deps: Pick<Deps, 'db' | 'now'>, ourNo: string): Promise<void> {
  const bill = await findBill(deps, parseBillNumber(ourNo)?.donationId ?? '');
  if (bill !== undefined && typeof bill.dueAt === 'number') await moveBill(deps, bill, { to: stateOfBill(bill), dueAt: deps.now() });
}
