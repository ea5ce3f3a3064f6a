import { checkCharacter } from './number.ts';
import { type Day, dayOf, startOfDayMs } from './time.ts';

/**
 * Where a donor's fiscal bill stands; a gift without one has no state. `submitted`: the platform was asked or is being
 * asked, and may have issued it. `red_…`: the red bill that takes an issued one back. `cancelled`: none will be issued.
 */
export type BillState = (typeof BILL_STATES)[number];

/** All of them, in the order in which a bill meets them. */
export const BILL_STATES = [
  'wanted',
  'submitted',
  'out_of_stock',
  'rejected',
  'issued',
  'red_wanted',
  'red_submitted',
  'red_refused',
  'reversed',
  'cancelled',
] as const;

/** Every move that there is. What was issued is never edited and never withdrawn in place: it ends by a red bill, after which another may be asked for under another number. */
export const BILL_MOVES: { readonly [from in BillState]: readonly BillState[] } = {
  wanted: ['submitted', 'out_of_stock', 'cancelled'],
  submitted: ['issued', 'out_of_stock', 'rejected', 'cancelled'],
  out_of_stock: ['submitted'],
  rejected: ['wanted', 'cancelled'],
  issued: ['red_wanted'],
  red_wanted: ['red_submitted'],
  red_submitted: ['reversed', 'red_refused'],
  red_refused: ['red_wanted'],
  reversed: ['wanted'],
  cancelled: ['wanted'],
};

/** Tells whether a bill may go from one state to another; it may always stay where it is. */
export function mayMove(from: BillState, to: BillState): boolean {
  return from === to || BILL_MOVES[from].includes(to);
}

/** Tells whether a text names a state. */
export function isBillState(text: unknown): text is BillState {
  return typeof text === 'string' && Object.hasOwn(BILL_MOVES, text);
}

/** What the platform gives a bill: 票据代码, 票据号码, 校验码, all as strings with zeros and case as they came, and 开票日期. */
export type BillNumbers = { readonly code: string; readonly number: string; readonly checkCode: string; readonly day: Day };

/** What is odd about numbers that a platform gave; none of it is a reason to refuse them. */
export type BillWarning = 'code_form' | 'number_form' | 'check_code_form';

/** How long numbers usually are; a platform's batch may say otherwise. */
export type BillLengths = { readonly code: number; readonly number: number; readonly checkCode: number };

const USUAL: BillLengths = { code: 8, number: 10, checkCode: 6 };

/** Says what is odd about a bill's numbers, and never changes them. */
export function warnOfBill(bill: Pick<BillNumbers, 'code' | 'number' | 'checkCode'>, lengths: BillLengths = USUAL): readonly BillWarning[] {
  const digits = (text: string, length: number) => text.length === length && /^\d+$/.test(text);
  return [
    ...(digits(bill.code, lengths.code) ? [] : ['code_form' as const]),
    ...(digits(bill.number, lengths.number) ? [] : ['number_form' as const]),
    ...(bill.checkCode.length === lengths.checkCode && /^[0-9A-Za-z]+$/.test(bill.checkCode) ? [] : ['check_code_form' as const]),
  ];
}

/** Folds full-width brackets, so that `统一票据（电子）` and `统一票据(电子)` compare alike; for comparing only. */
export function foldBrackets(text: string): string {
  return text.replaceAll('（', '(').replaceAll('）', ')');
}

/** Letter of the number under which a bill is issued, and of the one under which it is taken back. */
const LETTERS = { bill: 'B', red: 'V' } as const;

/**
 * Our own number of a bill (业务流水号), by which every call to a platform may be repeated: letter, the donation's 26
 * characters, two digits that count its bills, check character; 30 of `[0-9A-Z]`.
 */
export function billNumber(what: keyof typeof LETTERS, donationId: string, attempt: number): string {
  if (!/^d_[0-9A-Z]{26}$/.test(donationId) || !Number.isInteger(attempt) || attempt < 1 || attempt > 99)
    throw new RangeError(`no bill number for attempt ${attempt}`);
  const body = `${LETTERS[what]}${donationId.slice(2)}${String(attempt).padStart(2, '0')}`;
  return body + checkCharacter(body);
}

/** Reads our own number of a bill back; nothing where it is not one of ours. */
export function parseBillNumber(text: string): { readonly what: keyof typeof LETTERS; readonly donationId: string; readonly attempt: number } | undefined {
  const match = /^([BV])([0-9A-Z]{26})(\d{2})([0-9A-Z])$/.exec(text);
  if (match === null || checkCharacter(text.slice(0, -1)) !== match[4]) return undefined;
  return { what: match[1] === 'B' ? 'bill' : 'red', donationId: `d_${match[2]}`, attempt: Number(match[3]) };
}

/** How long after its payment a bill can be asked for: the books of a year are closed some time. */
export const ASK_WITHIN_DAYS = 180;

/** The last Shanghai day on which a bill of a gift paid then can be asked for. */
export function lastDayToAsk(paidAtMs: number): Day {
  return dayOf(startOfDayMs(dayOf(paidAtMs)) + ASK_WITHIN_DAYS * 86_400_000);
}
