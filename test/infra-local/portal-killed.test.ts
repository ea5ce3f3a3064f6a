import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Live, sumOf } from '../../functions/disclosure/live.ts';
import { nextDay } from '../../functions/domain/time.ts';
import { closeDay, drawn, giftBody, type Placed, pay, place, publicJson, published } from '../support/donor.ts';
import { freePort, killAllPortals, type PortalProcess, startPortal, untilNoon } from '../support/portal-process.ts';
import { wholeRecord } from '../support/whole-record.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

const DAY_MS = 86_400_000;
/** Far more writes than a gift has; a gift that never comes to its end is found by it. */
const MANY = 80;
/** Right after these somebody is told: the donor of the order, the gateway of the settlement; then admission and the checkpoint are kept. */
const TOLD = [1, 2, 3, 6];

let portal: PortalProcess;

test('M20: killed before any write of a gift’s way, or right after one, the portal finishes the gift after its restart, once', {
  timeout: 240_000,
}, async () => {
  const start = { dataDir: join(base, 'data'), port: await freePort(), steered: true, environment: { CLOCK_BY_MS: String(untilNoon()) } };
  portal = await startPortal(start);
  const amounts: number[] = [];
  /** Gives, with a portal that dies at a write; tells whether it died. */
  const giveAndDie = async (death: { readonly at: number; readonly done: boolean }): Promise<boolean> => {
    const gift = oneGift(1_000 + amounts.length);
    amounts.push(1_000 + amounts.length);
    await portal.steer({ do: 'die', ...death });
    const lived = await gift().catch(() => 'died');
    if (lived !== 'died') return false;
    expect(await portal.ended).toEqual({ code: null, signal: 'SIGKILL' });
    portal = await startPortal(start);
    await gift();
    return true;
  };
  let writes = 0;
  while (writes < MANY && (await giveAndDie({ at: writes + 1, done: false }))) writes += 1;
  expect(writes).toBeGreaterThan(20);
  for (const at of TOLD) expect(await giveAndDie({ at, done: true })).toBe(true);

  const gifts = (await wholeRecord(portal)).filter((entry) => entry.k === 'gift');
  expect(gifts.map((entry) => entry.amt)).toEqual(amounts);
  const live = await publicJson<Live>(portal, '/live.json');
  expect(sumOf(live.issue.tallies)).toMatchObject({ count: amounts.length, minor: amounts.reduce((sum, minor) => sum + minor) });
  expect(await publicJson(portal, '/pending.json')).toMatchObject({ count: 0, halts: [] });
});

test('M20: killed anywhere in the close of a day, the portal closes the day after its restart, once and with the right sums', {
  timeout: 240_000,
}, async () => {
  const start = { dataDir: join(base, 'closes'), port: await freePort(), steered: true };
  let clockByMs = untilNoon();
  const restart = () => startPortal({ ...start, environment: { CLOCK_BY_MS: String(clockByMs) } });
  portal = await restart();
  let died = true;
  let days = 0;
  // Every write up to the signed close and beyond; of the pages that follow, some.
  for (let at = 1; died && at < MANY; at += at < 16 ? 1 : 6) {
    await oneGift(500 + days)();
    days += 1;
    clockByMs += DAY_MS;
    await portal.steer({ do: 'clock', byMs: DAY_MS });
    await portal.steer({ do: 'die', at, done: false });
    died = (await closeDay(portal, { now: false }).catch(() => undefined)) === undefined;
    if (!died) break;
    expect(await portal.ended).toEqual({ code: null, signal: 'SIGKILL' });
    portal = await restart();
    // A close that died under its seal leaves one that runs out by itself.
    await portal.steer({ do: 'clock', byMs: 31_000 });
    clockByMs += 31_000;
    expect(['closed', 'not_due']).toContain((await closeDay(portal, { now: false })).outcome);
  }
  expect([died, days]).toEqual([false, expect.any(Number)]);
  expect(days).toBeGreaterThan(16);
  const closes = (await wholeRecord(portal)).filter((entry) => entry.k === 'close');
  expect(closes.map(({ number, totals }) => [number, totals.map(({ count, amt }) => [count, amt])])).toEqual(
    Array.from({ length: days }, (_, day) => [day + 1, [[1, 500 + day]]]),
  );
  expect(closes.slice(1).map(({ from }) => from)).toEqual(closes.slice(0, -1).map(({ through }) => nextDay(through)));
  const list = await publicJson<{ readonly issues: readonly { readonly number: number }[] }>(portal, '/disclosures/model-charity/index.json');
  expect(list.issues.map(({ number }) => number).reverse()).toEqual(closes.map(({ number }) => number));
  for (const { number } of closes) expect(await publicJson(portal, `/disclosures/model-charity/${number}.json`)).toMatchObject({ number });
});

/** A gift that can be gone on with: what the donor has done is not done again, and the rest is the portal's and the gateway's own. */
function oneGift(minor: number): () => Promise<void> {
  const body = giftBody({ amount: { currency: 'CNY', minor } });
  let placed: Placed | undefined;
  let paid = false;
  return async () => {
    placed ??= await place(portal, body);
    if (!paid) {
      paid = true;
      await pay(portal, placed.orderNo);
    }
    const { index } = await published(portal, placed);
    await drawn(portal, index);
  };
}
