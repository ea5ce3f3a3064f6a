// One peer from nothing to both documents in memory, for a cold start; without a name only what every process pays.
import { readFileSync } from 'node:fs';

const [, , file, name, wish] = process.argv;
const [list] = JSON.parse(readFileSync(file, 'utf8'));
if (name !== undefined) {
  const peer = await (await import(`./${name}.mjs`)).open(JSON.parse(wish));
  await peer.issue(list.receipt);
  await peer.issue(list.certificate);
}
process.exit(0);
