import { explore } from '../model/explore.ts';
import { INSTANCES } from '../model/instances.ts';
import { beginLog } from '../model/world.ts';

const STATES = 200_000;
const TOLD_EACH = 500;

/**
 * Every interleaving of each small world of `instances.ts`, real actions over stores in memory; `--states=N` bounds
 * each (200,000 by default), `--instance=WORDS` takes those with the words in their name. Throws at the first promise
 * that is broken, with every step that led there.
 */
export async function exhaustive(args: readonly string[]): Promise<void> {
  const given = (name: string) => args.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const states = Number(given('states') ?? STATES);
  for (const instance of INSTANCES.filter(({ name }) => name.includes(given('instance') ?? ''))) {
    const beganMs = performance.now();
    const told = (met: number, runs: number) => {
      if (runs % TOLD_EACH === 0) process.stdout.write(`\r  ${instance.name}: ${met} states`);
    };
    const found = await explore(instance, await beginLog({ gifts: 0, named: instance.setting.named }), { states, told });
    if (found.broken !== undefined) throw new Error(`${instance.name}: ${found.broken.promise}\n${found.broken.path.join('\n')}`);
    const seconds = (performance.now() - beganMs) / 1000;
    const whole = found.isWhole ? 'all of them' : `the first ${states}; more with --states=N`;
    console.log(`\r  ${instance.name}: ${instance.holds}`);
    console.log(
      `    ${found.states} states, ${found.ends} ends, ${found.runs} runs, ${found.steps} steps, ${seconds.toFixed(0)} s: ${whole}; no promise broken`,
    );
  }
}
