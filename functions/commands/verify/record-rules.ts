import { createHash } from 'node:crypto';
import { addEntries, type Definitions, emptyLive, type IssueSummary, type Live } from '../../disclosure/live.ts';
import { addUse, NO_USES, touchesUses, type Uses } from '../../disclosure/uses.ts';
import { type Balance, type Balances, balanceKey, bookMovements, carryOver } from '../../domain/balances.ts';
import { closeGoods, closeStatement, closeSums, closeTotals } from '../../domain/close.ts';
import type { CloseEntry, DefineEntry, Entry, GiftEntry, OpenEntry, PointingEntry } from '../../domain/entry.ts';
import { judgeByBook } from '../../domain/entry-judgement.ts';
import type { GivenLine, KeyEntry } from '../../domain/entry-moves.ts';
import { parseEntry } from '../../domain/entry-rules.ts';
import { canonicalBytes, ENTRY_LIMIT, type Json, parseCanonical } from '../../domain/ledger/canonical.ts';
import { parseVerifierKey } from '../../domain/ledger/note.ts';
import { movementsOf, withLines } from '../../domain/movements.ts';
import { type Day, parseDay } from '../../domain/time.ts';
import { earlierFacts } from './earlier-facts.ts';
import { seenIds } from './entry-ids.ts';
import type { Code, Finding } from './finding.ts';

/** What an entry breaks, without the file it stands in. */
export type Broken = Pick<Finding, 'code' | 'detail'>;

/** The record as it stands after the entries followed so far. */
export type RecordSoFar = {
  readonly open?: OpenEntry;
  /** Further keys of the log, in the order in which it introduced them. */
  readonly keys: readonly KeyEntry[];
  /** Digests of the policies of witnesses, in the same order. */
  readonly policies: readonly string[];
  readonly live: Live;
  readonly closed: readonly IssueSummary[];
  /** First indices of entries that could not be understood; what is computed past one of them proves nothing. */
  readonly broken: readonly number[];
  /** The latest day that an entry names as its own. */
  readonly latestOn?: Day;
};

/** What an entry that was followed asks to be looked at beside it. */
export type Followed = {
  readonly entry?: Entry;
  readonly broken: readonly Broken[];
  /** The statement that the close ends the issue with, as the entries have it. */
  readonly statement?: Uint8Array;
};

/** Follows the entries of a log one by one, and judges each by its own form and by all that stand before it. */
export function followRecord() {
  const ids = seenIds();
  const definitions: { readonly size: number; readonly definitions: Definitions }[] = [];
  const closed: IssueSummary[] = [];
  const broken: number[] = [];
  let kinds = new Uint8Array(1024);
  let live: Live = emptyLive(EPOCH);
  let open: OpenEntry | undefined;
  let latestOn: Day | undefined;
  const keys: KeyEntry[] = [];
  const policies: string[] = [];
  let inIssue: Entry[] = [];
  let parents: string[] = [];
  let balances = new Map<string, Balance>();
  const facts = earlierFacts();
  const brought = new Set<string>();
  let uses: Uses = NO_USES;
  const touching: number[] = [];
  let owedFrom: number | undefined;

  const byBook = (entry: Entry): readonly Broken[] => {
    if (entry.k === 'key') return keyFaults(entry, { open, size: live.size });
    const [of] = 'of' in entry ? (entry.of ?? []) : [];
    const target = of === undefined || of.index >= live.size ? undefined : facts.at(of.index);
    const lists = { branch: live.definitions.branches, campaign: live.definitions.campaigns, place: live.definitions.places };
    const defined = (what: keyof typeof lists, id: string) => has(lists[what], id);
    return judgeByBook(entry, { defined, balances, broughtBefore: (key) => brought.has(key), target, giftsOf: facts.giftsOf }).map((one) =>
      wrong(one.code, `${one.field}: ${one.detail}`),
    );
  };

  const judge = (entry: Entry): readonly Broken[] => {
    const placed = (entry.k === 'open') === (live.size === 0) ? [] : [wrong('opening_entry_misplaced', entry.k)];
    if (entry.k === 'define') return [...placed, ...dangling(entry, live.definitions)];
    const orphans = parents.filter((id) => !has(live.definitions.branches, id)).map((id) => wrong('definition_dangling', `parent ${id}`));
    parents = [];
    if (entry.k === 'gift') return [...placed, ...orphans, ...undefinedIn(entry, live.definitions)];
    if (entry.k === 'close') return [...placed, ...orphans, ...judgeClose(entry, live.issue, { entries: inIssue, balances })];
    if (entry.k === 'gap')
      return [...placed, ...orphans, ...(entry.from < live.issue.from || entry.through < entry.from ? [wrong('gap_misplaced', entry.from)] : [])];
    return [...placed, ...orphans, ...byBook(entry)];
  };

  const follow = (bytes: Uint8Array, beside?: LinesBeside): Followed => {
    const index = live.size;
    const value = parseCanonical(bytes, ENTRY_LIMIT);
    const parsed = value === undefined ? undefined : parseEntry(value);
    if (parsed === undefined || !parsed.ok) {
      if (broken.length < 1000) broken.push(index);
      live = { ...live, size: index + 1 };
      return {
        broken: parsed === undefined ? [wrong('entry_not_canonical')] : parsed.faults.map(({ field, problem }) => wrong(parsed.code, `${field} ${problem}`)),
      };
    }
    const entry = putLines(parsed.entry, beside);
    if ((entry.k === 'goods' || entry.k === 'hand') && 'list' in entry) {
      broken.push(index); // its list was judged where it was read
      live = { ...live, size: index + 1 };
      return { broken: [] };
    }
    if (entry.k === 'open' && index === 0) {
      open = entry;
      live = emptyLive(entry.on);
    }
    const seen = ids.add(entry.id, index);
    const faults = [...(seen === undefined ? [] : [wrong('id_repeated', `as at ${seen}`)]), ...judge(entry)];
    const statement = entry.k === 'close' ? statementOf(entry, live.issue, { entries: inIssue, balances }) : undefined;
    if (statement !== undefined && entry.k === 'close' && sha256(statement) !== entry.sha256) faults.push(wrong('close_digest', sha256(statement)));
    if (entry.k === 'define' && entry.parent !== undefined) parents.push(entry.parent);
    live = addEntries(live, [entry]);
    if (entry.k === 'key') keys.push(entry);
    if (entry.k === 'policy') policies.push(entry.sha256);
    if (latestOn === undefined || entry.on > latestOn) latestOn = entry.on;
    if (index >= kinds.length) kinds = doubled(kinds);
    kinds[index] = entry.k === 'gift' ? (entry.unclaimed === true ? UNCLAIMED : GIFT) : entry.k === 'goods' ? GOODS : entry.k === 'claim' ? CLAIM : OTHER;
    const movements = movementsOf(entry);
    bookMovements(balances, movements);
    facts.add(entry, index);
    uses = addUse(uses, entry, { index, issue: live.issue.number, row: index - live.issue.first + 1 });
    if (touchesUses(entry)) touching.push(index);
    if (touchesUses(entry) && entry.k !== 'define' && (entry.k !== 'close' || entry.sums !== undefined)) owedFrom ??= index;
    if (entry.k === 'balance') for (const movement of movements) brought.add(balanceKey(movement));
    if (entry.k === 'define') definitions.push({ size: live.size, definitions: live.definitions });
    if (entry.k === 'close') {
      closed.push(...live.closed.slice(0, 1));
      inIssue = [];
      balances = carryOver(balances);
    } else inIssue.push(entry.k === 'gift' ? thin(entry) : entry);
    return { entry, broken: faults, ...(statement === undefined ? {} : { statement }) };
  };

  return {
    follow,
    soFar: (): RecordSoFar => ({
      live,
      keys,
      policies,
      closed,
      broken,
      ...(open === undefined ? {} : { open }),
      ...(latestOn === undefined ? {} : { latestOn }),
    }),
    /** What the pages of uses and reports are drawn from, after the entries followed so far. */
    uses: (): Uses => uses,
    /** The last entry before `size` that those pages must know; `owed` where such pages must be there at all. */
    usesTouchedBefore: (size: number): { readonly last: number; readonly owed: boolean } => ({
      last: touching.findLast((index) => index < size) ?? -1,
      owed: owedFrom !== undefined && owedFrom < size,
    }),
    /** Names and rules as they held for a log of this size. */
    definitionsAt: (size: number): Definitions => definitions.findLast((one) => one.size <= size)?.definitions ?? emptyLive(EPOCH).definitions,
    isGift: (index: number): boolean => kinds[index] === GIFT || kinds[index] === UNCLAIMED || kinds[index] === GOODS,
    /** Tells whether an entry commits to a donor's name, which then can be taken back. */
    isNaming: (index: number): boolean => kinds[index] === GIFT || kinds[index] === UNCLAIMED || kinds[index] === GOODS || kinds[index] === CLAIM,
    /** Tells whether an entry says something that may be corrected. */
    isCorrectable: (index: number): boolean => facts.at(index) !== undefined,
    isUnclaimed: (index: number): boolean => kinds[index] === UNCLAIMED,
  };
}

export type FollowedRecord = ReturnType<typeof followRecord>;

const [OTHER, GIFT, UNCLAIMED, GOODS, CLAIM] = [1, 2, 3, 4, 5];
const EPOCH = parseDay('1970-01-01') ?? unreachableDay();

function unreachableDay(): never {
  throw new TypeError('1970-01-01 is a day');
}

const wrong = (code: Code, detail?: string): Broken => (detail === undefined ? { code } : { code, detail });
const has = (list: { readonly [id: string]: DefineEntry }, id: string): boolean => Object.hasOwn(list, id);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function dangling(entry: DefineEntry, known: Definitions): readonly Broken[] {
  const branch = entry.branch === undefined || has(known.branches, entry.branch) ? [] : [wrong('definition_dangling', `branch ${entry.branch}`)];
  const campaign = entry.campaign === undefined || has(known.campaigns, entry.campaign) ? [] : [wrong('definition_dangling', `campaign ${entry.campaign}`)];
  return [...branch, ...campaign];
}

function undefinedIn(gift: GiftEntry, known: Definitions): readonly Broken[] {
  const branch = has(known.branches, gift.branch) ? [] : [wrong('gift_undefined', `branch ${gift.branch}`)];
  const campaign = has(known.campaigns, gift.campaign) ? [] : [wrong('gift_undefined', `campaign ${gift.campaign}`)];
  const place = gift.place === undefined || has(known.places, gift.place) ? [] : [wrong('gift_undefined', `place ${gift.place}`)];
  return [...branch, ...campaign, ...place];
}

type InIssue = { readonly entries: readonly Entry[]; readonly balances: Balances };

function judgeClose(close: CloseEntry, issue: IssueSummary, { entries, balances }: InIssue): readonly Broken[] {
  const totals = write(closeTotals(entries).map((total) => ({ ...total })));
  const gap = entries.find((entry) => entry.k === 'gap' && entry.through > close.through);
  return [
    ...(close.number === issue.number ? [] : [wrong('close_number', `${close.number}, not ${issue.number}`)]),
    ...(close.first === issue.first ? [] : [wrong('close_range', `${close.first}, not ${issue.first}`)]),
    ...(close.from === issue.from && close.through >= close.from ? [] : [wrong('close_days', `${close.from} to ${close.through}, not from ${issue.from}`)]),
    ...(write(close.totals.map((total) => ({ ...total }))) === totals ? [] : [wrong('close_totals', totals)]),
    ...(close.sums === undefined ? [] : judgeSums(close, { entries, balances })),
    ...(gap === undefined ? [] : [wrong('gap_misplaced', `through ${close.through}`)]),
  ];
}

function judgeSums(close: CloseEntry, { entries, balances }: InIssue): readonly Broken[] {
  const sums = write(closeSums(balances).map((sum) => ({ ...sum })));
  const goods = write({ ...closeGoods(entries) });
  const isSame = write((close.sums ?? []).map((sum) => ({ ...sum }))) === sums && write({ ...close.goods }) === goods;
  return isSame ? [] : [wrong('close_totals', `${sums} ${goods}`)];
}

/** The first version of the record closed without balances, and its issues stay as they are. */
function statementOf(close: CloseEntry, issue: IssueSummary, { entries, balances }: InIssue): Uint8Array {
  const whole = { number: issue.number, first: issue.first, entries, from: issue.from, through: close.through };
  return closeStatement(close.sums === undefined ? whole : { ...whole, balances });
}

/** A key that the log takes on is its own, and signs nothing that was signed before. */
function keyFaults(entry: KeyEntry, at: { readonly open: OpenEntry | undefined; readonly size: number }): readonly Broken[] {
  const isOwn = parseVerifierKey(entry.vkey)?.name === at.open?.origin;
  return isOwn && entry.from > at.size ? [] : [wrong('key_wrong', `${entry.vkey} from ${entry.from}`)];
}

/** Lines of an entry that lie beside the log, as they were read and judged. */
export type LinesBeside = { readonly lines: readonly GivenLine[] };

function putLines(entry: Entry, beside: LinesBeside | undefined): Entry {
  return beside !== undefined && (entry.k === 'goods' || entry.k === 'hand') ? withLines(entry, beside.lines) : entry;
}

const write = (value: Json): string => new TextDecoder().decode(canonicalBytes(value));

const NO_COMMITMENTS = { at: '', intent: '', name: '', note: '', ref: '', shown: '' };

/** A gift as far as sums need it: an issue of a million gifts fits into memory. */
function thin(gift: GiftEntry): GiftEntry {
  return { ...gift, id: '', c: NO_COMMITMENTS };
}

function doubled(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(2 * bytes.length);
  more.set(bytes);
  return more;
}

/** Whether an entry points at earlier ones. */
export function isPointing(entry: Entry): entry is PointingEntry {
  return ('of' in entry && entry.of !== undefined) || entry.k === 'withdraw' || entry.k === 'erase';
}
