import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** Builds the site of a society, unless its last build came from the same sources and profile; returns the folder it lies in. */
export function builtSite(profile: string): string {
  const env = { ...process.env, SOCIETY_FILE: profile };
  execFileSync(process.execPath, [join(ROOT, 'infra/local/build-site.ts')], { cwd: ROOT, env, stdio: 'inherit' });
  return join(ROOT, 'site/dist');
}
