import { type ChildProcess, fork } from 'node:child_process';

/** Whoever draws in the race: how it is started and opened, and how many pairs it draws in a round. */
export type Rival = {
  readonly name: string;
  readonly module: string;
  readonly open: object;
  readonly pairs: number;
  readonly own?: true;
  readonly signed?: true;
};

/** A rival's process; `ask` answers with what it said, or throws what went wrong there. */
export type Running = {
  readonly rival: Rival;
  readonly ask: (asked: object) => Promise<Said>;
  readonly times: number[];
  /** Processor time of a pair, all threads of the process together, as the mean of a round. */
  readonly cpuMs: number[];
  readonly sizes: (readonly number[])[];
  rssMb: number;
};

export type Said = {
  readonly failed?: string;
  readonly times?: readonly number[];
  readonly sizes?: readonly (readonly number[])[];
  readonly rss?: number;
  readonly cpuMs?: number;
  readonly files?: readonly string[];
  readonly parts?: readonly { readonly [part: string]: number }[];
};

/** Starts a rival; nothing, with the reason said, where it cannot run here. */
export async function startRival(rival: Rival, env: { readonly [name: string]: string }): Promise<Running | undefined> {
  const child = fork(rival.module, [], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced' });
  const ask = (asked: object) => answerOf(child, asked);
  try {
    await answerOf(child);
    await ask({ ask: 'open', ...rival.open });
    return { rival, ask, times: [], cpuMs: [], sizes: [], rssMb: 0 };
  } catch (error) {
    child.kill();
    console.log(`  ${rival.name} does not run here: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`);
    return undefined;
  }
}

function answerOf(child: ChildProcess, asked?: object): Promise<Said> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (said: Said) => {
      child.off('exit', ended);
      if (said.failed === undefined) resolve(said);
      else reject(new Error(said.failed));
    });
    if (asked !== undefined) child.send(asked);
  });
}
