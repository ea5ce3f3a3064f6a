import { foldLines } from '../../domain/bill-lines.ts';
import { plainMinor } from '../../domain/money.ts';
import { type Day, dayOf, parseDay, startOfDayMs } from '../../domain/time.ts';
import { type Fetch, fetchBounded } from '../bounded-fetch.ts';
import { type EBillKeys, type EBillSaid, openEBill, sealEBill, textOf } from './e-bill-envelope.ts';
import type { BillAnswer, BillWish, FiscalBills, IssuedBill, RedAnswer, RedWish } from './fiscal-bill.ts';

/** What the finance department and the supplier gave the society for family 1, and what only its integration manual says. */
export type EBillSettings = EBillKeys & {
  /** Where methods are appended, such as `https://ebill.example.gov.cn/api/medical`. */
  readonly address: string;
  readonly placeCode: string;
  readonly item: { readonly code: string; readonly name: string };
  readonly payee: string;
  readonly reviewer: string;
  /** The method that issues donation bills. Only those of hospitals are known in public. */
  readonly issueMethod: string;
  /** The method that finds a bill by `busNo`. Without one a call that was not answered is left to a person. */
  readonly findMethod?: string;
  /** Results of failures by which a platform says that it has none of a number, that no numbers are left, and that it issued nothing because of what it was asked. */
  readonly unknownResults: readonly string[];
  readonly emptyResults: readonly string[];
  readonly rejectedResults: readonly string[];
  readonly linesMost: number;
  readonly fetch: Fetch;
  /** 32 hexadecimal digits. */
  readonly noise: () => string;
};

const BOUNDS = { timeoutMs: 10_000, largest: 256 * 1024 };

/**
 * Family 1 of a supplier's interfaces: JSON with `data`, `noise` and `sign`. The envelope, `writeOffEBill` and
 * `getEBillStatesByBillInfo` are as public client code shows them. To verify against the society's own manual, because
 * nothing public says it: the method and the names of fields by which a donation bill is issued and found by `busNo`, and
 * which results mean what. A failure whose meaning was not given in the settings is therefore `unavailable`: a person looks,
 * and nothing is issued a second time. Files are not fetched: how is not known.
 */
export function eBillApi(settings: EBillSettings): FiscalBills {
  return {
    id: 'e-bill-api',
    issue: async (wish) => readBill(settings, await call(settings, settings.issueMethod, issueMessage(settings, wish))),
    find: (asked) => find(settings, asked),
    reverse: async (wish) => readRed(settings, wish, await call(settings, 'writeOffEBill', redMessage(settings, wish))),
    stock: async () => ({ state: 'untold' }),
  };
}

function issueMessage({ placeCode, item, payee, reviewer, linesMost }: EBillSettings, wish: BillWish) {
  const { lines, list } = foldLines(wish.lines, linesMost);
  const detail = (of: typeof lines) =>
    of.map(({ what, unit, count, standardFen, amountFen }) => ({
      chargeCode: item.code,
      chargeName: item.name,
      unit,
      number: count,
      ...(standardFen === undefined ? {} : { std: plainMinor(standardFen) }),
      amt: plainMinor(amountFen),
      ...(what === undefined ? {} : { remark: what }),
    }));
  return {
    busNo: wish.billNo,
    placeCode,
    payer: wish.payer.title,
    payerType: wish.payer.kind === 'organisation' ? '2' : '1',
    ...(wish.payer.taxId === undefined ? {} : { creditCode: wish.payer.taxId }),
    busDateTime: atNoon(wish.day),
    payee,
    author: payee,
    checker: reviewer,
    totalAmt: plainMinor(wish.totalFen),
    remark: wish.remark,
    chargeDetail: detail(lines),
    ...(list.length === 0 ? {} : { listDetail: detail(list) }),
  };
}

/** `yyyyMMddHHmmssSSS`; a repeat says the same instant. */
const atNoon = (day: Day): string => `${day.replaceAll('-', '')}120000000`;

function redMessage({ placeCode, reviewer }: EBillSettings, { bill, reason, day }: RedWish) {
  return { billBatchCode: bill.code, billNo: bill.number, reason, operator: reviewer, busDateTime: atNoon(day), placeCode };
}

async function find(settings: EBillSettings, { billNo, bill }: Parameters<FiscalBills['find']>[0]): Promise<BillAnswer> {
  if (bill !== undefined) {
    const said = await call(settings, 'getEBillStatesByBillInfo', { billBatchCode: bill.code, billNo: bill.number });
    if (said?.ok !== true) return readBill(settings, said);
    const red = redOf(said.message, bill.day);
    return red === undefined ? { state: 'issued', bill } : { state: 'reversed', bill, red };
  }
  if (settings.findMethod === undefined) return { state: 'unavailable' };
  return readBill(settings, await call(settings, settings.findMethod, { busNo: billNo, placeCode: settings.placeCode }));
}

async function call(settings: EBillSettings, method: string, message: object): Promise<EBillSaid | undefined> {
  const { fetch, address, noise } = settings;
  const body = sealEBill(settings, message, noise());
  const answer = await fetchBounded(fetch, `${address}/${method}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }, BOUNDS);
  return answer === undefined || answer.status !== 200 ? undefined : openEBill(settings, answer.body);
}

function readBill(settings: EBillSettings, said: EBillSaid | undefined): BillAnswer {
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok) return readFailure(settings, said);
  const bill = billOf(said.message, ['billBatchCode', 'billNo', 'random', 'createTime']);
  if (bill === undefined) return { state: 'unavailable' }; // it says that it did something, and not what
  const red = redOf(said.message, bill.day);
  return red === undefined ? { state: 'issued', bill } : { state: 'reversed', bill, red };
}

function readFailure(settings: EBillSettings, { result, words }: Extract<EBillSaid, { ok: false }>): BillAnswer {
  if (settings.unknownResults.includes(result)) return { state: 'unknown' };
  if (settings.emptyResults.includes(result)) return { state: 'out_of_stock' };
  return settings.rejectedResults.includes(result) ? { state: 'rejected', field: 'platform', words } : { state: 'unavailable' };
}

function readRed(settings: EBillSettings, wish: RedWish, said: EBillSaid | undefined): RedAnswer {
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok) return settings.rejectedResults.includes(said.result) ? { state: 'refused', words: said.words } : { state: 'unavailable' };
  const red = billOf(said.message, ['eScarletBillBatchCode', 'eScarletBillNo', 'eScarletRandom', 'createTime'], wish.day);
  return red === undefined ? { state: 'unavailable' } : { state: 'reversed', red };
}

/** The red bill that a state names; its members are called otherwise than in the answer of `writeOffEBill`. */
const redOf = (message: unknown, day: Day): IssuedBill | undefined =>
  billOf(message, ['scarletBillBatchCode', 'scarletBillNo', 'scarletRandom', 'scarletTime'], day);

type Names = readonly [code: string, number: string, checkCode: string, at: string];

function billOf(message: unknown, [code, number, checkCode, at]: Names, otherwise?: Day): IssuedBill | undefined {
  const [said, no, random] = [textOf(message, code) ?? '', textOf(message, number) ?? '', textOf(message, checkCode) ?? ''];
  const day = dayIn(textOf(message, at) ?? '') ?? otherwise;
  if (said === '' || no === '' || day === undefined) return undefined;
  const qr = textOf(message, 'billQRCode');
  return { code: said, number: no, checkCode: random, day, ...(qr === undefined ? {} : { qr }) };
}

/** Reads `yyyyMMdd…` and `yyyy-MM-dd…`. */
function dayIn(text: string): Day | undefined {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text) ?? [];
  const read = year === undefined ? undefined : parseDay(`${year}-${month}-${day}`);
  return read === undefined ? undefined : dayOf(startOfDayMs(read));
}
