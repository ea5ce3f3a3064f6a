import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { SHELLS } from '../../functions/disclosure/live-pages.ts';
import type { Database } from '../../functions/store/database.ts';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import { type Bundle, bundleFunctions } from '../../infra/bundle.ts';
import { createTables, startDynoxide } from '../../infra/local/dynoxide.ts';
import { createSandbox, type Sandbox } from '../../infra/local/sandbox/sandbox.ts';
import { type FunctionDesign, type FunctionName, type KeyName, TABLE_NAMES, TOPOLOGY } from '../../infra/topology.ts';
import { type BundleProcess, type Invoked, startBundle } from './bundle-process.ts';
import { guardDynamo, type TableAsked } from './dynamo-guard.ts';
import { apiAnswer, apiEvent } from './events.ts';
import { DOCUMENT_KEY, type KeyAsked, type KeyStandIn, RECEIPTS_KEY, startKeys } from './key-stand-in.ts';
import { type Asked, type S3StandIn, startS3 } from './s3-stand-in.ts';

export const PUBLIC_URL = 'https://daylight.example.org';
export const LOG_SEED = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
const SECRET = 'arn:aws:secretsmanager:ap-southeast-1:111122223333:secret:portal';
const SEED_SECRET = 'arn:aws:secretsmanager:ap-southeast-1:111122223333:secret:log-seed';
const MERCHANT_KEY = randomBytes(32);
const TABLES = { records: 'records-table', ledger: 'ledger-table' };

/** The deployment on one machine: bundles in processes of their own, and before every store a stand-in that refuses what the topology does not grant. */
export type Cloud = {
  readonly bundles: readonly Bundle[];
  readonly s3: S3StandIn;
  readonly keys: KeyStandIn;
  readonly sandbox: Sandbox;
  /** The tables past all rights, as an operator reads them. */
  readonly db: Database;
  /** What was asked for without a right to it. */
  readonly refused: string[];
  readonly tablesAsked: readonly TableAsked[];
  /** Secrets that no log may hold. */
  readonly secrets: readonly string[];
  readonly api: (request: Request, how?: { readonly base64: boolean }) => Promise<Response>;
  readonly wake: (name: FunctionName, event: unknown) => Promise<Invoked>;
  readonly said: (name?: FunctionName) => readonly string[];
  /** Ends a function's process, so that its next event meets a fresh one with these variables changed. */
  readonly restart: (name: FunctionName, change?: { readonly [variable: string]: string | undefined }) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startCloud(): Promise<Cloud> {
  const folder = mkdtempSync(join(tmpdir(), 'daylight-cloud-'));
  const refused: string[] = [];
  const judged =
    <Thing extends { readonly who: string }>(may: (design: FunctionDesign, asked: Thing) => boolean) =>
    (asked: Thing): boolean => {
      const design = TOPOLOGY.find(({ name }) => name === asked.who);
      const allowed = design !== undefined && may(design, asked);
      if (!allowed) refused.push(JSON.stringify(asked));
      return allowed;
    };
  const [emulator, bundles] = await Promise.all([startDynoxide({ environment: {} }), bundleFunctions({ outDir: join(folder, 'bundles') })]);
  await createTables(emulator.endpoint, TABLES);
  const [guard, s3, keys] = await Promise.all([guardDynamo(emulator.endpoint, judged(mayTable)), startS3(judged(mayBucket)), startKeys(judged(mayKey))]);
  const api: Cloud['api'] = async (request, how) => {
    const found = routeOf(request);
    if (found === undefined) return new Response('{"message":"Not Found"}', { status: 404 });
    const invoked = await wake(found.name, await apiEvent(request, { routeKey: found.routeKey, base64: how?.base64 ?? false }));
    return invoked.ok ? apiAnswer(invoked.answer as APIGatewayProxyStructuredResultV2) : new Response('{"message":"Internal Server Error"}', { status: 500 });
  };
  const market = await openMarket(join(folder, 'sandbox'), (url, init) => api(new Request(url, init), { base64: true }));
  const secrets = fillSecrets(keys, market);
  for (const name of SHELLS) for (const lang of ['', 'en/']) s3.putAs(`public-bucket/shells/${lang}${name}.html`, SHELL);
  const variables = (design: FunctionDesign) => ({
    ...stores(design, keys),
    ...client(design.name, { dynamo: guard.endpoint, s3: s3.endpoint, keys: keys.endpoint }),
  });
  const running = new Map<FunctionName, BundleProcess>();
  const said: [FunctionName, BundleProcess][] = [];
  const changes = new Map<FunctionName, { readonly [variable: string]: string | undefined }>();
  const wake: Cloud['wake'] = async (name, event) => {
    const design = TOPOLOGY.find((one) => one.name === name);
    if (design === undefined) throw new RangeError(name);
    const all = Object.entries({ ...variables(design), FONT_DIR: join(folder, 'bundles', name, 'fonts'), ...changes.get(name) });
    const env = Object.fromEntries(all.flatMap(([variable, value]) => (value === undefined ? [] : [[variable, value]])));
    const one = running.get(name) ?? (await startBundle(join(folder, 'bundles', name), env));
    if (!running.has(name)) said.push([name, one]);
    running.set(name, one);
    return one.invoke(event);
  };
  return {
    bundles,
    s3,
    keys,
    sandbox: market.sandbox,
    db: dynamoDatabase({ tables: TABLES, endpoint: emulator.endpoint, region: 'local' }),
    refused,
    tablesAsked: guard.asked,
    secrets,
    api,
    wake,
    said: (name) => said.filter(([of]) => name === undefined || of === name).flatMap(([, one]) => one.said),
    restart: async (name, change = {}) => {
      await running.get(name)?.stop();
      running.delete(name);
      changes.set(name, change);
    },
    stop: async () => {
      await Promise.all([...running.values()].map((one) => one.stop()));
      await market.stop();
      await Promise.all([guard.close(), s3.close(), keys.close()]);
      await emulator.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const SHELL = '<title>{{fill:title}}</title><meta name="log-size" content="{{fill:size}}"><main><!--fill:main--></main>';

/** The function that API Gateway would choose: an exact route before one that takes everything. */
function routeOf(request: Request): { readonly name: FunctionName; readonly routeKey: string } | undefined {
  const { pathname } = new URL(request.url);
  const routes = TOPOLOGY.flatMap(({ name, wakes }) => wakes.flatMap((wake) => (wake.by === 'http' ? [{ name, method: wake.method, path: wake.path }] : [])));
  const fits = routes.filter(({ method, path }) => (method === 'ANY' || method === request.method) && pattern(path).test(pathname));
  const [first] = fits.sort((a, b) => Number(a.path.includes('+')) - Number(b.path.includes('+')));
  return first === undefined ? undefined : { name: first.name, routeKey: `${first.method} ${first.path}` };
}

const pattern = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\+\}/g, '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

const within = (patterns: readonly string[] | undefined, key: string): boolean =>
  (patterns ?? []).some((one) => (one.endsWith('*') ? key.startsWith(one.slice(0, -1)) : key === one));

function mayTable(design: FunctionDesign, asked: TableAsked): boolean {
  const name = TABLE_NAMES.find((one) => TABLES[one] === asked.table);
  const right = name === undefined ? undefined : design.tables[name];
  if (asked.action === 'write') return right?.write.some((prefix) => asked.pk.startsWith(prefix)) ?? false;
  return right?.read === true && (asked.index === undefined || (right.indexes ?? []).includes(asked.index));
}

function mayBucket(design: FunctionDesign, asked: Asked): boolean {
  const right = Object.entries(design.buckets).find(([name]) => asked.bucket === `${name}-bucket`)?.[1];
  if (asked.method === 'GET') return within(right?.read, asked.key);
  return asked.method === 'PUT' && within(right?.write, asked.key);
}

function mayKey(design: FunctionDesign, asked: KeyAsked): boolean {
  const named = new Map<string, KeyName>([
    [SECRET, 'portal'],
    [DOCUMENT_KEY, 'documents'],
    [RECEIPTS_KEY, 'receipts'],
  ]);
  return design.keys.includes(named.get(asked.of) ?? 'log');
}

/** The variables that the deployment sets: names of what the function may use, and of nothing else. */
function stores(design: FunctionDesign, keys: KeyStandIn): { readonly [variable: string]: string } {
  const where = {
    log: ['LOG_KEY_ID', keys.logKeyId],
    receipts: ['RECEIPTS_KEY_ID', RECEIPTS_KEY],
    documents: ['DOCUMENT_KEY_ID', DOCUMENT_KEY],
    portal: ['PORTAL_SECRET', SECRET],
  } as const;
  return Object.fromEntries([
    ['PUBLIC_URL', PUBLIC_URL],
    ['SOCIETY_FILE', 'society.json'],
    ...(design.bills === true ? [['FISCAL_BILL', 'simulator']] : []),
    ...TABLE_NAMES.filter((name) => name in design.tables).map((name) => [`${name.toUpperCase()}_TABLE`, TABLES[name]]),
    ...Object.keys(design.buckets).map((name) => [`${name.toUpperCase()}_BUCKET`, `${name}-bucket`]),
    ...design.keys.map((name) => where[name]),
  ]);
}

/** What Lambda itself sets, with the stand-ins in the place of the services; the access key says which role asks. */
function client(name: string, at: { dynamo: string; s3: string; keys: string }): { readonly [variable: string]: string } {
  return {
    AWS_REGION: 'ap-southeast-1',
    AWS_ACCESS_KEY_ID: name,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_DYNAMODB: at.dynamo,
    AWS_ENDPOINT_URL_S3: at.s3,
    AWS_ENDPOINT_URL_KMS: at.keys,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: at.keys,
  };
}

type Market = { readonly sandbox: Sandbox; readonly address: string; readonly stop: () => Promise<void> };

async function openMarket(folder: string, fetch: (url: string, init: RequestInit) => Promise<Response>): Promise<Market> {
  const sandbox = createSandbox({
    folder,
    merchant: { id: 'daylight', name: '示范省示例公益会', key: new Uint8Array(MERCHANT_KEY), notifyUrl: `${PUBLIC_URL}/api/callbacks/sandbox` },
    publicUrl: PUBLIC_URL,
    clock: Date.now,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    fetch,
  });
  const server = serve({ fetch: sandbox.app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  return {
    sandbox,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sandbox`,
    stop: async () => {
      await sandbox.stop();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fillSecrets(keys: KeyStandIn, market: Market): readonly string[] {
  const root = randomBytes(32).toString('hex');
  const merchantKey = MERCHANT_KEY.toString('hex');
  const gateway = { SANDBOX_ADDRESS: market.address, SANDBOX_MERCHANT: 'daylight', SANDBOX_MERCHANT_KEY: merchantKey };
  keys.secrets.set(SECRET, JSON.stringify({ root, ...gateway, SANDBOX_PUBLIC_KEY: Buffer.from(market.sandbox.publicKey).toString('hex') }));
  keys.secrets.set(SEED_SECRET, LOG_SEED);
  return [root, merchantKey, LOG_SEED];
}
