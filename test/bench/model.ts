import { checkSeeds, runSeed } from '../model/check.ts';

const CHUNK = 200;

/** The model check at length: `--seeds=N` schedules (2,000 by default) from `--from=N` on; throws with the seed of the first that breaks a promise, and `--seed=N` tells every step of that one. */
export async function model(args: readonly string[]): Promise<void> {
  const given = (name: string): number | undefined => {
    const found = args.find((word) => word.startsWith(`--${name}=`));
    return found === undefined ? undefined : Number(found.slice(name.length + 3));
  };
  const one = given('seed');
  if (one !== undefined) return console.log(JSON.stringify(await runSeed(one, undefined, console.log)));
  const from = given('from') ?? 0;
  const to = from + (given('seeds') ?? 2_000);
  const sum = { runs: 0, steps: 0, lostRaces: 0, recovered: 0 };
  for (let at = from; at < to; at += CHUNK) {
    const { broken, ...found } = await checkSeeds({ from: at, to: Math.min(at + CHUNK, to) });
    if (broken !== undefined)
      throw new Error(`seed ${broken.seed} (${broken.setting}): ${broken.promise}; npm run bench -- model --seed=${broken.seed} tells every step`);
    for (const name of ['runs', 'steps', 'lostRaces', 'recovered'] as const) sum[name] += found[name];
    process.stdout.write(`\r  ${at + found.runs} of ${to}`);
  }
  console.log(
    `\r  ${sum.runs} schedules, ${sum.steps} steps, ${sum.lostRaces} signing races lost and recorded, ${sum.recovered} recoveries: no promise broken`,
  );
}
