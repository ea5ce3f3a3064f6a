import { foldLines } from '../../domain/bill-lines.ts';
import { plainMinor } from '../../domain/money.ts';
import { dayOf, parseDay, shanghaiTime } from '../../domain/time.ts';
import { type Fetch, fetchBounded } from '../bounded-fetch.ts';
import { type AgencyKeys, type AgencySaid, openAgency, sealAgency } from './agency-envelope.ts';
import { textOf } from './e-bill-envelope.ts';
import type { BillAnswer, BillWish, FiscalBills, IssuedBill, RedAnswer, RedWish } from './fiscal-bill.ts';

/** What the finance department and the supplier gave the society for family 2. */
export type AgencySettings = AgencyKeys & {
  /** Where the form is posted, such as `https://bill.example.gov.cn/agency/rest.do`. */
  readonly address: string;
  readonly placeCode: string;
  /** 票据代码 of the batch that bills are drawn from. */
  readonly batchCode: string;
  readonly item: { readonly code: string };
  readonly author: string;
  readonly unknownCodes: readonly string[];
  readonly emptyCodes: readonly string[];
  readonly rejectedCodes: readonly string[];
  readonly linesMost: number;
  readonly fetch: Fetch;
  readonly clock: () => number;
  /** 16 digits, of the caller's chance. */
  readonly messageId: () => string;
};

const BOUNDS = { timeoutMs: 10_000, largest: 256 * 1024 };

/**
 * Family 2 of a supplier's interfaces, on the unit's side: a form with `message` and `security`. Envelope, methods and the
 * names of what is sent are as public client code shows them. To verify against the society's own manual, because nothing
 * public says it: what `invoice.e.issue.do` and `invoice.state.get` answer (read here as `bill_batch_code`, `bill_no`, `random` or
 * `check_code`, `date`, and `scarlet_…` once it was taken back), and which error means what. An error whose meaning was not given
 * is `unavailable`: a person looks. Answers bear no signature, so that TLS to the platform's own address is all that vouches for them.
 */
export function agencyApi(settings: AgencySettings): FiscalBills {
  return {
    id: 'agency-api',
    issue: (wish) => issue(settings, wish),
    find: async ({ billNo }) => readBill(settings, await call(settings, 'invoice.state.get', { serial_number: billNo, place_code: settings.placeCode })),
    reverse: (wish) => reverse(settings, wish),
    stock: () => readStock(settings),
  };
}

/** The next number is asked for at each attempt; what makes a repeat the same bill is `serial_number`. */
async function issue(settings: AgencySettings, wish: BillWish): Promise<BillAnswer> {
  const next = await nextNumber(settings);
  if (!next.ok) return next.answer;
  const { lines } = foldLines(wish.lines, settings.linesMost);
  const message = {
    serial_number: wish.billNo,
    place_code: settings.placeCode,
    payer: wish.payer.title,
    date: wish.day,
    author: settings.author,
    payer_type: wish.payer.kind === 'organisation' ? '2' : '1',
    ...(wish.payer.taxId === undefined ? {} : { credit_code: wish.payer.taxId }),
    bill_code: next.code,
    bill_no: next.number,
    rec_mode: '3',
    memo: wish.remark,
    item_details: lines.map(({ unit, count, standardFen, amountFen }) => ({
      item_code: settings.item.code,
      std: plainMinor(standardFen ?? amountFen),
      number: count,
      unit,
      amt: plainMinor(amountFen),
    })),
    total_amt: plainMinor(wish.totalFen),
  };
  const answer = readBill(settings, await call(settings, 'invoice.e.issue.do', message));
  return answer.state === 'unknown' ? { state: 'unavailable' } : answer;
}

async function reverse(settings: AgencySettings, wish: RedWish): Promise<RedAnswer> {
  const next = await nextNumber(settings);
  if (!next.ok) return { state: next.answer.state === 'out_of_stock' ? 'under_way' : 'unavailable' };
  const said = await call(settings, 'invoice.p.writeOff.do', {
    bill_batch_code: wish.bill.code,
    bill_no: wish.bill.number,
    scarlet_bill_code: next.code,
    scarlet_bill_batch_code: next.code,
    scarlet_bill_no: next.number,
    writeoff_reason: wish.reason,
    item_details: [{ item_code: settings.item.code, refund_amt: plainMinor(wish.totalFen) }],
  });
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok) return settings.rejectedCodes.includes(said.code) ? { state: 'refused', words: said.words } : { state: 'unavailable' };
  const checkCode = textOf(said.message, 'scarlet_random') ?? textOf(said.message, 'random') ?? '';
  return { state: 'reversed', red: { code: next.code, number: next.number, checkCode, day: wish.day } };
}

type Next = { readonly ok: true; readonly code: string; readonly number: string } | { readonly ok: false; readonly answer: BillAnswer };

async function nextNumber(settings: AgencySettings): Promise<Next> {
  const said = await call(settings, 'stock.billno.get', { place_code: settings.placeCode, bill_batch_code: settings.batchCode });
  if (said?.ok !== true) return { ok: false, answer: said === undefined ? { state: 'unavailable' } : readFailure(settings, said) };
  const [code, number] = [textOf(said.message, 'bill_batch_code') ?? '', textOf(said.message, 'bill_no') ?? ''];
  if (number === '') return { ok: false, answer: { state: 'out_of_stock' } };
  return { ok: true, code: code === '' ? settings.batchCode : code, number };
}

/** It says which number is next, not how many are left: none, or more than we can tell. */
async function readStock(settings: AgencySettings): ReturnType<FiscalBills['stock']> {
  const next = await nextNumber(settings);
  if (next.ok) return { state: 'untold' };
  return next.answer.state === 'out_of_stock' ? { state: 'known', batches: [{ code: settings.batchCode, left: 0 }] } : { state: 'unavailable' };
}

async function call(settings: AgencySettings, method: string, message: object): Promise<AgencySaid | undefined> {
  const nowMs = settings.clock();
  const datetime = `${dayOf(nowMs)}${shanghaiTime(nowMs)}${String(nowMs % 1000).padStart(3, '0')}`.replace(/[-:]/g, '');
  const form = sealAgency(settings, { method, message, messageId: settings.messageId(), datetime });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetchBounded(settings.fetch, settings.address, { method: 'POST', headers, body: form.toString() }, BOUNDS);
  return answer === undefined || answer.status !== 200 ? undefined : openAgency(answer.body);
}

function readFailure(settings: AgencySettings, { code, words }: Extract<AgencySaid, { ok: false }>): BillAnswer {
  if (settings.unknownCodes.includes(code)) return { state: 'unknown' };
  if (settings.emptyCodes.includes(code)) return { state: 'out_of_stock' };
  return settings.rejectedCodes.includes(code) ? { state: 'rejected', field: 'platform', words } : { state: 'unavailable' };
}

function readBill(settings: AgencySettings, said: AgencySaid | undefined): BillAnswer {
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok) return readFailure(settings, said);
  const { message } = said;
  const text = (name: string) => textOf(message, name) ?? '';
  const day = parseDay(text('date'));
  const [code, number, checkCode] = [text('bill_batch_code'), text('bill_no'), text('random') === '' ? text('check_code') : text('random')];
  if (code === '' || number === '' || checkCode === '' || day === undefined) return { state: 'unavailable' }; // done, perhaps; a person compares
  const bill: IssuedBill = { code, number, checkCode, day };
  const red = text('scarlet_bill_no');
  if (red === '') return { state: 'issued', bill };
  return { state: 'reversed', bill, red: { code: text('scarlet_bill_batch_code'), number: red, checkCode: text('scarlet_random'), day } };
}
