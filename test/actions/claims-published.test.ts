import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { admitEntries } from '../../functions/actions/admit-entries.ts';
import { claimByEvidence } from '../../functions/actions/claim-by-evidence.ts';
import { closeDay } from '../../functions/actions/close-day.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { haltPublication } from '../../functions/actions/halts.ts';
import { importPayments } from '../../functions/actions/import-payments.ts';
import { publishClosed } from '../../functions/actions/publish-closed.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readHead } from '../../functions/actions/read-head.ts';
import { readPublished } from '../../functions/actions/read-published.ts';
import { recoverLog } from '../../functions/actions/recover-log.ts';
import { readPending } from '../../functions/actions/refresh-disclosure.ts';
import { replayForgotten } from '../../functions/actions/replay-forgotten.ts';
import { donorToken, unclaimedDonationId } from '../../functions/actions/tokens.ts';
import { withdrawName } from '../../functions/actions/withdraw-name.ts';
import { parseDay } from '../../functions/domain/time.ts';
import { createCounters, spentSince } from '../../infra/local/replay/counters.ts';
import { filesWith } from '../support/everything.ts';
import { createWorld, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const TODAY = parseDay('2026-11-24') ?? expect.unreachable();
const NAME = '司马相如';
let world: World;
const counters = createCounters();

beforeEach(async () => {
  world = await createWorld(NOON, counters);
  await createLog(world, { simulated: false });
});
afterEach(() => world.stop());

/** Transfers that carry no code, all of one account, each of another amount. */
async function transferred(from: number, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, at) => ({
    serial: `BK${from + at}`,
    amountFen: 1_000 + from + at,
    atMs: NOON - 3_600_000,
    payer: NAME,
    payerTail: '664218',
  }));
  await importPayments(world, 'bank', lines);
  await publishSettled(world);
}

async function claim(at: number): Promise<{ readonly id: string; readonly token: string }> {
  const evidence = { by: 'account', payer: NAME, digits: '664218', amountFen: 1_000 + at, day: TODAY } as const;
  const donor = { kind: 'person', name: NAME, display: 'named', consent: { version: world.society.consentVersion } } as const;
  const claimed = await claimByEvidence(world, { key: `key${at}`.padEnd(22, 'k'), evidence, donor }, `from${at}`);
  const id = unclaimedDonationId(world.secret, { gateway: 'bank', serial: `BK${at}` });
  expect(claimed).toEqual({ ok: true, state: 'granted', id, token: donorToken(world.secret, id) });
  return { id, token: donorToken(world.secret, id) };
}

/** The first day ends, and its issue is closed. */
async function close(): Promise<void> {
  world.clockMs = Date.parse('2026-11-25T00:10:00+08:00');
  expect(await closeDay(world, { through: TODAY })).toMatchObject({ outcome: 'closed' });
  await publishClosed(world);
}

const shown = () => filesWith(world, NAME).filter((file) => file.startsWith('public'));

test('M14: publishing a claim costs the same files, whether its gift stands in an issue of few gifts or of hundreds', async () => {
  const spent: number[] = [];
  await transferred(0, 5);
  for (const [more, at] of [
    [0, 1],
    [295, 2],
    [300, 3],
  ] as const) {
    if (more > 0) await transferred(10 + at * 1_000, more);
    await claim(at);
    const before = { ...counters.costs };
    await publishSettled(world);
    spent.push(spentSince(before, counters.costs).puts);
  }
  const [few = 0, ...many] = spent;
  for (const one of many) expect(Math.abs(one - few)).toBeLessThanOrEqual(8); // a second page of rows, and a second level of tiles
  expect(Math.max(...spent)).toBeLessThan(40);
});

describe('M15: the name of a claim that is taken back', () => {
  test('goes from the row of the gift on its closed issue, from the claim’s own row, and from the front pages', async () => {
    await transferred(0, 2);
    await close();
    const holder = await claim(1);
    await publishSettled(world);
    expect(shown()).toEqual(expect.arrayContaining([expect.stringMatching(/disclosures\/model-charity\/1\/1\.html/), expect.stringMatching(/\/2\/1\.html/)]));
    expect(await withdrawName(world, holder)).toMatchObject({ ok: true });
    await publishSettled(world);
    expect(shown()).toEqual([]);
  });

  test('goes from every page also while publication stands still, and a claim that waits takes nothing away', async () => {
    await transferred(0, 2);
    await close();
    const holder = await claim(1);
    await publishSettled(world);
    expect(await withdrawName(world, holder)).toMatchObject({ ok: true });
    await claim(0);
    await haltPublication(world, { reason: 'edge_differs', files: [] });
    expect(await publishSettled(world)).toMatchObject({ ok: false });
    expect(shown().filter((file) => file.includes('/1/1.html') || file.includes('open'))).toEqual([]);
  });

  test('M20: does not come back with pages that were restored from a copy', async () => {
    await transferred(0, 2);
    await close();
    const holder = await claim(1);
    await publishSettled(world);
    const copy = mkdtempSync(join(tmpdir(), 'daylight-copy-'));
    cpSync(join(world.folder, 'public/disclosures'), copy, { recursive: true });
    expect(await withdrawName(world, holder)).toMatchObject({ ok: true });
    await publishSettled(world);
    cpSync(copy, join(world.folder, 'public/disclosures'), { recursive: true });
    rmSync(copy, { recursive: true });
    expect(shown()).not.toEqual([]);
    await replayForgotten(world);
    expect(shown()).toEqual([]);
  });
});

test('M20: a claim that had an index and was not published waits again after a recovery, counts as no payment, and is published once', async () => {
  await transferred(0, 1);
  await claim(0);
  expect(await admitEntries(world)).toBe(1);
  expect(await recoverLog(world)).toMatchObject({ ok: true, returned: 1 });
  expect(await readPending(world)).toMatchObject({ count: 0 });
  await publishSettled(world);
  expect(await recoverLog(world)).toMatchObject({ ok: true, returned: 0, rebuilt: 0 });
  const size = (await readHead(world))?.checkpoint.size ?? 0;
  const entries = (await readPublished(world, { from: 0, to: size, size })) ?? [];
  expect(entries.filter(({ k }) => k === 'claim')).toHaveLength(1);
  expect(shown()).not.toEqual([]);
});
