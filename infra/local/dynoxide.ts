import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { TableName } from '../../functions/store/database.ts';
import { createTableInput } from '../../functions/store/tables.ts';

/** A DynamoDB that answers at `endpoint`; after `stop` its process is gone and its file may be opened again. */
export type Emulator = { readonly endpoint: string; readonly stop: () => Promise<void> };

/** `file` keeps the tables on disk, without it they live in memory; `environment` is the process's own unless given. */
export type EmulatorOptions = { readonly file?: string; readonly environment?: { readonly [name: string]: string | undefined } };

const ATTEMPTS = 5;
const READY_WITHIN_MS = 15_000;
const STOPPED_WITHIN_MS = 5_000;
const PACKAGED = fileURLToPath(new URL('../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));

/**
 * Starts the embedded DynamoDB on a free port of the loopback and waits until it answers. With `DYNAMODB_ENDPOINT`
 * that one is used and none is started; `DYNOXIDE_BIN` names another binary. However this process dies, the child ends
 * with it, so that no second one can ever open the same file. Throws when there is no binary or it does not come up.
 */
export async function startDynoxide(options: EmulatorOptions = {}): Promise<Emulator> {
  const environment = options.environment ?? process.env;
  if (!isEmbedded(environment)) return { endpoint: environment.DYNAMODB_ENDPOINT ?? '', stop: async () => {} };
  const binary = findBinary(environment.DYNOXIDE_BIN);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const outcome = await launch(binary, port, options.file);
    if (outcome.ok) return outcome.emulator;
    // Between our look and its bind another process may have taken the port.
    if (attempt === ATTEMPTS || !outcome.said.includes('already in use')) throw new Error(`the embedded DynamoDB did not start: ${outcome.said.trim()}`);
  }
}

/** Whether the tables are kept by the embedded DynamoDB, and not by one that `DYNAMODB_ENDPOINT` names. */
export function isEmbedded(environment: EmulatorOptions['environment'] = process.env): boolean {
  return (environment.DYNAMODB_ENDPOINT ?? '') === '';
}

/** Makes the tables that are not there yet, with their indexes, under the given names. */
export async function createTables(endpoint: string, names: { readonly [name in TableName]: string }): Promise<void> {
  const sdk = await import('@aws-sdk/client-dynamodb');
  const client = new sdk.DynamoDBClient({ endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  try {
    for (const table of ['records', 'ledger'] as const) {
      await client.send(new sdk.CreateTableCommand(createTableInput(table, names[table]))).catch((error: unknown) => {
        if (!(error instanceof sdk.ResourceInUseException)) throw error;
      });
    }
  } finally {
    client.destroy();
  }
}

function findBinary(override: string | undefined): string {
  const binary = override === undefined || override === '' ? PACKAGED : override;
  if (existsSync(binary)) return binary;
  throw new Error(`no embedded DynamoDB at ${binary}: on ${process.platform}-${process.arch} set DYNOXIDE_BIN or DYNAMODB_ENDPOINT`);
}

type Launch = { readonly ok: true; readonly emulator: Emulator } | { readonly ok: false; readonly said: string };

// Descriptor 3 is a pipe whose other end only we hold: when we die, in whatever way, it closes, and the shell ends its child.
const WATCHED =
  '"$@" 2>&1 3<&- & child=$!; (read -r _; kill $child) <&3 >/dev/null 2>&1 & trap "kill $child" TERM; wait $child; code=$?; kill $! 2>/dev/null; exit $code';

async function launch(binary: string, port: number, file: string | undefined): Promise<Launch> {
  const args = ['serve', '--port', String(port), ...(file === undefined ? [] : ['--db-path', file])];
  const child = spawn('sh', ['-c', WATCHED, 'dynoxide', binary, ...args], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'], detached: true });
  const said = await firstWords(child);
  if (!said.includes('listening')) {
    await stop(child);
    return { ok: false, said };
  }
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswers(endpoint, child);
  return { ok: true, emulator: { endpoint, stop: () => stop(child) } };
}

/** What the child prints until it says that it listens, ends, or the time is over. */
function firstWords(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const done = () => {
      clearTimeout(timer);
      resolve(said);
    };
    const timer = setTimeout(done, READY_WITHIN_MS);
    child.once('exit', done);
    child.once('error', done);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (said.length < 4_096) said += chunk.toString();
      if (said.includes('listening')) done();
    });
  });
}

async function untilAnswers(endpoint: string, child: ChildProcess): Promise<void> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  };
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(endpoint, { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined && answer.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await stop(child);
  throw new Error(`the embedded DynamoDB listens at ${endpoint} but does not answer`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const impatience = setTimeout(() => killGroup(child.pid), STOPPED_WITHIN_MS);
  // Closing the pipe, and not a signal to the shell: so the shell waits until the child itself is gone.
  const pipe = child.stdio[3];
  if (pipe !== null && pipe !== undefined) pipe.destroy();
  await gone;
  clearTimeout(impatience);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}
