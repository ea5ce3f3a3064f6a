import { introducePolicy } from '../../functions/actions/introduce-policy.ts';
import { listQueries } from '../../functions/actions/list-queries.ts';
import { readLogDescription } from '../../functions/actions/read-log-description.ts';
import { refreshDisclosure } from '../../functions/actions/refresh-disclosure.ts';
import type { Society } from '../../functions/domain/society.ts';
import { numberOf } from '../../functions/store/item.ts';
import { publicationKey } from '../../functions/store/tables.ts';
import type { DataFolder } from './data-folder.ts';
import { deskKey, deskOf, deskRoutes } from './desk-routes.ts';
import { folderFiles } from './folder-files.ts';
import { type Listener, listen } from './listen.ts';
import { localApp } from './local-app.ts';
import { catchUp, openPortal, type Portal, type PortalOptions } from './portal.ts';
import { SettingError } from './settings.ts';
import { startTimers } from './timers.ts';
import { startWitnessing, type Witnessing } from './witnessing.ts';

/** `clock` is the machine's own unless given. */
export type RunOptions = {
  readonly port: number;
  readonly publicUrl: string;
  readonly society: Society;
  readonly folder: DataFolder;
  readonly site: string;
} & Partial<Pick<PortalOptions, 'clock' | 'around' | 'aroundTables' | 'documentChainFile' | 'timeStampUrl' | 'fiscalBill'>>;

export type Running = { readonly portal: Portal; readonly publicUrl: string; readonly ownUrl: string; readonly stop: () => Promise<void> };

const WINDOW_MS = 250;

/** Runs a portal until it is stopped. On the log of a replay its clock goes on where the replay ended, so that the record stays in order. */
export async function runPortal({ port, publicUrl: wanted, ...rest }: RunOptions): Promise<Running> {
  const { folder } = rest;
  const machineClock = rest.clock ?? Date.now;
  const listener = await listenOn(port);
  const ownUrl = `http://127.0.0.1:${listener.port}`;
  const publicUrl = wanted.replace(/:0$/, `:${listener.port}`);
  const description = await readLogDescription({ log: folderFiles(folder.log, { durable: true }) });
  const simulated = description?.simulated === true;
  let shiftMs = 0;
  const clock = () => machineClock() + shiftMs;
  let witnessing: Promise<Witnessing> | undefined;
  const published = () => void witnessing?.then(({ wake }) => wake());
  const options = { ...rest, publicUrl, ownUrl, clock, simulated, windowMs: WINDOW_MS, alarm: sayAlarm, published };
  let portal: Portal | undefined;
  try {
    portal = await openPortal(options);
    if (simulated) shiftMs = (await lastPublicationMs(portal)) - machineClock();
    listener.answer(localApp(portal).route('/', deskRoutes(deskOf(portal), deskKey(folder))));
    folder.announce(ownUrl);
    await introducePolicy(portal.deps);
    await catchUp(portal);
    await listQueries(portal.deps);
    const { deps } = portal;
    const witnessed = () => refreshDisclosure(deps, { always: true }); // the front pages say how far the log is witnessed
    witnessing = startWitnessing(deps, { folder: `${folder.root}.witness`, witnessed }); // nothing waits for it
    return running({ portal, witnessing, listener, folder, publicUrl, ownUrl });
  } catch (error) {
    await listener.stop();
    await portal?.stop();
    folder.release();
    throw error;
  }
}

type Parts = Omit<Running, 'stop'> & { readonly witnessing: Promise<Witnessing>; readonly listener: Listener; readonly folder: DataFolder };

function running({ portal, witnessing, listener, folder, publicUrl, ownUrl }: Parts): Running {
  const endTimers = startTimers(portal);
  const stop = async () => {
    await endTimers();
    await listener.stop();
    await (await witnessing).stop();
    await portal.stop();
    folder.release();
  };
  return { portal, publicUrl, ownUrl, stop };
}

async function listenOn(port: number): Promise<Listener> {
  try {
    return await listen(port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new SettingError(`Port ${port} is in use. Stop what runs there, or set PORT to another one.`);
    if (code === 'EACCES') throw new SettingError(`Port ${port} is not yours to listen on. Set PORT to one above 1023.`);
    throw error;
  }
}

/** The instant at which the simulated clock stood last. */
async function lastPublicationMs({ deps }: Portal): Promise<number> {
  const [last] = await deps.db.query('ledger', { pk: publicationKey(0).pk, reverse: true, limit: 1 });
  return last === undefined ? deps.now() : numberOf(last, 'atMs');
}

function sayAlarm(code: string, detail: { readonly [name: string]: string | number }): void {
  console.error(JSON.stringify({ alarm: code, ...detail }));
}
