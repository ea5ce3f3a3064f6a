import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a command ended, and what it said on both of its outputs. */
export type Ran = { readonly code: number | null; readonly said: string };

/** Runs a command of the project as an operator does; `file` is its path from the root, `environment` goes before the test's own. */
export function runCommand(file: string, args: readonly string[], environment: { readonly [name: string]: string }): Promise<Ran> {
  const command = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}
