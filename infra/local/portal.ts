import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Hono } from 'hono';
import { introduceKey } from '../../functions/actions/change-key.ts';
import { closeDue } from '../../functions/actions/close-day.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { drawIssues } from '../../functions/actions/draw-issues.ts';
import { publishClosed } from '../../functions/actions/publish-closed.ts';
import { type PublishedSettled, publishSettled } from '../../functions/actions/publish-settled.ts';
import { readLogDescription } from '../../functions/actions/read-log-description.ts';
import { shellReader } from '../../functions/actions/read-shells.ts';
import { replayForgotten } from '../../functions/actions/replay-forgotten.ts';
import type { Billing } from '../../functions/actions/request-bill.ts';
import type { Answering } from '../../functions/actions/sign-answer.ts';
import type { Deps, LogSigner, NoteSigner } from '../../functions/deps.ts';
import type { ChainRefusal } from '../../functions/documents/signature/chain.ts';
import type { DocumentSigner } from '../../functions/documents/signature/document-signer.ts';
import { timeStamper } from '../../functions/documents/signature/time-stamp.ts';
import { receiptsName } from '../../functions/domain/dated-answer.ts';
import { formatVerifierKey, type VerifierKey } from '../../functions/domain/ledger/note.ts';
import type { Society } from '../../functions/domain/society.ts';
import type { FiscalBills } from '../../functions/gateways/fiscal-bill/fiscal-bill.ts';
import { openFiscalBills } from '../../functions/lambda/fiscal-bills.ts';
import type { Database } from '../../functions/store/database.ts';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import type { Files } from '../../functions/store/files.ts';
import type { DataFolder } from './data-folder.ts';
import { deploySite } from './deploy-site.ts';
import { fileDocumentSigner } from './document-keys.ts';
import { createTables, isEmbedded, startDynoxide } from './dynoxide.ts';
import { folderFiles } from './folder-files.ts';
import { guardLog, judgeGuard } from './guarded-log.ts';
import { fileSigner, LOG_SEED, NEXT_LOG_SEED, openSecret } from './key-files.ts';
import { type PublisherLoop, publisherLoop } from './publisher-loop.ts';
import { purgeAtNextStart, purgeTables } from './purge-tables.ts';
import { SettingError } from './settings.ts';
import { openGateways, type SandboxElsewhere } from './stand-ins.ts';
import { wakeOnOutbox } from './wake-on-outbox.ts';

export type PortalOptions = {
  readonly folder: DataFolder;
  readonly society: Society;
  /** Folder of the built site. */
  readonly site: string;
  /** Address that browsers and phones use. */
  readonly publicUrl: string;
  /** Address at which this process itself answers, such as `http://127.0.0.1:8787`. */
  readonly ownUrl: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly simulated: boolean;
  /** How long a publication takes in what comes, counted from its beginning. */
  readonly windowMs: number;
  readonly sandboxElsewhere?: SandboxElsewhere;
  readonly meter?: (call: { readonly operation: string; readonly units: number }) => void;
  /** Put around each bucket, to count or to fail. */
  readonly around?: (name: 'log' | 'public' | 'private', files: Files) => Files;
  /** Put around the tables, for the same. */
  readonly aroundTables?: (db: Database) => Database;
  readonly alarm: Deps['alarm'];
  /** As in `Settings`. */
  readonly documentChainFile?: string;
  readonly timeStampUrl?: string;
  readonly fiscalBill?: string;
  /** Told after each publication, with the reading of `performance.now()` at which it began. */
  readonly published?: (outcome: PublishedSettled, beganMs: number) => void;
};

export type Portal = {
  readonly deps: Deps & Answering & Billing & { readonly fiscalBills: FiscalBills | undefined };
  /** Stand-ins for the gateways, to be mounted before the pages. */
  readonly standIns: Hono;
  readonly publisher: PublisherLoop;
  readonly stop: () => Promise<void>;
};

/** Why a portal does not start; each has its sentence in `sayRefusal`. */
export type StartRefusal = 'origin_differs' | 'table_lost' | 'too_many_definitions' | 'behind' | 'forked' | 'other_key' | 'clock_differs' | ChainRefusal;

export class RefusedStart extends Error {
  readonly reason: StartRefusal;
  constructor(reason: StartRefusal, dataDir: string) {
    super(sayRefusal(reason, dataDir));
    this.reason = reason;
  }
}

/**
 * Opens the whole portal on a data folder: embedded database, folders as buckets, key files, stand-in gateways, the
 * log (made at the first start) and the publisher. What an earlier process left half done is finished first.
 * Throws `RefusedStart`; the database that was started is stopped then.
 */
export async function openPortal(options: PortalOptions): Promise<Portal> {
  const { folder, society } = options;
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  const around = options.around ?? ((_, files) => files);
  const also: (NoteSigner & { readonly from: number })[] = [];
  const signer: LogSigner = { ...fileSigner(folder.keyFile(LOG_SEED), { origin: society.origin, random }), also };
  const log = guardLog(around('log', folderFiles(folder.log, { durable: true })), folder.guard);
  const refusal = await judgeFolder({ log, folder, key: signer.key, simulated: options.simulated });
  if (refusal !== undefined) throw new RefusedStart(refusal, folder.root);
  const documentSigner = await openDocumentSigner(options, random);
  if (isEmbedded()) purgeTables(folder);
  const emulator = await startDynoxide({ file: folder.tables });
  try {
    const tables = { records: 'daylight-records', ledger: 'daylight-ledger' };
    await createTables(emulator.endpoint, tables);
    const publicFiles = around('public', folderFiles(folder.public, { durable: false }));
    const metered = dynamoDatabase({ tables, endpoint: emulator.endpoint, region: 'local', ...(options.meter === undefined ? {} : { meter: options.meter }) });
    const db = options.aroundTables?.(metered) ?? metered;
    const gateways = await openGateways({ ...options, random });
    const privateFiles = around('private', folderFiles(folder.private, { durable: true }));
    const fiscalBills = openBills(options, { db, privateFiles });
    const deps: Portal['deps'] = {
      now: options.clock,
      random,
      society,
      db: wakeOnOutbox(db, () => publisher.wake()),
      log,
      publicFiles,
      privateFiles,
      fiscalBills,
      billsOffered: fiscalBills !== undefined,
      logKey: signer.key,
      signer,
      documentSigner: async () => documentSigner,
      readShells: shellReader({ publicFiles, now: options.clock }),
      publicUrl: options.publicUrl,
      secret: openSecret(folder.keyFile('portal.secret'), random),
      receipts: fileSigner(folder.keyFile('receipts.seed'), { origin: receiptsName(society.origin), random }),
      gateways: gateways.byId,
      alarm: options.alarm,
    };
    const failed = (error: unknown) => options.alarm('publisher_failed', { cause: error instanceof Error ? error.message : 'unknown' });
    const publish = async () => {
      const beganMs = performance.now();
      const outcome = await publishSettled(deps);
      if (outcome.ok && outcome.more) publisher.wake();
      options.published?.(outcome, beganMs);
    };
    const publisher = publisherLoop(publish, { windowMs: options.windowMs, failed });
    const created = await createLog(deps, { simulated: options.simulated });
    if (!created.ok) throw new RefusedStart(created.reason, folder.root);
    also.push(...(await openNextKey(deps, folder)));
    await deploySite(options.site, publicFiles);
    if ((await replayForgotten(deps)) > 0) purgeAtNextStart(folder); // whatever copy was put back here, before anybody can ask for it
    return {
      deps,
      standIns: gateways.app,
      publisher,
      stop: async () => {
        await gateways.stop();
        await publisher.stop();
        await emulator.stop();
      },
    };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

/** Where nothing is said a demonstration simulates fiscal bills, and anybody else issues none. */
function openBills({ society, fiscalBill }: PortalOptions, stores: Pick<Deps, 'db' | 'privateFiles'>): FiscalBills | undefined {
  try {
    return openFiscalBills(fiscalBill ?? (society.demonstration ? 'simulator' : 'none'), { society, ...stores });
  } catch (error) {
    throw new SettingError(`FISCAL_BILL cannot be used: ${error instanceof Error ? error.message : 'unknown cause'}.`);
  }
}

async function openDocumentSigner(options: PortalOptions, random: Deps['random']): Promise<DocumentSigner> {
  const { folder, society, alarm, documentChainFile: chainFile, timeStampUrl: address } = options;
  const stamper = address === undefined ? {} : { stamper: timeStamper({ address, alarm }) };
  const opened = await fileDocumentSigner({ keyFile: folder.keyFile, society, chainFile, random, now: Date.now, alarm, ...stamper });
  if (!opened.ok) throw new RefusedStart(opened.code, folder.root);
  return opened.signer;
}

/** The key that `npm run key` laid beside the log's: introduced at the first start that finds it, and from then on signing beside the other. */
async function openNextKey(deps: Deps, folder: DataFolder): Promise<readonly (NoteSigner & { readonly from: number })[]> {
  const file = folder.keyFile(NEXT_LOG_SEED);
  if (!existsSync(file)) return [];
  const next = fileSigner(file, { origin: deps.society.origin, random: deps.random });
  const from = await introduceKey(deps, next);
  return from === undefined ? [] : [{ ...next, from }];
}

/** Holds the log that lies here against the profile, the key and the checkpoint kept beside the folder. */
async function judgeFolder(at: { log: Files; folder: DataFolder; key: VerifierKey; simulated: boolean }): Promise<StartRefusal | undefined> {
  const said = await readLogDescription(at);
  if (said !== undefined && said.origin !== at.key.name) return 'origin_differs';
  if (said !== undefined && !said.keys.some(({ key, until }) => until === undefined && formatVerifierKey(key) === formatVerifierKey(at.key)))
    return 'other_key';
  if (said !== undefined && said.simulated !== at.simulated) return 'clock_differs';
  const verdict = await judgeGuard(at.log, at.folder.guard, at.key);
  if (verdict !== 'fits') return verdict;
  // Asked before the database is started: it would begin an empty file, beside which a restored one is not safe.
  const lost = isEmbedded() && !existsSync(at.folder.tables) && (await at.log.get('checkpoint')) !== undefined;
  return lost ? 'table_lost' : undefined;
}

/** Finishes what was left: publishes what is settled, closes what is due, and draws the front pages anew. */
export async function catchUp(portal: Portal): Promise<void> {
  while (true) {
    const published = await publishSettled(portal.deps, { always: true });
    if (!published.ok || !published.more) break;
  }
  await closeWhatIsDue(portal);
  await drawIssues(portal.deps);
}

/** Closes the issue that is due, and shows it; tells what came of it. */
export async function closeWhatIsDue({ deps }: Pick<Portal, 'deps'>): ReturnType<typeof closeDue> {
  const closed = await closeDue(deps);
  if (closed.outcome !== 'not_due') await publishClosed(deps);
  return closed;
}

function sayRefusal(reason: StartRefusal, dataDir: string): string {
  const guard = `${dataDir}.guard`;
  return {
    origin_differs:
      'The profile names another log (origin) than the one that lies here. A log keeps its origin for good: use the profile it was begun with, or another DATA_DIR.',
    table_lost: `The log in ${dataDir} is published, but its tables (tables.db) are gone. Put them back from a copy, or rebuild from the log what can be (npm run recover); nothing was started.`,
    too_many_definitions: 'The profile has more branches, campaigns and places than the beginning of a log holds (48).',
    behind: `${dataDir} is older than the last checkpoint that was signed here (kept in ${guard}). Starting would sign a second history over numbers that are already on certificates. Put the newer copy back; nothing was started.`,
    forked: `${dataDir} holds another history than the last checkpoint that was signed here (kept in ${guard}). Put the right copy back; nothing was started.`,
    other_key: `The log of ${dataDir}, or the checkpoint kept in ${guard}, was signed by another key than the one in ${dataDir}/keys. Put the right keys back; if a new log is to begin here, move ${guard} and ${dataDir}.witness away first.`,
    document_chain_missing: `No certificate vouches for the key that signs documents. Let an authority issue one for ${dataDir}/keys/document.csr, and name the file that it gives (PEM, ours first) in DOCUMENT_CHAIN_FILE. (document_chain_missing)`,
    document_chain_unreadable: 'The certificates in DOCUMENT_CHAIN_FILE are damaged. (document_chain_unreadable)',
    document_chain_of_other_key: `The first certificate in DOCUMENT_CHAIN_FILE is for another key than ${dataDir}/keys/document.key. Ours must stand first; if the key was lost, ask for a new certificate with ${dataDir}/keys/document.csr. (document_chain_of_other_key)`,
    document_chain_broken: 'In DOCUMENT_CHAIN_FILE each certificate must be followed by the one that issued it. (document_chain_broken)',
    document_key_unfit: `${dataDir}/keys/document.key must be a key on P-256 or an RSA key of 2048 to 4096 bits. (document_key_unfit)`,
    clock_differs: 'The log here was written with a simulated clock, and this start would use the wall clock, or the other way round. Use another DATA_DIR.',
  }[reason];
}
