import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { parseDay } from '../../domain/time.ts';
import type { Book, RowWrite } from './book.ts';
import type { BillAnswer, BillWish, FiscalBills, IssuedBill, RedAnswer, RedWish } from './fiscal-bill.ts';
import { drawSpecimen } from './specimen.ts';

/** What goes wrong on request: `down` answers nothing and does nothing, `lost` does it and answers nothing, `slow` takes three looks, `refuses` takes no bill, `keeps` takes none back. */
export const TROUBLES = ['none', 'down', 'lost', 'slow', 'refuses', 'keeps'] as const;

export type Trouble = (typeof TROUBLES)[number];

/** Numbers that the simulated batch has at first, and the longest name that it takes. */
const FIRST_STOCK = 500;
const LONGEST_PAYER = 100;
const SLOW_LOOKS = 2;
const ATTEMPTS = 8;

const STOCK = 'stock';
const stockShape = z.strictObject({ next: z.int(), left: z.int(), trouble: z.enum(TROUBLES) });
const day = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const read = parseDay(text);
    if (read === undefined) context.issues.push({ code: 'custom', message: 'no day', input: text });
    return read ?? parseDay('1970-01-01') ?? z.NEVER;
  }),
);
const billShape = z.strictObject({
  code: z.string(),
  number: z.string(),
  checkCode: z.string(),
  day,
  title: z.string(),
  taxId: z.optional(z.string()),
  fen: z.int(),
  remark: z.string(),
  /** Looks until it says that it is done. */
  looks: z.int(),
});
type Bill = z.infer<typeof billShape>;

/**
 * Stands for a finance platform in a demonstration: region 99, which no authority has; every file says across its face
 * that it is none. Throws unless the profile says demonstration (M18).
 */
export function simulatedBills({ demonstration, book }: { readonly demonstration: boolean; readonly book: Book }): FiscalBills {
  if (demonstration !== true) throw new Error('the simulator of fiscal bills is only for a profile with demonstration: true');
  return {
    id: 'simulator',
    issue: (wish) => issue(book, wish),
    find: (asked) => find(book, asked),
    reverse: (wish) => reverse(book, wish),
    stock: async () => {
      const { left, trouble } = await readStock(book);
      return trouble === 'down' ? { state: 'unavailable' } : { state: 'known', batches: [{ code: CODE, left }] };
    },
    readFile: async ({ billNo }) => {
      const kept = await readBill(book, billNo);
      return kept === undefined ? undefined : { format: 'svg', bytes: drawSpecimen(kept.bill) };
    },
  };
}

/** Steers the simulator: how many numbers are left, and what goes wrong. */
export async function steerSimulator(book: Book, how: { readonly left?: number; readonly trouble?: Trouble }): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { turn, ...stock } = await readStock(book);
    if (await book.write([{ key: STOCK, was: turn, text: JSON.stringify({ ...stock, ...how }) }])) return;
  }
  throw new Error('the simulator’s stock changed under every attempt to steer it');
}

async function issue(book: Book, wish: BillWish): Promise<BillAnswer> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { turn, ...stock } = await readStock(book);
    if (stock.trouble === 'down') return { state: 'unavailable' };
    if ((await readBill(book, wish.billNo)) !== undefined) return find(book, wish);
    if (stock.trouble === 'refuses') return { state: 'rejected', field: 'payer', words: '演示：平台不接受这张票据' };
    if ([...wish.payer.title].length > LONGEST_PAYER) return { state: 'rejected', field: 'payer', words: `交款人不超过 ${LONGEST_PAYER} 个字` };
    if (stock.left === 0) return { state: 'out_of_stock' };
    const taken = { ...stock, next: stock.next + 1, left: stock.left - 1 };
    const looks = stock.trouble === 'slow' ? SLOW_LOOKS : 0;
    const { title, taxId } = wish.payer;
    const bill = { ...numbersOf(wish.billNo, { at: stock.next, day: wish.day }), title, ...(taxId === undefined ? {} : { taxId }) };
    const row = { key: `bill/${wish.billNo}`, was: 0, text: JSON.stringify({ ...bill, fen: wish.totalFen, remark: wish.remark, looks }) };
    if (!(await book.write([{ key: STOCK, was: turn, text: JSON.stringify(taken) }, row]))) continue;
    if (stock.trouble === 'lost') return { state: 'unavailable' };
    return looks > 0 ? { state: 'under_way' } : { state: 'issued', bill: { ...bill } };
  }
  return { state: 'unavailable' };
}

async function find(book: Book, { billNo }: { readonly billNo: string }): Promise<BillAnswer> {
  if ((await readStock(book)).trouble === 'down') return { state: 'unavailable' };
  const kept = await readBill(book, billNo);
  if (kept === undefined) return { state: 'unknown' };
  const { bill, turn } = kept;
  if (bill.looks > 0) {
    await book.write([{ key: `bill/${billNo}`, was: turn, text: JSON.stringify({ ...bill, looks: bill.looks - 1 }) }]);
    return { state: 'under_way' };
  }
  const red = await book.read(`red/${billNo}`);
  return red === undefined ? { state: 'issued', bill: said(bill) } : { state: 'reversed', bill: said(bill), red: said(billShape.parse(JSON.parse(red.text))) };
}

async function reverse(book: Book, wish: RedWish): Promise<RedAnswer> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { turn, ...stock } = await readStock(book);
    if (stock.trouble === 'down') return { state: 'unavailable' };
    const found = await find(book, wish);
    if (found.state === 'reversed') return { state: 'reversed', red: found.red };
    if (stock.trouble === 'keeps') return { state: 'refused', words: '演示：平台不同意冲红' };
    if (found.state !== 'issued') return found.state === 'under_way' ? { state: 'under_way' } : { state: 'refused', words: '没有这张票据' };
    if (stock.left === 0) return { state: 'under_way' }; // a red bill takes a number of its own
    const red = { ...numbersOf(wish.redNo, { at: stock.next, day: wish.day }), title: '', fen: -wish.totalFen, remark: wish.reason, looks: 0 };
    const rows: readonly RowWrite[] = [
      { key: STOCK, was: turn, text: JSON.stringify({ ...stock, next: stock.next + 1, left: stock.left - 1 }) },
      { key: `red/${wish.billNo}`, was: 0, text: JSON.stringify(red) },
    ];
    if (!(await book.write(rows))) continue;
    return stock.trouble === 'lost' ? { state: 'unavailable' } : { state: 'reversed', red: said(red) };
  }
  return { state: 'unavailable' };
}

/** A batch that no authority has: region 99, class 05, kind 01, and its year. */
const CODE = '99050126';

function numbersOf(ourNo: string, { at, day }: { readonly at: number; readonly day: IssuedBill['day'] }): IssuedBill {
  const checkCode = createHash('sha256')
    .update(`specimen|${ourNo}`)
    .digest('base64')
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(0, 6);
  return { code: CODE, number: String(at).padStart(10, '0'), checkCode, day };
}

const said = ({ code, number, checkCode, day }: Pick<Bill, 'code' | 'number' | 'checkCode' | 'day'>): IssuedBill => ({ code, number, checkCode, day });

async function readStock(book: Book) {
  const row = await book.read(STOCK);
  const stock = row === undefined ? { next: 1, left: FIRST_STOCK, trouble: 'none' as const } : stockShape.parse(JSON.parse(row.text));
  return { ...stock, turn: row?.turn ?? 0 };
}

async function readBill(book: Book, billNo: string): Promise<{ readonly bill: Bill; readonly turn: number } | undefined> {
  const row = await book.read(`bill/${billNo}`);
  return row === undefined ? undefined : { bill: billShape.parse(JSON.parse(row.text)), turn: row.turn };
}
