import type { LaterKindEntry } from './entry-moves.ts';
import type { Currency } from './money.ts';
import type { Bilingual } from './society.ts';
import type { Day } from './time.ts';

/** Fields that every entry of the log has. `id` is 80 bits in lower-case hex, `on` a Shanghai day. */
export type Common = { readonly v: 1; readonly id: string; readonly on: Day };

/** Commitments of a gift, base64url without padding; an absent value is the empty string and is committed as well. */
export type GiftCommitments = {
  readonly at: string;
  readonly intent: string;
  readonly name: string;
  readonly note: string;
  readonly ref: string;
  readonly shown: string;
};

/** First entry of every log: who writes it, under which key, in which zone; `simulated` where the clock was not the wall's. */
export type OpenEntry = Common & {
  readonly k: 'open';
  readonly schema: 1;
  readonly origin: string;
  readonly vkey: string;
  readonly society: Bilingual;
  readonly code: string;
  readonly zone: 'Asia/Shanghai';
  readonly demonstration?: true;
  readonly simulated?: true;
};

/** Name and rules of a branch, a campaign or a place as they hold from here on. */
export type DefineEntry = Common & {
  readonly k: 'define';
  readonly what: 'branch' | 'campaign' | 'place';
  readonly key: string;
  readonly name: Bilingual;
  readonly level?: 'province' | 'city' | 'county';
  readonly parent?: string;
  readonly branch?: string;
  readonly campaign?: string;
  readonly purpose?: Bilingual;
  readonly kind?: 'general' | 'emergency' | 'restricted';
  readonly from?: Day;
  readonly to?: Day;
  readonly revoked?: true;
};

/** One gift of money. `amt` is positive, in minor units of `cur`; `unclaimed` where nobody has said yet whose it is. */
export type GiftEntry = Common & {
  readonly k: 'gift';
  readonly branch: string;
  readonly campaign: string;
  readonly place?: string;
  readonly restricted?: true;
  readonly unclaimed?: true;
  readonly ch: string;
  readonly cur: 'CNY';
  readonly amt: number;
  readonly c: GiftCommitments;
};

/** Count and sum of one kind, channel and currency. */
export type CloseTotal = { readonly k: 'gift'; readonly ch: string; readonly cur: 'CNY'; readonly count: number; readonly amt: number };

/** Ends issue `number`: the entries `first` to the one before this. `sha256` is of the canonical `/log/1/close/<number>.json`. */
export type CloseEntry = Common & {
  readonly k: 'close';
  readonly number: number;
  readonly first: number;
  readonly from: Day;
  readonly through: Day;
  readonly totals: readonly CloseTotal[];
  /** In this currency: what there was, what became of it, what there is. Absent in issues closed by the first version, whose statement has no balances either. */
  readonly sums?: readonly CloseSum[];
  readonly goods?: CloseGoods;
  readonly sha256: string;
};

/** Grand total of an issue in one currency: `closing` is the sum of the others. `used` and `refunded` are negative, `moved` is zero over all branches. */
export type CloseSum = {
  readonly cur: Currency;
  readonly opening: number;
  readonly brought: number;
  readonly received: number;
  readonly refunded: number;
  readonly used: number;
  readonly moved: number;
  readonly closing: number;
};

/** Goods of an issue: consignments received, those of them without a stated value, and times that goods were handed out. */
export type CloseGoods = { readonly received: number; readonly unvalued: number; readonly handed: number };

/** Says that the system could not enter anything between two instants' days; `restore`: that a place had to be filled after tables were restored. */
export type GapEntry = Common & { readonly k: 'gap'; readonly from: Day; readonly through: Day; readonly cause: 'downtime' | 'restore' };

/** An earlier entry: its index, and its leaf hash in base64. */
export type EntryPointer = { readonly index: number; readonly leaf: string };

/** Which entries are meant, in order of index; a list that would pass 4 KB lies at `/log/1/lists/<id>.json`, and `sha256` is of that file. */
export type Pointing = { readonly of: readonly EntryPointer[] } | { readonly list: { readonly count: number; readonly sha256: string } };

/** Says that shown names and messages of gifts were taken back at their donors' request; their openings are gone. */
export type WithdrawEntry = Common & Pointing & { readonly k: 'withdraw'; readonly fields: readonly OpenedField[] };

/** Says that personal values of gifts were erased, and on which ground; what is left of each is its entry. */
export type EraseEntry = Common & Pointing & { readonly k: 'erase'; readonly fields: readonly OpenedField[]; readonly ground: ErasureGround };

/** A value of a gift that is committed to and not written. */
export type OpenedField = keyof GiftCommitments;

/** On which ground personal values are erased (Personal Information Protection Law art 47). */
export type ErasureGround = 'purpose_ended' | 'consent_withdrawn' | 'unlawful' | 'other_law';

export type Entry = OpenEntry | DefineEntry | GiftEntry | CloseEntry | GapEntry | WithdrawEntry | EraseEntry | LaterKindEntry;

/** An entry that takes something of earlier entries away. */
export type ForgettingEntry = Extract<Entry, { readonly k: 'withdraw' | 'erase' }>;

/** An entry that points back at earlier ones. */
export type PointingEntry = Extract<Entry, { readonly k: PointingKind }>;

/** Kinds that may point back: what `/after` lists. */
export type PointingKind = 'withdraw' | 'erase' | 'fix' | 'refund' | 'void' | 'claim' | 'spend' | 'hand';
