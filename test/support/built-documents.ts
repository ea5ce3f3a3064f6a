import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Makes what documents are drawn with before the first test, unless it lies there from the last run. */
export default function setup(): void {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('../../infra/build-documents.ts', import.meta.url))], { stdio: 'inherit' });
  if (status !== 0) throw new Error('what documents are drawn with could not be made');
}
