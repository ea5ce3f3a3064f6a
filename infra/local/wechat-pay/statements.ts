import { plainMinor } from '../../../functions/domain/money.ts';
import { type Day, dayOf, formatInstant } from '../../../functions/domain/time.ts';
import type { Book } from '../acquirer/book.ts';
import type { Order, Paid, Refund } from '../acquirer/records.ts';
import type { Merchant } from './signing.ts';

const TYPES: { readonly [type: string]: string } = { native: 'NATIVE', jsapi: 'JSAPI', h5: 'MWEB' };

/** A paid order as notices and answers state it. */
export function statePayment({ mchid, appid }: Merchant, paid: Paid, { order, refunded }: { readonly order: Order | undefined; readonly refunded: boolean }) {
  return {
    mchid,
    appid,
    out_trade_no: paid.orderNo,
    transaction_id: paid.serial,
    trade_type: TYPES[order?.type ?? 'native'],
    trade_state: refunded ? 'REFUND' : 'SUCCESS',
    trade_state_desc: refunded ? '转入退款' : '支付成功',
    bank_type: 'OTHERS',
    attach: '',
    success_time: formatInstant(paid.atMs),
    payer: { openid: paid.payer },
    amount: { total: paid.amountFen, payer_total: paid.amountFen, currency: 'CNY', payer_currency: 'CNY' },
  };
}

/** A refund as answers state it; money goes back at once here. */
export function stateRefund(paid: Paid, refund: Refund) {
  return {
    refund_id: refund.serial,
    out_refund_no: refund.refundNo,
    transaction_id: paid.serial,
    out_trade_no: refund.orderNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    success_time: formatInstant(refund.atMs),
    create_time: formatInstant(refund.atMs),
    status: 'SUCCESS',
    amount: { total: paid.amountFen, refund: refund.amountFen, payer_total: paid.amountFen, payer_refund: refund.amountFen, currency: 'CNY' },
  };
}

/** What the notice of a refund says ("退款结果通知"). */
export function stateRefundNotice({ mchid }: Merchant, refund: Refund, paid: Paid | undefined) {
  const total = paid?.amountFen ?? refund.amountFen;
  return {
    ...{ mchid, out_trade_no: refund.orderNo, transaction_id: paid?.serial ?? '', out_refund_no: refund.refundNo, refund_id: refund.serial },
    ...{ refund_status: 'SUCCESS', success_time: formatInstant(refund.atMs), user_received_account: '支付用户零钱' },
    amount: { total, refund: refund.amountFen, payer_total: total, payer_refund: refund.amountFen },
  };
}

const COLUMNS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const TOTALS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

/** Two in a thousand, as merchants for public welfare may be charged. */
export const feeFen = (amountFen: number): number => Math.round(amountFen / 500);

/** The bill of a day as it is downloaded: a backtick before each field, totals beneath; nothing where nothing happened. */
export function writeBill(book: Book, merchant: Merchant, day: Day): string | undefined {
  const paid = [...book.payments.values()].filter(({ atMs }) => dayOf(atMs) === day);
  const back = [...book.refunds.values()].filter(({ atMs }) => dayOf(atMs) === day);
  if (paid.length + back.length === 0) return undefined;
  const ordered = (orderNo: string) => book.orders.get(orderNo);
  const lines = [
    ...paid.map((one) => paidLine(merchant, one, ordered(one.orderNo))),
    ...back.map((one) => refundLine(merchant, one, { order: ordered(one.orderNo), paid: book.paymentOf(one.orderNo) })),
  ];
  const sum = (amounts: readonly number[]) => plainMinor(amounts.reduce((total, amount) => total + amount, 0));
  const [took, gave] = [paid.map(({ amountFen }) => amountFen), back.map(({ amountFen }) => amountFen)];
  const fees = sum([...took.map(feeFen), ...gave.map((fen) => -feeFen(fen))]);
  const totals = [String(lines.length), sum(took), sum(gave), '0.00', `${fees}000`, sum(took), sum(gave)];
  return `\ufeff${[COLUMNS, ...lines.map(ticked), TOTALS, ticked(totals)].join('\r\n')}\r\n`;
}

const ticked = (fields: readonly string[]): string => fields.map((field) => `\`${field}`).join(',');
const wallClock = (atMs: number): string => formatInstant(atMs).slice(0, 19).replace('T', ' ');

function paidLine({ mchid, appid }: Merchant, paid: Paid, order: Order | undefined): readonly string[] {
  const amount = plainMinor(paid.amountFen);
  const head = [
    wallClock(paid.atMs),
    appid,
    mchid,
    '0',
    '',
    paid.serial,
    paid.orderNo,
    paid.payer,
    TYPES[order?.type ?? 'native'] ?? '',
    'SUCCESS',
    'OTHERS',
    'CNY',
  ];
  return [
    ...head,
    amount,
    '0.00',
    '0',
    '0',
    '0.00',
    '0.00',
    '',
    '',
    order?.subject ?? '',
    '',
    `${plainMinor(feeFen(paid.amountFen))}000`,
    '0.20%',
    amount,
    '0.00',
    '',
  ];
}

function refundLine({ mchid, appid }: Merchant, refund: Refund, { order, paid }: { order: Order | undefined; paid: Paid | undefined }): readonly string[] {
  const amount = plainMinor(refund.amountFen);
  const type = TYPES[order?.type ?? 'native'] ?? '';
  const head = [wallClock(refund.atMs), appid, mchid, '0', '', paid?.serial ?? '', refund.orderNo, paid?.payer ?? '', type, 'REFUND', 'OTHERS', 'CNY'];
  const fee = `${plainMinor(-feeFen(refund.amountFen))}000`;
  return [
    ...head,
    '0.00',
    '0.00',
    refund.serial,
    refund.refundNo,
    amount,
    '0.00',
    'ORIGINAL',
    'SUCCESS',
    order?.subject ?? '',
    '',
    fee,
    '0.20%',
    '0.00',
    amount,
    '',
  ];
}
