import { zipSync } from 'fflate';
import { plainMinor } from '../../../functions/domain/money.ts';
import { type Day, dayOf, formatInstant } from '../../../functions/domain/time.ts';
import type { Book } from '../acquirer/book.ts';
import type { Order, Paid, Refund } from '../acquirer/records.ts';
import { encodeGbk } from './gbk.ts';
import type { Merchant } from './signing.ts';

/** Shanghai's wall clock. */
export const wallClock = (atMs: number): string => formatInstant(atMs).slice(0, 19).replace('T', ' ');

/** What a notice of a payment says; `notify_id` is the same in each attempt. */
export function stateNotice(merchant: Merchant, paid: Paid, { order, nowMs }: { readonly order: Order | undefined; readonly nowMs: number }) {
  const amount = plainMinor(paid.amountFen);
  return {
    ...{ app_id: merchant.appId, auth_app_id: merchant.appId, seller_id: merchant.sellerId, seller_email: '' },
    ...{ charset: 'utf-8', version: '1.0', notify_type: 'trade_status_sync', notify_id: `${paid.serial}000000`, notify_time: wallClock(nowMs) },
    ...{ out_trade_no: paid.orderNo, trade_no: paid.serial, trade_status: 'TRADE_SUCCESS', subject: order?.subject ?? '', buyer_open_id: paid.payer },
    ...{ total_amount: amount, receipt_amount: amount, invoice_amount: amount, buyer_pay_amount: amount, point_amount: '0.00' },
    ...{ gmt_create: wallClock(order?.atMs ?? paid.atMs), gmt_payment: wallClock(paid.atMs) },
    fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
  };
}

/** What the notice of a refund says beside what that of its payment does; `refund_fee` is all that went back so far. */
export function refundMembers(book: Book, { refundNo, orderNo, atMs, serial }: Refund) {
  const all = book.refundsOf(orderNo).filter((one) => one.atMs <= atMs);
  const fee = all.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const isWhole = fee === book.paymentOf(orderNo)?.amountFen;
  return {
    ...{ refund_fee: plainMinor(fee), gmt_refund: `${wallClock(atMs)}.000`, out_biz_no: refundNo, notify_id: `${serial}000000` },
    trade_status: isWhole ? 'TRADE_CLOSED' : 'TRADE_SUCCESS',
  };
}

/** What a query says of a trade. */
export function stateTrade(paid: Paid, wholeRefunded: boolean) {
  const amount = plainMinor(paid.amountFen);
  return {
    ...{ code: '10000', msg: 'Success', out_trade_no: paid.orderNo, trade_no: paid.serial, total_amount: amount, receipt_amount: amount },
    ...{ trade_status: wholeRefunded ? 'TRADE_CLOSED' : 'TRADE_SUCCESS', send_pay_date: wallClock(paid.atMs), buyer_open_id: paid.payer },
  };
}

const COLUMNS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';

/** Six in a thousand. */
export const feeFen = (amountFen: number): number => Math.round((amountFen * 6) / 1000);

/** The bill of a day as it is downloaded: a zip of two tables in GBK; nothing where nothing happened. */
export function writeBill(book: Book, merchant: Merchant, day: Day): Uint8Array | undefined {
  const paid = [...book.payments.values()].filter(({ atMs }) => dayOf(atMs) === day);
  const back = [...book.refunds.values()].filter(({ atMs }) => dayOf(atMs) === day);
  if (paid.length + back.length === 0) return undefined;
  const subject = (orderNo: string) => book.orders.get(orderNo)?.subject ?? '';
  const rows = [
    ...paid.map((one) => line({ ...one, type: '交易', subject: subject(one.orderNo), refundNo: '' })),
    ...back.map((one) => line({ ...ofRefund(one, book.paymentOf(one.orderNo)), subject: subject(one.orderNo) })),
  ];
  const sum = (list: readonly { amountFen: number }[], sign: 1 | -1) => plainMinor(sign * list.reduce((total, { amountFen }) => total + amountFen, 0));
  const text = [
    '#支付宝业务明细查询',
    `#账号：[${merchant.sellerId}0156]`,
    `#起始日期：[${day} 00:00:00]   终止日期：[${day} 23:59:59]`,
    '#-----------------------------------------业务明细列表----------------------------------------',
    COLUMNS,
    ...rows,
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${paid.length}笔，商家实收共${sum(paid, 1)}元，商家优惠共0.00元`,
    `#退款合计：${back.length}笔，商家实收退款共${back.length === 0 ? '0.00' : sum(back, -1)}元，商家优惠退款共0.00元`,
    '#导出时间：[次日]',
  ].join('\r\n');
  const name = `${merchant.sellerId}0156_${day.replaceAll('-', '')}`;
  return zipSync({ [`${name}_业务明细.csv`]: encodeGbk(`${text}\r\n`), [`${name}_业务明细(汇总).csv`]: encodeGbk('#支付宝业务汇总查询\r\n') });
}

type Line = { serial: string; orderNo: string; amountFen: number; atMs: number; payer: string; type: string; subject: string; refundNo: string };

function ofRefund(refund: Refund, paid: Paid | undefined): Omit<Line, 'subject'> {
  const { orderNo, refundNo, amountFen, atMs } = refund;
  return { serial: paid?.serial ?? '', orderNo, amountFen: -amountFen, atMs, payer: paid?.payer ?? '', type: '退款', refundNo };
}

/** Fields are padded with tabs there, so that spreadsheets keep long numbers. */
function line(one: Line): string {
  const amount = plainMinor(one.amountFen);
  const fee = plainMinor(one.amountFen > 0 ? -feeFen(one.amountFen) : feeFen(-one.amountFen));
  const at = wallClock(one.atMs);
  const head = [`${one.serial}\t`, `${one.orderNo}\t`, `${one.type}\t`, `${one.subject}\t`, at, at, '\t', '\t', '\t', '\t', `${one.payer}\t`, amount, amount];
  return [...head, '0.00', '0.00', '0.00', '0.00', '0.00', '\t', '0.00', '0.00', `${one.refundNo}\t`, fee, '0.00', '\t'].join(',');
}
