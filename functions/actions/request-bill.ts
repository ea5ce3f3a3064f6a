import type { Deps } from '../deps.ts';
import { cleanName, NAME_LIMIT } from '../domain/donor-name.ts';
import { type BillState, lastDayToAsk } from '../domain/fiscal-bill.ts';
import { isSocialCreditCode } from '../domain/identifier.ts';
import { type Day, dayOf } from '../domain/time.ts';
import type { Item, Value, Write } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { type BillPayer, findBill, moveBill, renumbered, stateOfBill, wantedBill } from './bills.ts';
import { isErased } from './opened-values.ts';
import { donorToken, isDonorToken } from './tokens.ts';

/** Who the bill is to be made out to; without a title it is the name of the gift. A clerk may ask late, and anew where one was reversed or called off. */
export type BillAsked = { readonly title?: string; readonly taxId?: string; readonly byDesk?: true };

/** Whether a deployment has a way to fiscal bills at all. */
export type Billing = { readonly billsOffered?: boolean };

/** A bill as its donor sees it. `none`: not asked for, and `askUntil` is the last day to ask. `warnings`, `tries` and the like are the society's. */
export type BillView =
  | { readonly state: 'not_offered' | 'none' | 'too_late'; readonly askUntil?: Day; readonly title?: string }
  | {
      readonly state: BillState;
      readonly title?: string;
      readonly taxId?: string;
      readonly field?: string;
      readonly words?: string;
      readonly bill?: { readonly code: string; readonly number: string; readonly checkCode: string; readonly day: string };
      readonly file?: string;
      readonly red?: { readonly code: string; readonly number: string; readonly day: string };
    };

export type BillRefusal =
  | 'token_invalid'
  | 'not_published_yet'
  | 'gift_erased'
  | 'bill_not_offered'
  | 'bill_too_late'
  | 'bill_asked_before'
  | 'bill_ended'
  | 'name_empty'
  | 'name_too_long'
  | 'name_characters'
  | 'tax_id_wrong';

export type BillRequested =
  | { readonly ok: true; readonly view: BillView }
  | { readonly ok: false; readonly code: BillRefusal; readonly field?: string; readonly characters?: readonly string[] };

type Needs = Pick<Deps, 'db' | 'now' | 'secret'> & Billing;
type Claim = { readonly id: string; readonly token: string };

const ATTEMPTS = 3;

/** The bill of a gift for the one who holds its token. */
export async function readBill(deps: Needs, claim: Claim): Promise<BillRequested> {
  const gift = isDonorToken(deps.secret, claim) ? await deps.db.get('records', donationKey(claim.id)) : undefined;
  if (gift === undefined) return { ok: false, code: 'token_invalid' };
  const bill = await findBill(deps, claim.id);
  return { ok: true, view: bill === undefined ? viewOfNone(deps, gift) : viewOfBill(bill) };
}

/**
 * Asks for the fiscal bill of a paid gift; what a platform refused may be asked for again with other words, under a new
 * number. Asking again with the same words changes nothing, and nothing is asked of a platform here (M6).
 */
export async function requestBill(deps: Needs, claim: Claim, asked: BillAsked): Promise<BillRequested> {
  if (!isDonorToken(deps.secret, claim)) return { ok: false, code: 'token_invalid' };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const gift = await deps.db.get('records', donationKey(claim.id));
    if (gift === undefined) return { ok: false, code: 'token_invalid' };
    const answered = await requestOnce(deps, gift, asked);
    if (answered !== undefined) return answered;
  }
  throw new Error('a bill changed under every attempt to ask for it');
}

/** The same for whoever has found the gift by another right than its token. */
export async function requestBillOf(deps: Needs, gift: Item, asked: BillAsked): Promise<BillRequested> {
  return requestBill(deps, { id: textOf(gift, 'id'), token: donorToken(deps.secret, textOf(gift, 'id')) }, asked);
}

async function requestOnce(deps: Needs, gift: Item, asked: BillAsked): Promise<BillRequested | undefined> {
  const id = textOf(gift, 'id');
  if (gift.state !== 'paid') return { ok: false, code: 'not_published_yet' };
  if (isErased(gift)) return { ok: false, code: 'gift_erased' };
  const judged = judgePayer(gift, asked);
  if (!judged.ok) return judged;
  const bill = await findBill(deps, id);
  if (bill === undefined) {
    const { state } = viewOfNone(deps, gift);
    if (state !== 'none' && asked.byDesk !== true) return { ok: false, code: state === 'too_late' ? 'bill_too_late' : 'bill_not_offered' };
    const write = wantedBill(id, judged.payer, { nowMs: deps.now() });
    return (await deps.db.write([write])).ok ? { ok: true, view: { state: 'wanted', ...titled(judged.payer) } } : undefined;
  }
  const state = stateOfBill(bill);
  const hasEnded = state === 'cancelled' || state === 'reversed';
  if (hasEnded && asked.byDesk !== true) return { ok: false, code: 'bill_ended' };
  if (state === 'rejected' || hasEnded) {
    const again = await askAgain(deps, bill, judged.payer);
    return again === undefined ? undefined : { ok: true, view: viewOfBill(again) };
  }
  const same = bill.title === judged.payer.title && bill.taxId === judged.payer.taxId;
  return same ? { ok: true, view: viewOfBill(bill) } : { ok: false, code: 'bill_asked_before' };
}

/** What belonged to the bill before. */
const OF_ONE_BILL = [
  ...[
    'field',
    'words',
    'askedAtMs',
    'fen',
    'day',
    'remark',
    'stop',
    'why',
    'endedAtMs',
    'code',
    'number',
    'checkCode',
    'billDay',
    'qr',
    'warnings',
    'issuedAtMs',
  ],
  ...['format', 'sha256', 'length', 'redNo', 'redAskedDay', 'redCode', 'redNumber', 'redDay', 'reversedAtMs'],
];

/** Another number, since a platform that refused one may not take it again. */
function askAgain(deps: Needs, bill: Item, payer: BillPayer): Promise<Item | undefined> {
  const fields = { ...renumbered(bill), ...payer, wantedAtMs: deps.now() };
  const remove = [...OF_ONE_BILL, ...(payer.taxId === undefined ? ['taxId'] : [])];
  return moveBill(deps, bill, { to: 'wanted', dueAt: deps.now(), set: fields, remove });
}

/**
 * The write that a donor's wish for a bill becomes when the gift is paid; none where there was no wish. A wish that no
 * bill can be made of is kept as refused, so that the donor can mend it.
 */
export function billOnSettlement(gift: Item, nowMs: number): readonly Write[] {
  const { receipt } = gift;
  if (!isMap(receipt) || receipt.wanted !== true) return [];
  const [title, taxId] = [receipt.title, receipt.taxId];
  const judged = judgePayer(gift, { ...(typeof title === 'string' ? { title } : {}), ...(typeof taxId === 'string' ? { taxId } : {}) });
  const payer = judged.ok ? judged.payer : { kind: 'person' as const, title: '' };
  const write = wantedBill(textOf(gift, 'id'), payer, { nowMs });
  if (!('put' in write)) return [];
  if (judged.ok) return [{ ...write, when: 'always' }]; // whatever stood there, the gift is paid now, and once
  const { dueShard: _, dueAt: __, ...put } = write.put;
  return [{ table: 'records', put: { ...put, pk: write.put.pk, sk: write.put.sk, state: 'rejected', field: judged.field ?? 'title' }, when: 'always' }];
}

type Judged = { readonly ok: true; readonly payer: BillPayer } | Extract<BillRequested, { ok: false }>;

/** Control characters and lone halves of characters have no place in anybody's form; what a finance platform can take of the rest, it says itself. */
const UNFIT = /^[\p{Cc}\p{Cs}\p{Cn}\p{Co}]$/u;

/** Judges what a bill is to be made out to; a name is never cut. */
function judgePayer(gift: Item, asked: BillAsked): Judged {
  const typed = asked.title ?? (typeof gift.name === 'string' ? gift.name : '');
  const title = cleanName(typed);
  const characters = [...title];
  if (characters.length === 0) return { ok: false, code: 'name_empty', field: 'title' };
  if (characters.length > NAME_LIMIT) return { ok: false, code: 'name_too_long', field: 'title' };
  const odd = characters.filter((one) => UNFIT.test(one));
  if (odd.length > 0) return { ok: false, code: 'name_characters', field: 'title', characters: [...new Set(odd)] };
  const taxId = (asked.taxId ?? '').normalize('NFKC').replace(/\s/g, '').toUpperCase();
  if (taxId === '') return { ok: true, payer: { kind: 'person', title } };
  return isSocialCreditCode(taxId) ? { ok: true, payer: { kind: 'organisation', title, taxId } } : { ok: false, code: 'tax_id_wrong', field: 'taxId' };
}

function viewOfNone(deps: Needs, gift: Item): BillView & { readonly state: 'not_offered' | 'none' | 'too_late' } {
  if (deps.billsOffered !== true || gift.state !== 'paid' || isErased(gift)) return { state: 'not_offered' };
  const askUntil = lastDayToAsk(numberOf(gift, typeof gift.paidAtMs === 'number' ? 'paidAtMs' : 'settledAtMs'));
  const title = typeof gift.name === 'string' && gift.name !== '' ? { title: gift.name } : {};
  return dayOf(deps.now()) > askUntil ? { state: 'too_late', askUntil } : { state: 'none', askUntil, ...title };
}

const titled = ({ title, taxId }: BillPayer) => ({ title, ...(taxId === undefined ? {} : { taxId }) });

function viewOfBill(bill: Item): BillView {
  const text = (field: string) => (typeof bill[field] === 'string' ? { [field]: bill[field] } : {});
  const numbers = (code: string, number: string) => ({ code: textOf(bill, code), number: textOf(bill, number) });
  return {
    state: stateOfBill(bill),
    ...text('title'),
    ...text('taxId'),
    ...text('field'),
    ...text('words'),
    ...(typeof bill.code === 'string' ? { bill: { ...numbers('code', 'number'), checkCode: textOf(bill, 'checkCode'), day: textOf(bill, 'billDay') } } : {}),
    ...(typeof bill.sha256 === 'string' ? { file: textOf(bill, 'format') } : {}),
    ...(typeof bill.redCode === 'string' ? { red: { ...numbers('redCode', 'redNumber'), day: textOf(bill, 'redDay') } } : {}),
  };
}

const isMap = (value: Value | undefined): value is { readonly [name: string]: Value } =>
  typeof value === 'object' && !(value instanceof Uint8Array) && !Array.isArray(value);
