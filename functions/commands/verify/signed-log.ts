import type { OpenEntry } from '../../domain/entry.ts';
import type { KeyEntry } from '../../domain/entry-moves.ts';
import { canonicalBytes, type Json } from '../../domain/ledger/canonical.ts';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { sameBytes } from '../../domain/ledger/hash.ts';
import { openByRange, parseKeyList, type RangedKey } from '../../domain/ledger/key-range.ts';
import { formatVerifierKey, type VerifierKey } from '../../domain/ledger/note.ts';
import type { Code } from './finding.ts';
import type { Notebook } from './notebook.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

/** Who writes the log, as the log says, and the keys by which its signatures are judged, each for the sizes that it signs. */
export type LogIdentity = {
  readonly origin: string;
  readonly keys: readonly VerifierKey[];
  readonly ranges: readonly RangedKey[];
  readonly description: DescriptionText;
};

type DescriptionText = { readonly [field: string]: Json };

/** A checkpoint whose signature holds, with the note as it came. */
export type SignedCheckpoint = { readonly checkpoint: Checkpoint; readonly signed: Uint8Array };

export const DESCRIPTION = 'log/1/log.json';
export const CHECKPOINT = 'log/1/checkpoint';

const FIELDS = ['v', 'origin', 'generation', 'vkeys', 'schema', 'society', 'demonstration', 'simulated', 'entries'];
const ENTRIES = 'RFC 8785 JSON; c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint';

/** Reads `log.json`. Keys that the auditor brought judge instead of those that the log names, and must be among them. */
export async function readIdentity(source: PublicSource, notes: Notebook, brought: readonly VerifierKey[]): Promise<LogIdentity | undefined> {
  const bytes = await readFile(source, DESCRIPTION, LIMITS.note);
  const description = isFailure(bytes) ? undefined : parseDescription(bytes);
  if (isFailure(bytes)) notes.find({ code: failureCode(bytes), file: DESCRIPTION });
  else if (description === undefined) notes.find({ code: 'log_description_differs', file: DESCRIPTION, detail: 'not the JSON that the portal writes' });
  const listed = description === undefined ? [] : parseKeyList(description.vkeys);
  const named = listed.map(({ key }) => key);
  const unnamed = brought.filter((key) => !named.some((one) => formatVerifierKey(one) === formatVerifierKey(key)));
  if (description !== undefined && unnamed.length > 0)
    notes.find({ code: 'log_key_differs', file: DESCRIPTION, detail: unnamed.map(formatVerifierKey).join(' ') });
  const keys = brought.length > 0 ? brought : named;
  const strange = named.find((key) => key.name !== description?.origin);
  if (description !== undefined && (named.length === 0 || strange !== undefined))
    notes.find({ code: 'log_key_differs', file: DESCRIPTION, detail: strange === undefined ? 'names no key' : `a key of ${strange.name}` });
  const origin = brought[0]?.name ?? (typeof description?.origin === 'string' ? description.origin : undefined);
  if (origin === undefined || keys.length === 0) return undefined;
  return { origin, keys, ranges: rangesOf(keys, listed), description: description ?? {} };
}

/** Reads the checkpoint and judges its signature. */
export async function readCheckpoint(source: PublicSource, notes: Notebook, log: LogIdentity): Promise<SignedCheckpoint | undefined> {
  const signed = await readFile(source, CHECKPOINT, LIMITS.note);
  if (isFailure(signed)) {
    notes.find({ code: failureCode(signed), file: CHECKPOINT });
    return undefined;
  }
  const opened = openByRange(signed, { origin: log.origin, keys: log.ranges });
  if (!opened.ok) {
    notes.find({ code: REFUSALS[opened.code], file: CHECKPOINT, detail: opened.code });
    return undefined;
  }
  const others = opened.note.signatures.filter((one) => !log.keys.some((key) => key.name === one.name && sameBytes(key.id, one.keyId)));
  if (others.length > 0) notes.remark('field_unread', { file: CHECKPOINT, detail: `signatures of ${others.map((one) => one.name).join(', ')}` });
  return { checkpoint: opened.checkpoint, signed };
}

const REFUSALS = {
  malformed: 'checkpoint_malformed',
  wrong_origin: 'checkpoint_origin',
  unknown_key: 'checkpoint_unsigned',
  bad_signature: 'checkpoint_unsigned',
} as const satisfies Record<string, Code>;

/** The finding for a file that cannot be had. */
export function failureCode(failure: 'missing' | 'unreachable' | 'too_large'): Code {
  return `file_${failure}`;
}

/** Holds `log.json` against the log's own first entry, field by field, and its later keys against the entries that introduce them, up to this size. */
export function judgeDescription(
  notes: Notebook,
  log: LogIdentity,
  { open, keys, size }: { readonly open: OpenEntry; readonly keys: readonly KeyEntry[]; readonly size: number },
): void {
  const { description } = log;
  const wanted: DescriptionText = {
    v: 1,
    origin: open.origin,
    generation: Number(open.origin.split('/').at(-1)),
    schema: open.schema,
    society: open.society,
    entries: ENTRIES,
    ...(open.demonstration === undefined ? {} : { demonstration: true }),
    ...(open.simulated === undefined ? {} : { simulated: true }),
  };
  const differs = FIELDS.filter((field) => field !== 'vkeys' && write(description[field]) !== write(wanted[field]));
  for (const field of differs) notes.find({ code: 'log_description_differs', file: DESCRIPTION, index: 0, detail: field });
  if (log.origin !== open.origin) notes.find({ code: 'log_description_differs', file: DESCRIPTION, index: 0, detail: `origin ${open.origin}` });
  judgeKeyList(notes, parseKeyList(description.vkeys), [{ vkey: open.vkey, from: 0 }, ...keys], size);
  for (const field of Object.keys(description).filter((one) => !FIELDS.includes(one))) notes.remark('field_unread', { file: DESCRIPTION, detail: field });
}

/** Every key is introduced by an entry, and listed; one may be listed while its entry is on the way, and only a key that another follows may end, after that one has begun. */
function judgeKeyList(notes: Notebook, listed: readonly RangedKey[], entered: readonly Pick<KeyEntry, 'vkey' | 'from'>[], size: number): void {
  const differs = (detail: string) => notes.find({ code: 'log_key_differs', file: DESCRIPTION, index: 0, detail });
  for (const { vkey, from } of entered.slice(listed.length)) differs(`lacks ${vkey} from ${from}`);
  for (const [at, { key, from, until }] of listed.entries()) {
    const entry = entered[at];
    const vkey = formatVerifierKey(key);
    if (entry === undefined ? from <= size : entry.vkey !== vkey || entry.from !== from) differs(`${vkey} from ${from}`);
    const next = listed[at + 1];
    if (until !== undefined && (next === undefined || until <= next.from)) differs(`${vkey} until ${until}`);
  }
}

const write = (value: Json | undefined): string => (value === undefined ? '' : new TextDecoder().decode(canonicalBytes(value)));

function parseDescription(bytes: Uint8Array): DescriptionText | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (`${JSON.stringify(value, undefined, 2)}\n` !== text || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    write(value as Json); // throws for what lies outside the subset
    return value as DescriptionText;
  } catch {
    return undefined; // not UTF-8, not JSON, or a value that we never write
  }
}

/** The sizes that each key signs, as the log lists them; one that it does not list counts for all. */
function rangesOf(keys: readonly VerifierKey[], listed: readonly RangedKey[]): readonly RangedKey[] {
  return keys.map((key) => listed.find((one) => formatVerifierKey(one.key) === formatVerifierKey(key)) ?? { key, from: 0 });
}
