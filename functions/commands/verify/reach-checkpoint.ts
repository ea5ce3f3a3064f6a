import { sameBytes } from '../../domain/ledger/hash.ts';
import { keepFork, type LastSeen } from './last-seen.ts';
import { findSocietyId, type MovingFiles, readMoving } from './moving-files.ts';
import type { Notebook } from './notebook.ts';
import { type LogIdentity, readCheckpoint, type SignedCheckpoint } from './signed-log.ts';
import type { CountedSource } from './source.ts';
import type { Verifying } from './verify-record.ts';
import { type WalkedLog, walkLog } from './walk-log.ts';

/** One run of the command. */
export type Run = { readonly source: CountedSource; readonly notes: Notebook; readonly how: Verifying };

/** How far a run has come: the checkpoint, everything up to it, and the files that change, as they were before it. `whole` is false where entries could not all be read. */
export type Reached = {
  readonly moving: MovingFiles;
  readonly societyId: string;
  readonly signed: SignedCheckpoint | undefined;
  readonly walked: WalkedLog;
  readonly whole: boolean;
};

/** From where to go on: what was walked before, under which checkpoint, and sizes whose roots are asked for. */
export type From = {
  readonly log: LogIdentity;
  readonly last: LastSeen | undefined;
  readonly kept: readonly number[];
  readonly walked: WalkedLog;
  readonly before?: SignedCheckpoint;
};

/** Live files may be of a size shortly before the checkpoint that was not known when the entries were walked. */
const RECENT = 4096;

/** Reads the files that change, then the checkpoint, then every entry up to it. */
export async function reach(run: Run, from: From): Promise<Reached> {
  const { source, notes, how } = run;
  const { walked } = from;
  const societyId = how.societyId ?? (await findSocietyId(source)) ?? '';
  const moving = await readMoving(source, societyId);
  const signed = await newest(run, from);
  if (signed === undefined) return { moving, societyId, signed, walked, whole: false };
  const { size } = signed.checkpoint;
  const wanted = {
    roots: new Set([...from.kept, size, ...(from.last === undefined ? [] : [from.last.checkpoint.size])]),
    isSnapshot: (one: number) => one > size - RECENT || moving.sizes.has(one),
    told: (done: number) => how.progress.at(done, 2 * size),
  };
  return { moving, societyId, signed, walked, whole: await walkLog({ source, notes }, walked, { checkpoint: signed.checkpoint, wanted }) };
}

const ATTEMPTS = 4;

/** The checkpoint, or the one before where an edge is behind; an address that shows less than was seen is asked again. */
async function newest({ source, notes, how }: Run, { log, last, walked, before }: From): Promise<SignedCheckpoint | undefined> {
  const least = Math.max(last?.checkpoint.size ?? 0, walked.tree.size());
  let signed = await readCheckpoint(source, notes, log);
  for (let attempt = 1; source.kind === 'address' && signed !== undefined && signed.checkpoint.size < least && attempt < ATTEMPTS; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, how.patienceMs));
    signed = await readCheckpoint(source, notes, log);
  }
  if (signed === undefined || before === undefined || signed.checkpoint.size > before.checkpoint.size) return signed;
  const isFork = signed.checkpoint.size === before.checkpoint.size && !sameBytes(signed.checkpoint.root, before.checkpoint.root);
  if (isFork) keepFork(notes, how.stateFile, [before, signed]);
  return before;
}
