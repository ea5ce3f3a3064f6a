import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { Entry } from '../domain/entry.ts';
import type { GivenLine } from '../domain/entry-moves.ts';
import { canonicalBytes, parseCanonical } from '../domain/ledger/canonical.ts';
import { sameBytes } from '../domain/ledger/hash.ts';
import { withLines } from '../domain/movements.ts';
import { listKey } from './point-entries.ts';

/** An entry with its lines in it, also where they lie beside the log. Throws where the file there is not the one that the entry names. */
export async function readLines(deps: Pick<Deps, 'log'>, entry: Entry): Promise<Entry> {
  if ((entry.k !== 'goods' && entry.k !== 'hand') || !('list' in entry)) return entry;
  const stored = await deps.log.get(listKey(entry.id));
  if (stored === undefined || digest(stored.bytes) !== entry.list.sha256) throw new Error(`${listKey(entry.id)} is not the list that its entry names`);
  const { lines } = parseCanonical(stored.bytes) as unknown as { readonly lines: readonly GivenLine[] }; // its digest is in the log
  return withLines(entry, lines);
}

/** Lays lines beside the log under the entry's id, and gives what the entry says of them. The same lines may be laid there again. */
export async function storeLines(
  deps: Pick<Deps, 'log'>,
  id: string,
  lines: readonly GivenLine[],
): Promise<{ readonly count: number; readonly sha256: string }> {
  const bytes = linesFile(lines);
  const put = await deps.log.put(listKey(id), bytes, { when: 'absent', contentType: 'application/json; charset=utf-8' });
  const there = put.ok ? undefined : await deps.log.get(listKey(id));
  if (!put.ok && (there === undefined || !sameBytes(there.bytes, bytes))) throw new Error(`another list lies at ${listKey(id)}`);
  return sayLines(lines);
}

/** What an entry says of lines that lie beside the log. */
export const sayLines = (lines: readonly GivenLine[]) => ({ count: lines.length, sha256: digest(linesFile(lines)) });

const linesFile = (lines: readonly GivenLine[]): Uint8Array => canonicalBytes({ v: 1, lines });
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
