// `npm run close`: closes what is due on the portal that runs on DATA_DIR; `-- --now` closes the day under way as well.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDataFolder } from './data-folder.ts';
import { DESK_HEADER } from './desk-routes.ts';
import { openSecret } from './key-files.ts';
import { readSettings } from './settings.ts';

const { dataDir } = readSettings(process.env);
const now = process.argv.includes('--now');
const opened = await openDataFolder(dataDir);
if (opened.ok) {
  opened.folder.release();
  fail(`No portal runs on ${dataDir}. Start it first (npm start): a portal that starts closes by itself what was due.`);
} else if (opened.holder.address === undefined) {
  fail(`The portal on ${dataDir} is still starting. Try again in a moment.`);
} else {
  const key = openSecret(join(dataDir, 'keys/desk.key'), (bytes) => new Uint8Array(randomBytes(bytes)));
  const asked = {
    method: 'POST',
    headers: { [DESK_HEADER]: Buffer.from(key).toString('hex'), 'content-type': 'application/json' },
    body: JSON.stringify({ now }),
  };
  const answer = await fetch(`${opened.holder.address}/local/close`, { ...asked, signal: AbortSignal.timeout(300_000) });
  say(await answer.json());
}

function say(closed: { readonly outcome: string; readonly number?: number; readonly count?: number; readonly minor?: number; readonly reason?: string }): void {
  if (closed.outcome === 'closed')
    console.log(`第 ${closed.number} 期已结期，${closed.count} 笔。Issue ${closed.number} closed: ${closed.count} gifts, ${closed.minor} fen.`);
  else if (closed.outcome === 'not_due')
    console.log('Nothing is due. `npm run close -- --now` closes the day under way; what is paid later today then stands in the next issue, marked late.');
  else if (closed.outcome === 'busy') fail('Another close is under way. Try again in half a minute.');
  else fail(`Not closed: ${closed.reason}. The public page says so; see the portal’s own output.`);
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
