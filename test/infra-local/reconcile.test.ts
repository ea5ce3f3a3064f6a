import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StatementEntry } from '../../functions/domain/entry-moves.ts';
import { dayOf } from '../../functions/domain/time.ts';
import { pay, place } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { runCommand } from '../support/run-command.ts';
import { wholeRecord } from '../support/whole-record.ts';

const DAY_MS = 86_400_000;
const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const dataDir = join(base, 'data');
const yesterday = dayOf(Date.now() - DAY_MS);
let portal: PortalProcess;
beforeAll(async () => {
  portal = await startPortal({ dataDir, steered: true, environment: { CLOCK_BY_MS: String(-DAY_MS) } });
});
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

/** Runs `npm run reconcile` with these arguments, as a clerk does. */
const reconcile = (...args: readonly string[]) => runCommand('infra/local/reconcile.ts', args, { DATA_DIR: dataDir });
const statements = async () => (await wholeRecord(portal)).filter((entry): entry is StatementEntry => entry.k === 'statement');

test('gifts of yesterday, one of them never told, are compared with the sandbox’s bill, stated and shown', async () => {
  const given = [await place(portal), await place(portal), await place(portal)];
  for (const [at, { orderNo }] of given.entries()) await pay(portal, orderNo, at === 1 ? { callbacks: 'none' } : {});
  await portal.steer({ do: 'clock', byMs: DAY_MS });
  const compared = await reconcile();
  expect(compared).toMatchObject({ code: 0, said: expect.stringContaining(`${yesterday} sandbox: 已对账并公示`) });
  expect(compared.said).toContain(given[1]?.orderNo); // the clerk reads which one it was
  const [stated, ...more] = await statements();
  expect([more, stated]).toMatchObject([[], { ch: 'sandbox', from: yesterday, bill: { count: 3, amt: 3_000 }, ours: { count: 3, amt: 3_000 } }]);
  const page = await (await fetch(`${portal.url}/reports.html`)).text();
  expect(page).toContain('已补记并计入账本');
  expect(page).not.toContain(given[1]?.orderNo);
});

test('the same day again changes nothing, and a day that cannot be meant is refused', async () => {
  expect(await reconcile()).toMatchObject({ code: 0, said: expect.stringContaining('No day waits') });
  expect(await reconcile(yesterday)).toMatchObject({ code: 0, said: expect.stringContaining('compared before') });
  expect(await statements()).toHaveLength(1);
  for (const wrong of ['yesterday', dayOf(Date.now())])
    expect(await reconcile(wrong)).toMatchObject({ code: 1, said: expect.stringContaining('npm run reconcile') });
});

test('a gift that the bill does not have is named to the clerk by its serial, and the command ends with 1', async () => {
  const { orderNo } = await place(portal);
  await pay(portal, orderNo, { serial: 'NOTONTHEBILL', paidAt: new Date(Date.now() - 60_000).toISOString() });
  rmSync(join(dataDir, 'sandbox/journal.jsonl'));
  await portal.kill('SIGKILL');
  portal = await startPortal({ dataDir, port: portal.port, steered: true, environment: { CLOCK_BY_MS: String(2 * DAY_MS) } });
  const compared = await reconcile();
  expect(compared).toMatchObject({ code: 1, said: expect.stringContaining('missing_there  NOTONTHEBILL  record ¥10.00') });
  const [, stated] = await statements();
  expect(stated).toMatchObject({ bill: { count: 0, amt: 0 }, differences: [{ why: 'missing_there', count: -1, amt: -1_000 }] });
});
