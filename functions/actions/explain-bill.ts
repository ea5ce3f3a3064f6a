import type { CountAndSum, Difference, Words } from '../domain/entry-moves.ts';
import { formatMoney, money } from '../domain/money.ts';
import type { BillRow } from '../gateways/gateway.ts';
import { type Compared, type OurGift, sumUp } from './compare-bill.ts';

/** What is known beside bill and record. */
export type Beside = {
  /** Payments that an earlier comparison of this day found missing here; they were entered. */
  readonly found: CountAndSum;
  /** Of the gifts that the bill lacks: those that stand, or by their hour will stand, on a neighbouring day's bill. */
  readonly elsewhere: readonly OurGift[];
  /** Gifts of the day before that were expected on this bill, and are not there either. */
  readonly overdue: readonly OurGift[];
  /** Refunds on the bill that the record does not have. */
  readonly unknownRefunds: readonly BillRow[];
};

/** The difference in parts, and whether one of them wants a person. */
export type Explained = { readonly differences: readonly Difference[]; readonly unexplained: boolean };

/** Explains the difference between a bill and the record to the fen: bill = ours + differences, by construction. */
export function explainBill(compared: Compared, beside: Beside): Explained {
  const { missingHere, missingThere, otherDay, amountDiffers, repeated, refunds, feeFen } = compared;
  const { found, elsewhere, overdue, unknownRefunds } = beside;
  const lost = missingThere.filter((gift) => !elsewhere.includes(gift));
  const more = amountDiffers.reduce((sum, { row, gift }) => sum + row.amountFen - gift.amt, 0);
  const differences: readonly Difference[] = [
    ...(found.count === 0 ? [] : [{ why: 'missing_here' as const, count: 0, amt: 0, note: words.found(found) }]),
    ...part('missing_here', sumUp(missingHere), words.missingHere),
    ...part('other_day', sumUp(otherDay.map(({ row }) => row)), words.otherDayHere),
    ...part('other_day', negative(sumUp(elsewhere)), words.otherDayThere),
    ...part('missing_there', negative(sumUp(lost)), words.missingThere),
    ...(overdue.length === 0 ? [] : [{ why: 'missing_there' as const, count: 0, amt: 0, note: words.overdue(sumUp(overdue)) }]),
    ...(amountDiffers.length === 0 ? [] : [{ why: 'amount_differs' as const, count: 0, amt: more, note: words.amountDiffers(amountDiffers.length) }]),
    ...part('refund', { count: refunds.length, amt: -sumUp(refunds).amt }, unknownRefunds.length === 0 ? undefined : words.refunds(sumUp(unknownRefunds))),
    ...part('fee', { count: 0, amt: -feeFen || 0 }, feeFen < 0 ? words.feeBack : undefined),
    ...part('other', sumUp(repeated), words.repeated),
  ];
  const strayed = otherDay.some(({ row, gift }) => row.amountFen !== gift.amt);
  const wanting = [missingHere, lost, overdue, amountDiffers, repeated, unknownRefunds].some(({ length }) => length > 0);
  return { differences, unexplained: wanting || strayed };
}

const negative = ({ count, amt }: CountAndSum): CountAndSum => ({ count: -count || 0, amt: -amt || 0 });

function part(why: Difference['why'], sum: CountAndSum, note: Words | undefined): readonly Difference[] {
  if (sum.count === 0 && sum.amt === 0) return [];
  return [{ why, ...sum, ...(note === undefined ? {} : { note }) }];
}

const yuan = (amt: number): string => formatMoney(money('CNY', amt));

const words = {
  found: ({ count, amt }: CountAndSum) => ({
    zh: `对账时账本尚缺 ${count} 笔 ${yuan(amt)}，已补记并计入账本`,
    en: `found by the comparison: ${count}, ${yuan(amt)}; entered, and counted in the record`,
  }),
  missingHere: { zh: '账单有而账本没有，正在核查', en: 'on the bill and not in the record; being looked into' },
  otherDayHere: { zh: '账单记在当日，账本记在相邻日', en: 'on this bill, and in the record on a neighbouring day' },
  otherDayThere: { zh: '账本记在当日，账单记在相邻日', en: 'in the record on this day, and on a neighbouring day’s bill' },
  missingThere: { zh: '账本有而账单没有，正在核查', en: 'in the record and not on the bill; being looked into' },
  overdue: ({ count, amt }: CountAndSum) => ({
    zh: `前一日临近午夜的 ${count} 笔 ${yuan(amt)} 两日账单都没有，正在核查`,
    en: `paid towards midnight of the day before and on neither bill: ${count}, ${yuan(amt)}; being looked into`,
  }),
  amountDiffers: (count: number) => ({ zh: `${count} 笔金额与账本不同，正在核查`, en: `of another amount than in the record: ${count}; being looked into` }),
  refunds: ({ count, amt }: CountAndSum) => ({
    zh: `其中 ${count} 笔 ${yuan(amt)} 账本尚无退款记录，正在核查`,
    en: `not in the record: ${count}, ${yuan(amt)}; being looked into`,
  }),
  feeBack: { zh: '退回的手续费多于收取的', en: 'more was given back than kept' },
  repeated: { zh: '账单重复列出，正在核查', en: 'listed by the bill again; being looked into' },
};
