import { createHash } from 'node:crypto';
import type { EntryPointer, PointingEntry } from '../../domain/entry.ts';
import { memberOf } from '../../domain/entry-checks.ts';
import type { GivenLine } from '../../domain/entry-moves.ts';
import { parseEntry } from '../../domain/entry-rules.ts';
import { areLines } from '../../domain/entry-rules-moves.ts';
import { encodeBase64 } from '../../domain/ledger/base64.ts';
import { parseCanonical } from '../../domain/ledger/canonical.ts';
import type { Notebook } from './notebook.ts';
import type { RecomputedTree } from './recomputed-tree.ts';
import type { FollowedRecord, LinesBeside } from './record-rules.ts';
import { failureCode } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

type Pointing = { readonly entry: PointingEntry; readonly file: string; readonly index: number };

/** Judges what an entry points at: entries before it of a kind that it may point at, in order, each once, with the leaf hashes that they have. Gives the indices of those that hold. */
export async function judgePointers(
  needs: Needs,
  walked: { readonly tree: RecomputedTree; readonly record: FollowedRecord },
  { entry, file, index }: Pointing,
): Promise<readonly number[]> {
  const pointers = await pointersOf(needs, { entry, index });
  const may = mayPointAt(entry, walked.record);
  const holding: number[] = [];
  for (const [at, pointer] of pointers.entries()) {
    const inOrder = at === 0 || pointer.index > (pointers[at - 1]?.index ?? 0);
    const isIt = pointer.index < index && may(pointer.index);
    if (inOrder && isIt && encodeBase64(walked.tree.leaf(pointer.index)) === pointer.leaf) holding.push(pointer.index);
    else needs.notes.find({ code: 'pointer_wrong', file, index, detail: `points at ${pointer.index}` });
  }
  return holding;
}

type Needs = { readonly source: PublicSource; readonly notes: Notebook };

function mayPointAt({ k }: PointingEntry, record: FollowedRecord): (index: number) => boolean {
  if (k === 'fix') return record.isCorrectable;
  return k === 'withdraw' || k === 'erase' ? record.isNaming : record.isGift;
}

async function pointersOf(needs: Needs, { entry, index }: { readonly entry: PointingEntry; readonly index: number }): Promise<readonly EntryPointer[]> {
  if ((entry.k === 'withdraw' || entry.k === 'erase') && 'list' in entry)
    return (await readList(needs, { id: entry.id, list: entry.list, index }, parsePointers)) ?? [];
  return ('of' in entry ? entry.of : undefined) ?? [];
}

const LIST = Buffer.from('"list":{');

/** The lines of goods that did not fit into their entry; nothing where the entry holds what it says, or where they are not what it names. */
export async function readLinesBeside(
  needs: Needs,
  { bytes, index }: { readonly bytes: Uint8Array; readonly index: number },
): Promise<LinesBeside | undefined> {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(LIST)) return undefined;
  const entry = parseEntry(parseCanonical(bytes) ?? '');
  if (!entry.ok || (entry.entry.k !== 'goods' && entry.entry.k !== 'hand') || !('list' in entry.entry)) return undefined;
  const { k, id, list } = entry.entry;
  const lines = await readList(needs, { id, list, index }, (file) => parseLines(k, file));
  return lines === undefined ? undefined : { lines };
}

type Listed = { readonly id: string; readonly list: { readonly count: number; readonly sha256: string }; readonly index: number };

/** A list that did not fit into its entry: canonical, of the digest and length that the entry names. */
async function readList<One>(
  { source, notes }: Needs,
  { id, list, index }: Listed,
  parse: (bytes: Uint8Array) => readonly One[] | undefined,
): Promise<readonly One[] | undefined> {
  const file = `log/1/lists/${id}.json`;
  const bytes = await readFile(source, file, LIMITS.list);
  if (isFailure(bytes)) {
    notes.find({ code: failureCode(bytes), file, index });
    return undefined;
  }
  const digest = createHash('sha256').update(bytes).digest('hex');
  const listed = parse(bytes);
  if (digest === list.sha256 && listed?.length === list.count) return listed;
  notes.find({ code: 'list_differs', file, index, detail: `${listed?.length ?? 'no'} items, ${digest}` });
  return undefined;
}

function parseLines(k: 'goods' | 'hand', bytes: Uint8Array): readonly GivenLine[] | undefined {
  const lines = memberOf(parseCanonical(bytes), 'lines');
  return areLines(k, lines) ? (lines as readonly GivenLine[]) : undefined;
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
