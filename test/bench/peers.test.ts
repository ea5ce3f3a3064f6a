import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('peers/', import.meta.url));

test('what documents are measured against can be installed from its lock file as it stands, each at one exact version', () => {
  const done = spawnSync('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts', '--loglevel=error'], { cwd: folder, encoding: 'utf8' });
  expect([done.status, done.stderr]).toEqual([0, expect.not.stringContaining('Missing:')]);
  const described: { readonly dependencies: { readonly [name: string]: string } } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  expect(Object.values(described.dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(readFileSync(`${folder}package-lock.json`, 'utf8').match(/"resolved"/g)).toBeNull();
});
