import { readCounter } from '../../../functions/actions/admit-entries.ts';
import type { Society } from '../../../functions/domain/society.ts';
import { startOfDayMs } from '../../../functions/domain/time.ts';
import type { DataFolder } from '../data-folder.ts';
import { listen } from '../listen.ts';
import { localApp } from '../local-app.ts';
import { openPortal, type Portal } from '../portal.ts';
import { SettingError } from '../settings.ts';
import { type Costs, createCounters, spentSince } from './counters.ts';
import { drawSample } from './draw-sample.ts';
import type { GiftFile } from './gift-file.ts';
import { progressBar } from './progress.ts';
import { createPublicDelay } from './public-delay.ts';
import { closeFile, type SimulatedClock, sendFile, simulatedClock } from './replay-file.ts';
import { type FileReport, reportFile } from './report.ts';

export type ReplayOptions = {
  readonly files: readonly GiftFile[];
  readonly folder: DataFolder;
  readonly society: Society;
  readonly site: string;
  readonly publicUrl: string;
  readonly told: (report: FileReport) => void;
};

const WINDOW_MS = 500;

/**
 * Replays days of real gifts, one issue a file, through HTTP and signed callbacks, on a simulated clock. Killed anywhere
 * and started again it goes on: a closed issue stays, and gifts that were settled are known by their keys.
 */
export async function runReplay(options: ReplayOptions): Promise<readonly FileReport[]> {
  const { files, folder, society, site } = options;
  const [first] = files;
  if (first === undefined) throw new SettingError('No file to replay.');
  const clock = simulatedClock(startOfDayMs(first.day));
  const counters = createCounters();
  const delay = { now: createPublicDelay(() => performance.now()), publications: 0 };
  const listener = await listen(0);
  const ownUrl = `http://127.0.0.1:${listener.port}`;
  const portal = await openPortal({
    folder,
    society,
    site,
    publicUrl: options.publicUrl,
    ownUrl,
    clock: clock.now,
    simulated: true,
    windowMs: WINDOW_MS,
    timers: false,
    meter: counters.meter,
    around: counters.around,
    alarm: (code, detail) => console.error(JSON.stringify({ alarm: code, ...detail })),
    published: (_, beganMs) => {
      delay.publications += 1;
      delay.now.published(beganMs);
    },
  });
  listener.answer(localApp(portal));
  try {
    const reports: FileReport[] = [];
    for (const [at, file] of files.entries()) {
      delay.now = createPublicDelay(() => performance.now());
      delay.publications = 0;
      const report = await replayOne({ portal, file, issue: at + 1, url: ownUrl, clock, costs: counters.costs, delay });
      options.told(report);
      reports.push(report);
    }
    return reports;
  } finally {
    await listener.stop();
    await portal.stop();
  }
}

type One = {
  readonly portal: Portal;
  readonly file: GiftFile;
  readonly issue: number;
  readonly url: string;
  readonly clock: SimulatedClock;
  readonly costs: Costs;
  readonly delay: { readonly now: ReturnType<typeof createPublicDelay>; readonly publications: number };
};

async function replayOne({ portal, file, issue, url, clock, costs, delay }: One): Promise<FileReport> {
  const { deps } = portal;
  const open = (await readCounter(deps))?.issue ?? 1;
  if (open > issue) return reportFile(deps.log, { file, issue, refused: 0 });
  const campaign = deps.society.campaigns.find((one) => one.kind === 'general')?.id ?? '';
  const progress = progressBar(file.name);
  const [beganMs, before] = [performance.now(), { ...costs }];
  const run = await sendFile(file, { target: { url, campaign, sandbox: portal.sandbox }, clock, progress, answered: delay.now.answered });
  await portal.sandbox?.tick(); // what a killed run left unanswered
  await portal.publisher.settled();
  progress.end();
  const seconds = (performance.now() - beganMs) / 1000;
  const spent = spentSince(before, costs);
  const documents = await drawSample(url, run.sample);
  await closeFile(file, portal, clock);
  const sent = Math.max(1, run.given + run.known);
  const perGift = Object.fromEntries(Object.entries(spent).map(([name, count]) => [name, count / sent])) as Costs;
  const [p50, p99] = [delay.now.quantile(0.5), delay.now.quantile(0.99)];
  return reportFile(deps.log, {
    file,
    issue,
    refused: run.refused.length,
    run: {
      given: run.given,
      known: run.known,
      seconds,
      giftsPerSecond: file.gifts.length / seconds,
      toPublicMs: { ...(p50 === undefined ? {} : { p50 }), ...(p99 === undefined ? {} : { p99 }) },
      publications: delay.publications,
      perGift,
      rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
      documents,
    },
  });
}
