import { addMovements, type Balances, balanceKey, shortfalls } from './balances.ts';
import type { Entry } from './entry.ts';
import type {
  ClaimEntry,
  CountAndSum,
  FixEntry,
  Fund,
  GiftFacts,
  GoodsFacts,
  HandFacts,
  RefundEntry,
  SpendFacts,
  StatementEntry,
  TransferEntry,
  VoidEntry,
} from './entry-moves.ts';
import { canonicalBytes, type Json } from './ledger/canonical.ts';
import { sameBytes } from './ledger/hash.ts';
import { fundOf, movementsOf } from './movements.ts';

/** What an entry breaks of what earlier entries say. Codes are stable: the desk answers with them, and the verify command reports them. */
export type EntryFaultCode =
  | 'entry_undefined'
  | 'fund_short'
  | 'stock_short'
  | 'target_wrong'
  | 'refund_exceeds'
  | 'refund_differs'
  | 'fix_differs'
  | 'void_repeated'
  | 'claim_repeated'
  | 'transfer_unbalanced'
  | 'consent_missing'
  | 'balance_repeated'
  | 'bill_differs';

/** One thing that is wrong: the field it stands in, and what was compared. */
export type EntryFault = { readonly code: EntryFaultCode; readonly field: string; readonly detail: string };

/** Public facts of an entry as they hold now, corrections included; `refunded` in minor units, `voided` the documents that count no longer, `claimed` where a claim to it was granted. */
export type Target = { readonly refunded: number; readonly voided: readonly VoidEntry['what'][]; readonly claimed: boolean } & (
  | { readonly k: 'gift'; readonly facts: GiftFacts }
  | { readonly k: 'goods'; readonly facts: GoodsFacts }
  | { readonly k: 'spend'; readonly facts: SpendFacts }
  | { readonly k: 'hand'; readonly facts: HandFacts }
);

/** Gifts of a channel and currency on days, among the first `upTo` entries. */
export type GiftsAsked = Pick<StatementEntry, 'ch' | 'cur' | 'from' | 'through' | 'upTo'>;

/** What earlier entries say, as far as an entry is judged by it. */
export type Known = {
  readonly defined: (what: 'branch' | 'campaign' | 'place', id: string) => boolean;
  readonly balances: Balances;
  /** Tells whether the opening balance of this fund and measure was said before. */
  readonly broughtBefore: (key: string) => boolean;
  /** The entry that `fix`, `refund`, `void` and `claim` point at. */
  readonly target: Target | undefined;
  /** Count and sum of the gifts that a statement is about; nothing where it counts entries that are not there yet. */
  readonly giftsOf: (statement: GiftsAsked) => CountAndSum | undefined;
};

/** Judges an entry whose form is right by all that stands before it: the desk before it takes it, and anybody afterwards. Gifts, closes and what takes names back have rules of their own. */
export function judgeByBook(entry: Entry, known: Known): readonly EntryFault[] {
  const faults = [...undefinedIn(entry, known), ...ownRules(entry, known)];
  if (faults.length > 0) return faults;
  const movements = movementsOf(entry);
  if (!movements.some(({ by }) => by < 0)) return [];
  return shortfalls(addMovements(known.balances, movements), movements).map(({ fund, of, closing }) =>
    'cur' in of
      ? { code: 'fund_short', field: 'amt', detail: `${placeOf(fund)} would hold ${closing} ${of.cur}` }
      : { code: 'stock_short', field: 'lines', detail: `${placeOf(fund)} would hold ${closing} ${of.article.unit} ${of.article.name}` },
  );
}

/** Public facts of an entry as it was entered; nothing of a kind that is never corrected. Lines that lie beside the log must have been put in. */
export function targetOf(entry: Entry): Target | undefined {
  const fresh = { refunded: 0, voided: [], claimed: false };
  if (entry.k === 'gift') {
    const { place, ch, cur, amt } = entry;
    return { ...fresh, k: 'gift', facts: { ...fundOf(entry), ...(place === undefined ? {} : { place }), ch, cur, amt } };
  }
  if (entry.k === 'goods' && 'lines' in entry) {
    const { place, lines } = entry;
    return { ...fresh, k: 'goods', facts: { ...fundOf(entry), ...(place === undefined ? {} : { place }), lines } };
  }
  if (entry.k === 'spend') {
    const { cur, amt, payee, purpose, voucher } = entry;
    return { ...fresh, k: 'spend', facts: { ...fundOf(entry), cur, amt, payee, purpose, ...(voucher === undefined ? {} : { voucher }) } };
  }
  if (entry.k === 'hand' && 'lines' in entry) {
    const { lines, payee, purpose, voucher } = entry;
    return { ...fresh, k: 'hand', facts: { ...fundOf(entry), lines, payee, purpose, ...(voucher === undefined ? {} : { voucher }) } };
  }
  return undefined;
}

/** What holds of an entry after a later one that points at it. */
export function changeTarget(target: Target, by: FixEntry | RefundEntry | VoidEntry | ClaimEntry): Target {
  if (by.k === 'claim') return { ...target, claimed: true };
  if (by.k === 'refund') return { ...target, refunded: target.refunded + by.amt };
  if (by.k === 'void') return { ...target, voided: [...target.voided, by.what] };
  const { refunded, voided, claimed } = target;
  const kept = { refunded, voided, claimed };
  if (by.what === 'gift') return { ...kept, k: 'gift', facts: by.now };
  if (by.what === 'goods') return { ...kept, k: 'goods', facts: by.now };
  return by.what === 'spend' ? { ...kept, k: 'spend', facts: by.now } : { ...kept, k: 'hand', facts: by.now };
}

function ownRules(entry: Entry, known: Known): readonly EntryFault[] {
  if (entry.k === 'transfer') return judgeTransfer(entry);
  if (entry.k === 'statement') return judgeStatement(entry, known.giftsOf(entry));
  if (entry.k === 'balance') {
    const repeated = movementsOf(entry).find((one) => known.broughtBefore(balanceKey(one)));
    return repeated === undefined ? [] : [{ code: 'balance_repeated', field: 'campaign', detail: placeOf(entry) }];
  }
  if (entry.k === 'fix') return judgeFix(entry, known.target);
  if (entry.k === 'refund') return judgeRefund(entry, known.target);
  if (entry.k === 'claim') return judgeClaim(known.target);
  return entry.k === 'void' ? judgeVoid(entry, known.target) : [];
}

function judgeTransfer({ legs, consent }: TransferEntry): readonly EntryFault[] {
  const sum = legs.reduce((total, leg) => total + leg.by, 0);
  if (sum !== 0) return [{ code: 'transfer_unbalanced', field: 'legs', detail: `the legs come to ${sum}` }];
  const repeats = new Set(legs.map((leg) => JSON.stringify(fundOf(leg)))).size < legs.length;
  if (repeats) return [{ code: 'transfer_unbalanced', field: 'legs', detail: 'a fund has two legs' }];
  const purposes = new Set(legs.map(({ campaign, restricted }) => JSON.stringify([campaign, restricted === true])));
  // Between branches it stays what it was given for; anything else is a change of use, and somebody has to have agreed.
  return purposes.size === 1 || consent !== undefined ? [] : [{ code: 'consent_missing', field: 'consent', detail: [...purposes].join(' ') }];
}

function judgeStatement({ bill, ours, differences }: StatementEntry, found: CountAndSum | undefined): readonly EntryFault[] {
  if (found === undefined) return [{ code: 'bill_differs', field: 'upTo', detail: 'is beyond the record' }];
  if (ours.count !== found.count || ours.amt !== found.amt)
    return [{ code: 'bill_differs', field: 'ours', detail: `the record holds ${found.count} gifts of ${found.amt}` }];
  const explained = differences.reduce((sum, one) => ({ count: sum.count + one.count, amt: sum.amt + one.amt }), ours);
  if (explained.count === bill.count && explained.amt === bill.amt) return [];
  return [{ code: 'bill_differs', field: 'differences', detail: `explain ${explained.count} of ${explained.amt}, not ${bill.count} of ${bill.amt}` }];
}

function judgeFix(entry: FixEntry, target: Target | undefined): readonly EntryFault[] {
  if (target === undefined || target.k !== entry.what) return [{ code: 'target_wrong', field: 'of', detail: `no ${entry.what}` }];
  if (!isSame(entry.was, target.facts)) return [{ code: 'fix_differs', field: 'was', detail: 'is not what holds now' }];
  if (isSame(entry.was, entry.now)) return [{ code: 'fix_differs', field: 'now', detail: 'changes nothing' }];
  const stays = ['ch', 'cur'].find((field) => read(entry.was, field) !== read(entry.now, field));
  if (stays !== undefined) return [{ code: 'fix_differs', field: `now.${stays}`, detail: 'is never corrected' }];
  const least = entry.what === 'gift' && entry.now.amt < target.refunded;
  return least ? [{ code: 'refund_exceeds', field: 'now.amt', detail: `${target.refunded} were refunded already` }] : [];
}

function judgeRefund(entry: RefundEntry, target: Target | undefined): readonly EntryFault[] {
  if (target?.k !== 'gift') return [{ code: 'target_wrong', field: 'of', detail: 'no gift' }];
  const { ch, cur, amt } = target.facts;
  if (!isSame(fundOf(entry), fundOf(target.facts)) || entry.ch !== ch || entry.cur !== cur)
    return [{ code: 'refund_differs', field: 'campaign', detail: `the gift is of ${placeOf(target.facts)}, ${ch}, ${cur}` }];
  const left = amt - target.refunded;
  return entry.amt > left ? [{ code: 'refund_exceeds', field: 'amt', detail: `${left} are left of the gift` }] : [];
}

function judgeClaim(target: Target | undefined): readonly EntryFault[] {
  if (target?.k !== 'gift') return [{ code: 'target_wrong', field: 'of', detail: 'no gift' }];
  return target.claimed ? [{ code: 'claim_repeated', field: 'of', detail: 'was claimed before' }] : [];
}

function judgeVoid(entry: VoidEntry, target: Target | undefined): readonly EntryFault[] {
  if (target?.k !== 'gift' && target?.k !== 'goods') return [{ code: 'target_wrong', field: 'of', detail: 'no gift' }];
  return target.voided.includes(entry.what) ? [{ code: 'void_repeated', field: 'what', detail: entry.what }] : [];
}

function undefinedIn(entry: Entry, { defined }: Known): readonly EntryFault[] {
  const missing = (what: 'branch' | 'campaign' | 'place', id: string | undefined, field: string): readonly EntryFault[] =>
    id === undefined || defined(what, id) ? [] : [{ code: 'entry_undefined', field, detail: `${what} ${id}` }];
  const fund = ({ branch, campaign }: Fund, at: string) => [...missing('branch', branch, `${at}branch`), ...missing('campaign', campaign, `${at}campaign`)];
  if (entry.k === 'transfer') return entry.legs.flatMap((leg, at) => fund(leg, `legs[${at}].`));
  if (entry.k === 'fix') return [...fund(entry.now, 'now.'), ...('place' in entry.now ? missing('place', entry.now.place, 'now.place') : [])];
  if (entry.k === 'goods') return [...fund(entry, ''), ...missing('place', entry.place, 'place')];
  return entry.k === 'spend' || entry.k === 'hand' || entry.k === 'balance' || entry.k === 'refund' ? fund(entry, '') : [];
}

const placeOf = ({ branch, campaign, restricted }: Fund): string => `${branch}/${campaign}${restricted === true ? ' (restricted)' : ''}`;
const isSame = (left: Json, right: Json): boolean => sameBytes(canonicalBytes(left), canonicalBytes(right));
const read = (facts: object, field: string): unknown => Reflect.get(facts, field);
