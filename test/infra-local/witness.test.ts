import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { heldKey } from '../../functions/actions/cosign-checkpoint.ts';
import { giftBody, pay, place, published } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, processesNaming, startPortal } from '../support/portal-process.ts';
import { readPublicPolicy } from '../support/public-policy.ts';
import { demonstration } from '../support/world.ts';

const WITNESS = fileURLToPath(new URL('../../infra/local/witness.ts', import.meta.url));
const VKEY = 'log.example.org/giving/1+c7600f95+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea';
const base = mkdtempSync(join(tmpdir(), 'daylight-'));
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

const give = async (portal: PortalProcess): Promise<number> => {
  const placed = await place(portal, giftBody());
  expect(await pay(portal, placed.orderNo)).toEqual([200]);
  return (await published(portal, placed)).index;
};

describe('the portal on one machine runs a witness in a folder of its own', () => {
  test('which cosigns what is published, under a policy that says that it proves nothing', async () => {
    const portal = await startPortal({ dataDir: join(base, 'data') });
    const index = await give(portal);
    await expect.poll(async () => (await readPublicPolicy(portal.url)).witnessed?.size ?? 0, { timeout: 15_000 }).toBeGreaterThan(index);
    const { policy, witnessed } = await readPublicPolicy(portal.url);
    expect(witnessed).toMatchObject({ quorum: true, by: ['same-machine'] });
    expect(policy).toContain('不增加任何证明力');
    expect(existsSync(join(base, 'data.witness/held', heldKey(demonstration().origin)))).toBe(true);
    expect(statSync(join(base, 'data.witness/witness.seed')).mode & 0o777).toBe(0o600);
    await portal.kill('SIGKILL');
    await expect.poll(() => processesNaming(base), { timeout: 10_000 }).toEqual([]);
  });

  test('and goes on with it after a kill', async () => {
    const portal = await startPortal({ dataDir: join(base, 'data') });
    const index = await give(portal);
    await expect.poll(async () => (await readPublicPolicy(portal.url)).witnessed?.size ?? 0, { timeout: 15_000 }).toBeGreaterThan(index);
    expect(portal.said()).not.toContain('witness_');
    expect(await portal.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

describe('npm run witness', () => {
  const start = (args: readonly string[]) => {
    const child = spawn(process.execPath, [WITNESS, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
    return { child, ended, said: () => said };
  };
  const folder = join(base, 'committee');
  const usual = ['--name', 'witness.example.net/committee', '--log', VKEY, '--port', '0', '--folder', folder];

  test('says its key and address, answers there, leaves its folder to nobody else, and ends in order', async () => {
    const running = start(usual);
    await expect.poll(running.said, { timeout: 15_000 }).toContain('Ctrl-C');
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(running.said())?.[0] ?? '';
    const vkey = await (await fetch(url)).text();
    expect(vkey).toMatch(/^witness\.example\.net\/committee\+[0-9a-f]{8}\+B/);
    expect(running.said()).toContain(vkey.trim());
    expect((await fetch(`${url}add-checkpoint`, { method: 'POST', body: 'old 0\n' })).status).toBe(400);
    const second = start(usual);
    expect([await second.ended, second.said()]).toEqual([1, expect.stringContaining('A witness already runs')]);
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(0);
    await expect(
      new Promise((resolve, reject) =>
        createConnection(Number(new URL(url).port), '127.0.0.1')
          .once('connect', resolve)
          .once('error', reject),
      ),
    ).rejects.toThrow();
    const again = start(usual);
    await expect.poll(again.said, { timeout: 15_000 }).toContain(vkey.trim());
    again.child.kill('SIGKILL');
    await again.ended;
  });

  test.each([
    ['no name', ['--log', VKEY]],
    ['a key that is none', ['--name', 'witness.example.net', '--log', VKEY.replace('c7600f95', 'c7600f96')]],
  ])('with %s says how it is used', async (_, args) => {
    const running = start(args);
    expect([await running.ended, running.said()]).toEqual([1, expect.stringContaining('npm run witness -- --name')]);
  });
});
