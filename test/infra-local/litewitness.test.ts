import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../functions/domain/ledger/base64.ts';
import { EMPTY_ROOT } from '../../functions/domain/ledger/hash.ts';
import { giftBody, pay, place, published } from '../support/donor.ts';
import { freePort, killAllPortals, startPortal } from '../support/portal-process.ts';
import { readPublicPolicy } from '../support/public-policy.ts';

/** Witness software of others (package torchwood); the test is skipped where it and OpenSSH are not installed. */
const LITEWITNESS = process.env.LITEWITNESS ?? 'litewitness';
const isThere = spawnSync(LITEWITNESS, ['-h']).error === undefined && spawnSync('ssh-keygen', ['-V']).error === undefined;

const base = mkdtempSync(join(tmpdir(), 'daylight-lw-'));
const children: ChildProcess[] = [];
afterAll(async () => {
  await killAllPortals();
  for (const child of children) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

describe.skipIf(!isThere)('a witness that we did not write', () => {
  test('cosigns our log as it is, follows it as it grows, and its cosignatures make the quorum', { timeout: 120_000 }, async () => {
    const dataDir = join(base, 'data');
    const first = await startPortal({ dataDir });
    const { origin, vkeys } = await (await fetch(`${first.url}/log/1/log.json`)).json();
    await first.kill('SIGTERM');
    const { vkey, url } = await startLitewitness({ origin, vkey: vkeys[0].vkey });
    const society = JSON.parse(readFileSync(new URL('../../site/society/demonstration.json', import.meta.url), 'utf8'));
    const each = [{ name: 'stranger', vkey, url, by: { zh: '别人写的程序', en: 'software of others' } }];
    writeFileSync(join(base, 'society.json'), JSON.stringify({ ...society, witnesses: { quorum: 1, each } }));
    const portal = await startPortal({ dataDir, environment: { SOCIETY_FILE: join(base, 'society.json') } });
    for (let gift = 0; gift < 2; gift++) {
      const placed = await place(portal, giftBody());
      await pay(portal, placed.orderNo);
      const { index } = await published(portal, placed);
      await expect
        .poll(async () => (await readPublicPolicy(portal.url)).witnessed, { timeout: 20_000 })
        .toEqual({ size: index + 1, by: ['stranger'], quorum: true });
    }
    expect(portal.said()).not.toContain('witness_');
    await portal.kill('SIGTERM');
  });
});

/** Starts it with a key in an agent of its own and our log in its database, as `witnessctl add-log` and `add-key` would write it. */
async function startLitewitness(log: { readonly origin: string; readonly vkey: string }): Promise<{ readonly vkey: string; readonly url: string }> {
  const [key, socket, db] = [join(base, 'key'), join(base, 'agent'), join(base, 'witness.db')];
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  children.push(spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' }));
  const added = () => spawnSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } }).status;
  await expect.poll(added, { timeout: 10_000 }).toBe(0);
  const fingerprint = execFileSync('ssh-keygen', ['-l', '-f', `${key}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
  const port = await freePort();
  const child = spawn(LITEWITNESS, [
    '-db',
    db,
    '-name',
    'witness.example.net/stranger',
    '-key',
    fingerprint,
    '-ssh-agent',
    socket,
    '-listen',
    `127.0.0.1:${port}`,
  ]);
  children.push(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said, { timeout: 20_000 }).toContain('listening');
  const known = new DatabaseSync(db, { timeout: 5_000 });
  known.prepare('INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)').run(log.origin, encodeBase64(EMPTY_ROOT));
  known.prepare('INSERT INTO key (origin, key) VALUES (?, ?)').run(log.origin, log.vkey);
  known.close();
  return { vkey: /vkey=(\S+)/.exec(said)?.[1] ?? '', url: `http://127.0.0.1:${port}` };
}
