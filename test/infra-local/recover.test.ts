import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOutbox } from '../../functions/actions/admit-entries.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { publishedPlace } from '../../functions/actions/read-donation.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { openPortal, type Portal } from '../../infra/local/portal.ts';
import { recoverFolder } from '../../infra/local/recover-folder.ts';
import { demonstration, payment } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const COMMAND = fileURLToPath(new URL('../../infra/local/recover.ts', import.meta.url));
const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const data = join(base, 'data');
const site = join(base, 'site');
const shells = fileURLToPath(new URL('../../site/dist', import.meta.url));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Opens the portal on the folder, lets `act` do something there, and stops it. */
async function onPortal<Result>(act: (portal: Portal) => Promise<Result>): Promise<Result> {
  const opened = await openDataFolder(data);
  if (!opened.ok) return expect.unreachable();
  const own = { publicUrl: 'http://127.0.0.1:9', ownUrl: 'http://127.0.0.1:9', clock: () => NOON, simulated: false, windowMs: 0 };
  const portal = await openPortal({ ...own, folder: opened.folder, society: demonstration(), site, alarm: () => {} });
  try {
    return await act(portal);
  } finally {
    await portal.stop();
    opened.folder.release();
  }
}

const settle = (portal: Portal, serial: string) => settlePayment(portal.deps, payment('NOBODYKNOWS', { paidAtMs: NOON, serial }));
const run = () => spawnSync(process.execPath, [COMMAND], { env: { ...process.env, DATA_DIR: data }, encoding: 'utf8' });

let size = 0;
const ids: string[] = [];
beforeAll(async () => {
  cpSync(shells, site, { recursive: true });
  await onPortal(async (portal) => {
    ids.push((await settle(portal, 'one')).entryId);
    await publishSettled(portal.deps);
  });
  copyFileSync(join(data, 'tables.db'), join(base, 'tables.db'));
  await onPortal(async (portal) => {
    ids.push((await settle(portal, 'two')).entryId);
    const published = await publishSettled(portal.deps);
    size = published.ok ? published.size : expect.unreachable();
  });
  cpSync(data, join(base, 'whole'), { recursive: true });
});

test('M20: tables from an older copy stop publication; recover follows the published log, and what was paid meanwhile goes on', async () => {
  copyFileSync(join(base, 'tables.db'), join(data, 'tables.db'));
  await onPortal(async (portal) => {
    ids.push((await settle(portal, 'three')).entryId);
    expect(await publishSettled(portal.deps)).toMatchObject({ ok: false });
  });
  const done = run();
  expect([done.status, done.stderr]).toEqual([0, '']);
  expect(done.stdout).toContain(`log of ${size} entries holds together`);
  expect(run().stdout).toContain('0 rebuilt, 0 never shown and back in the outbox, 0 dropped'); // again changes nothing
  await onPortal(async (portal) => {
    await settle(portal, 'two'); // the gateway repeats what the copy did not know
    await publishSettled(portal.deps);
    const places = await Promise.all(ids.map((id) => publishedPlace(portal.deps, id)));
    expect(places.map((place) => place?.index)).toEqual([size - 2, size - 1, size]);
    expect(await readOutbox(portal.deps)).toEqual([]);
  });
});

test('tables that are gone are rebuilt as far as the log goes, and the command says what is lost', async () => {
  rmSync(join(data, 'tables.db'));
  const done = run();
  expect(done.stdout).toContain('need a copy of tables.db');
  await onPortal(async (portal) => expect(await publishSettled(portal.deps)).toMatchObject({ ok: true, size: size + 1 }));
});

test('a portal that runs on the folder is not disturbed', async () => {
  const done = await onPortal(async () => run());
  expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('A portal already runs on')]);
});

test('published files that went back, or that do not hold together, are refused, and both checkpoints stay', async () => {
  const checkpoint = join(data, 'log/checkpoint');
  const newest = readFileSync(checkpoint);
  const kept = readFileSync(`${data}.guard/checkpoint`);
  copyFileSync(join(base, 'whole/log/checkpoint'), checkpoint);
  const older = run();
  expect([older.status, older.stderr]).toEqual([1, expect.stringContaining('are older than what was signed here')]);
  expect(readFileSync(`${data}.guard/checkpoint`)).toEqual(kept);
  expect(readFileSync(checkpoint)).toEqual(readFileSync(join(base, 'whole/log/checkpoint')));
  writeFileSync(checkpoint, newest);
  const bundle = join(data, `log/tile/entries/000.p/${size + 1}`);
  const bytes = readFileSync(bundle);
  writeFileSync(bundle, randomBytes(bytes.length));
  expect(run().stderr).toContain(`does not hold together at tile/entries/000.p/${size + 1}`);
  writeFileSync(bundle, bytes);
  expect(run().status).toBe(0);
  writeFileSync(checkpoint, 'nobody signed this');
  expect(run().status).toBe(1);
});

test('a folder without a log is told so, and none is begun', async () => {
  const opened = await openDataFolder(join(base, 'empty'));
  if (!opened.ok) return expect.unreachable();
  expect(await recoverFolder(opened.folder)).toEqual({ ok: false, reason: 'no_log' });
  opened.folder.release();
  expect(existsSync(join(base, 'empty/tables.db'))).toBe(false);
});
