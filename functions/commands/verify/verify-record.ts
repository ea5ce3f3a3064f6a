import { sameBytes } from '../../domain/ledger/hash.ts';
import type { VerifierKey } from '../../domain/ledger/note.ts';
import type { Progress } from '../progress.ts';
import { judgeQueries } from './judge-queries.ts';
import { judgeInRounds } from './judge-rounds.ts';
import { judgePolicyEntry, judgeWitnessed, readWitnesses, type Witnesses, witnessKeys } from './judge-witnesses.ts';
import { judgeKept, keptAmong } from './kept-checkpoints.ts';
import { compareLastSeen, type Grown, readLastSeen } from './last-seen.ts';
import { judgeLeftovers, listRecord } from './leftovers.ts';
import { type Notes, openNotebook } from './notebook.ts';
import { judgeOldTiles } from './old-tiles.ts';
import { reach } from './reach-checkpoint.ts';
import { judgeDescription, readIdentity, type SignedCheckpoint } from './signed-log.ts';
import { countByPart, countReads, type PublicSource } from './source.ts';
import { beginWalk, type WalkedLog } from './walk-log.ts';
import { judgeClock } from './wall-clock.ts';

/** How a record is verified. `keys` are those that the auditor brought; `patienceMs` is waited before what did not hold is judged again. */
export type Verifying = {
  readonly keys: readonly VerifierKey[];
  readonly stateFile: string;
  readonly societyId?: string;
  readonly nowMs: number;
  readonly rounds: number;
  readonly patienceMs: number;
  readonly progress: Progress;
};

/** What came of it; `reached` tells how far it went: nothing behind a log that does not hold is compared. */
export type Verified = {
  readonly notes: Notes;
  readonly place: string;
  readonly reached: 'nothing' | 'checkpoint' | 'log' | 'disclosures';
  readonly origin?: string;
  readonly keys: readonly VerifierKey[];
  readonly signed?: SignedCheckpoint;
  readonly walked?: WalkedLog;
  readonly grown?: Grown;
  readonly witnesses?: Witnesses;
  readonly liveSize?: number;
  /** How many files of each part of the record were read. */
  readonly files: Readonly<Record<string, number>>;
  readonly bytes: number;
};

/**
 * Verifies a whole public record from its files alone: the log with its signatures, tiles and rules, then every
 * disclosure and opening against it, then the growth since an earlier run.
 */
export async function verifyRecord(from: PublicSource, how: Verifying): Promise<Verified> {
  const source = countReads(from);
  const notes = openNotebook();
  const run = { source, notes, how };
  const end = (result: Pick<Verified, 'reached'> & Partial<Verified>): Verified => {
    how.progress.end();
    return { place: source.place, keys: how.keys, ...result, notes: notes.read(), files: countByPart(source.files), bytes: source.bytes() };
  };
  const log = await readIdentity(source, notes, how.keys);
  if (log === undefined) return end({ reached: 'nothing' });
  const known = { origin: log.origin, keys: log.keys };
  if (how.keys.length === 0) notes.remark('key_from_site');
  const last = readLastSeen(how.stateFile);
  const listed = await listRecord(source); // before the checkpoint, which then covers all of it
  const witnesses = await readWitnesses(source, notes, log); // for the same reason
  const kept = keptAmong(listed);
  const witnessedSize = witnesses.witnessed === undefined ? [] : [witnesses.witnessed.checkpoint.size];
  const first = await reach(run, { log, last, kept: [...kept, ...witnessedSize], walked: beginWalk() });
  if (first.signed === undefined) return end({ reached: 'nothing', ...known });
  const { walked } = first;
  if (!first.whole) return end({ reached: 'checkpoint', ...known, signed: first.signed, walked });
  const { open, keys, policies } = walked.record.soFar();
  if (open !== undefined) judgeDescription(notes, log, { open, keys, size: first.signed.checkpoint.size });
  const holds = sameBytes(walked.tree.root(), first.signed.checkpoint.root);
  const { size } = first.signed.checkpoint;
  const sizes = source.list === undefined ? [...walked.roots.keys()].filter((one) => one !== last?.checkpoint.size) : [...new Set([...kept, size])];
  await judgeKept(run, log, { walked, sizes, size, witnesses: witnessKeys(witnesses) });
  judgePolicyEntry(notes, witnesses, policies);
  if (holds) judgeWitnessed(run, witnesses, { walked, signed: first.signed });
  const grown = holds ? await compareLastSeen(run, how.stateFile, { last, now: first.signed, walked }) : undefined;
  const logged = { ...known, witnesses, signed: first.signed, walked, ...(grown === undefined ? {} : { grown }) };
  if (open === undefined || walked.record.soFar().broken.length > 0 || !holds) {
    await judgeOldTiles(run, { tree: walked.tree, listed });
    return end({ reached: 'log', ...logged });
  }
  const done = await judgeInRounds(run, { log, last, first, open });
  await judgeOldTiles(run, { tree: walked.tree, listed });
  await judgeLeftovers({ source, notes, scope: done.scope }, listed);
  await judgeQueries(source, notes);
  judgeClock(notes, walked.record.soFar(), { nowMs: how.nowMs, closeAt: done.scope.closeAt });
  return end({ reached: 'disclosures', ...logged, signed: done.reached.signed ?? first.signed, liveSize: done.scope.liveSize });
}
