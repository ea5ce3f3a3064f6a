import * as z from 'zod/mini';
import { money } from '../../domain/money.ts';
import { parseWallClock } from '../bill-table.ts';
import type { Payment } from '../gateway.ts';
import { instantAs, words } from '../message-shapes.ts';

/** A wall clock in Shanghai as an instant. */
export const instant = instantAs(parseWallClock, { longest: 19, wanted: 'not a wall clock' });

/** Yuan with two decimals as fen, by its digits and without a fraction ever. */
export const yuan = z.pipe(
  z.string().check(z.regex(/^\d{1,9}\.\d{2}$/)),
  z.transform((text) => Number(text.replace('.', ''))),
);

/** The order number is not held to our own form: a payment to us is entered whatever it was paid for (M7). */
const paidShape = z.object({ trade_no: words(64), out_trade_no: words(64), total_amount: yuan });
const noticeShape = z.object({ ...paidShape.shape, gmt_payment: instant });
const queryShape = z.object({ ...paidShape.shape, send_pay_date: instant });

/** Reads a payment of a notice whose signature held; nothing where one of its facts is missing, and none of nothing. */
export function parsePaidNotice(said: unknown): Payment | undefined {
  const parsed = noticeShape.safeParse(said);
  return parsed.success ? paymentOf(parsed.data, parsed.data.gmt_payment) : undefined;
}

/** Reads a payment of an answer whose signature held. */
export function parsePaidAnswer(said: unknown): Payment | undefined {
  const parsed = queryShape.safeParse(said);
  return parsed.success ? paymentOf(parsed.data, parsed.data.send_pay_date) : undefined;
}

function paymentOf(said: z.infer<typeof paidShape>, paidAtMs: number): Payment | undefined {
  const { trade_no, out_trade_no, total_amount } = said;
  return total_amount === 0 ? undefined : { gateway: 'alipay', serial: trade_no, orderNo: out_trade_no, amount: money('CNY', total_amount), paidAtMs };
}
