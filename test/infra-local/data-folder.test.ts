import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openDataFolder, sayTaken } from '../../infra/local/data-folder.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

test('a second portal on one data folder is told who runs there, and starts once that one is stopped', async () => {
  const first = await openDataFolder(join(base, 'one'));
  if (!first.ok) return expect.unreachable();
  first.folder.announce('http://127.0.0.1:8787');
  const second = await openDataFolder(join(base, 'one'));
  expect(second).toEqual({ ok: false, holder: { pid: process.pid, address: 'http://127.0.0.1:8787' } });
  if (!second.ok) expect(sayTaken('.data', second.holder)).toContain(`process ${process.pid}, http://127.0.0.1:8787`);
  first.folder.release();
  expect(await openDataFolder(join(base, 'one'))).toMatchObject({ ok: true });
});

test('M20: a killed portal leaves no lock behind', async () => {
  const path = join(base, 'two');
  const child = await holder(path);
  expect(await openDataFolder(path)).toEqual({ ok: false, holder: { pid: child.pid } });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  expect(await openDataFolder(path)).toMatchObject({ ok: true });
});

test('the guard copy of the last checkpoint outlives the data folder', async () => {
  const path = join(base, 'three');
  const first = await openDataFolder(path);
  if (!first.ok) return expect.unreachable();
  expect(await first.folder.guard.read()).toBeUndefined();
  await first.folder.guard.write('示范 log/1\n7\n');
  first.folder.release();
  rmSync(path, { recursive: true });
  expect(existsSync(path)).toBe(false);
  const restored = await openDataFolder(path);
  expect(restored.ok && (await restored.folder.guard.read())).toBe('示范 log/1\n7\n');
});

/** Another process that holds the folder until it is killed. */
async function holder(path: string): Promise<ChildProcess> {
  const module = fileURLToPath(new URL('../../infra/local/data-folder.ts', import.meta.url));
  const program = `
    const { openDataFolder } = await import(${JSON.stringify(module)});
    globalThis.held = await openDataFolder(${JSON.stringify(path)});
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}
