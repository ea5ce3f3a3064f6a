import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry, GiftEntry } from '../../functions/domain/entry.ts';
import { closeDay, drawn, giftBody, pay, place, publicJson, published, send, stateOf } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, startPortal, untilNoon } from '../support/portal-process.ts';
import { wholeRecord } from '../support/whole-record.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const start = { dataDir: join(base, 'data'), steered: true, environment: { CLOCK_BY_MS: String(untilNoon()) } };
let portal: PortalProcess;
beforeAll(async () => {
  portal = await startPortal(start);
});
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

const entryAt = async (index: number): Promise<Entry> => (await wholeRecord(portal))[index] ?? expect.unreachable(`no entry ${index}`);
const giftAt = async (index: number): Promise<GiftEntry> => {
  const entry = await entryAt(index);
  return entry.k === 'gift' ? entry : expect.unreachable(entry.k);
};
const size = async (): Promise<number> => (await wholeRecord(portal)).length;

describe('what a gateway tells over HTTP', () => {
  test('M6: twice at once, settles one gift once', async () => {
    const gift = await place(portal);
    expect(await pay(portal, gift.orderNo, { callbacks: 'doubled' })).toEqual([200, 200]);
    const { index } = await published(portal, gift);
    expect(await size()).toBe(index + 1);
  });

  test('before the browser has come back, is what the browser then finds', async () => {
    const gift = await place(portal);
    await pay(portal, gift.orderNo);
    expect(['paid', 'published']).toContain((await stateOf(portal, gift)).state);
  });

  test('M7: with another amount, enters what was paid', async () => {
    const gift = await place(portal);
    expect(await pay(portal, gift.orderNo, { callbacks: 'wrong-amount' })).toEqual([200]);
    expect(await giftAt((await published(portal, gift)).index)).toMatchObject({ amt: 1_001 });
    expect((await stateOf(portal, gift)).amount.minor).toBe(1_001);
  });

  test.each(['altered', 'stale', 'other-order-signature'] as const)('%s, is refused; told rightly, the same payment counts', async (callbacks) => {
    const gift = await place(portal);
    const before = await size();
    const serial = `S${gift.orderNo}`;
    expect(await pay(portal, gift.orderNo, { callbacks, serial })).toEqual([400]);
    expect((await stateOf(portal, gift)).state).toBe('pending');
    expect(await pay(portal, gift.orderNo, { callbacks, serial })).toEqual([200]);
    expect((await published(portal, gift)).index).toBe(before);
  });

  test('forged, is refused and nothing is entered', async () => {
    const gift = await place(portal);
    const before = await size();
    expect(await pay(portal, gift.orderNo, { callbacks: 'forged' })).toEqual([400]);
    expect(await portal.steer({ do: 'sweep' })).toMatchObject({ answer: { settled: 0 } });
    expect([(await stateOf(portal, gift)).state, await size()]).toEqual(['pending', before]);
  });

  test('M7: of an order that nobody placed, is entered without a donor', async () => {
    const before = await size();
    expect(await pay(portal, 'NOBODYKNOWS', { amountMinor: 7 })).toEqual([200]);
    await drawn(portal, before);
    expect(await giftAt(before)).toMatchObject({ amt: 7, unclaimed: true });
    expect(await (await fetch(`${portal.url}/today.html`)).text()).toContain('0.07');
  });

  test('M7: of an order that has expired, counts all the same', async () => {
    const body = giftBody();
    const gift = await place(portal, body);
    await portal.steer({ do: 'clock', byMs: 33 * MINUTE_MS });
    await portal.steer({ do: 'sweep' });
    expect((await stateOf(portal, gift)).state).toBe('expired');
    expect(await send(portal, body)).toMatchObject({ status: 409, body: { code: 'key_reused' } }); // and never that it is paid
    expect(await pay(portal, gift.orderNo)).toEqual([200]);
    expect(await giftAt((await published(portal, gift)).index)).toMatchObject({ amt: 1_000 });
  });

  test('M6: never, is found by the sweep', async () => {
    const gift = await place(portal);
    expect(await pay(portal, gift.orderNo, { callbacks: 'none' })).toEqual([]);
    await portal.steer({ do: 'clock', byMs: 2 * MINUTE_MS });
    expect(await portal.steer({ do: 'sweep' })).toMatchObject({ answer: { settled: 1 } });
    expect(await giftAt((await published(portal, gift)).index)).toMatchObject({ amt: 1_000 });
  });
});

describe('a gateway that cannot be reached', () => {
  test('M6, M19: refuses with a sentence, and keeps the wish: pressing again gives the same gift', async () => {
    const body = giftBody();
    await portal.steer({ do: 'gateway', reachable: false });
    const refused = await send(portal, body);
    expect(refused).toMatchObject({ status: 503, body: { code: 'gateway_unavailable', detail: expect.stringContaining('没有扣款') } });
    await portal.steer({ do: 'clock', byMs: 2 * MINUTE_MS });
    expect(await portal.steer({ do: 'sweep' })).toMatchObject({ answer: { asked: 1, settled: 0, expired: 0 } });
    await portal.steer({ do: 'gateway', reachable: true });
    const gift = await place(portal, body);
    expect(await place(portal, body)).toEqual(gift);
    await pay(portal, gift.orderNo);
    await published(portal, gift);
  });
});

describe('days and closes', () => {
  test('M8: a payment told after its day was closed stands in the next issue, marked late', async () => {
    const early = await place(portal);
    expect(await closeDay(portal, { now: true })).toMatchObject({ outcome: 'closed', number: 1 });
    expect(await pay(portal, early.orderNo)).toEqual([200]);
    const { issue, index, row } = await published(portal, early);
    await drawn(portal, index);
    expect([issue, row]).toEqual([2, 1]);
    const page = async (number: number) => (await fetch(`${portal.url}/disclosures/model-charity/${number}.html`)).text();
    expect([await page(1), await page(2)]).toEqual([expect.not.stringContaining('补登'), expect.stringContaining('补登')]);
  });

  test('M2, M3: who closes without the key of this machine is refused', async () => {
    const answer = await fetch(`${portal.url}/local/close`, { method: 'POST', headers: { 'daylight-desk': '00'.repeat(32) }, body: '{"now":true}' });
    expect(answer.status).toBe(401);
  });

  test('after three days down, one issue covers them all, and a gap says so', async () => {
    const before = await size();
    await portal.kill('SIGTERM');
    portal = await startPortal({ ...start, port: portal.port, environment: { CLOCK_BY_MS: String(untilNoon() + 4 * DAY_MS) } });
    await drawn(portal, before + 1);
    const [gap, close, ...rest] = (await wholeRecord(portal)).slice(before);
    const { from, through } = gap?.k === 'gap' ? gap : expect.unreachable();
    expect(close).toMatchObject({ k: 'close', number: 2, from, through });
    expect([(Date.parse(through) - Date.parse(from)) / DAY_MS, rest]).toEqual([2, []]);
  });

  test('a day without gifts is an issue too, with nothing in it', async () => {
    await portal.steer({ do: 'clock', byMs: DAY_MS });
    expect(await closeDay(portal, { now: false })).toMatchObject({ outcome: 'closed', number: 3, count: 0 });
    const list = await publicJson<{ readonly issues: readonly { readonly number: number }[] }>(portal, '/disclosures/model-charity/index.json');
    expect(list.issues.map(({ number }) => number)).toEqual([3, 2, 1]);
    const page = await (await fetch(`${portal.url}/disclosures/model-charity/3.html`)).text();
    expect(page).toMatch(/没有收到/);
  });
});
