import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { openDataFolder } from './data-folder.ts';
import type { OpenedDeployment } from './deployment.ts';
import { DESK_HEADER } from './desk-routes.ts';
import { openSecret } from './key-files.ts';

/** What the desk answered, as JSON, or the sentence for an operator whose portal does not run, or does not know the key in the folder. */
export type DeskAnswer = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly sentence: string };

const PATIENCE_MS = 300_000;

type Asked = { readonly path: string; readonly body: object };

/**
 * Asks the portal that runs on a data folder to do something, with the key that lies in that folder; or, where
 * `DEPLOYMENT` names a file of variables, the deployment, in this process and under the rights of the AWS credentials at hand.
 */
export async function askDesk(dataDir: string, asked: Asked): Promise<DeskAnswer> {
  const { DEPLOYMENT: deployment, INIT_CWD: here } = process.env;
  if (deployment !== undefined && deployment !== '') return askDeployment(resolve(here ?? '.', deployment), asked);
  const opened = await openDataFolder(dataDir);
  if (opened.ok) {
    opened.folder.release();
    return { ok: false, sentence: `No portal runs on ${dataDir}. Start it first (npm start).` };
  }
  if (opened.holder.address === undefined) return { ok: false, sentence: `The portal on ${dataDir} is still starting. Try again in a moment.` };
  const key = openSecret(join(dataDir, 'keys/desk.key'), (bytes) => new Uint8Array(randomBytes(bytes)));
  const answer = await fetch(`${opened.holder.address}${asked.path}`, {
    method: 'POST',
    headers: { [DESK_HEADER]: Buffer.from(key).toString('hex'), 'content-type': 'application/json' },
    body: JSON.stringify(asked.body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (answer.status === 401) return { ok: false, sentence: 'The key in DATA_DIR is not the one of the portal that runs there.' };
  return { ok: true, body: await answer.json() };
}

let opening: Promise<OpenedDeployment> | undefined;

/** The routes are those of a portal; only nobody listens. */
async function askDeployment(file: string, { path, body }: Asked): Promise<DeskAnswer> {
  opening ??= import('./deployment.ts').then(({ openDeployment }) => openDeployment(file));
  const opened = await opening;
  if (!opened.ok) return opened;
  const answer = await opened.app.request(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (answer.status >= 500)
    return {
      ok: false,
      sentence: 'The deployment did not do it; the cause stands above. What was entered before stays, and asking again changes nothing twice.',
    };
  return { ok: true, body: await answer.json() };
}
