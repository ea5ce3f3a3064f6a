import { createLog } from '../../functions/actions/create-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { type Costs, createCounters, spentSince } from '../../infra/local/replay/counters.ts';
import { createWorld, payment, type World } from '../support/world.ts';
import { publishOneInto, type Spent } from './one-gift.ts';

const SIZES = [10, 300, 1_000, 3_000, 10_000];
const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const SLICE = 200;

/** Sizes of a log; the last one ends at the same place of its bundle and of its page as the first. */
const LOG_SIZES = [1_000, 10_000, 100_000, 1_000_000, 999_400];

/** What it costs to publish one more gift as the day grows, and as the log does (M14); `--to=N` ends earlier or later. */
export async function growth(args: readonly string[]): Promise<void> {
  await asTheDayGrows(args);
  console.log('\n  log before   table requests   write units   read units   objects got   KB got   objects put   KB put');
  for (const size of LOG_SIZES) sayOne(size, await publishOneInto(size));
}

function sayOne(size: number, { requests, writeUnits, readUnits, gets, bytesGot, puts, bytesPut }: Spent): void {
  const cell = (value: number, width: number, digits = 0) => value.toFixed(digits).padStart(width);
  const table = `${cell(size, 12)}${cell(requests, 17)}${cell(writeUnits, 14, 1)}${cell(readUnits, 13, 1)}`;
  console.log(`${table}${cell(gets, 14)}${cell(bytesGot / 1024, 9, 1)}${cell(puts, 14)}${cell(bytesPut / 1024, 9, 1)}`);
}

async function asTheDayGrows(args: readonly string[]): Promise<void> {
  const end = Number(args.find((arg) => arg.startsWith('--to='))?.slice('--to='.length) ?? SIZES.at(-1));
  const counters = createCounters();
  const world = await createWorld(NOON, counters);
  await createLog(world, { simulated: false });
  let given = 0;
  console.log('  gifts before   requests   write units   read units   files   KB put');
  for (const size of SIZES.filter((one) => one <= end)) {
    for (; given < size; given += 1) {
      await give(world, given);
      if (given % SLICE === SLICE - 1) await publishAll(world);
    }
    await publishAll(world);
    await give(world, given);
    given += 1;
    const before = { ...counters.costs };
    await publishSettled(world);
    say(size, spentSince(before, counters.costs));
  }
  await world.stop();
}

async function give(world: World, at: number): Promise<void> {
  world.clockMs += 10;
  await settlePayment(world, payment(`NOBODY${at}`, { paidAtMs: world.clockMs, serial: `S${at}` }));
}

async function publishAll(world: World): Promise<void> {
  for (let more = true; more; ) {
    const outcome = await publishSettled(world);
    if (!outcome.ok) throw new Error(outcome.reason);
    more = outcome.more;
  }
}

function say(size: number, { requests, writeUnits, readUnits, puts, putBytes }: Costs): void {
  const cell = (value: number, width: number, digits = 0) => value.toFixed(digits).padStart(width);
  console.log(`  ${cell(size, 12)}${cell(requests, 11)}${cell(writeUnits, 14, 1)}${cell(readUnits, 13, 1)}${cell(puts, 8)}${cell(putBytes / 1024, 9, 1)}`);
}
