/** Shows how far a run is: one line that is written over on a terminal, a line every ten seconds elsewhere. */
export type Progress = { readonly at: (done: number, total: number) => void; readonly end: () => void };

const BAR = 30;

/** A progress bar under a name, written to standard error. */
export function progressBar(name: string, out: NodeJS.WriteStream = process.stderr): Progress {
  let lastMs = 0;
  const everyMs = out.isTTY ? 100 : 10_000;
  const draw = (done: number, total: number): string => {
    const part = total === 0 ? 1 : done / total;
    return `${name} [${'#'.repeat(Math.round(part * BAR)).padEnd(BAR, '.')}] ${done}/${total}`;
  };
  let last = '';
  return {
    at: (done, total) => {
      last = draw(done, total);
      if (performance.now() - lastMs < everyMs && done !== total) return;
      lastMs = performance.now();
      out.write(out.isTTY ? `\r${last}` : `${last}\n`);
    },
    end: () => {
      if (out.isTTY && last !== '') out.write('\n');
    },
  };
}
