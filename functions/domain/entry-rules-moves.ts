import { also, amount, type Checks, commitment, day, digest, either, index, is, kind, memberOf, name, pointers, positive, vkey } from './entry-checks.ts';
import { type Check, fields, integer, list, matching, pattern, text } from './profile-shape.ts';
import { LARGEST_FEN } from './uppercase-amount.ts';

const words = fields({ zh: text(300) }, { en: text(600) });
const currency = is('CNY', 'USD', 'EUR', 'GBP', 'HKD');
const signed = integer(-LARGEST_FEN, LARGEST_FEN);
const countAndSum: Checks = { count: integer(-1_000_000_000, 1_000_000_000), amt: signed };

const fund: Checks = { branch: name, campaign: name };
const bound: Checks = { restricted: is(true) };

const article: Checks = { name: text(80), unit: text(16) };
const spec: Checks = { spec: text(120) };
const value = fields({ cur: currency, amt: amount, basis: is('invoice', 'customs', 'contract', 'letter') });
const line = fields({ ...article, count: positive }, spec);
const givenLine = fields({ ...article, count: positive }, { ...spec, value });

/** Lines that an entry may hold at all; a longer list lies beside the log. */
const LINES_AT_MOST = 500;
const beside = fields({ count: positive, sha256: digest });
const listed = (one: Check): Checks => ({ lines: list(one, 1, LINES_AT_MOST), list: beside });

const place: Checks = { place: name };
const named = fields({ class: is('medical', 'school', 'government', 'organisation', 'supplier'), name: text(120) });
const person = fields({ class: is('person') });
const payee: Check = (one, field) => (memberOf(one, 'class') === 'person' ? person(one, field) : named(one, field));

const use: Checks = { ...fund, payee, purpose: words };
const useOptional: Checks = { ...bound, voucher: digest, of: pointers(20), c: fields({ payee: commitment }) };
/** A person's name is committed to, and nobody else's. */
const payeeCommitted: Check = (entry) =>
  (memberOf(memberOf(entry, 'payee'), 'class') === 'person') === (memberOf(entry, 'c') === undefined)
    ? [{ field: 'c', problem: 'must be there for a person, and for nobody else' }]
    : [];

const leg = fields(
  { ...fund, by: matching((by) => Number.isSafeInteger(by) && by !== 0 && Math.abs(Number(by)) <= LARGEST_FEN, 'must be a whole number and not 0') },
  bound,
);
const commitments = fields(Object.fromEntries(['at', 'intent', 'name', 'note', 'ref', 'shown'].map((one) => [one, commitment])));
const money: Checks = { cur: currency, amt: amount };
const period: Checks = { from: day, through: day };
const periodRuns: Check = (entry) =>
  String(memberOf(entry, 'from')) <= String(memberOf(entry, 'through')) ? [] : [{ field: 'through', problem: 'must not be before from' }];

const FACTS: ReadonlyMap<unknown, Check> = new Map([
  ['gift', fields({ ...fund, ch: name, ...money }, { ...bound, ...place })],
  ['goods', fields({ ...fund, lines: list(givenLine, 1, LINES_AT_MOST) }, { ...bound, ...place })],
  ['spend', fields({ ...use, ...money }, { ...bound, voucher: digest })],
  ['hand', fields({ ...use, lines: list(line, 1, LINES_AT_MOST) }, { ...bound, voucher: digest })],
]);
/** Money has an amount, an article a count. */
const inPairs: Check = (entry) => [...either('cur', 'count')(entry, ''), ...either('amt', 'article')(entry, '')];

const anything: Check = () => [];
const facts: Check = (entry) => {
  const check = FACTS.get(memberOf(entry, 'what')) ?? anything;
  return [...check(memberOf(entry, 'was'), 'was'), ...check(memberOf(entry, 'now'), 'now')];
};

const difference = fields(
  { why: is('missing_here', 'missing_there', 'other_day', 'amount_differs', 'refund', 'fee', 'other'), ...countAndSum },
  { note: words },
);
const sums = fields({ count: integer(0, 1_000_000_000), amt: integer(0, LARGEST_FEN) });
/** More may go back on a day than comes in. */
const bill = fields({ count: integer(0, 1_000_000_000), amt: signed });
const statement: Checks = { ch: name, ...period, cur: currency, bill, upTo: positive, ours: sums, differences: list(difference, 0, 20) };

const link = pattern(/^(?:https:\/\/[\w.-]+(?::\d{1,5})?)?\/[\w./~%+@:-]*$/, 'must be an https address or a path that begins with /');
const report: Checks = { what: is('audit', 'annual', 'financial', 'project', 'bank'), title: words, ...period, sha256: digest, length: positive, link };
const refundReasons = is('mistake', 'duplicate', 'wrong_amount', 'void_act', 'guardian', 'impossible');
const voids: Checks = { of: pointers(1), what: is('receipt', 'certificate', 'bill'), why: is('refunded', 'corrected', 'issued_wrongly', 'other') };

/** Kinds that move money or goods, correct, refund, void, or say what others found: each to its last field. */
export const MOVING_KINDS: readonly (readonly [string, Check])[] = [
  also(kind('goods', { ...fund, c: commitments }, { ...bound, ...place, ...listed(givenLine) }), either('lines', 'list')),
  also(kind('spend', { ...use, ...money }, useOptional), payeeCommitted),
  also(also(kind('hand', use, { ...useOptional, ...listed(line) }), either('lines', 'list')), payeeCommitted),
  also(
    kind(
      'transfer',
      { legs: list(leg, 2, 40), purpose: words },
      { cur: currency, article: fields(article, spec), consent: is('donor', 'public_notice', 'filed') },
    ),
    either('cur', 'article'),
  ),
  also(
    also(kind('balance', { ...fund, purpose: words }, { ...bound, ...money, article: fields(article, spec), count: positive }), either('cur', 'article')),
    inPairs,
  ),
  also(kind('statement', statement, { sha256: digest, length: positive }), periodRuns),
  also(kind('fix', { of: pointers(1), what: is('gift', 'goods', 'spend', 'hand'), was: anything, now: anything, reason: words }), facts),
  kind('refund', { ...fund, of: pointers(1), ch: name, ...money, why: refundReasons, c: fields({ at: commitment, ref: commitment }) }, bound),
  kind('void', voids),
  kind('claim', { of: pointers(1), c: fields({ name: commitment, note: commitment, shown: commitment }) }),
  also(kind('report', report), periodRuns),
  kind('key', { vkey, from: index }),
  kind('policy', { sha256: digest }),
];

/** Grand totals that a close says. */
export const closeSum = fields({
  cur: currency,
  ...Object.fromEntries(['opening', 'brought', 'received', 'refunded', 'used', 'moved', 'closing'].map((one) => [one, signed])),
});
export const closeGoods = fields({ received: index, unvalued: index, handed: index });

/** A file of lines beside the log, as strict as lines in an entry; nothing where it is none. */
export function areLines(k: 'goods' | 'hand', lines: unknown): boolean {
  return list(k === 'goods' ? givenLine : line, 1, 20_000)(lines, 'lines').length === 0;
}
