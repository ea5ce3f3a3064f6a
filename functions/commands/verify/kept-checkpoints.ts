import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Checkpoint, parseCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { cosignatureMessage, cosignedAt } from '../../domain/ledger/cosignature.ts';
import { sameBytes } from '../../domain/ledger/hash.ts';
import { ED25519, parseNote, signaturesOf, type VerifierKey } from '../../domain/ledger/note.ts';
import { inOrder } from './in-order.ts';
import type { Notebook } from './notebook.ts';
import { failureCode, type LogIdentity } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';
import type { WalkedLog } from './walk-log.ts';

const FOLDER = 'log/1/checkpoints/';
const AHEAD = 32;

/** Sizes of which a folder keeps a checkpoint. */
export function keptAmong(files: readonly string[]): readonly number[] {
  const sizes = files.filter((file) => file.startsWith(FOLDER)).map((file) => Number(file.slice(FOLDER.length)));
  return sizes.filter((size) => Number.isSafeInteger(size) && size > 0);
}

/** Asks which sizes were published; where not even the newest checkpoint is kept, as in a mirror without them, nothing is known and nothing refused. */
export function keptSizes(source: PublicSource, newest: number): (size: number) => Promise<boolean> {
  const known = new Map<number, Promise<boolean>>();
  const isKept = (size: number): Promise<boolean> => {
    const asked = known.get(size) ?? readFile(source, `${FOLDER}${size}`, LIMITS.note).then((bytes) => bytes !== 'missing');
    known.set(size, asked);
    return asked;
  };
  return async (size) => size === newest || (await isKept(size)) || !(await isKept(newest));
}

/**
 * Judges the checkpoints that were kept: each signed by the log, of the size that its name says, and the beginning of
 * the log as it is. One larger than the log's own checkpoint shows that the log was put back.
 */
export async function judgeKept(
  { source, notes }: { readonly source: PublicSource; readonly notes: Notebook },
  log: LogIdentity,
  {
    walked,
    sizes,
    size,
    witnesses,
  }: { readonly walked: WalkedLog; readonly sizes: readonly number[]; readonly size: number; readonly witnesses: readonly VerifierKey[] },
): Promise<void> {
  const listed = source.list !== undefined;
  if (!listed) notes.remark('checkpoints_unlisted');
  const judge = opener(log);
  const cosigned = cosignatureJudge(witnesses);
  const read = async (one: number) => ({ one, file: `${FOLDER}${one}`, bytes: await readFile(source, `${FOLDER}${one}`, LIMITS.note) });
  for await (const { one, file, bytes } of inOrder(sizes, AHEAD, read)) {
    if (bytes === 'missing') {
      notes.remark('checkpoint_not_kept', { file, index: one - 1 });
      continue;
    }
    if (isFailure(bytes)) {
      notes.find({ code: failureCode(bytes), file });
      continue;
    }
    const opened = judge(bytes);
    notes.count('checkpoints');
    const lines = cosigned(bytes);
    notes.count('cosignatures', lines.filter((holds) => holds).length);
    if (lines.includes(false)) notes.find({ code: 'cosignature_wrong', file });
    if (opened === undefined || opened.size !== one) notes.find({ code: 'checkpoint_unsigned', file });
    else if (one > size) notes.find({ code: 'checkpoint_rolled_back', file, detail: `log/1/checkpoint has ${size}` });
    else if (!sameBytes(opened.root, walked.roots.get(one) ?? opened.root.slice(1))) notes.find({ code: 'checkpoint_not_prefix', file, index: one - 1 });
  }
}

/** Opens checkpoints of one log, thousands of them: with the system's Ed25519, which takes a tenth of the time of ours and is another hand. */
function opener(log: LogIdentity): (signed: Uint8Array) => Checkpoint | undefined {
  const keys = log.ranges.filter(({ key }) => key.type === ED25519).map((one) => ({ ...one, object: publicKey(one.key) }));
  return (signed) => {
    const note = parseNote(signed);
    const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
    if (note === undefined || checkpoint?.origin !== log.origin) return undefined;
    const text = new TextEncoder().encode(note.text);
    const current = keys.filter(({ from, until }) => from <= checkpoint.size && (until === undefined || checkpoint.size < until));
    const holds = current.map(({ key, object }) => signaturesOf(note, key).map((bytes) => verify(null, text, object, bytes)));
    return holds.length > 0 && holds.every((lines) => lines.length > 0 && !lines.includes(false)) ? checkpoint : undefined;
  };
}

/** Judges the lines of witnesses on a kept checkpoint, in the same way; lines of others are passed over. */
function cosignatureJudge(witnesses: readonly VerifierKey[]): (signed: Uint8Array) => readonly boolean[] {
  const keys = witnesses.map((key) => ({ key, object: publicKey(key) }));
  return (signed) => {
    const note = keys.length === 0 ? undefined : parseNote(signed);
    if (note === undefined) return [];
    return keys.flatMap(({ key, object }) =>
      signaturesOf(note, key).map((bytes) => bytes.length === 72 && verify(null, cosignatureMessage(note.text, cosignedAt(bytes)), object, bytes.subarray(8))),
    );
  };
}

/** What stands before an Ed25519 key in its DER form (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

function publicKey(key: VerifierKey): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI, key.publicKey]), format: 'der', type: 'spki' });
}
