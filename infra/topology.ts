export { LOG_PREFIX } from '../functions/lambda/buckets.ts';

import { LOG_PREFIX } from '../functions/lambda/buckets.ts';
import type { TableName } from '../functions/store/database.ts';
import { BILL_BOOKS, PLEDGES, TABLES } from '../functions/store/tables.ts';

/** `log` is versioned, locked and name-free; `public` and `private` keep no versions, because a withdrawn name must be gone. */
export type BucketName = 'log' | 'public' | 'private';

/** `log`: signs checkpoints and nothing else. `receipts`: signs dated answers to donors and nothing else. `documents`: signs what donors keep and nothing else. `portal`: the secret that donors' tokens and merchant credentials come from. */
export type KeyName = 'log' | 'receipts' | 'documents' | 'portal';

export type Method = 'GET' | 'POST' | 'ANY';

/** What starts a function. Schedules are read in `TIME_ZONE`. A stream with a window gathers what comes within it. */
export type Wake =
  | { readonly by: 'http'; readonly method: Method; readonly path: string }
  | { readonly by: 'stream'; readonly table: TableName; readonly prefix: string; readonly windowSeconds?: number }
  | { readonly by: 'schedule'; readonly name: string; readonly expression: string };

/** Rights on one table: `write` lists the beginnings of the partition keys that may be changed; reading is never narrower than the table. */
export type TableRight = { readonly read: boolean; readonly indexes?: readonly string[]; readonly write: readonly string[] };

/** Rights on one bucket: patterns of the object keys that may be read and put, `*` being any run of characters. Nobody may delete. */
export type BucketRight = { readonly read: readonly string[]; readonly write: readonly string[] };

export type FunctionDesign = {
  readonly name: string;
  /** From the root of the repository; exports `handler`. */
  readonly entry: string;
  readonly purpose: string;
  readonly wakes: readonly Wake[];
  readonly tables: { readonly [table in TableName]?: TableRight };
  readonly buckets: { readonly [bucket in BucketName]?: BucketRight };
  readonly keys: readonly KeyName[];
  readonly memoryMb: number;
  /** HTTP answers end at 30 s, whatever stands here. */
  readonly timeoutSeconds: number;
  /** Draws documents: fonts and WebAssembly travel with the code. */
  readonly draws: boolean;
  /** Knows by which way the society issues fiscal bills. */
  readonly bills?: true;
};

/** Zone of every schedule; a day of the portal is a day in Shanghai wherever it runs. */
export const TIME_ZONE = 'Asia/Shanghai';

/**
 * What the publisher alone writes in the bucket `public`, as patterns of object keys (`*` is any run of characters).
 * A deployment brings styles, shells and pages without figures; it leaves out what fits here, and removes nothing.
 */
export const PUBLISHED = [
  'index.html',
  'today.html',
  'live.json',
  'uses.json',
  'pending.json',
  'queries.json',
  'roll.html',
  'use.html',
  'reports.html',
  'verify-offline.html',
  'check.html',
  'campaigns/*',
  'disclosures/*',
  'en/index.html',
  'en/today.html',
  'en/roll.html',
  'en/use.html',
  'en/reports.html',
  'en/verify-offline.html',
  'en/check.html',
  'en/campaigns/*',
  'en/disclosures/*',
  'open/*',
  'after/*',
  'posters/*',
] as const;

const LOG = [`${LOG_PREFIX}*`] as const;
const GIFTS = ['D#'] as const;
const DRAWN = ['documents/*'] as const;
const OUTBOX = [TABLES.ledger.wakesOn] as const;
const QUERIES = ['QUERY#'] as const;
const REFUNDS = ['REFUND#'] as const;

/** What witnesses add to beside the log; the rest of its bucket is closed to whoever asks them. */
export const COSIGNED = [`${LOG_PREFIX}checkpoints/*`, `${LOG_PREFIX}witnessed`, `${LOG_PREFIX}policy.txt`] as const;

/**
 * Rights of the two functions that write the log: nobody else signs, and nobody else writes what the public reads. They
 * write gifts only to take back again what the log says was taken back and a restored table brought along, and queries to
 * end those that are answered.
 */
const PUBLISHING = {
  tables: { records: { read: true, write: [...GIFTS, ...QUERIES] }, ledger: { read: true, write: ['CTR', ...OUTBOX, 'B#', 'ID#', 'HALT', 'PUB', 'SIGN'] } },
  buckets: { log: { read: LOG, write: LOG }, public: { read: ['shells/*', ...PUBLISHED], write: PUBLISHED } },
  keys: ['log', 'portal'],
} as const satisfies Pick<FunctionDesign, 'tables' | 'buckets' | 'keys'>;

/**
 * The one list of what runs: which file, what wakes it, what it may touch. The deployment grants exactly this, the bundler
 * builds exactly this, and a test compares both with it.
 */
export const FUNCTIONS = [
  {
    name: 'public-api',
    entry: 'functions/lambda/public-api.ts',
    purpose: 'takes gifts and answers what became of them',
    wakes: [{ by: 'http', method: 'ANY', path: '/api/{proxy+}' }],
    tables: { records: { read: true, write: [...GIFTS, PLEDGES, 'QUEUE#'] }, ledger: { read: true, write: [] } },
    buckets: { log: { read: LOG, write: [] } },
    keys: ['portal'],
    memoryMb: 1024,
    timeoutSeconds: 20,
    draws: false,
  },
  {
    name: 'callbacks',
    entry: 'functions/lambda/callbacks.ts',
    purpose: 'settles what a gateway vouches for, and takes names back: both change gifts and the outbox together; hears that a refund has news',
    wakes: [
      { by: 'http', method: 'POST', path: '/api/callbacks/{gateway}' },
      { by: 'http', method: 'POST', path: '/api/donations/{id}/withdraw-name' },
    ],
    tables: { records: { read: true, write: [...GIFTS, ...REFUNDS] }, ledger: { read: true, write: OUTBOX } },
    buckets: {},
    keys: ['portal'],
    memoryMb: 1024,
    timeoutSeconds: 10,
    draws: false,
  },
  {
    name: 'queries',
    entry: 'functions/lambda/queries.ts',
    purpose:
      'answers where a gift is, dated and signed, and settles what the gateway then vouches for; looks payments up; takes claims, which give a gift its holder',
    wakes: [
      { by: 'http', method: 'POST', path: '/api/donations/{id}/query' },
      { by: 'http', method: 'POST', path: '/api/lookup' },
      { by: 'http', method: 'POST', path: '/api/claims' },
      { by: 'http', method: 'POST', path: '/api/claims/asked' },
      { by: 'http', method: 'GET', path: '/api/claims/asked/{id}' },
      { by: 'http', method: 'POST', path: '/api/donations/{id}/name' },
    ],
    tables: { records: { read: true, write: [...GIFTS, ...QUERIES, 'CLAIM#', 'TRY#'] }, ledger: { read: true, write: OUTBOX } },
    buckets: { log: { read: LOG, write: [] }, public: { read: ['after/*'], write: [] } },
    keys: ['receipts', 'portal'],
    memoryMb: 1024,
    timeoutSeconds: 20,
    draws: false,
  },
  {
    name: 'documents',
    entry: 'functions/lambda/documents.ts',
    purpose: 'draws receipt and certificate once and hands them to the holder of the token; draws statements of a year',
    wakes: [
      { by: 'http', method: 'POST', path: '/api/donations/{id}/documents/{kind}' },
      { by: 'http', method: 'GET', path: '/api/donations/{id}/bill' },
      { by: 'http', method: 'POST', path: '/api/donations/{id}/bill' },
      { by: 'http', method: 'GET', path: '/api/files/{capability}' },
      { by: 'http', method: 'POST', path: '/api/statements' },
    ],
    tables: { records: { read: true, write: GIFTS }, ledger: { read: true, write: [] } },
    buckets: { log: { read: LOG, write: [] }, public: { read: ['after/*'], write: [] }, private: { read: DRAWN, write: DRAWN } },
    keys: ['documents', 'portal'],
    memoryMb: 2048,
    timeoutSeconds: 30,
    draws: true,
    bills: true,
  },
  {
    name: 'publisher',
    entry: 'functions/lambda/publisher.ts',
    purpose: 'admits, publishes and signs; fills the pages that show what was published',
    wakes: [
      { by: 'stream', table: 'ledger', prefix: TABLES.ledger.wakesOn },
      { by: 'schedule', name: 'publish', expression: 'rate(1 minute)' },
    ],
    ...PUBLISHING,
    memoryMb: 1769,
    timeoutSeconds: 120,
    draws: false,
  },
  {
    name: 'closer',
    entry: 'functions/lambda/closer.ts',
    purpose: 'closes the issue of the day before, and of days missed, which publishes and signs as well, and draws it as PDF; draws the posters',
    wakes: [
      { by: 'schedule', name: 'close', expression: 'cron(5 0 * * ? *)' },
      { by: 'schedule', name: 'catch-up', expression: 'cron(0/10 * * * ? *)' },
    ],
    ...PUBLISHING,
    memoryMb: 1769,
    timeoutSeconds: 300,
    draws: true,
  },
  {
    name: 'witnesses',
    entry: 'functions/lambda/witnesses.ts',
    purpose: 'shows what is published to the witnesses and keeps what they sign; nobody waits for it',
    wakes: [
      { by: 'stream', table: 'ledger', prefix: 'PUB', windowSeconds: 5 },
      { by: 'schedule', name: 'ask-witnesses', expression: 'rate(1 minute)' },
    ],
    tables: {},
    buckets: { log: { read: LOG, write: COSIGNED } },
    keys: [],
    memoryMb: 512,
    timeoutSeconds: 55,
    draws: false,
  },
  {
    name: 'sweeper',
    entry: 'functions/lambda/sweeper.ts',
    purpose: 'asks gateways for payments whose callback never came, and takes refunds that two people signed to their end and their entry',
    wakes: [{ by: 'schedule', name: 'sweep', expression: 'rate(1 minute)' }],
    tables: { records: { read: true, indexes: ['due'], write: [...GIFTS, ...REFUNDS, 'E#'] }, ledger: { read: true, write: [...OUTBOX, 'BOOK'] } },
    buckets: {},
    keys: ['portal'],
    memoryMb: 512,
    timeoutSeconds: 55,
    draws: false,
  },
  {
    name: 'biller',
    entry: 'functions/lambda/biller.ts',
    purpose: 'asks the finance platform for the fiscal bills of published gifts, and for red bills; says in the log which bill counts no longer',
    wakes: [{ by: 'schedule', name: 'bills', expression: 'rate(1 minute)' }],
    tables: { records: { read: true, indexes: ['due'], write: [...GIFTS, BILL_BOOKS, 'E#'] }, ledger: { read: true, write: [...OUTBOX, 'BOOK'] } },
    buckets: { log: { read: LOG, write: [] }, public: { read: ['live.json', 'after/*', 'disclosures/*'], write: [] }, private: { read: DRAWN, write: DRAWN } },
    keys: ['portal'],
    memoryMb: 512,
    timeoutSeconds: 55,
    draws: false,
    bills: true,
  },
  {
    name: 'reconciler',
    entry: 'functions/lambda/reconciler.ts',
    purpose: 'compares the bills of the gateways with the record, settles what was never told, and states the result',
    wakes: [{ by: 'schedule', name: 'reconcile', expression: 'cron(30 10-20 * * ? *)' }],
    tables: { records: { read: true, write: [...GIFTS, 'E#', 'COMPARED#'] }, ledger: { read: true, write: [...OUTBOX, 'BOOK'] } },
    buckets: {
      log: { read: LOG, write: [] },
      public: { read: ['live.json', 'after/*', 'disclosures/*'], write: [] },
      private: { read: ['bills/*'], write: ['bills/*'] },
    },
    keys: ['portal'],
    memoryMb: 1769,
    timeoutSeconds: 300,
    draws: false,
  },
] as const satisfies readonly FunctionDesign[];

export type FunctionName = (typeof FUNCTIONS)[number]['name'];

/** The list, each element with all fields of a design. */
export const TOPOLOGY: readonly (FunctionDesign & { readonly name: FunctionName })[] = FUNCTIONS;

export const TABLE_NAMES = ['records', 'ledger'] as const satisfies readonly TableName[];

export const BUCKET_NAMES = ['log', 'public', 'private'] as const satisfies readonly BucketName[];

export const KEY_NAMES = ['log', 'receipts', 'documents', 'portal'] as const satisfies readonly KeyName[];

/** Tells whether an object key of the bucket `public` belongs to the publisher and not to a deployment. */
export function isPublished(key: string): boolean {
  return PUBLISHED.some((pattern) => (pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern));
}
