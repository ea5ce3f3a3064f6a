// Runs a verb of package.json on a machine that has nothing but Node 20 and npm: installs what the lock names and is
// missing, then runs the steps on the Node 24 that came with it. Uses nothing but Node's own modules.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const bin = join(root, 'node_modules/.bin');
const [verb, ...rest] = process.argv.slice(2);

/** What documents are drawn with, made unless it lies there. */
const DOCUMENTS = { run: ['node', 'infra/build-documents.ts'], when: 'infra/build-documents.ts' };

/** A step is a command; `counted` ones are reported like a test and do not end the run. */
const STEPS = {
  start: [{ run: ['node', 'infra/local/build-site.ts'] }, DOCUMENTS, { run: ['node', 'infra/local/main.ts', ...rest] }],
  test: [
    { run: ['tsc', '-p', '.'], counted: 'types' },
    { run: ['tsc', '-p', 'infra/aws'], counted: 'types of the deployment', when: 'infra/aws/app.ts' },
    { run: ['biome', 'check', '.'], counted: 'format and lint' },
    { run: ['node', 'infra/local/build-site.ts'], counted: 'site', when: 'infra/local/build-site.ts' },
    { run: ['vitest', 'run', '--config', 'test/vitest.config.ts', ...rest], counts: 'test/.out/counts.json' },
  ],
  check: [
    { run: ['tsc', '-p', '.'] },
    { run: ['tsc', '-p', 'infra/aws'], when: 'infra/aws/app.ts' },
    { run: ['biome', 'check', '.'] },
    { run: ['astro', 'check', '--root', 'site'], when: 'site/astro.config.mjs' },
  ],
  bills: [{ run: ['node', 'infra/local/bills.ts', ...rest] }],
  claims: [{ run: ['node', 'infra/local/claims.ts', ...rest] }],
  close: [{ run: ['node', 'infra/local/close.ts', ...rest] }],
  documents: [{ run: ['node', 'infra/local/documents.ts', ...rest] }],
  enter: [{ run: ['node', 'infra/local/enter.ts', ...rest] }],
  forget: [{ run: ['node', 'infra/local/forget.ts', ...rest] }],
  import: [{ run: ['node', 'infra/local/import.ts', ...rest] }],
  reconcile: [{ run: ['node', 'infra/local/reconcile.ts', ...rest] }],
  recover: [{ run: ['node', 'infra/local/recover.ts', ...rest] }],
  refund: [{ run: ['node', 'infra/local/refund.ts', ...rest] }],
  staff: [{ run: ['node', 'infra/local/staff.ts', ...rest] }],
  replay: [DOCUMENTS, { run: ['node', 'infra/local/replay.ts', ...rest] }],
  verify: [{ run: ['node', 'functions/commands/verify.ts', ...rest] }],
  key: [{ run: ['node', 'infra/local/key.ts', ...rest] }],
  witness: [{ run: ['node', 'infra/local/witness.ts', ...rest] }],
  bench: [DOCUMENTS, { run: ['node', 'test/bench/run.ts', ...rest] }],
  synth: [{ run: ['node', 'infra/aws/synth.ts', ...rest] }],
};

process.chdir(root);
if (!(verb in STEPS)) fail(`unknown verb ${verb}; one of ${Object.keys(STEPS).join(' ')}`);
install();
const env = {
  // Folders as buckets wait for the disk in Node's few threads; four of them would hold up everything else.
  UV_THREADPOOL_SIZE: '16',
  ...process.env,
  PATH: bin + delimiter + process.env.PATH,
  INIT_CWD: process.env.INIT_CWD ?? process.cwd(),
};
requireNode24();

let child;
let ending = false;
const parent = process.ppid;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
// npm passes a signal to its shell only: when that is gone, so must we be.
const watch = setInterval(() => process.ppid !== parent && end(), 300);

let passed = 0;
let failed = 0;
for (const step of STEPS[verb]) {
  if (step.when && !existsSync(step.when)) continue;
  if (step.counts) rmSync(step.counts, { force: true });
  const code = await runStep(step.run);
  // A portal or witness that was asked to end has done well; anything else that was asked to end has not finished.
  if (ending) process.exit(verb === 'start' || verb === 'witness' ? 0 : 130);
  if (step.counts) addCounts(step.counts, code);
  else if (step.counted) count(step.counted, code);
  else if (code !== 0) process.exit(code);
}
clearInterval(watch);
if (verb === 'test') {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

function install() {
  const mark = 'node_modules/.package-lock.json';
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  console.log('installing what package-lock.json names …');
  const npm = process.env.npm_execpath ? [process.env.npm_node_execpath ?? process.execPath, process.env.npm_execpath] : ['npm'];
  const done = spawnSync(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

function requireNode24() {
  const version = spawnSync('node', ['-p', 'process.versions.node'], { env, encoding: 'utf8' }).stdout ?? '';
  if (Number(version.split('.')[0]) < 24)
    fail(`Node 24 is needed and came neither with the packages for ${process.platform} nor with the system (found ${version.trim()})`);
}

function runStep([command, ...args]) {
  return new Promise((resolve) => {
    child = spawn(command, args, { stdio: 'inherit', env });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function end() {
  if (ending) return;
  ending = true;
  child?.kill('SIGTERM');
  setTimeout(() => child?.kill('SIGKILL'), 10_000).unref();
}

function count(what, code) {
  if (code === 0) passed += 1;
  else failed += 1;
  console.log(`${code === 0 ? 'passed' : 'FAILED'}: ${what}`);
}

function addCounts(file, code) {
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1 };
  passed += counts.passed;
  failed += Math.max(counts.failed, code === 0 ? 0 : 1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
