import type { Deps } from '../deps.ts';
import { ROWS_PER_PAGE } from '../disclosure/live.ts';
import type { DedicationKind } from '../domain/dedication.ts';
import { sameBytes } from '../domain/ledger/hash.ts';
import { formatTilePath, TILE_WIDTH } from '../domain/ledger/tile.ts';
import { tileOf } from '../domain/ledger/tree.ts';
import { recordNumber } from '../domain/number.ts';
import { formatInstant } from '../domain/time.ts';
import type { Item } from '../store/database.ts';
import { bytesOf, numberOf, textOf } from '../store/item.ts';
import { donationKey, entryKey, identityKey, publicationKey } from '../store/tables.ts';
import { claimOf } from './claim-of.ts';
import { dedicationOf } from './dedication-of.ts';
import { readHead } from './read-head.ts';
import { type Returned, refundOf } from './refund-of.ts';
import { isDonorToken } from './tokens.ts';
import { type Withdrawal, withdrawalOf } from './withdraw-name.ts';

/** Generation of the log; another one begins only after its key has leaked. */
export const GENERATION = 1;

/** Where a published gift stands, and since when: `row` counts from 1 within its issue, `publishedAt` is RFC 3339. */
export type Place = {
  readonly number: string;
  readonly index: number;
  readonly row: number;
  readonly issue: number;
  readonly page: number;
  readonly publishedAt: string;
};

export type DonationView = {
  readonly id: string;
  readonly state: 'pending' | 'expired' | 'paid' | 'published';
  readonly amount: { readonly currency: string; readonly minor: number };
  readonly campaign: string;
  readonly place?: string;
  readonly orderedAt?: string;
  readonly paidAt?: string;
  readonly settledAt?: string;
  readonly dedication?: DedicationKind;
  /** `shown` is empty once the name was taken back. */
  readonly preview: { readonly shown: string; readonly held: boolean };
  readonly withdrawal: Withdrawal;
  /** Absent where nothing went back. */
  readonly refund?: Returned;
  /** Nothing while the gift is on its way into the log, or the claim to it is. */
  readonly entry: Place | null;
  /** Where the claim to it stands; nothing where it was never claimed. */
  readonly claim?: Pick<Place, 'number' | 'index' | 'publishedAt'>;
  /** When the link was last given back to somebody who had lost it. */
  readonly recoveredAt?: string;
};

export type DonationRead = { readonly ok: true; readonly view: DonationView; readonly item: Item } | { readonly ok: false; readonly code: 'token_invalid' };

/** A gift for the one who holds its token; an unknown id and a wrong token are answered alike. */
export async function readDonation(
  deps: Pick<Deps, 'db' | 'log' | 'logKey' | 'secret'>,
  claim: { readonly id: string; readonly token: string },
): Promise<DonationRead> {
  const item = isDonorToken(deps.secret, claim) ? await deps.db.get('records', donationKey(claim.id)) : undefined;
  if (item === undefined) return { ok: false, code: 'token_invalid' };
  const granted = await claimOf(deps, item);
  const [own, claimed] = await Promise.all(
    [item, granted].map(async (one) => (one?.state === 'paid' ? publishedPlace(deps, textOf(one, 'entryId')) : undefined)),
  );
  const entry = granted === undefined || claimed !== undefined ? own : undefined; // a gift whose claim is on its way is not ready
  const named = claimed === undefined ? {} : { claim: { number: claimed.number, index: claimed.index, publishedAt: claimed.publishedAt } };
  return { ok: true, item, view: { ...viewOf(item, granted), state: entry === undefined ? stateOf(item) : 'published', entry: entry ?? null, ...named } };
}

/** Where an entry stands, if a published checkpoint covers it: before that an index is told to nobody (M5). */
export async function publishedPlace(deps: Pick<Deps, 'db' | 'log' | 'logKey'>, entryId: string): Promise<Place | undefined> {
  const place = await deps.db.get('ledger', identityKey(entryId));
  if (place === undefined) return undefined;
  const head = await readHead(deps);
  const [index, row] = [numberOf(place, 'index'), numberOf(place, 'row')];
  if (head === undefined || head.checkpoint.size <= index || !(await isPublishedAs(deps, { entryId, index, size: head.checkpoint.size }))) return undefined;
  const atMs = await publishedAtMs(deps, index);
  if (atMs === undefined) return undefined; // a publisher died between commit and note: the next one writes it
  return {
    number: recordNumber(GENERATION, index),
    index,
    row,
    issue: numberOf(place, 'issue'),
    page: Math.ceil(row / ROWS_PER_PAGE),
    publishedAt: formatInstant(atMs),
  };
}

/** Whether the published tree holds this entry there: an older table that was restored gives other entries the same indices, until publication stops. */
async function isPublishedAs(deps: Pick<Deps, 'db' | 'log'>, at: { entryId: string; index: number; size: number }): Promise<boolean> {
  const path = formatTilePath(tileOf(at.size, { level: 0, index: at.index }));
  const [tile, item] = await Promise.all([deps.log.get(path), deps.db.get('ledger', entryKey(at.index))]);
  const from = (at.index % TILE_WIDTH) * 32;
  return tile !== undefined && item?.id === at.entryId && sameBytes(tile.bytes.subarray(from, from + 32), bytesOf(item, 'leaf'));
}

/** When the first checkpoint that covers an index was published. */
async function publishedAtMs(deps: Pick<Deps, 'db'>, index: number): Promise<number | undefined> {
  const key = publicationKey(index + 1);
  const [first] = await deps.db.query('ledger', { pk: key.pk, from: key.sk, limit: 1 });
  return first === undefined ? undefined : numberOf(first, 'atMs');
}

function stateOf(item: Item): 'pending' | 'expired' | 'paid' {
  const state = textOf(item, 'state');
  return state === 'pending' || state === 'expired' ? state : 'paid';
}

function viewOf(item: Item, claim: Item | undefined) {
  const named = claim ?? item;
  const at = (field: string) => (typeof item[field] === 'number' ? formatInstant(item[field]) : undefined);
  const [orderedAt, paidAt, settledAt, recoveredAt] = [at('orderedAtMs'), at('paidAtMs'), at('settledAtMs'), at('recoveredAtMs')];
  const dedication = dedicationOf(item)?.kind;
  return {
    id: textOf(item, 'id'),
    amount: { currency: textOf(item, 'cur'), minor: numberOf(item, 'amt') },
    campaign: textOf(item, 'campaign'),
    ...(typeof item.place === 'string' ? { place: item.place } : {}),
    ...(orderedAt === undefined ? {} : { orderedAt }),
    ...(paidAt === undefined ? {} : { paidAt }),
    ...(settledAt === undefined ? {} : { settledAt }),
    ...(dedication === undefined ? {} : { dedication }),
    preview: { shown: typeof named.shown === 'string' ? named.shown : '', held: named.held === true },
    withdrawal: withdrawalOf(named),
    ...(recoveredAt === undefined ? {} : { recoveredAt }),
    ...refundOf(item),
  };
}
