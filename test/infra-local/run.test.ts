import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const folders: string[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test('a missing package is installed once, and with the Node that npm itself runs on', async () => {
  const root = house({ 'npm.mjs': INSTALLER, 'functions/commands/verify.ts': 'console.log("verified", ...process.argv.slice(2));' });
  rmSync(join(root, 'node_modules'), { recursive: true });
  const environment = { npm_execpath: join(root, 'npm.mjs'), npm_node_execpath: process.execPath };
  const first = await run(root, ['verify', 'a b', '--quiet'], environment);
  expect([first.code, first.lines.at(-2), first.lines.at(-1)]).toEqual([0, 'npm ci --no-audit --no-fund --loglevel=error', 'verified a b --quiet']);
  const second = await run(root, ['verify'], environment);
  expect(second.lines).toEqual(['verified']);
});

test('a lock file that is newer than what is installed is installed again', async () => {
  const root = house({ 'npm.mjs': INSTALLER, 'functions/commands/verify.ts': '' });
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(root, 'package-lock.json'), later, later);
  const outcome = await run(root, ['verify'], { npm_execpath: join(root, 'npm.mjs'), npm_node_execpath: process.execPath });
  expect(outcome.lines.at(-1)).toContain('npm ci');
});

test('a machine for which no Node 24 is there is told so', async () => {
  const root = house({});
  script(root, 'node', 'echo 20.20.2');
  const outcome = await run(root, ['start']);
  expect([outcome.code, outcome.lines.join()]).toEqual([1, expect.stringContaining('Node 24 is needed')]);
});

test('a command’s exit code is the runner’s, and an unknown verb is refused', async () => {
  const root = house({ 'functions/commands/verify.ts': 'process.exit(3);' });
  expect((await run(root, ['verify'])).code).toBe(3);
  expect((await run(root, ['destroy'])).code).toBe(1);
});

test.each([
  ['all is well', 0, { passed: 7, failed: 0 }, '10 passed, 0 failed', 0],
  ['a type is wrong', 1, { passed: 7, failed: 0 }, '9 passed, 1 failed', 1],
  ['a test fails', 0, { passed: 5, failed: 2 }, '8 passed, 2 failed', 1],
  ['the tests never ran', 0, undefined, '3 passed, 1 failed', 1],
])('the last line counts types, lint, site and tests when %s', async (_, typesCode, counts, last, code) => {
  const root = house({ 'infra/local/build-site.ts': '', 'counts.json': JSON.stringify(counts ?? {}) });
  script(root, 'tsc', `exit ${typesCode}`);
  script(root, 'biome', 'exit 0');
  script(root, 'vitest', `${counts === undefined ? '' : 'mkdir -p test/.out; cp counts.json test/.out/counts.json;'} exit ${counts?.failed === 0 ? 0 : 1}`);
  const outcome = await run(root, ['test']);
  expect([outcome.lines.at(-1), outcome.code]).toEqual([last, code]);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('after %s the portal has ended by itself, and nothing is left', async (signal) => {
  const root = house({ 'infra/local/build-site.ts': '', 'infra/local/main.ts': PORTAL });
  const runner = start(process.execPath, [join(root, 'infra/local/run.mjs'), 'start'], {});
  const pid = await portalPid(root);
  const ended = new Promise((resolve) => runner.once('exit', resolve));
  runner.kill(signal);
  expect(await ended).toBe(0);
  expect([isAlive(pid), readFileSync(join(root, 'ended'), 'utf8')]).toEqual([false, 'in order']);
});

test('when npm is killed and passes nothing on, the portal ends all the same', async () => {
  const root = house({ 'infra/local/build-site.ts': '', 'infra/local/main.ts': PORTAL });
  const npm = start('sh', ['-c', '"$@" & wait', 'npm', process.execPath, join(root, 'infra/local/run.mjs'), 'start'], {});
  const pid = await portalPid(root);
  npm.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  expect(readFileSync(join(root, 'ended'), 'utf8')).toBe('in order');
});

test('when the runner itself is killed, a portal that watches its parent ends', async () => {
  const parent = fileURLToPath(new URL('../../infra/local/parent.ts', import.meta.url));
  const watching = `import { whenParentIsGone } from ${JSON.stringify(parent)}; whenParentIsGone(() => process.exit(0));${PORTAL}`;
  const root = house({ 'infra/local/build-site.ts': '', 'infra/local/main.ts': watching });
  const runner = start(process.execPath, [join(root, 'infra/local/run.mjs'), 'start'], {});
  const pid = await portalPid(root);
  runner.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});

const PORTAL = `
import { writeFileSync } from 'node:fs';
process.on('SIGTERM', () => { writeFileSync('ended', 'in order'); process.exit(0); });
writeFileSync('pid', String(process.pid));
setInterval(() => {}, 1000);`;

/** Stands for npm: says how it was called and leaves what an installation leaves. */
const INSTALLER = `
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
console.log('npm', ...process.argv.slice(2));
mkdirSync('node_modules/.bin', { recursive: true });
writeFileSync('node_modules/.package-lock.json', '{}');
try { symlinkSync(process.execPath, 'node_modules/.bin/node'); } catch (error) { if (error.code !== 'EEXIST') throw error; }`;

/** A checkout in which nothing but the runner is real. */
function house(files: { readonly [path: string]: string }): string {
  const root = mkdtempSync(join(tmpdir(), 'daylight-'));
  folders.push(root);
  const all = { 'package.json': '{"type":"module"}', 'package-lock.json': '{}', 'node_modules/.package-lock.json': '{}', ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'));
  mkdirSync(join(root, 'infra/local'), { recursive: true });
  copyFileSync(fileURLToPath(new URL('../../infra/local/run.mjs', import.meta.url)), join(root, 'infra/local/run.mjs'));
  return root;
}

function script(root: string, name: string, body: string): void {
  const path = join(root, 'node_modules/.bin', name);
  rmSync(path, { force: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

function start(command: string, args: readonly string[], environment: { readonly [name: string]: string }): ChildProcess {
  const path = (process.env.PATH ?? '').split(delimiter).filter((one) => !one.includes('node_modules'));
  const child = spawn(command, [...args], { env: { ...process.env, PATH: path.join(delimiter), ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function run(root: string, args: readonly string[], environment: { readonly [name: string]: string } = {}) {
  const child = start(process.execPath, [join(root, 'infra/local/run.mjs'), ...args], environment);
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, lines: said.trim().split('\n') };
}

async function portalPid(root: string): Promise<number> {
  await expect.poll(() => existsSync(join(root, 'pid')) && readFileSync(join(root, 'pid'), 'utf8') !== '', { timeout: 10_000 }).toBe(true);
  return Number(readFileSync(join(root, 'pid'), 'utf8'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
