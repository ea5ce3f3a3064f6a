import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getPublicKey, hashes, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import type { Answering } from '../../functions/actions/sign-answer.ts';
import type { Deps } from '../../functions/deps.ts';
import type { Shells } from '../../functions/disclosure/live-pages.ts';
import { receiptsName } from '../../functions/domain/dated-answer.ts';
import { ED25519, verifierKey } from '../../functions/domain/ledger/note.ts';
import { money } from '../../functions/domain/money.ts';
import type { Society } from '../../functions/domain/society.ts';
import { checkSociety } from '../../functions/domain/society-rules.ts';
import type { Gateway, Payment } from '../../functions/gateways/gateway.ts';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import { createTables, startDynoxide } from '../../infra/local/dynoxide.ts';
import { folderFiles } from '../../infra/local/folder-files.ts';
import type { Counters } from '../../infra/local/replay/counters.ts';
import { makeSigner } from '../documents/signature/signers.ts';

hashes.sha512 = sha512;

export type World = Deps &
  Answering & {
    readonly alarms: string[];
    clockMs: number;
    readonly stop: () => Promise<void>;
    readonly folder: string;
    readonly endpoint: string;
  };

/** The demonstration society, as every deployment of it reads it. */
export function demonstration(): Society {
  const check = checkSociety(JSON.parse(readFileSync(new URL('../../site/society/demonstration.json', import.meta.url), 'utf8')));
  if (!check.ok) throw new Error(JSON.stringify(check.errors));
  return check.society;
}

/** A portal's stores, real ones: the embedded database in memory and folders as buckets; the clock is the test's. `counters` see what passes. */
export async function createWorld(startMs: number, counters?: Pick<Counters, 'meter' | 'around'>): Promise<World> {
  const bucket = (name: string, durable: boolean) =>
    counters?.around(name, folderFiles(join(folder, name), { durable })) ?? folderFiles(join(folder, name), { durable });
  const emulator = await startDynoxide({});
  const tables = { records: 'records', ledger: 'ledger' };
  await createTables(emulator.endpoint, tables);
  const folder = mkdtempSync(join(tmpdir(), 'daylight-'));
  const seed = randomBytes(32);
  const society = demonstration();
  const logKey = verifierKey(society.origin, ED25519, getPublicKey(seed));
  const receiptsSeed = randomBytes(32);
  const alarms: string[] = [];
  const { signer: documentSigner } = await makeSigner('p256');
  const world: World = {
    alarms,
    clockMs: startMs,
    folder,
    endpoint: emulator.endpoint,
    now: () => world.clockMs,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    society,
    db: dynamoDatabase({ tables, endpoint: emulator.endpoint, region: 'local', ...(counters === undefined ? {} : { meter: counters.meter }) }),
    log: bucket('log', true),
    publicFiles: bucket('public', false),
    privateFiles: bucket('private', true),
    logKey,
    signer: { key: logKey, sign: async (text) => sign(text, seed) },
    receipts: { key: verifierKey(receiptsName(society.origin), ED25519, getPublicKey(receiptsSeed)), sign: async (text) => sign(text, receiptsSeed) },
    documentSigner: async () => documentSigner,
    readShells: async () => bareShells(),
    publicUrl: 'https://daylight.example.org',
    secret: randomBytes(32),
    gateways: new Map([['sandbox', openHand]]),
    alarm: (code) => alarms.push(code),
    stop: async () => {
      await emulator.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return world;
}

const SHELL = '<title>{{fill:title}}</title><meta name="log-size" content="{{fill:size}}"><main><!--fill:main--></main>';

/** Shells with nothing around what they are filled with. */
function bareShells(): Shells {
  const both = { zh: SHELL, en: SHELL };
  return { home: both, today: both, campaign: both, disclosures: both, issue: both, page: both };
}

/** A gateway that takes every order; what it does about payments, the tests do. */
export const openHand: Gateway = {
  id: 'sandbox',
  methods: ['sandbox'],
  placeOrder: async (order) => ({ ok: true, pay: { kind: 'redirect', url: `/pay/${order.orderNo}`, expiresAt: new Date(order.expiresAtMs).toISOString() } }),
  readNotice: async () => ({ kind: 'ignored', why: 'none here' }),
  findOrder: async () => ({ state: 'unknown' }),
  answer: () => ({ status: 200, body: '', contentType: 'text/plain' }),
};

/** A verified payment of an order. */
export function payment(orderNo: string, change: Partial<Payment> & { readonly paidAtMs: number }): Payment {
  return { gateway: 'sandbox', serial: `S${orderNo}`, orderNo, amount: money('CNY', 10_000), ...change };
}
