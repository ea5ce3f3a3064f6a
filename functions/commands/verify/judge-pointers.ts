import { createHash } from 'node:crypto';
import type { EntryPointer, ForgettingEntry } from '../../domain/entry.ts';
import { encodeBase64 } from '../../domain/ledger/base64.ts';
import { parseCanonical } from '../../domain/ledger/canonical.ts';
import type { Notebook } from './notebook.ts';
import type { RecomputedTree } from './recomputed-tree.ts';
import type { FollowedRecord } from './record-rules.ts';
import { failureCode } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

type Pointing = { readonly entry: ForgettingEntry; readonly file: string; readonly index: number };

/** Judges what an entry points at: gifts before it, in order, each once, with the leaf hashes that they have. Gives the indices of those that hold. */
export async function judgePointers(
  needs: { readonly source: PublicSource; readonly notes: Notebook },
  walked: { readonly tree: RecomputedTree; readonly record: FollowedRecord },
  { entry, file, index }: Pointing,
): Promise<readonly number[]> {
  const pointers = 'of' in entry ? entry.of : await readList(needs, { id: entry.id, list: entry.list, index });
  const holding: number[] = [];
  for (const [at, pointer] of pointers.entries()) {
    const inOrder = at === 0 || pointer.index > (pointers[at - 1]?.index ?? 0);
    const isGift = pointer.index < index && walked.record.isGift(pointer.index);
    if (inOrder && isGift && encodeBase64(walked.tree.leaf(pointer.index)) === pointer.leaf) holding.push(pointer.index);
    else needs.notes.find({ code: 'pointer_wrong', file, index, detail: `points at ${pointer.index}` });
  }
  return holding;
}

/** A list that did not fit into its entry: canonical, of the digest and length that the entry names. */
async function readList(
  { source, notes }: { readonly source: PublicSource; readonly notes: Notebook },
  { id, list, index }: { readonly id: string; readonly list: { readonly count: number; readonly sha256: string }; readonly index: number },
): Promise<readonly EntryPointer[]> {
  const file = `log/1/lists/${id}.json`;
  const bytes = await readFile(source, file, LIMITS.list);
  if (isFailure(bytes)) {
    notes.find({ code: failureCode(bytes), file, index });
    return [];
  }
  const digest = createHash('sha256').update(bytes).digest('hex');
  const pointers = parsePointers(bytes);
  if (digest === list.sha256 && pointers?.length === list.count) return pointers;
  notes.find({ code: 'list_differs', file, index, detail: `${pointers?.length ?? 'no'} pointers, ${digest}` });
  return [];
}

function parsePointers(bytes: Uint8Array): readonly EntryPointer[] | undefined {
  const value: unknown = parseCanonical(bytes);
  if (typeof value !== 'object' || value === null || !('of' in value) || !Array.isArray(value.of)) return undefined;
  const items: readonly unknown[] = value.of;
  const pointers = items.flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('index' in one) || !('leaf' in one)) return [];
    return typeof one.index === 'number' && typeof one.leaf === 'string' ? [{ index: one.index, leaf: one.leaf }] : [];
  });
  return pointers.length === items.length ? pointers : undefined;
}
