import type { BillState } from '../../functions/domain/fiscal-bill.ts';
import { member, readJson, textMember } from './answer-shape.ts';
import type { Reply } from './ask.ts';

/** A fiscal bill as the page shows it. */
export type Bill = {
  readonly state: BillState | 'not_offered' | 'none' | 'too_late';
  readonly askUntil: string;
  readonly title: string;
  readonly taxId: string;
  readonly words: string;
  /** Code, number, check code and day, once it is issued. */
  readonly numbers: readonly [string, string, string, string] | undefined;
  readonly hasFile: boolean;
  /** Code and number of the red bill. */
  readonly red: readonly [string, string] | undefined;
};

export type BillAnswer =
  | { readonly outcome: 'read'; readonly bill: Bill }
  | { readonly outcome: 'refused'; readonly detail: string; readonly field: string }
  | { readonly outcome: 'unreachable' };

const STATES: { readonly [state in Bill['state']]: true } = {
  not_offered: true,
  none: true,
  too_late: true,
  wanted: true,
  submitted: true,
  out_of_stock: true,
  rejected: true,
  issued: true,
  red_wanted: true,
  red_submitted: true,
  red_refused: true,
  reversed: true,
  cancelled: true,
};

const isState = (text: string | undefined): text is Bill['state'] => text !== undefined && Object.hasOwn(STATES, text);

/** Reads the answer to `GET` or `POST …/bill`; what is not understood is no answer. */
export function readBillAnswer(reply: Reply): BillAnswer {
  if (reply === 'unreachable') return { outcome: 'unreachable' };
  const body = readJson(reply.bytes);
  const [state, detail] = [textMember(body, 'state'), textMember(body, 'detail')];
  if (reply.status >= 300 || !isState(state))
    return detail === undefined ? { outcome: 'unreachable' } : { outcome: 'refused', detail, field: textMember(body, 'field') ?? '' };
  const [bill, red] = [member(body, 'bill'), member(body, 'red')];
  const text = (of: unknown, name: string) => textMember(of, name) ?? '';
  return {
    outcome: 'read',
    bill: {
      state,
      askUntil: text(body, 'askUntil'),
      title: text(body, 'title'),
      taxId: text(body, 'taxId'),
      words: text(body, 'words'),
      numbers: bill === undefined ? undefined : [text(bill, 'code'), text(bill, 'number'), text(bill, 'checkCode'), text(bill, 'day')],
      hasFile: textMember(body, 'file') !== undefined,
      red: red === undefined ? undefined : [text(red, 'code'), text(red, 'number')],
    },
  };
}
