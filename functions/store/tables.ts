import type { Key, TableName } from './database.ts';

/** A secondary index: all items that have both attributes, in order of the number. */
export type IndexDesign = { readonly partition: string; readonly sort: string; readonly projection: 'KEYS_ONLY' };

export type TableDesign = {
  readonly partition: 'pk';
  readonly sort: 'sk';
  readonly indexes: Readonly<Record<string, IndexDesign>>;
  /** Epoch seconds after which the database may drop the item; set on counts of attempts only, never on a gift. */
  readonly timeToLive?: string;
  /** Partition key prefix of the new images that wake the publisher; the stream is a wake-up call and never the truth. */
  readonly wakesOn?: string;
};

/**
 * The two tables as data: the deployment, the embedded database and the tests all create them from here.
 *
 * `records`, where salts and names live:
 * - donation `D#<donation id>` / `DONATION`; while something is owed to it, it carries `dueShard` and `dueAt` (epoch ms)
 * - further order of a gift `D#<donation id>` / `ORDER#<attempt, 2 digits>`, with `dueShard` and `dueAt` of its own
 * - document `D#<donation id>` / `DOC#<kind>`
 * - fiscal bill `D#<donation id>` / `BILL`, with a `dueShard` of bills and `dueAt` while something is owed to it
 * - what an adapter for fiscal bills keeps `BILLS#<adapter>` / `<row>`, and how much stock was left when it was last asked `BILLS` / `STOCK`
 * - turns at a gateway `QUEUE#<gateway>` / `<line, 0-7>`
 * - entered `E#<entry id>` / `ENTERED`: that staff entered it, and the values behind its commitments
 * - query `QUERY#OPEN` / `<query id>` until it ends, then `QUERY#<query id>` / `QUERY`: somebody asks where a gift is
 * - attempts `TRY#<who, as a digest>` / `<window>`: how often somebody has looked something up; the database drops them
 * - pledge `PLEDGE` / `<reference code>`: the gift whose donor was given the code for a bank transfer
 * - claim that staff decide `CLAIM#OPEN` / `<claim id>` until they have, then `CLAIM#<claim id>` / `CLAIM` without what was typed
 * - unclaimed `UNCLAIMED#<day>` / `<amount, 13 digits>#<donation id>`: a payment of a file that came without an order and whose payer is known
 * - refund `REFUND#<refund number>` / `REFUND`, and until it ends `REFUND#OPEN` / `<refund number>`, which holds the money from its confirmation on
 * - staff `STAFF` / `<number of the change, 6 digits>`: one signed change after the other, from which follows who has which key
 * - account `ACCOUNT#<channel>#<account>` / `LAST`: where the last imported statement of it ended
 * - comparison `COMPARED#<gateway>` / `<day>`: what became of a day's bill; `COMPARED#<gateway>` / `FEES`: what the
 *   gateway kept and no spending says yet
 *
 * `ledger`, where neither salt nor name lives:
 * - counter `CTR` / `CTR`: the next index
 * - outbox `OUTBOX#<0-7>` / `<settledAtMs, 13 digits>#<entry id>`: the final bytes of an entry that has no index yet;
 *   with `points`, the ids of entries whose places are written into the bytes at admission; with `entered`, the kind of
 *   an entry that staff entered
 * - entry `B#<bundle>` / `<position in the bundle, 3 digits>`
 * - identity `ID#<entry id>` / `ID`: the index, given once
 * - turn `BOOK` / `BOOK`: counts what staff entered, so that two who spend from one fund come one after the other
 * - halt `HALT` / `<publication or close>`: what stands still and why
 * - publication `PUB` / `<size, 13 digits>`: when the checkpoint of that size was published, and as it was signed
 * - signing `SIGN` / `<size, 13 digits>#<16 hex digits>`: that a checkpoint was about to be signed, noted before
 */
export const TABLES = {
  records: {
    partition: 'pk',
    sort: 'sk',
    indexes: { due: { partition: 'dueShard', sort: 'dueAt', projection: 'KEYS_ONLY' } },
    timeToLive: 'expiresAt',
  },
  ledger: { partition: 'pk', sort: 'sk', indexes: {}, wakesOn: 'OUTBOX#' },
} as const satisfies Record<TableName, TableDesign>;

/** Partitions of the outbox and of the `due` index; a reader of either asks all of them. */
export const SHARDS = ['0', '1', '2', '3', '4', '5', '6', '7'] as const;

export type Shard = (typeof SHARDS)[number];

/** Entries in one bundle, and so in one `B#` partition. */
export const BUNDLE_SIZE = 256;

export const COUNTER_KEY: Key = { pk: 'CTR', sk: 'CTR' };

/** Whoever enters something takes the next turn. */
export const BOOK_KEY: Key = { pk: 'BOOK', sk: 'BOOK' };

export function enteredKey(entryId: string): Key {
  return { pk: `E#${entryId}`, sk: 'ENTERED' };
}

export function haltKey(what: 'publication' | 'close'): Key {
  return { pk: 'HALT', sk: what };
}

/** Sorts by size, so that the first at or after `index + 1` is the publication of an entry. */
export function publicationKey(size: number): Key {
  return { pk: 'PUB', sk: String(size).padStart(13, '0') };
}

/** Sorts by size; `draw` tells two signings of one size apart. */
export function signingKey(size: number, draw: string): Key {
  return { pk: 'SIGN', sk: `${String(size).padStart(13, '0')}#${draw}` };
}

/** Spreads ids evenly over the shards; the same id always falls into the same one. */
export function shardOf(id: string): Shard {
  const sum = [...id].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  return SHARDS[sum % SHARDS.length] ?? '0';
}

export function donationKey(donationId: string): Key {
  return { pk: `D#${donationId}`, sk: 'DONATION' };
}

/** Turns at a gateway that takes only so many orders a second: lines `0` to `7`, each with `nextMs`, its next free instant. */
export function queuePartition(gateway: string): string {
  return `QUEUE#${gateway}`;
}

/** One of several orders of a gift; `attempt` is that of its order number. */
export function orderKey(donationId: string, attempt: number): Key {
  return { pk: `D#${donationId}`, sk: `ORDER#${String(attempt).padStart(2, '0')}` };
}

export function documentKey(donationId: string, kind: string): Key {
  return { pk: `D#${donationId}`, sk: `DOC#${kind}` };
}

/** One gift has one fiscal bill at a time. */
export function billKey(donationId: string): Key {
  return { pk: `D#${donationId}`, sk: 'BILL' };
}

/** Partition of the `due` index for bills: they must not stand before orders that wait to be asked about. */
export function billShard(shard: Shard): string {
  return `bill-${shard}`;
}

/** Partition of the `due` index for bills that a platform refused and a person looks at. */
export const REFUSED_BILLS = 'bill-refused';

/** Beginning of every partition that adapters for fiscal bills keep something in. */
export const BILL_BOOKS = 'BILLS';

export function billBookKey(adapter: string, row: string): Key {
  return { pk: `${BILL_BOOKS}#${adapter}`, sk: row };
}

/** How much stock was left when the platform was last asked. */
export const BILL_STOCK_KEY: Key = { pk: BILL_BOOKS, sk: 'STOCK' };

/** Partition of all pledges, in order of their codes. */
export const PLEDGES = 'PLEDGE';

export function pledgeKey(code: string): Key {
  return { pk: PLEDGES, sk: code };
}

/** Partition of the claims that wait for staff. */
export const OPEN_CLAIMS = 'CLAIM#OPEN';

export function openClaimKey(claimId: string): Key {
  return { pk: OPEN_CLAIMS, sk: claimId };
}

export function claimRequestKey(claimId: string): Key {
  return { pk: `CLAIM#${claimId}`, sk: 'CLAIM' };
}

/** Unclaimed payments of a day, in order of amount. */
export function unclaimedPartition(day: string): string {
  return `UNCLAIMED#${day}`;
}

/** `minor` in minor units of the society's own currency; `donationId` is empty where all of one amount are asked for. */
export function unclaimedKey(day: string, minor: number, donationId: string): Key {
  return { pk: unclaimedPartition(day), sk: `${String(minor).padStart(13, '0')}#${donationId}` };
}

export function accountKey(channel: string, account: string): Key {
  return { pk: `ACCOUNT#${channel}#${account}`, sk: 'LAST' };
}

/** Days of a gateway whose bills were compared, in order, and its fees behind them. */
export function comparedPartition(gateway: string): string {
  return `COMPARED#${gateway}`;
}

export function comparedKey(gateway: string, day: string): Key {
  return { pk: comparedPartition(gateway), sk: day };
}

export function feesKey(gateway: string): Key {
  return { pk: comparedPartition(gateway), sk: 'FEES' };
}

/** Partition of the refunds that have not ended. */
export const OPEN_REFUNDS = 'REFUND#OPEN';

export function openRefundKey(refundNo: string): Key {
  return { pk: OPEN_REFUNDS, sk: refundNo };
}

export function refundKey(refundNo: string): Key {
  return { pk: `REFUND#${refundNo}`, sk: 'REFUND' };
}

/** Partition of the changes of the staff's keys, in their order; nothing in it is ever changed or removed. */
export const STAFF = 'STAFF';

/** `change` counts from 1. */
export function staffKey(change: number): Key {
  return { pk: STAFF, sk: String(change).padStart(6, '0') };
}

/** Partition of the queries that have not ended. */
export const OPEN_QUERIES = 'QUERY#OPEN';

export function openQueryKey(queryId: string): Key {
  return { pk: OPEN_QUERIES, sk: queryId };
}

export function queryKey(queryId: string): Key {
  return { pk: `QUERY#${queryId}`, sk: 'QUERY' };
}

/** `who` is a digest, or `all`; `window` counts from 1970. */
export function attemptKey(window: number, who: string): Key {
  return { pk: `TRY#${who}`, sk: String(window).padStart(8, '0') };
}

export function outboxPartition(shard: Shard): string {
  return `${TABLES.ledger.wakesOn}${shard}`;
}

/** Sorts by time of settlement within its shard; the shard follows from the entry id. */
export function outboxKey(entryId: string, settledAtMs: number): Key {
  return { pk: outboxPartition(shardOf(entryId)), sk: `${String(settledAtMs).padStart(13, '0')}#${entryId}` };
}

export function bundlePartition(bundle: number): string {
  return `B#${bundle}`;
}

/** `index` counts from 0 over the whole log. */
export function entryKey(index: number): Key {
  return { pk: bundlePartition(Math.floor(index / BUNDLE_SIZE)), sk: String(index % BUNDLE_SIZE).padStart(3, '0') };
}

export function identityKey(entryId: string): Key {
  return { pk: `ID#${entryId}`, sk: 'ID' };
}

/** The input of DynamoDB's CreateTable for one table, as the embedded database and the tests send it (on demand, no stream). */
export function createTableInput(table: TableName, tableName: string) {
  const { indexes }: TableDesign = TABLES[table];
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [
      attribute('pk', 'S'),
      attribute('sk', 'S'),
      ...Object.values(indexes).flatMap((index) => [attribute(index.partition, 'S'), attribute(index.sort, 'N')]),
    ],
    KeySchema: keySchema('pk', 'sk'),
    ...(Object.keys(indexes).length === 0 ? {} : { GlobalSecondaryIndexes: Object.entries(indexes).map(([name, index]) => indexInput(name, index)) }),
  };
}

function indexInput(name: string, index: IndexDesign) {
  return { IndexName: name, KeySchema: keySchema(index.partition, index.sort), Projection: { ProjectionType: index.projection } };
}

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}

function attribute(name: string, type: 'S' | 'N') {
  return { AttributeName: name, AttributeType: type };
}
