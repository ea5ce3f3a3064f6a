import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { clearUnfinished, folderFiles } from '../../infra/local/folder-files.ts';

const put = { contentType: 'application/octet-stream' };
const folders: string[] = [];
const children: ChildProcess[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'daylight-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

describe('M20: a writer that is killed', () => {
  test('leaves an object with its old or its new bytes, never torn, wherever the kill falls', { timeout: 60_000 }, async () => {
    const root = folder();
    const module = fileURLToPath(new URL('../../infra/local/folder-files.ts', import.meta.url));
    for (let round = 0; round < 6; round++) {
      await killAfter(writer(root, module), 30 + 17 * round);
      const stored = await folderFiles(root, { durable: true }).get('checkpoint');
      expect(stored?.bytes.length).toBe(1_000_000);
      expect(new Set(stored?.bytes).size).toBe(1);
    }
  });

  test('leaves drafts that are no objects, hinder no later put and go at the next start', async () => {
    const root = folder();
    mkdirSync(join(root, '.tmp'));
    writeFileSync(join(root, '.tmp', 'half'), 'half of a chec');
    const files = folderFiles(root, { durable: true });
    await expect(files.get('.tmp/half')).rejects.toThrow(RangeError);
    expect(await files.put('checkpoint', Uint8Array.of(1), { ...put, when: 'absent' })).toMatchObject({ ok: true });
    await clearUnfinished(root);
    expect(readdirSync(root)).toEqual(['checkpoint']);
  });

  test('between link and clean-up has put the object, and the next one is told so', async () => {
    const root = folder();
    const files = folderFiles(root, { durable: true });
    await files.put('tile/0/000', Uint8Array.of(1), { ...put, when: 'absent' });
    await clearUnfinished(root);
    expect(await files.put('tile/0/000', Uint8Array.of(2), { ...put, when: 'absent' })).toEqual({ ok: false, reason: 'exists' });
    expect((await files.get('tile/0/000'))?.bytes).toEqual(Uint8Array.of(1));
  });
});

test('a hundred puts at once under one state let one through', async () => {
  const files = folderFiles(folder(), { durable: false });
  const first = await files.put('today.html', Uint8Array.of(0), { ...put, when: 'absent' });
  const seen = first.ok ? { etag: first.etag } : expect.unreachable();
  const race = await Promise.all(Array.from({ length: 100 }, (_, at) => files.put('today.html', Uint8Array.of(at + 1), { ...put, when: seen })));
  expect(race.filter((one) => one.ok)).toHaveLength(1);
});

test('a folder is no object, and neither is what lies under one', async () => {
  const root = folder();
  const files = folderFiles(root, { durable: false });
  await files.put('disclosures/1.html', Uint8Array.of(1), { ...put, when: 'always' });
  expect(await files.get('disclosures')).toBeUndefined();
  expect(await files.get('disclosures/1.html/2')).toBeUndefined();
  await files.remove('disclosures/1.html/2');
  expect(statSync(join(root, 'disclosures/1.html')).size).toBe(1);
});

function writer(root: string, module: string): ChildProcess {
  const program = `
    const { folderFiles } = await import(${JSON.stringify(module)});
    const files = folderFiles(${JSON.stringify(root)}, { durable: true });
    for (let n = 0; ; n++) {
      await files.put('checkpoint', new Uint8Array(1_000_000).fill(n % 251), { when: 'always', contentType: 'x' });
      if (n === 0) console.log('writing');
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

/** Kills the writer so many milliseconds after its first write. */
function killAfter(child: ChildProcess, ms: number): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), ms));
  });
}
