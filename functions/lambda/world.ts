import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { forgetAgain } from '../actions/forget-again.ts';
import { readAllForgotten } from '../actions/forgotten.ts';
import { readLogDescription } from '../actions/read-log-description.ts';
import { shellReader } from '../actions/read-shells.ts';
import type { Deps, NoteSigner } from '../deps.ts';
import type { Society } from '../domain/society.ts';
import { dynamoDatabase } from '../store/dynamo.ts';
import { logFiles, privateBucket, publicBucket } from './buckets.ts';
import { lazily } from './lazily.ts';
import { sayAlarm } from './say.ts';
import { setting } from './setting.ts';

// Each function asks for one of these worlds, which holds what the topology lets it use and nothing else: the variables
// of anything more are not set. All of it is made at the first request that needs it, clients of the cloud included.

type Ground = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'secret' | 'alarm' | 'publicUrl'> & { readonly settings: { readonly [name: string]: unknown } };

/** What every function stands on: clock, chance, the society, the two tables and the portal's secret. */
const ground = lazily(async (): Promise<Ground> => {
  const { parsePortalSecret, readSecret } = await import('./secrets.ts');
  const [society, { root, settings }] = await Promise.all([readSociety(), readSecret(setting('PORTAL_SECRET')).then(parsePortalSecret)]);
  return {
    now: Date.now,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    society,
    db: dynamoDatabase({ tables: { records: setting('RECORDS_TABLE'), ledger: setting('LEDGER_TABLE') } }),
    secret: root,
    alarm: sayAlarm,
    publicUrl: setting('PUBLIC_URL'),
    settings,
  };
});

/** World of `callbacks` and `sweeper`: payments become gifts. */
export const settling = lazily(async (): Promise<Ground & Pick<Deps, 'gateways'>> => {
  const { openGateways } = await import('./gateways.ts');
  const world = await ground();
  return { ...world, gateways: openGateways(world) };
});

/** World of `public-api`: gifts are begun, and found again in the log, which it reads under the key that the log names. */
export const asking = lazily(async () => {
  const world = await settling();
  return { ...world, ...(await readLog(world.society)) };
});

/** World of `documents`: what was published is drawn once, and kept; whether fiscal bills can be asked for. */
export const drawing = lazily(async () => {
  const world = await ground();
  const billsOffered = !['', 'none'].includes(process.env.FISCAL_BILL ?? '');
  return { ...world, ...(await readLog(world.society)), privateFiles: privateBucket(), publicFiles: publicBucket(), billsOffered };
});

/** World of `queries`: as the one of `public-api`, with the key of dated answers and what later entries say of gifts. */
export const answering = lazily(async () => {
  const [world, { receiptsName }] = await Promise.all([asking(), import('../domain/dated-answer.ts')]);
  return { ...world, publicFiles: publicBucket(), receipts: await openNoteSigner('RECEIPTS', receiptsName(world.society.origin)) };
});

/** World of `witnesses`: the published log, and whom it is shown to. It knows neither table nor secret. */
export const witnessing = lazily(async () => {
  const [society, { policyOf }] = await Promise.all([readSociety(), import('../domain/witnesses.ts')]);
  const log = await readLog(society);
  return { ...log, policy: policyOf([log.logKey], society.witnesses), fetch, alarm: sayAlarm };
});

/** World of `publisher` and `closer`: the log is written and signed, and the pages are filled. */
export const publishing = lazily(async () => {
  const world = await ground();
  const publicFiles = publicBucket();
  const signer = await openNoteSigner('LOG', world.society.origin);
  await forgetAgain(world, await readAllForgotten({ publicFiles })); // a restored table is put right before anything is published from it
  return { ...world, log: logFiles(), publicFiles, signer, logKey: signer.key, readShells: shellReader({ publicFiles, now: world.now }) };
});

async function readLog({ origin }: Pick<Society, 'origin'>): Promise<Pick<Deps, 'log' | 'logKey'>> {
  const log = logFiles();
  const said = await readLogDescription({ log });
  if (said === undefined) throw new Error('there is no log yet: the publisher begins it at its first run');
  if (said.origin !== origin) throw new Error(`the log is ${said.origin}, and the profile names ${origin}`);
  return { log, logKey: said.key };
}

async function readSociety(): Promise<Society> {
  const { checkSociety } = await import('../domain/society-rules.ts');
  const check = checkSociety(JSON.parse(await readFile(setting('SOCIETY_FILE'), 'utf8')));
  if (!check.ok) throw new Error(`the profile cannot be used: ${check.errors.map(({ field, problem }) => `${field} ${problem}`).join('; ')}`);
  return check.society;
}

/** KMS where it takes the curve, the seed in the secret store elsewhere; the deployment sets one of the two. `name` is what signs such notes. */
async function openNoteSigner(key: 'LOG' | 'RECEIPTS', name: string): Promise<NoteSigner> {
  const { kmsSigner, seedSigner } = await import('./log-signer.ts');
  const keyId = process.env[`${key}_KEY_ID`];
  if (keyId !== undefined) return kmsSigner({ keyId, origin: name });
  const { readSecret } = await import('./secrets.ts');
  return seedSigner(await readSecret(setting(`${key}_SEED_SECRET`)), name);
}
