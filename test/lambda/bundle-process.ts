import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** What an invocation came to, as Lambda sees it. */
export type Invoked = { readonly ok: true; readonly answer: unknown } | { readonly ok: false; readonly error: string };

/** A running bundle; `said` holds the lines it logged. */
export type BundleProcess = {
  readonly said: string[];
  readonly invoke: (event: unknown) => Promise<Invoked>;
  readonly stop: () => Promise<void>;
};

const HOST = fileURLToPath(new URL('./bundle-host.ts', import.meta.url));

/** Starts a bundle in a process of its own, with these variables and no others. */
export async function startBundle(folder: string, env: { readonly [name: string]: string }): Promise<BundleProcess> {
  const child = fork(HOST, [], { cwd: folder, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const said: string[] = [];
  const streams = [child.stdout, child.stderr].map((stream) => linesOf(stream, said));
  await message(child, said);
  return {
    said,
    invoke: async (event) => {
      const end = `end of ${randomUUID()}`;
      const answer = message(child, said);
      const read = streams.map((stream) => stream.until(end));
      child.send({ event, end });
      const invoked = await answer;
      await Promise.all(read);
      return invoked as Invoked;
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        return child.disconnect();
      }),
  };
}

/** Collects the lines of a stream; those that end an invocation are told and left out. */
function linesOf(stream: Readable | null, said: string[]): { readonly until: (end: string) => Promise<void> } {
  const lines = createInterface({ input: stream ?? Readable.from([]) });
  const ends = new EventEmitter();
  lines.on('line', (line) => (/^end of [0-9a-f-]{36}$/.test(line) ? ends.emit(line) : said.push(line)));
  return { until: (end) => new Promise((resolve) => ends.once(end, resolve)) };
}

function message(child: ChildProcess, said: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error(`the bundle ended: ${said.join('\n')}`));
    child.once('exit', gone);
    child.once('message', (one) => {
      child.off('exit', gone);
      resolve(one);
    });
  });
}
