import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import { donationKey } from '../../functions/store/tables.ts';
import { startDynoxide } from '../../infra/local/dynoxide.ts';
import { giftBody, pay, place, publicJson, published } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { runCommand } from '../support/run-command.ts';
import { wholeRecord } from '../support/whole-record.ts';
import { demonstration } from '../support/world.ts';

const NAME = '欧阳霁寒';
const ERASED = '端木清和';
const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const dataDir = join(base, 'data');
let portal: PortalProcess;
beforeAll(async () => {
  portal = await startPortal({ dataDir });
});
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

/** Runs `npm run forget` with these arguments, as an operator does. */
const forget = (...args: readonly string[]) => runCommand('infra/local/forget.ts', args, { DATA_DIR: dataDir });

async function give(name = NAME) {
  const consent = { version: demonstration().consentVersion };
  const gift = await place(portal, giftBody({ donor: { kind: 'person', name, display: 'named' }, consent }));
  await pay(portal, gift.orderNo);
  return { ...gift, ...(await published(portal, gift)) };
}

const publicPage = async (path: string) => (await fetch(`${portal.url}${path}`)).text();
const rowsPath = `/disclosures/${demonstration().id}/1/1.html`;

/** Files of the data folder in which the name can be read, the embedded database's own among them. */
const filesWithName = () =>
  readdirSync(dataDir, { recursive: true })
    .map(String)
    .filter((file) => statSync(join(dataDir, file)).isFile() && readFileSync(join(dataDir, file)).includes(ERASED));

test('staff take a name back by number, and the answer says that every page is up to date', async () => {
  const gift = await give();
  await expect.poll(() => publicPage(rowsPath)).toContain(NAME);
  const done = await forget(gift.number);
  expect(done).toMatchObject({ code: 0, said: expect.stringContaining(`Done: ${gift.number}`) });
  expect(await publicPage(rowsPath)).not.toContain(NAME);
  expect(await publicPage('/en/today.html')).toContain('Name withdrawn at the donor’s request');
  expect(await publicJson(portal, '/after/0.json')).toMatchObject({ after: { [gift.index]: [{ k: 'withdraw' }] } });
  expect((await forget(gift.number)).said).toContain(`Done before: ${gift.number}`);
  expect((await wholeRecord(portal)).at(-1)).toMatchObject({ k: 'withdraw', of: [{ index: gift.index }] });
});

test.each([
  [['1-0-0'], 'This is no number of ours'],
  [['1-9999-Q'], 'This is no number of ours'],
  [[], 'npm run forget -- NUMBER'],
  [['1-1-0', '--ground', 'unlawful'], 'npm run forget -- NUMBER'],
  [['1-1-0', '--erase', '--ground', 'because'], 'purpose_ended'],
  [['1-1-0', '--all'], 'npm run forget -- NUMBER'],
])('asked wrongly with %j it changes nothing and says what is wrong', async (args, sentence) => {
  const before = (await wholeRecord(portal)).length;
  expect(await forget(...args)).toMatchObject({ code: 1, said: expect.stringContaining(sentence) });
  expect((await wholeRecord(portal)).length).toBe(before);
});

test('whoever lacks the key of the desk takes nothing back', async () => {
  const answer = await fetch(`${portal.url}/local/forget`, { method: 'POST', headers: { 'daylight-desk': '00'.repeat(32) }, body: '{"numbers":["1-1-0"]}' });
  expect(answer.status).toBe(401);
});

test('M20: what a restored table brings back is gone before the next start serves anything', async () => {
  const gift = await give(ERASED);
  await portal.kill('SIGTERM');
  const tables = { records: 'daylight-records', ledger: 'daylight-ledger' };
  const onTables = async <Result>(run: (db: ReturnType<typeof dynamoDatabase>) => Promise<Result>): Promise<Result> => {
    const emulator = await startDynoxide({ file: join(dataDir, 'tables.db') });
    return run(dynamoDatabase({ tables, endpoint: emulator.endpoint, region: 'local' })).finally(emulator.stop);
  };
  const kept = await onTables((db) => db.get('records', donationKey(gift.id)));
  portal = await startPortal({ dataDir });
  expect(await forget(gift.number, '--erase', '--ground', 'consent_withdrawn')).toMatchObject({ code: 0 });
  await portal.kill('SIGTERM');
  await onTables((db) => db.write([{ table: 'records', put: kept ?? expect.unreachable(), when: 'always' }]));
  portal = await startPortal({ dataDir });
  expect(portal.said()).toContain('forgotten_came_back');
  const answer = await fetch(`${portal.url}/api/donations/${gift.id}`, { headers: { authorization: `Bearer ${gift.token}` } });
  expect(await answer.text()).not.toContain(ERASED);
  await portal.kill('SIGTERM');
  const item = await onTables((db) => db.get('records', donationKey(gift.id)));
  expect(JSON.stringify(item)).not.toContain(ERASED);
  expect(item).toMatchObject({ state: 'paid', erasedAtMs: expect.any(Number) });
  // Twice: the first start deletes what came back, and the next one rewrites the database's file, which still holds what was deleted.
  portal = await startPortal({ dataDir });
  await portal.kill('SIGTERM');
  expect(filesWithName()).toEqual([]);
});
