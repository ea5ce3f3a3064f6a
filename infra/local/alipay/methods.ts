import * as z from 'zod/mini';
import { plainMinor } from '../../../functions/domain/money.ts';
import { dayOf, parseDay, previousDay, shanghaiTime } from '../../../functions/domain/time.ts';
import { parseWallClock } from '../../../functions/gateways/bill-table.ts';
import type { Book } from '../acquirer/book.ts';
import type { Order } from '../acquirer/records.ts';
import type { Merchant } from './signing.ts';
import { stateTrade, writeBill } from './statements.ts';

export type MerchantDesk = {
  readonly book: Book;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly merchant: Merchant;
  /** Orders whose payer has come: before that there is no trade. */
  readonly opened: Set<string>;
  /** Codes of payers, each good once. */
  readonly codes: Map<string, string>;
  readonly address: string;
  readonly publicAddress: string;
  readonly balanceFen: () => number;
  /** Sends what is due. */
  readonly wake: () => void;
};

const DAY_MS = 86_400_000;
const text = (limit: number) => z.string().check(z.minLength(1), z.maxLength(limit));
const orderShape = z.object({
  out_trade_no: z.string().check(z.regex(/^[0-9A-Za-z_]{1,64}$/)),
  total_amount: z.string().check(z.regex(/^(?:0|[1-9]\d{0,8})\.\d{2}$/)),
  subject: z.string().check(z.regex(/^[^/=&]{1,256}$/)),
  time_expire: text(19),
  product_code: z.optional(text(64)),
  op_app_id: z.optional(text(32)),
  buyer_open_id: z.optional(text(128)),
});
const numberShape = z.object({ out_trade_no: text(64) });
const refundShape = z.object({ out_trade_no: text(64), out_request_no: text(64), refund_amount: z.string().check(z.regex(/^\d{1,9}\.\d{2}$/)) });
const refundQueryShape = z.object({ out_trade_no: text(64), out_request_no: text(64) });
const billShape = z.object({ bill_type: z.literal('trade'), bill_date: text(10) });

/** What one method answers: the members of its node. */
type Method = (desk: MerchantDesk, parameters: ReadonlyMap<string, string>) => object;

const SUCCESS = { code: '10000', msg: 'Success' };
/** A refusal that is of the business and not of the request. */
export const refuse = (sub_code: string, code = '40004') => ({ code, msg: 'Business Failed', sub_code, sub_msg: sub_code });

const fen = (yuan: string): number => Number(yuan.replace('.', ''));
const contentOf = (parameters: ReadonlyMap<string, string>): unknown => {
  try {
    return JSON.parse(parameters.get('biz_content') ?? '');
  } catch {
    return undefined; // no shape fits it
  }
};

/** The methods of the open platform that a portal asks. */
export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['alipay.trade.precreate', precreate],
  ['alipay.trade.create', create],
  ['alipay.trade.query', query],
  ['alipay.trade.close', close],
  ['alipay.trade.refund', refund],
  ['alipay.trade.fastpay.refund.query', queryRefund],
  ['alipay.data.dataservice.bill.downloadurl.query', placeOfBill],
  ['alipay.system.oauth.token', token],
]);

/** Makes an order, or finds it again where number and content are those of an earlier one. */
export function placeOrder(desk: MerchantDesk, parameters: ReadonlyMap<string, string>, type: 'precreate' | 'create' | 'wap'): Order | object {
  const wish = orderShape.safeParse(contentOf(parameters));
  if (!wish.success) return refuse('ACQ.INVALID_PARAMETER');
  const { out_trade_no: orderNo, total_amount, subject, time_expire, product_code, op_app_id, buyer_open_id } = wish.data;
  const [expiresAtMs, nowMs, notifyUrl] = [parseWallClock(time_expire), desk.clock(), parameters.get('notify_url') ?? ''];
  const products = { precreate: ['FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE'], create: ['JSAPI_PAY'], wap: ['QUICK_WAP_WAY'] }[type];
  if (expiresAtMs === undefined || notifyUrl === '' || fen(total_amount) === 0 || !products.includes(product_code ?? 'FACE_TO_FACE_PAYMENT'))
    return refuse('ACQ.INVALID_PARAMETER');
  if (type === 'create' && (op_app_id !== desk.merchant.appId || buyer_open_id === undefined)) return refuse('ACQ.INVALID_PARAMETER');
  const known = desk.book.orders.get(orderNo);
  const state = desk.book.stateOf(orderNo, nowMs);
  const content = JSON.stringify([type, total_amount, subject, time_expire, buyer_open_id ?? null]);
  if (state === 'paid') return refuse('ACQ.TRADE_HAS_SUCCESS');
  if (known !== undefined && known.content !== content) return refuse('ACQ.CONTEXT_INCONSISTENT');
  if (state === 'closed' || expiresAtMs <= nowMs) return refuse('ACQ.TRADE_HAS_CLOSE');
  if (known !== undefined) return known;
  const returnUrl = parameters.get('return_url');
  const order: Order = {
    ...{ is: 'order', orderNo, type, amountFen: fen(total_amount), subject, expiresAtMs, notifyUrl, content, atMs: nowMs },
    ...(returnUrl === undefined ? {} : { returnUrl }),
    ...(buyer_open_id === undefined ? {} : { payer: buyer_open_id }),
    handle: type === 'create' ? newTradeNo(desk) : Buffer.from(desk.random(18)).toString('base64url'),
  };
  desk.book.record(order);
  if (type !== 'precreate') desk.opened.add(orderNo);
  return order;
}

/** Tells an order from a refusal. */
export function isOrder(found: Order | object): found is Order {
  return 'is' in found;
}

/** A number of 28 digits that begins with the day, as Alipay's do. */
export function newTradeNo({ clock, random }: Pick<MerchantDesk, 'clock' | 'random'>): string {
  return `${dayOf(clock()).replaceAll('-', '')}22001400${Array.from(random(12), (byte) => byte % 10).join('')}`;
}

function precreate(desk: MerchantDesk, parameters: ReadonlyMap<string, string>): object {
  const order = placeOrder(desk, parameters, 'precreate');
  return isOrder(order) ? { ...SUCCESS, out_trade_no: order.orderNo, qr_code: `${desk.publicAddress}/pay/${order.handle}` } : order;
}

function create(desk: MerchantDesk, parameters: ReadonlyMap<string, string>): object {
  const order = placeOrder(desk, parameters, 'create');
  return isOrder(order) ? { ...SUCCESS, out_trade_no: order.orderNo, trade_no: order.handle } : order;
}

function query({ book, clock, opened }: MerchantDesk, parameters: ReadonlyMap<string, string>): object {
  const asked = numberShape.safeParse(contentOf(parameters));
  if (!asked.success) return refuse('ACQ.INVALID_PARAMETER');
  const { out_trade_no: orderNo } = asked.data;
  const paid = book.paymentOf(orderNo);
  if (paid !== undefined) return stateTrade(paid, book.refundsOf(orderNo).reduce((total, { amountFen }) => total + amountFen, 0) === paid.amountFen);
  const order = book.orders.get(orderNo);
  if (order === undefined || !opened.has(orderNo)) return refuse('ACQ.TRADE_NOT_EXIST');
  const status = book.stateOf(orderNo, clock()) === 'open' ? 'WAIT_BUYER_PAY' : 'TRADE_CLOSED';
  return { ...SUCCESS, out_trade_no: orderNo, trade_no: order.handle, trade_status: status, total_amount: plainMinor(order.amountFen) };
}

function close({ book, clock, opened }: MerchantDesk, parameters: ReadonlyMap<string, string>): object {
  const asked = numberShape.safeParse(contentOf(parameters));
  if (!asked.success) return refuse('ACQ.INVALID_PARAMETER');
  const { out_trade_no: orderNo } = asked.data;
  const state = book.stateOf(orderNo, clock());
  if (state === undefined || (state === 'open' && !opened.has(orderNo))) return refuse('ACQ.TRADE_NOT_EXIST');
  if (state !== 'open') return refuse('ACQ.TRADE_STATUS_ERROR');
  book.record({ is: 'closed', orderNo, atMs: clock() });
  return { ...SUCCESS, out_trade_no: orderNo };
}

function refund({ book, clock, balanceFen, wake }: MerchantDesk, parameters: ReadonlyMap<string, string>): object {
  const wish = refundShape.safeParse(contentOf(parameters));
  if (!wish.success) return refuse('ACQ.INVALID_PARAMETER');
  const { out_trade_no: orderNo, out_request_no: refundNo, refund_amount } = wish.data;
  const [paid, known, amountFen] = [book.paymentOf(orderNo), book.refunds.get(refundNo), fen(refund_amount)];
  if (paid === undefined) return refuse('ACQ.TRADE_NOT_EXIST');
  const answer = { ...SUCCESS, out_trade_no: orderNo, trade_no: paid.serial };
  if (known !== undefined)
    return known.orderNo === orderNo && known.amountFen === amountFen ? { ...answer, fund_change: 'N' } : refuse('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  const gone = book.refundsOf(orderNo).reduce((total, one) => total + one.amountFen, 0);
  if (amountFen === 0 || gone + amountFen > paid.amountFen) return refuse('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  if (clock() - paid.atMs > 365 * DAY_MS) return refuse('ACQ.TRADE_HAS_FINISHED');
  if (amountFen > balanceFen()) return refuse('ACQ.SELLER_BALANCE_NOT_ENOUGH');
  const notifyUrl = book.orders.get(orderNo)?.notifyUrl;
  const serial = `${paid.serial.slice(0, 20)}R${book.refunds.size}`;
  book.record({ is: 'refund', orderNo, refundNo, serial, amountFen, atMs: clock(), ...(notifyUrl === undefined ? {} : { notifyUrl }) });
  wake();
  return { ...answer, fund_change: 'Y', refund_fee: refund_amount };
}

function queryRefund({ book }: MerchantDesk, parameters: ReadonlyMap<string, string>): object {
  const asked = refundQueryShape.safeParse(contentOf(parameters));
  if (!asked.success) return refuse('ACQ.INVALID_PARAMETER');
  const { out_trade_no: orderNo, out_request_no: refundNo } = asked.data;
  const [paid, found] = [book.paymentOf(orderNo), book.refunds.get(refundNo)];
  if (paid === undefined) return refuse('ACQ.TRADE_NOT_EXIST');
  if (found?.orderNo !== orderNo) return SUCCESS;
  const refunded = { refund_status: 'REFUND_SUCCESS', refund_amount: plainMinor(found.amountFen), total_amount: plainMinor(paid.amountFen) };
  return { ...SUCCESS, out_trade_no: orderNo, trade_no: paid.serial, out_request_no: refundNo, ...refunded };
}

/** Yesterday's bill is made by nine in the morning. */
function placeOfBill({ book, merchant, clock, address }: MerchantDesk, parameters: ReadonlyMap<string, string>): object {
  const asked = billShape.safeParse(contentOf(parameters));
  const [day, nowMs] = [asked.success ? parseDay(asked.data.bill_date) : undefined, clock()];
  if (day === undefined) return refuse('isv.invalid-arguments');
  const early = day >= dayOf(nowMs) || (day === previousDay(dayOf(nowMs)) && shanghaiTime(nowMs) < '09:00:00');
  if (early || writeBill(book, merchant, day) === undefined) return refuse('isp.bill_not_exist');
  return { ...SUCCESS, bill_download_url: `${address}/bill/${day}` };
}

/** On success this one has no code. */
function token({ codes, random }: MerchantDesk, parameters: ReadonlyMap<string, string>): object {
  const code = parameters.get('code') ?? '';
  const openId = codes.get(code);
  codes.delete(code);
  if (parameters.get('grant_type') !== 'authorization_code' || openId === undefined) return refuse('isv.code-invalid', '40002');
  return { access_token: Buffer.from(random(8)).toString('hex'), expires_in: 600, open_id: openId };
}
