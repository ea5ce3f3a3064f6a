import type { BillRefusal } from '../actions/request-bill.ts';
import { problem, problemOf, type Refusal } from './problem.ts';

/** Refusals that only fiscal bills know. They stand apart, since the functions of the donor's first page do not carry them. */
export type BillOnlyRefusal = Exclude<BillRefusal, Refusal> | 'bill_without_file';

/** HTTP status of each. */
export const BILL_STATUS = {
  bill_not_offered: 422,
  bill_too_late: 422,
  bill_asked_before: 409,
  bill_ended: 409,
  bill_without_file: 409,
  tax_id_wrong: 422,
} as const satisfies Record<BillOnlyRefusal, number>;

/** What a visitor reads: what happened, that nothing was lost, what to do (M19). */
export const BILL_SENTENCES = {
  bill_not_offered: {
    zh: '本会没有在线开具财政票据。请与我们联系，确认单和证书照常可用。',
    en: 'This society does not issue fiscal bills online. Please contact us; your acknowledgement and certificate are not affected.',
  },
  bill_too_late: {
    zh: '已过申请财政票据的期限。请与我们联系。',
    en: 'The time to ask for a fiscal bill is over. Please contact us.',
  },
  bill_asked_before: {
    zh: '财政票据已经申请过，抬头或税号不同，没有更改。如需更正，请与我们联系。',
    en: 'A fiscal bill was asked for before, with another title or tax number; nothing was changed. To correct it, please contact us.',
  },
  bill_ended: {
    zh: '这笔捐赠的财政票据已经冲红或不再开具。有疑问请与我们联系。',
    en: 'The fiscal bill of this gift was reversed, or none will be issued. If in doubt, please contact us.',
  },
  bill_without_file: {
    zh: '票据文件还没有取回。票据本身不受影响，请稍后再试。',
    en: 'The file of the bill is not here yet; the bill itself is not affected. Please try again later.',
  },
  tax_id_wrong: {
    zh: '统一社会信用代码为 18 位，校验位不符。请核对后重新填写，其余内容会保留。',
    en: 'A unified social credit code has 18 characters; its check character does not fit. Please compare it and enter it again; the rest stays.',
  },
} as const satisfies Record<BillOnlyRefusal, { readonly zh: string; readonly en: string }>;

/** An RFC 9457 problem for any refusal that somebody who asks for a bill can meet. */
export function billProblem(code: BillOnlyRefusal | Refusal, options: Parameters<typeof problem>[1]): Response {
  if (!isBillOnly(code)) return problem(code, options);
  return problemOf({ code, status: BILL_STATUS[code], detail: BILL_SENTENCES[code][options.lang] }, options);
}

const isBillOnly = (code: string): code is BillOnlyRefusal => Object.hasOwn(BILL_STATUS, code);
