import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { money } from '../../functions/domain/money.ts';
import type { Files } from '../../functions/store/files.ts';
import { logSizeOf } from '../../functions/store/live-file.ts';
import { type DataFolder, openDataFolder } from '../../infra/local/data-folder.ts';
import { catchUp, openPortal, type Portal } from '../../infra/local/portal.ts';
import { isPublished } from '../../infra/topology.ts';
import { demonstration, payment } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const puts: { readonly bucket: string; readonly key: string; readonly bytes: number }[] = [];
const calls: { readonly operation: string; readonly units: number }[] = [];
/** Holds a put back until it resolves; asked before each put of the public bucket. */
let gate: (() => Promise<void>) | undefined;
let folder: DataFolder;
let portal: Portal;

beforeAll(async () => {
  const opened = await openDataFolder(join(base, 'data'));
  if (!opened.ok) return expect.unreachable();
  folder = opened.folder;
  const own = 'http://127.0.0.1:9';
  const site = fileURLToPath(new URL('../../site/dist', import.meta.url));
  const options = { folder, society: demonstration(), site, publicUrl: own, ownUrl: own, clock: () => NOON, simulated: false, windowMs: 200, around: watched };
  portal = await openPortal({ ...options, meter: (call) => calls.push(call), alarm: () => {} });
  await catchUp(portal);
});
afterAll(async () => {
  await portal.stop();
  folder.release();
  rmSync(base, { recursive: true, force: true });
});

function watched(bucket: 'log' | 'public' | 'private', files: Files): Files {
  return {
    ...files,
    put: async (key, bytes, options) => {
      if (bucket === 'public') await gate?.();
      const outcome = await files.put(key, bytes, options);
      if (outcome.ok) puts.push({ bucket, key, bytes: bytes.length });
      return outcome;
    },
  };
}

/** An entry in its bundle, its opening and its leaf hash. */
const BYTES_PER_PLACE = 1_000;
let gifts = 0;

/** Enters so many gifts of one yuan, each as a payment that no order asked for, and waits until all is published. */
async function enter(count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    gifts += 1;
    await settlePayment(portal.deps, payment(`ORDER${gifts}`, { paidAtMs: NOON, amount: money('CNY', 100) }));
  }
  await portal.publisher.settled();
}

/** What it costs to enter and publish one more gift: requests and capacity units of the tables, files and bytes. */
async function onePublication() {
  puts.length = 0;
  calls.length = 0;
  await enter(1);
  const units = (write: boolean) => calls.filter((call) => (call.operation === 'write') === write).reduce((sum, call) => sum + call.units, 0);
  const bytes = puts.reduce((sum, put) => sum + put.bytes, 0);
  return { files: puts.length, bytes, requests: calls.length, writeUnits: units(true), readUnits: units(false) };
}

test('M14: one gift costs the same requests, units and files in an issue of ten gifts as of a thousand, and the same bytes once its first page is full', async () => {
  await enter(9);
  const ten = await onePublication();
  await enter(268);
  const full = await onePublication();
  // A thousand later the page of 200 rows stands where it stood, and the tile of 256 entries 24 places before.
  await enter(999);
  const many = await onePublication();
  expect(ten.files).toBeGreaterThan(10);
  expect([full.files, many.files]).toEqual([ten.files, ten.files]);
  expect([full.requests, many.requests]).toEqual([ten.requests, ten.requests]);
  expect([full.writeUnits, many.writeUnits]).toEqual([ten.writeUnits, ten.writeUnits]);
  // Reading is that of one bundle of 256 entries at the most, half a kilobyte each, and of its gifts.
  for (const { readUnits } of [ten, full, many]) expect(readUnits).toBeLessThan(100);
  expect(Math.abs(many.bytes - full.bytes)).toBeLessThan(24 * BYTES_PER_PLACE);
  expect(many.bytes).toBeGreaterThan(ten.bytes);
});

test.each([1, 2, 4, 8])('M13: a publisher that was held up before its put %d changes nothing that a later one has written', async (heldFrom) => {
  await enter(1);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let seen = 0;
  const reached = new Promise<void>((resolve) => {
    gate = async () => {
      seen += 1;
      if (seen < heldFrom) return;
      resolve();
      await held;
    };
  });
  gifts += 1;
  await settlePayment(portal.deps, payment(`ORDER${gifts}`, { paidAtMs: NOON, amount: money('CNY', 100) }));
  await reached;
  gate = undefined;
  const later = settlePayment(portal.deps, payment(`LATER${gifts}`, { paidAtMs: NOON, amount: money('CNY', 100) }));
  await later;
  const published = await publishSettled(portal.deps);
  const size = published.ok ? published.size : expect.unreachable();
  const before = liveFiles();
  release();
  await portal.publisher.settled();
  expect(liveFiles()).toEqual(before);
  expect(before.get('today.html')?.size).toBe(size);
});

/** What the publisher has put for the public: each file's bytes, and the size of the log it says it was made from. */
function liveFiles(): ReadonlyMap<string, { readonly size: number | undefined; readonly text: string }> {
  const keys = readdirSync(folder.public, { recursive: true, encoding: 'utf8' }).filter((key) => isPublished(key) && /\.(?:html|json)$/.test(key));
  return new Map(
    keys.map((key) => {
      const bytes = readFileSync(join(folder.public, key));
      return [key, { size: logSizeOf(bytes), text: bytes.toString() }];
    }),
  );
}
