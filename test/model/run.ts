// `node test/model/run.ts [--seeds=N] [--from=N]`: the model check at length; `--seed=N` runs one again and tells every step.
import { checkSeeds, runSeed } from './check.ts';

const given = (name: string): number | undefined => {
  const found = process.argv.find((word) => word.startsWith(`--${name}=`));
  return found === undefined ? undefined : Number(found.slice(name.length + 3));
};
const one = given('seed');
const from = given('from') ?? 0;
const began = performance.now();
const found = one === undefined ? await checkSeeds({ from, to: from + (given('seeds') ?? 20_000) }) : await runSeed(one, undefined, console.log);
console.log(JSON.stringify(found), `${((performance.now() - began) / 1000).toFixed(1)} s`);
process.exitCode = found.broken === undefined ? 0 : 1;
