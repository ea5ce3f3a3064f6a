import { createHash } from 'node:crypto';
import type { Entry } from '../../functions/domain/entry.ts';
import { parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import { openCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { hashLeaf, sameBytes } from '../../functions/domain/ledger/hash.ts';
import { parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { decodeBundle, formatTilePath, TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import { rootOf } from '../../functions/domain/ledger/tree.ts';

/** Gives a file of the log by its path below `/log/1/`; throws where there is none. */
export type LogReader = (path: string) => Promise<Uint8Array>;

/** Reads the whole log of a portal from outside; see `wholeLog`. */
export function wholeRecord(portal: { readonly url: string }): Promise<readonly Entry[]> {
  return wholeLog(async (path) => {
    const answer = await fetch(`${portal.url}/log/1/${path}`, { cache: 'no-store' });
    if (answer.status !== 200) throw new Error(`/log/1/${path}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  });
}

/** Reads the whole log and throws where anything in it does not hold: signature, root, canonical bytes, or the digest of a close. */
export async function wholeLog(file: LogReader): Promise<readonly Entry[]> {
  const said: { readonly origin: string; readonly vkeys: readonly { readonly vkey: string }[] } = JSON.parse(text(await file('log.json')));
  const key = parseVerifierKey(said.vkeys[0]?.vkey ?? '');
  if (key === undefined) throw new Error('log.json names no key');
  const opened = openCheckpoint(await file('checkpoint'), { origin: said.origin, keys: [key] });
  if (!opened.ok) throw new Error('the checkpoint is not signed by the log');
  const { size, root } = opened.checkpoint;
  const raw: Uint8Array[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    raw.push(...(decodeBundle(await file(formatTilePath({ kind: 'entries', index, width }))) ?? []));
  }
  if (raw.length !== size || !sameBytes(rootOf(raw.map(hashLeaf)), root)) throw new Error('the entries do not have the signed root');
  const entries = raw.map((bytes) => parseCanonical(bytes) as unknown as Entry);
  for (const entry of entries) if (entry.k === 'close' && digest(await file(`close/${entry.number}.json`)) !== entry.sha256) throw new Error('a close differs');
  if (new Set(entries.map((entry) => entry.id)).size !== size) throw new Error('an entry stands in the log twice');
  return entries;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
