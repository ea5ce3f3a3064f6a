// The portal of `npm start` in a process that a test steers from inside: its clock, its gateway's reach, and the write at which it dies.
import { setTimeout as sleep } from 'node:timers/promises';
import { sweepPayments } from '../../functions/actions/sweep-payments.ts';
import type { Database } from '../../functions/store/database.ts';
import type { Files } from '../../functions/store/files.ts';
import { buildSite } from '../../infra/local/build-site.ts';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { runPortal } from '../../infra/local/run-portal.ts';
import { readSettings, readSociety } from '../../infra/local/settings.ts';

/** What a test may tell the process; each order is answered once it is carried out. */
export type Order =
  /** Dies at the so-manyth write from now on, before it or, with `done`, right after it. */
  | { readonly do: 'die'; readonly at: number; readonly done: boolean }
  | { readonly do: 'clock'; readonly byMs: number }
  | { readonly do: 'gateway'; readonly reachable: boolean }
  | { readonly do: 'sweep' };

let clockByMs = Number(process.env.CLOCK_BY_MS ?? 0);
let reachable = true;
let death: { readonly at: number; readonly done: boolean } | undefined;
let writes = 0;

/** Runs one write, unless it is the one at which this process dies as if the power went. */
async function step<Outcome>(write: () => Promise<Outcome>): Promise<Outcome> {
  writes += 1;
  const last = death?.at === writes ? death : undefined;
  if (last?.done === false) await die();
  const outcome = await write();
  if (last?.done === true) await die();
  return outcome;
}

async function die(): Promise<void> {
  process.kill(process.pid, 'SIGKILL');
  await sleep(60_000);
}

const aroundFiles = (files: Files): Files => ({ ...files, put: (key, bytes, options) => step(() => files.put(key, bytes, options)) });
const aroundTables = (db: Database): Database => ({ ...db, write: (items) => step(() => db.write(items)) });

const network = globalThis.fetch;
globalThis.fetch = (input, init) => {
  if (!reachable && String(input).includes('/sandbox/v1/')) return Promise.reject(new TypeError('no route to the gateway'));
  return network(input, init);
};

const settings = readSettings(process.env);
const opened = await openDataFolder(settings.dataDir);
if (!opened.ok) throw new Error('the data folder is taken');
const { portal } = await runPortal({
  ...settings,
  society: readSociety(settings.societyFile),
  folder: opened.folder,
  site: await buildSite({ societyFile: settings.societyFile }),
  clock: () => Date.now() + clockByMs,
  around: (_, files) => aroundFiles(files),
  aroundTables,
});

process.on('message', (order: Order) => {
  void carryOut(order).then((answer) => process.send?.({ answer }));
});

async function carryOut(order: Order): Promise<unknown> {
  if (order.do === 'sweep') return sweepPayments(portal.deps);
  if (order.do === 'clock') clockByMs += order.byMs;
  if (order.do === 'gateway') reachable = order.reachable;
  if (order.do === 'die') {
    writes = 0;
    death = order;
  }
  return 'done';
}
