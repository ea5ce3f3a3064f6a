import { madeGifts } from './made-gifts.ts';
import { replayOnce } from './stage.ts';

/** The busiest second of the busiest real day had 21 gifts. */
const REAL_PEAK = 21;
const SECONDS = 30;
const WINDOW_MS = 250;

/** An issue before anything is measured: a portal that has just started compiles its code first. */
const WARM_SECONDS = 10;

/** From the answered callback to the public row, at five times the real peak for half a minute, published as `npm start` does, after a first issue to warm up. */
export async function peak(): Promise<void> {
  const perSecond = 5 * REAL_PEAK;
  const warm = madeGifts({ count: perSecond * WARM_SECONDS, perSecond, day: '2020-01-24' });
  const { run } = await replayOnce([warm, madeGifts({ count: perSecond * SECONDS, perSecond, day: '2020-01-25' })], { perSecond, windowMs: WINDOW_MS });
  if (run === undefined) return;
  console.log(`  ${perSecond} gifts/s wanted, ${run.giftsPerSecond.toFixed(0)} taken, ${run.publications} publications in ${run.seconds.toFixed(0)} s`);
  console.log(
    `  callback to public: median ${run.toPublicMs.p50?.toFixed(0)} ms (wanted: under 1000), p99 ${run.toPublicMs.p99?.toFixed(0)} ms (wanted: under 2000)`,
  );
}
