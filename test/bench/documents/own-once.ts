// Ours from nothing to both documents in memory, for a cold start.
import { readFileSync } from 'node:fs';
import { type OwnPair, openOwn } from './own-pair.ts';

const asked: { readonly key: string; readonly chain: readonly string[]; readonly pair: OwnPair } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
await openOwn(asked)(asked.pair);
process.exit(0);
