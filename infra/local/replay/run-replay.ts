import { randomBytes } from 'node:crypto';
import { readCounter } from '../../../functions/actions/admit-entries.ts';
import { progressBar } from '../../../functions/commands/progress.ts';
import type { Society } from '../../../functions/domain/society.ts';
import { startOfDayMs } from '../../../functions/domain/time.ts';
import type { DataFolder } from '../data-folder.ts';
import { listen } from '../listen.ts';
import { localApp } from '../local-app.ts';
import { openPortal, type Portal, type PortalOptions } from '../portal.ts';
import { SettingError } from '../settings.ts';
import { merchantOf } from '../stand-ins.ts';
import { type Costs, createCounters, spentSince } from './counters.ts';
import { drawSample } from './draw-sample.ts';
import { type Driver, PORTAL, startDriver } from './driver.ts';
import type { GiftFile } from './gift-file.ts';
import { createPublicDelay, type PublicDelay } from './public-delay.ts';
import { clockMemory, closeFile, type SimulatedClock, simulatedClock } from './replay-file.ts';
import { type FileReport, reportFile } from './report.ts';

export type ReplayOptions = {
  readonly files: readonly GiftFile[];
  readonly folder: DataFolder;
  readonly society: Society;
  readonly site: string;
  readonly publicUrl: string;
  readonly told: (report: FileReport) => void;
  /** Gifts begun in a second of the wall clock; as many as the portal takes where absent. */
  readonly perSecond?: number;
  readonly windowMs?: number;
  readonly aroundTables?: PortalOptions['aroundTables'];
};

const WINDOW_MS = 500;

/** The portal under replay with all that measures it. */
type Stage = {
  readonly portal: Portal;
  readonly driver: Driver;
  readonly url: string;
  readonly clock: SimulatedClock;
  readonly costs: Costs;
  readonly measured: { delay: PublicDelay; publications: number };
  readonly perSecond?: number;
};

/**
 * Replays days of real gifts, one issue a file, through HTTP and signed callbacks, on a simulated clock. Killed anywhere
 * and started again it goes on: a closed issue stays, and gifts that were settled are known by their keys.
 */
export async function runReplay(options: ReplayOptions): Promise<readonly FileReport[]> {
  const [first] = options.files;
  if (first === undefined) throw new SettingError('No file to replay.');
  const { stage, stop } = await openStage(options, startOfDayMs(first.day));
  try {
    const reports: FileReport[] = [];
    for (const [at, file] of options.files.entries()) {
      const report = await replayOne(stage, file, at + 1);
      options.told(report);
      reports.push(report);
    }
    return reports;
  } finally {
    await stop();
  }
}

async function openStage(options: ReplayOptions, startMs: number): Promise<{ readonly stage: Stage; readonly stop: () => Promise<void> }> {
  const { folder, society, site, publicUrl } = options;
  const memory = clockMemory();
  const clock = simulatedClock(memory);
  clock.reach(startMs);
  const counters = createCounters();
  const measured = { delay: createPublicDelay(Date.now), publications: 0 };
  const listener = await listen(0);
  const url = `http://127.0.0.1:${listener.port}`;
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  const merchant = merchantOf({ folder, society, ownUrl: PORTAL, random });
  const driver = await startDriver({ portalUrl: url, folder: folder.keyFile('../sandbox'), merchant, clock: memory });
  const portal = await openPortal({
    ...{ folder, society, site, publicUrl, ownUrl: url, clock: clock.now, simulated: true, windowMs: options.windowMs ?? WINDOW_MS },
    ...(options.aroundTables === undefined ? {} : { aroundTables: options.aroundTables }),
    sandboxElsewhere: driver.sandbox,
    meter: counters.meter,
    around: counters.around,
    alarm: (code, detail) => console.error(JSON.stringify({ alarm: code, ...detail })),
    published: (_, beganMs) => {
      measured.publications += 1;
      measured.delay.published(beganMs + performance.timeOrigin);
    },
  });
  listener.answer(localApp(portal));
  const stop = async () => {
    await driver.stop();
    await listener.stop();
    await portal.stop();
  };
  const pace = options.perSecond === undefined ? {} : { perSecond: options.perSecond };
  return { stage: { portal, driver, url, clock, costs: counters.costs, measured, ...pace }, stop };
}

async function replayOne(stage: Stage, file: GiftFile, issue: number): Promise<FileReport> {
  const { deps, publisher } = stage.portal;
  const open = (await readCounter(deps))?.issue ?? 1;
  if (open > issue) return reportFile(deps.log, { file, issue, refused: [] });
  Object.assign(stage.measured, { delay: createPublicDelay(Date.now), publications: 0 });
  const campaign = deps.society.campaigns.find((one) => one.kind === 'general')?.id ?? '';
  const bar = progressBar(file.name);
  const progress = (done: number, answeredAtMs: readonly number[]): void => {
    bar.at(done, file.gifts.length);
    stage.measured.delay.answered(answeredAtMs);
  };
  const [beganMs, before] = [performance.now(), { ...stage.costs }];
  const run = await stage.driver.send({ file, campaign, progress, ...(stage.perSecond === undefined ? {} : { perSecond: stage.perSecond }) });
  publisher.wake();
  await publisher.settled();
  bar.end();
  const seconds = (performance.now() - beganMs) / 1000;
  const spent = spentSince(before, stage.costs);
  const { delay, publications } = stage.measured;
  const documents = await drawSample(stage.url, run.sample);
  await closeFile(file, stage.portal, stage.clock);
  return reportFile(deps.log, {
    file,
    issue,
    refused: run.refused,
    run: {
      ...{ given: run.given, known: run.known, seconds, giftsPerSecond: file.gifts.length / seconds },
      toPublicMs: quantiles(delay),
      publications,
      perGift: perGift(spent, Math.max(1, run.given + run.known)),
      rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
      documents,
    },
  });
}

function quantiles(delay: PublicDelay): { readonly p50?: number; readonly p99?: number } {
  const [p50, p99] = [delay.quantile(0.5), delay.quantile(0.99)];
  return { ...(p50 === undefined ? {} : { p50 }), ...(p99 === undefined ? {} : { p99 }) };
}

function perGift(spent: Costs, gifts: number): Costs {
  const { requests, writeUnits, readUnits, puts, putBytes } = spent;
  return { requests: requests / gifts, writeUnits: writeUnits / gifts, readUnits: readUnits / gifts, puts: puts / gifts, putBytes: putBytes / gifts };
}
