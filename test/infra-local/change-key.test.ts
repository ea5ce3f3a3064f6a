import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { formatVerifierKey, parseNote } from '../../functions/domain/ledger/note.ts';
import { endOldKey, layNextKey } from '../../infra/local/change-key.ts';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { giftBody, pay, place, published } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { readPublicPolicy } from '../support/public-policy.ts';
import { wholeRecord } from '../support/whole-record.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const dataDir = join(base, 'data');
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

const give = async (portal: PortalProcess): Promise<void> => {
  const placed = await place(portal, giftBody());
  expect(await pay(portal, placed.orderNo)).toEqual([200]);
  await published(portal, placed);
};
const signers = async (portal: PortalProcess): Promise<number> =>
  parseNote(await (await fetch(`${portal.url}/log/1/checkpoint`)).text())?.signatures.length ?? 0;
const on = async <Result>(run: (folder: Parameters<typeof layNextKey>[0]) => Promise<Result>): Promise<Result> => {
  const opened = await openDataFolder(dataDir);
  if (!opened.ok) return expect.unreachable();
  try {
    return await run(opened.folder);
  } finally {
    opened.folder.release();
  }
};

test('the key of a log on one machine is changed in two steps, the witness goes along, and no step can be taken too early', { timeout: 120_000 }, async () => {
  expect(await on(layNextKey)).toEqual({ ok: false, reason: 'no_log' });
  const first = await startPortal({ dataDir });
  await give(first);
  expect(await signers(first)).toBe(1);
  await first.kill('SIGTERM');

  expect(await on(endOldKey)).toEqual({ ok: false, reason: 'no_next_key' });
  const laid = await on(layNextKey);
  expect(await on(layNextKey)).toEqual(laid);
  expect(await on(endOldKey)).toEqual({ ok: false, reason: 'not_introduced' });

  const both = await startPortal({ dataDir });
  await expect.poll(() => signers(both), { timeout: 20_000 }).toBe(2);
  const record = await wholeRecord(both);
  expect(record.at(-1)).toMatchObject({ k: 'key', from: record.length });
  await give(both);
  expect(await signers(both)).toBe(2);
  await expect.poll(async () => (await readPublicPolicy(both.url)).witnessed?.size ?? 0, { timeout: 20_000 }).toBe(record.length + 1);
  await both.kill('SIGTERM');

  const ended = await on(endOldKey);
  expect(ended).toMatchObject({ ok: true, outcome: 'ended', from: record.length + 2 });
  expect(readdirSync(join(dataDir, 'keys')).filter((name) => /^log\..+\.seed$/.test(name))).toEqual([expect.stringMatching(/^log\.[0-9a-f]{8}\.seed$/)]);
  expect(existsSync(join(dataDir, 'keys/log.next.seed'))).toBe(false);

  const last = await startPortal({ dataDir });
  await give(last);
  expect(await signers(last)).toBe(1);
  const { vkeys } = await (await fetch(`${last.url}/log/1/log.json`)).json();
  expect(vkeys.map(({ vkey, until }: { vkey: string; until?: number }) => [vkey, until])).toEqual([
    [expect.any(String), record.length + 2],
    [laid.ok ? formatVerifierKey(laid.key) : '', undefined],
  ]);
  await expect.poll(async () => (await readPublicPolicy(last.url)).witnessed?.size ?? 0, { timeout: 20_000 }).toBe(record.length + 2);
  await last.kill('SIGTERM');
});
