import type { TableName } from '../functions/store/database.ts';
import { TABLES } from '../functions/store/tables.ts';

/** `log` is versioned, locked and name-free; `public` and `private` keep no versions, because a withdrawn name must be gone. */
export type BucketName = 'log' | 'public' | 'private';

/** `log`: signs checkpoints and nothing else. `portal`: the secret that donors' tokens and merchant credentials come from. */
export type KeyName = 'log' | 'portal';

export type Method = 'GET' | 'POST' | 'ANY';

/** What starts a function. Schedules are read in `TIME_ZONE`. */
export type Wake =
  | { readonly by: 'http'; readonly method: Method; readonly path: string }
  | { readonly by: 'stream'; readonly table: TableName; readonly prefix: string }
  | { readonly by: 'schedule'; readonly name: string; readonly expression: string };

/** Rights on one table: `write` lists the beginnings of the partition keys that may be changed; reading is never narrower than the table. */
export type TableRight = { readonly read: boolean; readonly write: readonly string[] };

/** Rights on one bucket: the beginnings of the object keys that may be read and put; `''` is the whole bucket. */
export type BucketRight = { readonly read: readonly string[]; readonly write: readonly string[] };

export type FunctionDesign = {
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
};

/** Zone of every schedule; a day of the portal is a day in Shanghai wherever it runs. */
export const TIME_ZONE = 'Asia/Shanghai';

/** Beginning of every object key in the bucket `log`: the same as in the address, because no edge in China rewrites paths. */
export const LOG_PREFIX = 'log/1/';

const EVERYTHING = [''] as const;
const GIFTS = ['D#'] as const;
const OUTBOX = [TABLES.ledger.wakesOn] as const;

/**
 * The one list of what runs: which file, what wakes it, what it may touch. The deployment grants exactly this, the bundler
 * builds exactly this, and a test compares both with it.
 */
export const FUNCTIONS = {
  'public-api': {
    entry: 'functions/lambda/public-api.ts',
    purpose: 'takes gifts and answers what became of them',
    wakes: [{ by: 'http', method: 'ANY', path: '/api/{proxy+}' }],
    tables: { records: { read: true, write: GIFTS }, ledger: { read: true, write: [] } },
    buckets: { log: { read: [LOG_PREFIX], write: [] } },
    keys: ['portal'],
    memoryMb: 1024,
    timeoutSeconds: 20,
    draws: false,
  },
  callbacks: {
    entry: 'functions/lambda/callbacks.ts',
    purpose: 'settles what a gateway vouches for',
    wakes: [{ by: 'http', method: 'POST', path: '/api/callbacks/{gateway}' }],
    tables: { records: { read: true, write: GIFTS }, ledger: { read: true, write: OUTBOX } },
    buckets: {},
    keys: ['portal'],
    memoryMb: 1024,
    timeoutSeconds: 10,
    draws: false,
  },
  documents: {
    entry: 'functions/lambda/documents.ts',
    purpose: 'draws receipt and certificate once and hands them to the holder of the token',
    wakes: [
      { by: 'http', method: 'POST', path: '/api/donations/{id}/documents/{kind}' },
      { by: 'http', method: 'GET', path: '/api/files/{capability}' },
    ],
    tables: { records: { read: true, write: GIFTS }, ledger: { read: true, write: [] } },
    buckets: { log: { read: [LOG_PREFIX], write: [] }, private: { read: EVERYTHING, write: EVERYTHING } },
    keys: ['portal'],
    memoryMb: 2048,
    timeoutSeconds: 30,
    draws: true,
  },
  publisher: {
    entry: 'functions/lambda/publisher.ts',
    purpose: 'admits, publishes and signs; the only writer of the log and of the filled pages',
    wakes: [
      { by: 'stream', table: 'ledger', prefix: TABLES.ledger.wakesOn },
      { by: 'schedule', name: 'publish', expression: 'rate(1 minute)' },
    ],
    tables: { records: { read: true, write: GIFTS }, ledger: { read: true, write: EVERYTHING } },
    buckets: { log: { read: [LOG_PREFIX], write: [LOG_PREFIX] }, public: { read: EVERYTHING, write: EVERYTHING } },
    keys: ['log', 'portal'],
    memoryMb: 1769,
    timeoutSeconds: 120,
    draws: false,
  },
  closer: {
    entry: 'functions/lambda/closer.ts',
    purpose: 'lays the close of the day before, and of days missed, into the outbox; the publisher does the rest',
    wakes: [
      { by: 'schedule', name: 'close', expression: 'cron(5 0 * * ? *)' },
      { by: 'schedule', name: 'catch-up', expression: 'cron(0/10 * * * ? *)' },
    ],
    tables: { records: { read: true, write: [] }, ledger: { read: true, write: OUTBOX } },
    buckets: { log: { read: [LOG_PREFIX], write: [] } },
    keys: ['portal'],
    memoryMb: 1024,
    timeoutSeconds: 300,
    draws: false,
  },
  sweeper: {
    entry: 'functions/lambda/sweeper.ts',
    purpose: 'asks gateways for payments whose callback never came',
    wakes: [{ by: 'schedule', name: 'sweep', expression: 'rate(1 minute)' }],
    tables: { records: { read: true, write: GIFTS }, ledger: { read: true, write: OUTBOX } },
    buckets: {},
    keys: ['portal'],
    memoryMb: 512,
    timeoutSeconds: 55,
    draws: false,
  },
} as const satisfies { readonly [name: string]: FunctionDesign };

export type FunctionName = keyof typeof FUNCTIONS;

/** All functions with their names, in the order of the list. */
export const TOPOLOGY: readonly (FunctionDesign & { readonly name: string })[] = Object.entries(FUNCTIONS).map(([name, design]) => ({ name, ...design }));

/**
 * What the publisher alone writes in the bucket `public`, as patterns of object keys (`*` is any run of characters).
 * A deployment brings styles, shells and pages without figures; it leaves out what fits here, and removes nothing.
 */
export const PUBLISHED = [
  'index.html',
  'today.html',
  'roll.html',
  'use.html',
  'reports.html',
  'campaigns/*',
  'disclosures/*',
  'en/index.html',
  'en/today.html',
  'en/roll.html',
  'en/use.html',
  'en/reports.html',
  'en/campaigns/*',
  'en/disclosures/*',
  'open/*',
  'after/*',
  'log/*',
] as const;

/** Tells whether an object key of the bucket `public` belongs to the publisher and not to a deployment. */
export function isPublished(key: string): boolean {
  return PUBLISHED.some((pattern) => (pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern));
}
