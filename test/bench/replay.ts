import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, Write } from '../../functions/store/database.ts';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import { createTables, startDynoxide } from '../../infra/local/dynoxide.ts';
import type { FileReport } from '../../infra/local/replay/report.ts';
import { peakGifts } from './made-gifts.ts';
import { replayOnce } from './stage.ts';

const GIFTS = 5_000;
const AT_ONCE = 24;

/** What was written, in the order of a gift's way. */
type Written = { readonly orders: (readonly Write[])[]; readonly settlements: (readonly Write[])[]; readonly others: (readonly Write[])[] };

/** The real peak day against the embedded database alone, which is given the very same writes; `--gifts=N` or `--gifts=all`. */
export async function replay(args: readonly string[]): Promise<void> {
  const asked = args.find((arg) => arg.startsWith('--gifts='))?.slice('--gifts='.length);
  const { from, file } = await peakGifts(asked === 'all' ? Number.POSITIVE_INFINITY : Number(asked ?? GIFTS));
  const written: Written = { orders: [], settlements: [], others: [] };
  const report = await replayOnce([file], { aroundTables: (db) => recording(db, written) });
  const alone = await databaseAlone(written);
  const run = report.run;
  if (run === undefined) return;
  const rate = file.gifts.length / alone.seconds;
  console.log(`  ${from}: ${report.entries} entries, ${report.issueFen} fen, ${report.refused} refused`);
  console.log(`  whole way          ${run.giftsPerSecond.toFixed(0)} gifts/s over ${run.seconds.toFixed(1)} s, memory ${run.rssMb} MB`);
  console.log(`  database alone     ${rate.toFixed(0)} gifts/s for the same ${alone.writes} writes, ${AT_ONCE} at once`);
  console.log(`  ratio              ${(run.giftsPerSecond / rate).toFixed(2)} (wanted: at least 0.50)`);
  console.log(`  callback to public p50 ${run.toPublicMs.p50?.toFixed(0)} ms, p99 ${run.toPublicMs.p99?.toFixed(0)} ms at this rush`);
  sayCosts(run);
}

function sayCosts(run: NonNullable<FileReport['run']>): void {
  const { requests, writeUnits, readUnits, puts, putBytes } = run.perGift;
  console.log(
    `  per gift           ${requests.toFixed(2)} requests, ${writeUnits.toFixed(1)} write units, ${readUnits.toFixed(1)} read units, ${puts.toFixed(2)} files, ${(putBytes / 1024).toFixed(1)} KB`,
  );
}

function recording(db: Database, written: Written): Database {
  return {
    ...db,
    write: async (writes) => {
      const outcome = await db.write(writes);
      if (outcome.ok) sort(written, writes);
      return outcome;
    },
  };
}

function sort(written: Written, writes: readonly Write[]): void {
  const [first] = writes;
  if (first !== undefined && first.table === 'records') ('put' in first ? written.orders : written.settlements).push(writes);
  else written.others.push(writes);
}

/** The same writes without anything around them: orders and settlements many at once, the rest in its order, as each waits for the one before. */
async function databaseAlone(written: Written): Promise<{ readonly seconds: number; readonly writes: number }> {
  const base = mkdtempSync(join(tmpdir(), 'daylight-bench-'));
  const emulator = await startDynoxide({ file: join(base, 'tables.db') });
  try {
    const tables = { records: 'daylight-records', ledger: 'daylight-ledger' };
    await createTables(emulator.endpoint, tables);
    const db = dynamoDatabase({ tables, endpoint: emulator.endpoint, region: 'local' });
    const [open, ...others] = written.others;
    if (open !== undefined) await must(db, open);
    const beganMs = performance.now();
    await manyAtOnce(db, written.orders);
    await manyAtOnce(db, written.settlements);
    for (const writes of others) await db.write(writes);
    const all = [...written.orders, ...written.settlements, ...others];
    return { seconds: (performance.now() - beganMs) / 1000, writes: all.reduce((sum, writes) => sum + writes.length, 0) };
  } finally {
    await emulator.stop();
    rmSync(base, { recursive: true, force: true });
  }
}

async function manyAtOnce(db: Database, all: readonly (readonly Write[])[]): Promise<void> {
  const queue = all.values();
  const worker = async () => {
    for (const writes of queue) await must(db, writes);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function must(db: Database, writes: readonly Write[]): Promise<void> {
  if (!(await db.write(writes)).ok) throw new Error('a write that held once was refused');
}
