import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A portal that runs as a process of its own, as an operator starts it. */
export type PortalProcess = {
  readonly url: string;
  readonly dataDir: string;
  readonly port: number;
  readonly pid: number;
  /** What it printed until now. */
  readonly said: () => string;
  /** Resolves once the process has ended, however. */
  readonly ended: Promise<Exit>;
  readonly kill: (signal: NodeJS.Signals) => Promise<Exit>;
  /** Tells a steered portal something; see `steered-portal.ts`. */
  readonly steer: (order: object) => Promise<unknown>;
  /** Keys that lie in its data folder. */
  readonly controlKey: () => string;
  readonly deskKey: () => string;
};

export type PortalStart = {
  readonly dataDir: string;
  readonly port?: number;
  /** `main.ts` unless a test needs to steer the process from inside. */
  readonly steered?: boolean;
  readonly environment?: { readonly [name: string]: string };
};

const MAIN = fileURLToPath(new URL('../../infra/local/main.ts', import.meta.url));
const STEERED = fileURLToPath(new URL('steered-portal.ts', import.meta.url));
const running = new Set<ChildProcess>();

/** Starts a portal and waits until it has answered; throws with its words where it ends before. */
export async function startPortal(start: PortalStart): Promise<PortalProcess> {
  const port = start.port ?? (await freePort());
  const { child, said, ended } = spawnPortal({ ...start, port });
  const url = `http://127.0.0.1:${port}`;
  const over = ended.then(() => {
    throw new Error(`the portal ended before it answered:\n${said()}`);
  });
  await Promise.race([untilAnswers(`${url}/today.html`), over]);
  over.catch(() => undefined);
  const key = (file: string) => () => readFileSync(join(start.dataDir, file), 'utf8').trim();
  return {
    url,
    dataDir: start.dataDir,
    port,
    pid: child.pid ?? 0,
    said,
    ended,
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
    steer: (order) => steer(child, order),
    controlKey: key('sandbox/control.key'),
    deskKey: key('keys/desk.key'),
  };
}

/** Starts a portal that is expected not to come up, and gives what it said at its end. */
export async function runToEnd(start: PortalStart): Promise<Exit & { readonly said: string }> {
  const { said, ended } = spawnPortal({ ...start, port: start.port ?? (await freePort()) });
  return { ...(await ended), said: said() };
}

/** Kills whatever a test left running; for `afterAll`. */
export async function killAllPortals(): Promise<void> {
  await Promise.all(
    [...running].map((child) => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      return gone;
    }),
  );
}

/** Ids of the processes of this machine whose command line names `path`, such as the embedded database of a data folder. */
export function processesNaming(path: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => commandLine(pid).includes(path))
    .map(Number);
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it ended between the look at the list and this one
  }
}

function spawnPortal(start: PortalStart & { readonly port: number }): { child: ChildProcess; said: () => string; ended: Promise<Exit> } {
  const own = { DATA_DIR: start.dataDir, PORT: String(start.port), PUBLIC_URL: `http://127.0.0.1:${start.port}`, ...start.environment };
  const stdio = start.steered === true ? (['ignore', 'pipe', 'pipe', 'ipc'] as const) : (['ignore', 'pipe', 'pipe'] as const);
  const child = spawn(process.execPath, [start.steered === true ? STEERED : MAIN], { env: { ...process.env, ...own }, stdio: [...stdio] });
  running.add(child);
  let text = '';
  const take = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const ended = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  return { child, said: () => text, ended };
}

function steer(child: ChildProcess, order: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('the portal ended')));
    child.send(order, (error) => error !== null && reject(error));
  });
}

async function untilAnswers(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How far the clock must be moved to stand at noon in Shanghai of the present day, away from every close. */
export function untilNoon(): number {
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  return Date.parse(`${day}T12:00:00+08:00`) - Date.now();
}
