// `npm run bench [-- <name> …]`: figures as ratios and counts of one run on one machine; without names all of them but `exhaustive`.
import { cpus } from 'node:os';
import { callbacks } from './callbacks.ts';
import { documents } from './documents.ts';
import { exhaustive } from './exhaustive.ts';
import { growth } from './growth.ts';
import { model } from './model.ts';
import { peak } from './peak.ts';
import { proof } from './proof.ts';
import { replay } from './replay.ts';
import { weight } from './weight.ts';

const BENCHES: { readonly [name: string]: (args: readonly string[]) => Promise<void> } = {
  weight,
  growth,
  peak,
  callbacks,
  replay,
  model,
  exhaustive,
  documents,
  proof,
};

const [names, args] = [process.argv.slice(2).filter((word) => !word.startsWith('--')), process.argv.slice(2).filter((word) => word.startsWith('--'))];
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}
console.log(`${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length > 0 ? !names.includes(name) : name === 'exhaustive') continue; // it takes too long to be had by the way
  console.log(`\n${name}`);
  await bench(args);
}
process.exit(0);
