import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { catchUp, openPortal, type PortalOptions, type StartRefusal } from '../../infra/local/portal.ts';
import { openGateways } from '../../infra/local/stand-ins.ts';
import { giftBody, pay, place, published } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, processesNaming, runToEnd, startPortal } from '../support/portal-process.ts';
import { runCommand } from '../support/run-command.ts';
import { wholeRecord } from '../support/whole-record.ts';
import { demonstration } from '../support/world.ts';

const SITE = fileURLToPath(new URL('../../site/dist', import.meta.url));
const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const at = (name: string) => join(base, name);
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

/** Takes one gift of ten yuan to the public. */
async function give(portal: PortalProcess): Promise<number> {
  const placed = await place(portal, giftBody());
  expect(await pay(portal, placed.orderNo)).toEqual([200]);
  return (await published(portal, placed)).index;
}

describe('a portal that starts on an empty folder', () => {
  let portal: PortalProcess;
  beforeAll(async () => {
    portal = await startPortal({ dataDir: at('first') });
  });

  test('has published who writes the log, and what its branches, campaigns and places are', async () => {
    const [open, ...rest] = await wholeRecord(portal);
    const society = demonstration();
    expect(open).toMatchObject({ k: 'open', origin: society.origin, demonstration: true });
    const defined = rest.map((entry) => (entry.k === 'define' ? entry.key : expect.unreachable(entry.k)));
    expect(defined).toEqual([...society.branches, ...society.campaigns, ...society.places].map(({ id }) => id));
  });

  test('says where it is to be found, and shows a code for the first poster', async () => {
    await expect.poll(portal.said).toContain('Ctrl-C');
    for (const address of [`${portal.url}/`, `${portal.url}/today.html`, `${portal.url}/d/sf-hall`, portal.dataDir]) expect(portal.said()).toContain(address);
  });

  test('tells a second start on its folder who runs there', async () => {
    const second = await runToEnd({ dataDir: portal.dataDir });
    expect(second).toMatchObject({ code: 1, said: expect.stringContaining(`process ${portal.pid}, ${portal.url}`) });
  });

  test('leaves its port to nobody else', async () => {
    const other = await runToEnd({ dataDir: at('other'), port: portal.port });
    expect(other).toMatchObject({ code: 1, said: expect.stringContaining(`Port ${portal.port} is in use`) });
    expect(processesNaming(at('other'))).toEqual([]);
  });

  test('M20: killed, leaves nothing that the next start trips over, and goes on with the same log', async () => {
    const index = await give(portal);
    await portal.kill('SIGKILL');
    portal = await startPortal({ dataDir: portal.dataDir, port: portal.port });
    expect((await wholeRecord(portal)).length).toBe(index + 1);
    expect(await give(portal)).toBe(index + 1);
  });

  test('closes the day under way at the operator’s word, once', async () => {
    expect(await runClose(portal.dataDir)).toEqual({ code: 0, said: expect.stringContaining('Nothing is due') });
    expect(await runClose(portal.dataDir, '--now')).toEqual({ code: 0, said: expect.stringMatching(/Issue 1 closed: 2 gifts, 2000 fen/) });
    expect(await runClose(portal.dataDir, '--now')).toEqual({ code: 0, said: expect.stringContaining('Nothing is due') });
    expect(await runClose(at('nobody'))).toEqual({ code: 1, said: expect.stringContaining('No portal runs on') });
  });

  test('ends in order at Ctrl-C, although npm and its runner pass it on a second time, and leaves no process', async () => {
    const database = processesNaming(join(portal.dataDir, 'tables.db'));
    expect(database.length).toBeGreaterThan(0);
    process.kill(portal.pid, 'SIGINT');
    process.kill(portal.pid, 'SIGTERM');
    expect(await portal.ended).toEqual({ code: 0, signal: null });
    expect(processesNaming(portal.dataDir)).toEqual([]);
  });

  test('ends in order at SIGTERM, also while it is still coming up', async () => {
    const again = await startPortal({ dataDir: portal.dataDir });
    expect(await again.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(processesNaming(portal.dataDir)).toEqual([]);
  });
});

describe('settings that cannot be used are named, and nothing is started', () => {
  const profile = (name: string, change: (society: Record<string, unknown>) => void): string => {
    const society = JSON.parse(readFileSync(new URL('../../site/society/demonstration.json', import.meta.url), 'utf8'));
    change(society);
    writeFileSync(at(name), JSON.stringify(society));
    return at(name);
  };
  const notJson = at('profile.txt');
  writeFileSync(notJson, 'not JSON');

  test.each([
    ['PORT must be a port number', { PORT: 'eighty' }],
    ['PORT must be a port number', { PORT: '70000' }],
    ['PUBLIC_URL must be an address without a path', { PUBLIC_URL: 'http://giving.example.org/portal' }],
    ['PUBLIC_URL must be an address without a path', { PUBLIC_URL: 'giving.example.org' }],
    ['SOCIETY_FILE', { SOCIETY_FILE: at('nowhere.json') }],
    ['SOCIETY_FILE', { SOCIETY_FILE: notJson }],
    ['DATA_DIR', { DATA_DIR: join(notJson, 'data') }],
    ['limits.minFen', { SOCIETY_FILE: profile('limits.json', (society) => Object.assign(society, { limits: { minFen: 'one', maxFen: 5 } })) }],
    [
      'places[0].campaign',
      { SOCIETY_FILE: profile('places.json', (society) => Object.assign(society, { places: [{ ...demonstration().places[0], campaign: 'nowhere' }] })) },
    ],
    ['M18: gateways[0] sandbox is only', { SOCIETY_FILE: profile('real.json', (society) => Object.assign(society, { demonstration: false })) }],
  ])('%s', async (sentence, environment) => {
    const ended = await runToEnd({ dataDir: at('never'), environment });
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining(sentence.replace('M18: ', '')) });
    expect(ended.said).not.toContain('    at '); // a sentence, and not a stack
    expect(existsSync(at('never'))).toBe(false);
  });

  test('a gateway that this machine does not have', async () => {
    const society = { ...demonstration(), gateways: ['sandbox', 'cowries'] };
    await expect(open('gateway', { society })).rejects.toThrow('gateways name cowries');
  });

  test.each(['wechat-pay', 'alipay'])('M18: %s, which is a stand-in here, for a society that is no demonstration', async (id) => {
    const society = { ...demonstration(), demonstration: false, gateways: [id] };
    const urls = { publicUrl: 'http://127.0.0.1', ownUrl: 'http://127.0.0.1' };
    const opening = openGateways({ ...urls, society, folder: { keyFile: at }, clock: Date.now, random: (bytes) => new Uint8Array(bytes) });
    await expect(opening).rejects.toThrow('only for a profile with demonstration: true');
  });
});

describe('M20: a data folder that would fork the log is refused, and nothing is started', () => {
  const refused = async (dataDir: string, sentence: string) => {
    const ended = await runToEnd({ dataDir });
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining(sentence) });
    expect(processesNaming(dataDir)).toEqual([]);
  };
  const [data, old] = [at('data'), at('old')];
  beforeAll(async () => {
    const first = await startPortal({ dataDir: data });
    await give(first);
    await first.kill('SIGTERM');
    cpSync(data, old, { recursive: true });
    const second = await startPortal({ dataDir: data });
    await give(second);
    await second.kill('SIGTERM');
  });

  test('the folder as it was left starts', async () => {
    const portal = await startPortal({ dataDir: data });
    await portal.kill('SIGTERM');
    cpSync(data, at('young'), { recursive: true });
  });

  test('an older copy in the place of the newer one', async () => {
    rmSync(data, { recursive: true });
    cpSync(old, data, { recursive: true });
    await refused(data, 'is older than the last checkpoint');
  });

  test('another history in the place of ours, although it is as long', async () => {
    const elsewhere = await startPortal({ dataDir: old });
    await give(elsewhere);
    await elsewhere.kill('SIGTERM');
    rmSync(data, { recursive: true });
    cpSync(old, data, { recursive: true });
    await refused(data, 'holds another history');
  });

  test('a folder that was begun anew under the same name', async () => {
    rmSync(data, { recursive: true });
    await refused(data, 'was signed by another key');
  });

  test('a published log whose tables are gone; none are begun beside it', async () => {
    const young = at('young');
    for (const file of ['tables.db', 'tables.db-wal', 'tables.db-shm']) rmSync(join(young, file), { force: true });
    await refused(young, 'tables (tables.db) are gone');
    expect(existsSync(join(young, 'tables.db'))).toBe(false);
  });

  test.each<[StartRefusal, object]>([
    ['origin_differs', { society: { ...demonstration(), origin: 'other.example.org/log/1' } }],
    ['clock_differs', { simulated: true }],
  ])('%s', async (reason, change) => {
    await expect(open('old', change)).rejects.toMatchObject({ reason });
    expect(processesNaming(old)).toEqual([]);
  });
});

test('on the log of a replay the clock goes on where the replay ended', async () => {
  const replayed = await open('replayed', { simulated: true, clock: () => Date.parse('2020-01-25T23:59:00+08:00') });
  expect(replayed).toBe('stopped');
  const portal = await startPortal({ dataDir: at('replayed') });
  const placed = await place(portal);
  await pay(portal, placed.orderNo);
  const { publishedAt } = await published(portal, placed);
  expect(publishedAt).toMatch(/^2020-01-(?:25T23:59|26T00:0[0-4])/);
  await portal.kill('SIGTERM');
});

/** Runs what stands behind `npm run close`. */
const runClose = (dataDir: string, ...args: readonly string[]) => runCommand('infra/local/close.ts', args, { DATA_DIR: dataDir });

/** Opens a portal on a folder in this process, and stops it again. */
async function open(name: string, change: Partial<PortalOptions>): Promise<'stopped'> {
  const opened = await openDataFolder(at(name));
  if (!opened.ok) return expect.unreachable();
  try {
    const options = {
      folder: opened.folder,
      society: demonstration(),
      site: SITE,
      publicUrl: 'http://127.0.0.1:9',
      ownUrl: 'http://127.0.0.1:9',
      clock: Date.now,
    };
    const portal = await openPortal({ ...options, simulated: false, windowMs: 0, alarm: (code) => expect.unreachable(code), ...change });
    await catchUp(portal);
    await portal.stop();
    return 'stopped';
  } finally {
    opened.folder.release();
  }
}
