import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Hono } from 'hono';
import { readCounter, readOutbox } from '../../functions/actions/admit-entries.ts';
import { readHalts } from '../../functions/actions/halts.ts';
import { readHead } from '../../functions/actions/read-head.ts';
import { shellReader } from '../../functions/actions/read-shells.ts';
import { readLive } from '../../functions/actions/refresh-disclosure.ts';
import { signing } from '../../functions/lambda/signing-world.ts';
import { settling } from '../../functions/lambda/world.ts';
import type { Desk } from './desk.ts';
import { deskRoutes } from './desk-routes.ts';
import { readSettings } from './settings.ts';

/** Variables of the function `documents`: what a desk uses, and no key that signs the log. */
const NAMES = ['RECORDS_TABLE', 'LEDGER_TABLE', 'LOG_BUCKET', 'PUBLIC_BUCKET', 'PRIVATE_BUCKET', 'PORTAL_SECRET', 'DOCUMENT_KEY_ID', 'PUBLIC_URL'] as const;

export type OpenedDeployment = { readonly ok: true; readonly app: Hono } | { readonly ok: false; readonly sentence: string };

/**
 * Opens the desk of a deployment in this process, under the rights of the AWS credentials at hand. `file` holds the
 * variables of the function `documents` as `aws lambda get-function-configuration` prints them; the profile and the documents' certificates, which travel
 * with the code there, are those in `SOCIETY_FILE` and `DOCUMENT_CHAIN_FILE` here.
 */
export async function openDeployment(file: string): Promise<OpenedDeployment> {
  const said = readVariables(file);
  if (said === undefined) return { ok: false, sentence: `${file} cannot be read as JSON: ${HOW}` };
  const missing = NAMES.find((name) => said.get(name) === undefined);
  if (missing !== undefined) return { ok: false, sentence: `${file} does not name ${missing}: ${HOW}` };
  for (const name of [...NAMES, 'TIME_STAMP_URL']) process.env[name] = said.get(name) ?? '';
  process.env.SOCIETY_FILE = readSettings(process.env).societyFile;
  try {
    const desk = await openDesk();
    return { ok: true, app: deskRoutes(desk, async (_, next) => next()) };
  } catch (error) {
    return { ok: false, sentence: `The deployment cannot be reached: ${error instanceof Error ? error.message : 'unknown cause'}` };
  }
}

const HOW = 'write it with aws lambda get-function-configuration --function-name <documents> --query Environment.Variables';

async function openDesk(): Promise<Desk> {
  const [world, { gateways }] = await Promise.all([signing(), settling()]);
  const deps: Desk['deps'] = { ...world, gateways, readShells: shellReader({ publicFiles: world.publicFiles, now: world.now }) };
  return { deps, publish: () => untilPublished(deps), close: async () => ({ outcome: 'elsewhere' }) };
}

const [LOOK_EVERY_MS, PATIENCE_MS] = [500, 90_000];

/** The publisher is woken by what was written; here one only waits until it has shown all that the tables hold now. */
async function untilPublished(deps: Desk['deps']): Promise<boolean> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(LOOK_EVERY_MS)) {
    if ((await readHalts(deps)).some(({ what }) => what === 'publication')) return false;
    const [waiting, counter] = await Promise.all([readOutbox(deps, 1), readCounter(deps)]);
    if (waiting.length > 0 || counter === undefined) continue;
    const [head, live] = await Promise.all([readHead(deps), readLive(deps)]);
    if ((head?.checkpoint.size ?? 0) >= counter.next && (live?.size ?? 0) >= counter.next) return true;
  }
  return false;
}

function readVariables(file: string): ReadonlyMap<string, string> | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const all = typeof read === 'object' && read !== null ? Object.entries(read) : [];
    return new Map(all.flatMap(([name, value]) => (typeof value === 'string' && value !== '' ? [[name, value] as const] : [])));
  } catch {
    return undefined; // the name is all that an operator can put right
  }
}
