import type { Common, EntryPointer, GiftCommitments } from './entry.ts';
import type { Currency } from './money.ts';
import type { Day } from './time.ts';

/** What somebody wrote down, in Chinese and, where it was translated, in English. */
export type Words = { readonly zh: string; readonly en?: string };

/** Where money and goods lie: `restricted` is the part of a campaign that donors bound further. Spending draws on one of these, and none falls below zero (M10). */
export type Fund = { readonly branch: string; readonly campaign: string; readonly restricted?: true };

/** What goods are counted as: two lines of the same name, specification and unit are the same thing. */
export type Article = { readonly name: string; readonly spec?: string; readonly unit: string };

/** A line of goods; `count` is positive and whole. */
export type Line = Article & { readonly count: number };

/** What the giver says a line is worth, and on which paper it stands; goods without it are counted only (M9). */
export type StatedValue = { readonly cur: Currency; readonly amt: number; readonly basis: 'invoice' | 'customs' | 'contract' | 'letter' };

/** A line of goods as it was given. */
export type GivenLine = Line & { readonly value?: StatedValue };

/** A list that would pass 4 KB lies at `/log/1/lists/<id>.json` as `{"lines":[…],"v":1}`; `sha256` is of that file. */
export type ListBeside = { readonly count: number; readonly sha256: string };

/** Lines in the entry, or beside the log. Whoever reads an entry puts the lines in (`linesOf` throws where nobody has). */
export type Lined<One extends Line> = { readonly lines: readonly One[] } | { readonly list: ListBeside };

/** Who received something. A person's name is a commitment; everybody else is named, since level by level the public reads who received. */
export type Payee = { readonly class: PayeeClass; readonly name: string } | { readonly class: 'person' };

export type PayeeClass = 'medical' | 'school' | 'government' | 'organisation' | 'supplier';

/** Goods given, with the same commitments as a gift of money; `ref` is of the consignment or the paper that came along. */
export type GoodsEntry = Common & Fund & { readonly k: 'goods'; readonly place?: string; readonly c: GiftCommitments } & Lined<GivenLine>;

/** What a payment and goods handed out have in common; `voucher` is the SHA-256 of the paper, `of` the gifts it was made from, where they are known one by one. */
type Use = Fund & {
  readonly payee: Payee;
  readonly purpose: Words;
  readonly voucher?: string;
  readonly of?: readonly EntryPointer[];
  readonly c?: { readonly payee: string };
};

/** Money used. */
export type SpendEntry = Common & Use & { readonly k: 'spend'; readonly cur: Currency; readonly amt: number };

/** Goods handed out. */
export type HandEntry = Common & Use & { readonly k: 'hand' } & Lined<Line>;

/** One leg of a transfer; `by` is negative where something leaves. */
export type Leg = Fund & { readonly by: number };

/**
 * Money or goods moved between funds: both legs in one entry, together zero, so that no sum over branches counts it
 * twice. Where it leaves what it was given for, `consent` says who agreed (Charity Law arts 56 and 58).
 */
export type TransferEntry = Common & {
  readonly k: 'transfer';
  readonly legs: readonly Leg[];
  readonly purpose: Words;
  readonly consent?: 'donor' | 'public_notice' | 'filed';
} & ({ readonly cur: Currency } | { readonly article: Article });

/** What a fund held before the record began, once for each currency and article. */
export type BalanceEntry = Common &
  Fund & { readonly k: 'balance'; readonly purpose: Words } & (
    | { readonly cur: Currency; readonly amt: number }
    | { readonly article: Article; readonly count: number }
  );

/** Count and sum; negative where it takes away. */
export type CountAndSum = { readonly count: number; readonly amt: number };

/** One part of the difference between an acquirer's bill and the log. */
export type Difference = CountAndSum & {
  readonly why: 'missing_here' | 'missing_there' | 'other_day' | 'amount_differs' | 'refund' | 'fee' | 'other';
  readonly note?: Words;
};

/**
 * What an acquirer or a bank says came in over days, beside what the log holds of that channel and those days among its
 * first `upTo` entries, and the difference explained: bill = `ours` + differences. `sha256` and `length` are of the bill's file.
 */
export type StatementEntry = Common & {
  readonly k: 'statement';
  readonly ch: string;
  readonly from: Day;
  readonly through: Day;
  readonly cur: Currency;
  readonly bill: CountAndSum;
  readonly upTo: number;
  readonly ours: CountAndSum;
  readonly differences: readonly Difference[];
  readonly sha256?: string;
  readonly length?: number;
};

/** What a gift says in public that can be corrected. Channel and currency are what they were. */
export type GiftFacts = Fund & { readonly place?: string; readonly ch: string; readonly cur: Currency; readonly amt: number };
export type GoodsFacts = Fund & { readonly place?: string; readonly lines: readonly GivenLine[] };
export type SpendFacts = Fund & {
  readonly cur: Currency;
  readonly amt: number;
  readonly payee: Payee;
  readonly purpose: Words;
  readonly voucher?: string;
};
export type HandFacts = Fund & { readonly lines: readonly Line[]; readonly payee: Payee; readonly purpose: Words; readonly voucher?: string };

/** Public facts of an entry that can be corrected, by its kind. */
export type Facts =
  | { readonly what: 'gift'; readonly facts: GiftFacts }
  | { readonly what: 'goods'; readonly facts: GoodsFacts }
  | { readonly what: 'spend'; readonly facts: SpendFacts }
  | { readonly what: 'hand'; readonly facts: HandFacts };

type Change<What, Said> = { readonly what: What; readonly was: Said; readonly now: Said };

/** A correction of public facts: `was` is what held before it, corrections included, and `now` what holds from here on. */
export type FixEntry = Common & { readonly k: 'fix'; readonly of: readonly EntryPointer[]; readonly reason: Words } & (
    | Change<'gift', GiftFacts>
    | Change<'goods', GoodsFacts>
    | Change<'spend', SpendFacts>
    | Change<'hand', HandFacts>
  );

/** Why money went back (Civil Code arts 658 and 660: gifts for the public good are not revoked at will). */
export type RefundReason = 'mistake' | 'duplicate' | 'wrong_amount' | 'void_act' | 'guardian' | 'impossible';

/** Money given back to whom it came from. Fund, channel and currency repeat those of the gift, as corrected, so that every sum reads them here. */
export type RefundEntry = Common &
  Fund & {
    readonly k: 'refund';
    readonly of: readonly EntryPointer[];
    readonly ch: string;
    readonly cur: Currency;
    readonly amt: number;
    readonly why: RefundReason;
    readonly c: { readonly at: string; readonly ref: string };
  };

/** A document that counts no longer: of a gift, each kind once. */
export type VoidEntry = Common & {
  readonly k: 'void';
  readonly of: readonly EntryPointer[];
  readonly what: 'receipt' | 'certificate' | 'bill';
  readonly why: 'refunded' | 'corrected' | 'issued_wrongly' | 'other';
};

/** What a claim commits to, base64url without padding; an absent value is the empty string. */
export type ClaimCommitments = Pick<GiftCommitments, 'name' | 'note' | 'shown'>;

/** Says that somebody's claim to a gift of money was granted: one that nobody was named for, and each at most once. The gift stays as it is; its name is the one that this entry opens. */
export type ClaimEntry = Common & { readonly k: 'claim'; readonly of: readonly EntryPointer[]; readonly c: ClaimCommitments };

/** A report that was published elsewhere: what, over which days, and the digest by which anybody can tell that it is the same file. */
export type ReportEntry = Common & {
  readonly k: 'report';
  readonly what: 'audit' | 'annual' | 'financial' | 'project' | 'bank';
  readonly title: Words;
  readonly from: Day;
  readonly through: Day;
  readonly sha256: string;
  readonly length: number;
  readonly link: string;
};

/** A further key of the log; it signs from the checkpoint of size `from` on. */
export type KeyEntry = Common & { readonly k: 'key'; readonly vkey: string; readonly from: number };

/** The policy of witnesses that holds from here on: digest of `policy.txt`. */
export type PolicyEntry = Common & { readonly k: 'policy'; readonly sha256: string };

/** Entries that move money or goods, besides gifts of money. */
export type MovingEntry = GoodsEntry | SpendEntry | HandEntry | TransferEntry | BalanceEntry | FixEntry | RefundEntry;

/** Kinds that did not exist in the first version of the record. */
export type LaterKindEntry = MovingEntry | StatementEntry | VoidEntry | ClaimEntry | ReportEntry | KeyEntry | PolicyEntry;
