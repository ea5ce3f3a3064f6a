import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DIST = join(ROOT, 'site/dist');
const DRAFTS = join(ROOT, 'node_modules/.cache/site');
const SOURCES = ['site', 'functions/disclosure', 'functions/domain'];
const MADE = new Set(['dist', '.astro', 'node_modules']);

/** Builds the site of a society unless the last build came from the same sources and profile; returns the folder it lies in. Throws with the builder's words where it fails. */
export async function buildSite({ societyFile }: { readonly societyFile: string }): Promise<string> {
  const profile = resolve(societyFile);
  const digest = await digestOf(profile);
  const dist = distOf(process.env.GATEWAYS);
  if (digest === (await builtFrom(dist))) return dist;
  const draft = join(DRAFTS, String(process.pid));
  await runAstro(profile, join(draft, 'new'));
  await writeFile(join(draft, 'new/.digest'), digest);
  await replaceBuild(draft, dist);
  await rm(draft, { recursive: true, force: true });
  return dist;
}

/** A trial of other gateways leaves the build of the profile as it is. */
const distOf = (gateways: string | undefined): string => ((gateways ?? '') === '' ? DIST : join(DRAFTS, `with-${encodeURIComponent(gateways ?? '')}`));

const builtFrom = (folder: string): Promise<string> => readFile(join(folder, '.digest'), 'utf8').catch(() => '');

/** Puts the finished build in its place as a whole, since another process may be reading the last one or building the same. */
async function replaceBuild(draft: string, dist: string): Promise<void> {
  await rename(dist, join(draft, 'old')).catch(() => undefined); // none yet, or somebody is just replacing it
  await rename(join(draft, 'new'), dist).catch(async (error: unknown) => {
    if ((await builtFrom(dist)) !== (await builtFrom(join(draft, 'new')))) throw error;
  });
}

async function digestOf(profile: string): Promise<string> {
  const hash = createHash('sha256').update(`${process.env.GATEWAYS ?? ''}\0`);
  const lists = await Promise.all(SOURCES.map(listFiles));
  for (const file of [...lists.flat().sort(), join(ROOT, 'package-lock.json'), profile])
    hash
      .update(`${file}\0`)
      .update(await readFile(file))
      .update('\0');
  return hash.digest('hex');
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
  const lists = entries
    .filter((entry) => !MADE.has(entry.name))
    .map((entry) => (entry.isDirectory() ? listFiles(join(folder, entry.name)) : Promise.resolve([join(ROOT, folder, entry.name)])));
  return (await Promise.all(lists)).flat();
}

async function runAstro(profile: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const astro = join(ROOT, 'node_modules/astro/bin/astro.mjs');
  const env = { ...process.env, SOCIETY_FILE: profile, ASTRO_TELEMETRY_DISABLED: '1' };
  const child = spawn(process.execPath, [astro, 'build', '--root', 'site', '--outDir', folder, '--silent'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said = (said + piece.toString()).slice(-4000);
  });
  await new Promise<void>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(`the site could not be built\n${said}`))));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildSite({ societyFile: process.env.SOCIETY_FILE ?? join(ROOT, 'site/society/demonstration.json') });
}
