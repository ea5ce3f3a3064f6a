import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DIST = join(ROOT, 'site/dist');
const DIGEST = join(DIST, '.digest');
const SOURCES = ['site', 'functions/disclosure', 'functions/domain'];
const MADE = new Set(['dist', '.astro', 'node_modules']);

/** Builds the site of a society unless the last build came from the same sources and profile; returns the folder it lies in. Throws with the builder's words where it fails. */
export async function buildSite({ societyFile }: { readonly societyFile: string }): Promise<string> {
  const profile = resolve(societyFile);
  const digest = await digestOf(profile);
  if (digest === (await readFile(DIGEST, 'utf8').catch(() => ''))) return DIST;
  await runAstro(profile);
  await writeFile(DIGEST, digest);
  return DIST;
}

async function digestOf(profile: string): Promise<string> {
  const hash = createHash('sha256');
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

function runAstro(profile: string): Promise<void> {
  const astro = join(ROOT, 'node_modules/astro/bin/astro.mjs');
  const env = { ...process.env, SOCIETY_FILE: profile, ASTRO_TELEMETRY_DISABLED: '1' };
  const child = spawn(process.execPath, [astro, 'build', '--root', 'site', '--silent'], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said = (said + piece.toString()).slice(-4000);
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(`the site could not be built\n${said}`))));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildSite({ societyFile: process.env.SOCIETY_FILE ?? join(ROOT, 'site/society/demonstration.json') });
}
